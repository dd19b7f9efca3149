"""Whether an answer says which assistant it is or who made it.

The patterns are those of open-instruct's ``filter_dataset_by_keywords.py``, bound to the first person:
"made by … Claude" alone also finds painters, and the mere mention of DeepSeek is no claim to be it.
"""

from __future__ import annotations

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.claims import MAKERS, NAMES, maybe_claims

_KIND = (
    r"(?:AI|artificial intelligence|(?:large )?language model|assistant|chat ?bot|virtual assistant|model)"
)
_CLAIM = (
    rf"(?:\bI(?:['’]m| am| was)\b[^.!?\n]{{0,100}}\b(?:made|developed|created|trained|built|designed|"
    rf"fine-?tuned) (?:and \w+ )?by (?:[^.!?\n]{{0,40}}\b)?(?:{MAKERS}|{NAMES})\b"
    rf"|\b[Aa]s an? [^.!?\n]{{0,30}}{_KIND}[^.!?\n]{{0,60}}\b(?:made|developed|created|trained|built|"
    rf"designed) (?:and \w+ )?by (?:[^.!?\n]{{0,40}}\b)?(?:{MAKERS})\b"
    rf"|\bI(?:['’]m| am) (?:called |named |actually |just )?(?:{NAMES})(?:[,.!?\n]| (?:an?|and|the|from|"
    rf"by)\b|\z)"
    rf"|\bI(?:['’]m| am) an? (?:\w+[ -]){{0,3}}{_KIND} (?:\w+ ){{0,3}}(?:{NAMES})\b"
    rf"|\b[Mm]y name is (?:{NAMES})\b"
    rf"|\b[Mm]y (?:creators?|developers?|makers?)(?: at| is| are|,) [^.!?\n]{{0,30}}(?:{MAKERS})\b"
    rf"|\b(?:OpenAI|Anthropic|DeepSeek|Google|Meta|Microsoft)['’]s (?:use-case |usage |content )?(?:policy|"
    rf"policies|guidelines)\b"
    r"|我是[^。！？\n]{0,40}(?:OpenAI|ChatGPT|GPT-?\d|Claude|Gemini|Anthropic|DeepSeek|深度求索|通义千问|Qwen|阿里|文心一言|百度|"
    r"智谱|ChatGLM|Kimi|讯飞|腾讯|豆包|书生)"
    r"|由[^。！？\n]{0,10}(?:OpenAI|Anthropic|DeepSeek|深度求索|阿里|百度|智谱|Google|谷歌)[^。！？\n]{0,10}(?:开发|训练|创建|研发))"
)


def self_identity(batch: Batch) -> Column:
    """1 where the answer claims a name or a maker, else 0."""
    return batch.texts.matching(_CLAIM, maybe_claims(batch))


SELF_IDENTITY = Signal(
    "self_identity",
    "Self-identity",
    "1 where the answer says in the first person which assistant it is or who trained it, within one "
    "sentence and 100 characters, or cites a maker's policy, else 0",
    self_identity,
    kind="flag",
    source="open-instruct, scripts/data/filtering_and_updates/filter_dataset_by_keywords.py",
)
