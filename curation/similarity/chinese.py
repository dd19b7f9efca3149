"""What Chinese prompts have instead of English words: numbers, negations, light words, politeness."""

from __future__ import annotations

import re

_DIGITS = "0 1 2 2 3 4 5 6 7 8 9 10 100 1000 10000 100000000"
NUMBERS: dict[str, str] = dict(zip("零一二两三四五六七八九十百千万亿", _DIGITS.split(), strict=True))
NEGATIONS = frozenset("不没无無非未别勿")
LIGHT = frozenset("的了吗呢吧啊呀请您你我它是在和与把被给")
ASKED = re.compile(
    r"\A(?:(?:你好|您好|嗨|哈喽|请问(?:一下)?|不好意思|打扰(?:了|一下)|拜托(?:你|您)?|谢谢"
    r"|麻烦(?:你|您)?(?:帮我)?(?:一下)?|(?:能|可以|能不能|可不可以)(?:请)?(?:你|您)?帮(?:我|忙)(?:一下)?"
    r"|请(?:你|您)?(?:帮帮我|帮我|帮忙)?(?:一下)?|帮(?:帮)?我(?:一下)?"
    r"|(?:我)?(?:想|要)?(?:请教|请问|问)(?:你|您)?(?:一下)?一?个问题)\s*)+"
)
THANKED = re.compile(
    r"(?:\s*(?:(?:非常|十分|万分|多多|真的)?(?:感谢|谢谢)(?:你|您|了|你了|您了)?(?:的帮助)?|多谢(?:了|你|您)?"
    r"|(?:拜托|麻烦|辛苦)(?:了|你了|您了))|\s(?:很)?急|\s*[🙏😊🙂❤️👍]+)+\Z"
)
