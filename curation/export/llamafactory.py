"""What LLaMA-Factory's formats share: ``sharegpt`` turns, and the stanza that names the files' columns.

Format: ``hiyouga+LLaMA-Factory:data/README.md``. Files are known by their suffix, so they are never
compressed, and a data set is one file: they are never split up either.
"""

from __future__ import annotations

import orjson

from curation.export.block import Turns
from curation.export.files import FileWritten
from curation.export.fitting import Place
from curation.export.target import JsonRow

ROLES = {"system": "system", "user": "human", "assistant": "gpt", "tool": "observation"}
INFO = "dataset_info.json"
# A question must stand at odd places and an answer at even ones, or the row is dropped with a warning.
PLACE = Place(system="first", alternating=True)


def turn(role: str, content: str) -> dict[str, str]:
    """One ``sharegpt`` turn."""
    return {"from": ROLES[role], "value": content}


def conversation(prompt: Turns) -> list[dict[str, str]]:
    """A prompt's turns."""
    return [turn(said["role"], said["content"]) for said in prompt]


def stanza(files: list[FileWritten], columns: dict[str, str], *, ranking: bool) -> dict[str, bytes]:
    """``dataset_info.json`` for the files of an export: one data set a split, named after its file."""
    found: dict[str, JsonRow] = {}
    for file in files:
        about: JsonRow = {"file_name": file.name, "formatting": "sharegpt"}
        if ranking:
            about["ranking"] = True
        found[file.name.partition(".")[0]] = {**about, "columns": columns}
    return {INFO: orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)}
