"""The markups that conversations are written in, one module a kind: where turns begin, how they look."""

from curation.schemas.dialects import alpaca, deepseek, extra_id, framed, human, inst, speakers, vicuna
from curation.schemas.dialects.base import Dialect
from curation.schemas.dialects.human import transcript, transcript_turns

DIALECTS: dict[str, Dialect] = {
    "extra_id": extra_id.DIALECT,
    "human_assistant": human.DIALECT,
    "chatml": framed.CHATML,
    "llama3": framed.LLAMA3,
    "llama4": framed.LLAMA4,
    "gemma": framed.GEMMA,
    "zephyr": framed.ZEPHYR,
    "open_assistant": framed.OPEN_ASSISTANT,
    "inst": inst.DIALECT,
    "alpaca": alpaca.DIALECT,
    "vicuna": vicuna.DIALECT,
    "deepseek": deepseek.DIALECT,
    "guanaco": speakers.GUANACO,
    "user_assistant": speakers.PLAIN,
}

__all__ = ["DIALECTS", "Dialect", "transcript", "transcript_turns"]
