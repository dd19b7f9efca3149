"""Whether an answer opens with a refusal.

What is looked for: the phrases that practitioners filter by ("I cannot", "I'm sorry, but", "As an AI"), bound
to a verb of help or a negation where the bare phrase opens good answers too ("I can't wait", "I'm
sorry to hear that", "As an AI, I am happy to"), and the same in the languages that preference data is
most often in.
"""

from __future__ import annotations

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.marks import above, leads_of

_CANNOT = (
    r"(?:can't|can ?not|won't|will not|am unable to|am not able to|am not allowed to|must decline to|refuse "
    r"to|have to decline to|am not going to|'m afraid I can't|'m unable to|'m not able to|'m not allowed to|"
    r"'m not going to|am afraid I can't)"
)
_HELP = (
    r"(?:help(?: you)?\b(?: with| to|\.|,| find| create| write)|assist|provid(?:e|ing)|fulfil|comply|support "
    r"th|answer (?:that|this|your|the)|creat(?:e|ing)\b|generat(?:e|ing)\b|writ(?:e|ing)\b|giv(?:e|ing)\b "
    r"(?:you|out|any|advice|instructions|information|the)|offer\b|engage|discuss|participat|condone|endorse|"
    r"encourage|promote|recommend|respond|access|browse|do (?:that|this|so)\b|share (?:that|this|any|"
    r"personal|information)|tell you (?:how|that)|show you how|make (?:that|jokes|fun)|complete (?:this|that|"
    r"your)|perform|process|translate|predict|be (?:of (?:any |more )?help|able to (?:help|provide|give|"
    r"answer|assist)))"
)
_NOT = (
    r"(?:can't|can ?not|don't|do not|am not|'m not|not able|unable|won't|not (?:appropriate|possible)|lack|"
    r"never)"
)
_ENGLISH = (
    rf"(?i)(?:\bI ?(?:really |simply |just |also |still |\w+ and )?{_CANNOT}(?: be able to| in good "
    rf"conscience| ethically| legally| directly)? {_HELP}"
    r"|\bI(?:'m| am) (?:very |so |really |truly |terribly )?sorry,? (?:but |that )?(?:I (?:still |really "
    r")?)?(?:can't|can ?not|am unable|am not able|don't have (?:access|the ability)|won't|as an|'m (?:unable|"
    r"not able|not comfortable"
    r"|not allowed))"
    r"|\bI(?:'m| am) (?:very |so |really |truly )?sorry,? but (?:it|that|this|the (?:request|question|prompt|"
    r"input|information|text)|your (?:request|question|prompt))"
    rf"|\bas an? (?:responsible (?:and ethical )?)?(?:AI|artificial intelligence|(?:large )?language "
    rf"model)\b[^.\n]{{0,80}}\b(?:I|my) ?[^.,\n]{{0,25}}{_NOT}"
    rf"|\bI(?:'m| am) (?:just |only |merely |simply )?an? (?:AI|(?:large )?language model|(?:computer "
    rf")?program|assistant)[^.\n]{{0,50}}\b{_NOT}"
    r"|\bI(?:'m| am) not comfortable|\bI (?:don't|do not|wouldn't|would not) (?:feel (?:comfortable|right|"
    r"good) |have the (?:ability|capability|capacity) to|have access to)|\bagainst my (?:programming|"
    r"guidelines|principles|policy)"
    r"|\b(?:it|that|this)(?:'s| is| would be|'d be| wouldn't be| isn't| is not| would not be) (?:never "
    r")?(?:appropriate|ethical|inappropriate|unethical|illegal)\b[^.\n]{0,20} for me to\b"
    r"|\bI(?:'d| would| will| must|'ll) (?:have to |respectfully |politely )(?:decline|refuse)"
    r"|\bI (?:must|will) (?:decline|refuse)\b|\bI(?:'d| would) (?:rather|prefer) not\b)"
)
_OTHERS = (
    r"(?:(?:抱歉|对不起|對不起|很遗憾)[^。！？\n]{0,30}(?:不能|无法|無法|不可以|不会|没有办法|不适合)"
    r"|我(?:不能|无法|無法|不会|没办法)(?:提供|帮助|协助|回答|满足|支持|参与|生成|给出|告诉|讨论|执行|访问)"
    r"|作为(?:一个|一名|一款)?(?:人工智能|AI|语言模型|大型语言模型|智能助手)[^。！？\n]{0,15}我[^。！？\n]{0,8}(?:没有|不能|无法|不会|不具备)"
    r"|申し訳(?:ありません|ございません)[^。\n]{0,40}(?:できません|いたしかねます|出来ません)|お手伝いできません"
    r"|죄송(?:합니다|하지만)[^.\n]{0,40}(?:없습니다|수 없|어렵습니다)"
    r"|(?i)lo siento,? (?:pero )?(?:no puedo|como)|no puedo (?:ayudar|proporcionar|cumplir|responder|asistir)"
    r"|(?i)je suis (?:vraiment )?désolée?,? (?:mais )?je ne (?:peux|suis)|je ne peux pas (?:vous )?(?:aider|"
    r"fournir|répondre)"
    r"|(?i)es tut mir leid,? (?:aber )?(?:ich kann|als)|ich kann (?:dir|ihnen|dabei|diese)[^.\n]{0,30} nicht "
    r"(?:helfen|geben)"
    r"|(?i)(?:desculpe|sinto muito|lamento),? (?:mas )?(?:eu )?não posso|não posso (?:ajudar|fornecer)"
    r"|(?i)mi dispiace,? (?:ma )?non posso|non posso (?:aiutar|fornir)"
    r"|(?i)(?:извините|простите|к сожалению),? (?:но )?я не могу|я не могу (?:помочь|предоставить|ответить|"
    r"выполнить)"
    r"|(?:عذرا|آسف|أعتذر)[^.\n]{0,30}(?:لا (?:أستطيع|يمكنني)|لن)|لا (?:أستطيع|يمكنني) (?:مساعدتك|المساعدة|"
    r"تقديم))"
)


# One of these is in every refusal; the patterns themselves take far longer to look for.
_ENGLISH_SIEVE = (
    r"(?i)n't|not\b|unable|sorry|decline|refuse|lack|never|against my|appropriate|ethical|illegal"
)
_OTHERS_SIEVE = r"(?i)lo siento|no puedo|je suis|je ne |tut mir leid|ich kann|posso|dispiace"


def refusal(batch: Batch) -> Column:
    """1 where the first 200 characters refuse, else 0."""
    opening = batch.texts.opening
    maybe = opening.matching(f"{_ENGLISH_SIEVE}|{_OTHERS_SIEVE}")
    others = opening.matching(_OTHERS_SIEVE, maybe) | above(leads_of(opening), 0xC3)
    return opening.matching(_ENGLISH, maybe) | opening.matching(_OTHERS, others)


REFUSAL = Signal(
    "refusal",
    "Refusal",
    "1 where the first 200 characters refuse to help or say what an AI cannot do (English and nine other "
    "languages), else 0",
    refusal,
    kind="flag",
)
