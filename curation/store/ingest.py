"""Source rows → prompts, responses, extras and quarantine, streamed: no row is lost on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson

from curation.schemas import Mapping, row_reader
from curation.schemas.canonical import Row, Unfit
from curation.sources import RawRow, Source
from curation.store.extras import ExtrasWriter
from curation.store.keys import prompt_key, text_key
from curation.store.tables import PROMPTS, QUARANTINE, RESPONSES, TableWriter, write_table
from curation.store.tally import NAN, Tally

Progress = Callable[[int], None]


class Ingest:
    """One import under way. ``write`` fills the folder; ``tally`` is what the pairs are made of."""

    def __init__(self, folder: Path, source: Source, mapping: Mapping) -> None:
        self.tally = Tally()
        self._folder = folder
        self._source = source
        self._understand = row_reader(mapping)
        self._prompt_ids: dict[tuple[str | None, str], int] = {}
        self._last_prompt = -1
        self._run = -1

    def write(self, progress: Progress | None = None) -> tuple[str, ...]:
        """Stream the source into the folder's tables.

        Args:
            progress: Called with the number of rows read so far, a few times a second at most.

        Returns:
            The names of the extra columns, those that mapped to nothing.
        """
        folder = self._folder
        with ExitStack() as stack:
            self._prompts = stack.enter_context(TableWriter(folder / "prompts.arrow", PROMPTS))
            self._responses = stack.enter_context(TableWriter(folder / "responses.arrow", RESPONSES))
            self._quarantine = stack.enter_context(TableWriter(folder / "quarantine.arrow", QUARANTINE))
            self._extras = stack.enter_context(ExtrasWriter(folder / "extras.arrow"))
            for batch in self._source.rows():
                for raw in batch:
                    self._take(raw)
                if progress:
                    progress(self.tally.read)
        write_table(folder / "scores.arrow", self.tally.answers.arrow())
        tally = self.tally
        assert tally.read == tally.used + sum(tally.quarantined.values()), "a row was lost"
        return self._extras.names

    def _take(self, raw: RawRow) -> None:
        self.tally.read += 1
        if raw.data is None:
            reason, detail = raw.fault or ("unreadable", "the row could not be read")
            self._reject(raw, reason, detail, raw.raw or "")
            return
        try:
            row = self._understand(raw.data)
        except Unfit as unfit:
            self._reject(raw, unfit.reason, unfit.detail, _as_json(raw.data))
            return
        self._use(raw, row)
        self.tally.used += 1

    def _reject(self, raw: RawRow, reason: str, detail: str, text: str) -> None:
        shard = self._source.shards[raw.shard].name
        self._quarantine.append(raw.number, shard, reason, detail, text)
        self.tally.quarantined[reason] += 1

    def _use(self, raw: RawRow, row: Row) -> None:
        shard = self._source.shards[raw.shard]
        prompt = self._prompt_of(row, row.split or shard.split)
        first = self._responses.rows
        answers = self.tally.answers
        source = row.source or shard.subset
        judged = bool(row.verdicts)
        for answer in row.answers:
            key = int(text_key(answer.text), 16)
            position = self._responses.append(
                self._responses.rows,
                prompt,
                answer.text,
                [message._asdict() for message in answer.lead] or None,
                answer.model,
                answer.label,
                answer.rank,
                raw.number,
            )
            answers.add(answer, prompt, self._run, raw.number, key, judged)
            if source is not None:
                answers.sources[position] = source
        verdicts = self.tally.verdicts
        for verdict in row.verdicts:
            verdicts.chosen.append(first + verdict.chosen)
            verdicts.rejected.append(first + verdict.rejected)
            verdicts.strength.append(NAN if verdict.strength is None else verdict.strength)
            verdicts.tie.append(verdict.tie)
        if row.extras:
            self._extras.append(raw.number, row.extras)

    def _prompt_of(self, row: Row, split: str | None) -> int:
        """The id of the row's prompt; equal prompts of one split share it wherever they stand."""
        key = prompt_key(row.prompt)
        known = self._prompt_ids.get((split, key))
        if known is None:
            users = [message.content for message in row.prompt if message.role == "user"]
            known = self._prompts.append(
                self._prompts.rows,
                [{"role": role, "content": content} for role, content in row.prompt],
                "\n\n".join(users),
                len(users),
                key,
            )
            self._prompt_ids[split, key] = known
            self.tally.prompt_keys.append(key)
            self.tally.prompt_splits.append(split)
        elif known != self._last_prompt:
            self.tally.repeated.add(known)
        if known != self._last_prompt:
            self._run += 1
            self._last_prompt = known
        return known


def _as_json(data: dict[str, Any]) -> str:
    """A raw row as JSON text, whatever it holds."""
    try:
        return orjson.dumps(
            data, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS
        ).decode()
    except TypeError:
        return json.dumps(data, default=str, ensure_ascii=False)
