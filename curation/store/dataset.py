"""An opened data set: its mapped tables, its fields, and SQL over them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.errors import DatasetError
from curation.schemas.canonical import Message
from curation.store.fields import JOINS, Field, extra_columns, fields_of
from curation.store.info import DatasetInfo, read_info
from curation.store.measured import Run, beside, editions_of, runs_of, with_signals
from curation.store.spread import with_spread
from curation.store.tables import TEXTS, map_table

# Of all signals, those that every overview of a data set shows beside its attributes.
MAIN_SIGNALS = ("chars", "words")


class Dataset:
    """A data set on disk. It never changes, so one object may be shared by threads and sessions.

    Ids are row positions: ``pairs["chosen_id"]`` indexes ``responses``, and so on.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.info: DatasetInfo = read_info(path)
        self._idle: deque[duckdb.DuckDBPyConnection] = deque(maxlen=8)

    @property
    def id(self) -> str:
        """``<slug>-<fingerprint8>``."""
        return self.info.id

    @cached_property
    def _runs(self) -> tuple[Run, ...]:
        """What was measured when this object first looked: all its tables are of one moment."""
        return runs_of(self.id)

    @property
    def editions(self) -> dict[str, str]:
        """Signal → edition in which it is among the columns."""
        return editions_of(self._runs)

    @cached_property
    def prompts(self) -> pa.Table:
        """prompt_id, messages, text (the user turns), turns, key, signals."""
        return with_signals(map_table(self.path / "prompts.arrow"), self._runs, "prompts.arrow")

    @cached_property
    def responses(self) -> pa.Table:
        """response_id, prompt_id, text, lead, model, label, rank, judged, origin_row, attributes, signals."""
        return with_signals(self._answers(), self._runs, "responses.arrow")

    def _answers(self) -> pa.Table:
        known = map_table(self.path / "answers.arrow")
        files = sorted(self.path.glob("texts-*.arrow"))
        texts = pa.concat_tables([TEXTS.empty_table(), *map(map_table, files)])
        if len(texts) != len(known):
            raise DatasetError(
                f"The data set {self.id} cannot be opened",
                why="some of its texts are missing",
                next=f"Delete {self.path} and load the source again",
            )
        order = ["response_id", "prompt_id", *TEXTS.names]
        table = beside(texts, known)
        return table.select([*order, *(name for name in table.column_names if name not in order)])

    @cached_property
    def pairs(self) -> pa.Table:
        """pair_id, prompt_id, both answers' ids, verdict, provenance, and numbers of both sides."""
        table = with_signals(map_table(self.path / "pairs.arrow"), self._runs, "pairs.arrow")
        return with_spread(table, self.responses) if self.info.annotated else table

    @cached_property
    def quarantine(self) -> pa.Table:
        """origin_row, shard, reason, detail, raw."""
        return map_table(self.path / "quarantine.arrow")

    @cached_property
    def extras(self) -> pa.Table:
        """origin_row and the source's columns that mapped to nothing."""
        return map_table(self.path / "extras.arrow")

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Everything that a filter may name."""
        models = self.responses["model"].null_count < len(self.responses)
        parted = bool(pc.any(self.pairs["histories_differ"]).as_py())
        return fields_of(
            self.pairs.schema, self.extras.schema, self.prompts.schema, models=models, parted=parted
        )

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of attributes and number signals that pairs hold for both sides."""
        return tuple(name[7:] for name in self.pairs.column_names if name.startswith("margin."))

    @property
    def main_measures(self) -> tuple[str, ...]:
        """The measures that an overview shows: the attributes and the answers' lengths."""
        known = self.measures
        rated = [name for name in known if name in self.info.attributes]
        return (*rated, *(name for name in MAIN_SIGNALS if name in known and name not in rated))

    def query(self, sql: str, params: Sequence[Any] = ()) -> pa.Table:
        """Run one SELECT; ``sql`` is the program's own, values come in ``params``.

        Any thread may call it: connections are borrowed from a pool, since opening one takes longer
        than most queries, and the app runs each rerun on a new thread.
        """
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            return connection.sql(sql, params=list(params)).to_arrow_table()
        finally:
            self._idle.append(connection)

    def _connect(self) -> duckdb.DuckDBPyConnection:
        """A connection with the tables registered, files out of reach, settings locked."""
        connection = duckdb.connect(":memory:", config={"enable_external_access": "false"})
        for name in ("prompts", "responses", "pairs", "quarantine"):
            connection.register(name, getattr(self, name))
        connection.register("extras", self.extras.rename_columns(extra_columns(self.extras.schema)))
        connection.execute("SET lock_configuration = true")
        return connection

    def select(self, names: Sequence[str], where: str = "", params: Sequence[Any] = ()) -> pa.Table:
        """Columns ``pair_id`` and the named fields, of the pairs for which ``where`` holds.

        Args:
            names: Names in ``fields``.
            where: A SQL condition built by the program over ``p``, ``q``, ``c``, ``r``, ``x``.
            params: Its values.
        """
        fields = [self.fields[name] for name in names]
        aliases = {field.join for field in fields if field.join}
        aliases |= {alias for alias in JOINS if f"{alias}." in where}
        columns = ", ".join(["p.pair_id", *(f"{f.sql} AS f{at}" for at, f in enumerate(fields))])
        joins = " ".join(JOINS[alias] for alias in JOINS if alias in aliases)
        condition = f" WHERE {where}" if where else ""
        found = self.query(f"SELECT {columns} FROM pairs p {joins}{condition} ORDER BY p.pair_id", params)
        return found.rename_columns(["pair_id", *names])

    def field_range(self, name: str) -> tuple[float, float]:
        """Lowest and highest value of a number field; NaNs where it has none."""
        column = self.select([name])[name]
        if column.null_count == len(column):
            return float("nan"), float("nan")
        bounds = pc.min_max(column).as_py()
        return float(bounds["min"]), float(bounds["max"])

    def field_values(self, name: str, most: int = 200) -> list[str]:
        """The most frequent values of a category field, most frequent first."""
        counts = pc.value_counts(self.select([name])[name].drop_null()).to_pylist()
        ranked = sorted(counts, key=lambda row: (-row["counts"], row["values"]))
        return [row["values"] for row in ranked[:most]]

    def messages(self, prompt_id: int) -> tuple[Message, ...]:
        """The turns of one prompt."""
        return tuple(Message(m["role"], m["content"]) for m in self.prompts["messages"][prompt_id].as_py())

    def text(self, response_id: int) -> str:
        """The text of one answer."""
        text: str = self.responses["text"][response_id].as_py()
        return text

    @cached_property
    def splits(self) -> dict[str | None, int]:
        """Split → number of pairs rows."""
        counts = pc.value_counts(self.pairs["split"]).to_pylist()
        return {row["values"]: row["counts"] for row in counts}

    def in_split(self, name: str) -> NDArray[np.bool_]:
        """Which rows of the pairs table belong to a split, shape (pairs rows,)."""
        belongs: NDArray[np.bool_] = pc.fill_null(pc.equal(self.pairs["split"], name), False).to_numpy()
        return belongs
