"""Polite wrapping: greetings, thanks and framing that leave what is asked the same.

English and Chinese, over key texts (``exact.normalise``): lower case, no apostrophes, no sentence marks.
"""

from __future__ import annotations

import re

from curation.similarity import chinese

_ASK = r"(?:can|could|would|will) you(?: please| kindly| maybe| possibly| perhaps| just)?"
_HELP = r"(?: (?:help|assist) me(?: out)?(?: to| with| by| and)?)?"
_QUESTION = r"(?=what|how|why|when|where|who|which|whether|if|about)"
_OPENINGS = (
    r"(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening|day))"
    r"(?: there| everyone| all| again| chatgpt| assistant| ai| friend)?",
    r"(?:dear )(?:assistant|ai|chatgpt|sir|madam)",
    r"please|pls|plz|kindly|okay|ok|so|well|um|alright",
    rf"{_ASK}{_HELP}",
    r"(?:please )?(?:help|assist) me(?: out)?(?: to| with| by)?",
    r"(?:i would|id|i d) (?:like|love|want|appreciate it if)(?: for)?(?: you)?(?: to| could| would)",
    r"i (?:want|need|would like|d like) (?:you )?to(?: please)?",
    r"i (?:want|need|would like|d like) to (?:know|learn|ask|find out|understand)(?: about)?",
    r"i need (?:some )?(?:help|assistance)(?: with| to| in)?",
    r"(?:i was|i am|im|i m|just) wondering(?: if you (?:could|can|would|know))?",
    r"(?:i am|im|i m) (?:curious|interested)(?: about| to know| in knowing| in)?",
    r"do you (?:happen to )?know " + _QUESTION,
    r"(?:please )?(?:tell|show|explain to) me " + _QUESTION,
    r"tell me",
    r"(?:would|do) you mind(?: please)?",
    r"(?:would|is) it (?:be )?possible(?: for you)? to",
    r"(?:i have|heres|here is) (?:a|my) (?:quick |simple |small )?question(?: for you)?",
    r"(?:just )?(?:a )?quick question",
    r"my question is|the question is|question is",
    r"(?:your|the) (?:task|job) is to",
    r"(?:answer|consider|respond to) (?:the following|this)(?: question| prompt| task| instruction)?",
    r"(?:follow|do|complete) (?:the following|this) (?:task|instruction|instructions)",
    r"if you (?:can|could|dont mind|would|please)",
    r"(?:you are|act as|as) (?:a|an|my) (?:helpful |friendly |knowledgeable )*(?:ai |language )*"
    r"(?:assistant|ai|model)",
    r"as an ai(?: language)?(?: model| assistant)?",
    r"(?:hello|hi|hey|yo)(?: (?:buddy|mate|man|dude|folks|guys|pal|bro|team|gpt|bot|claude|you))?",
    r"(?:excuse|pardon|forgive) me(?: for (?:asking|bothering you))?",
    r"(?:(?:i am|im|i m) )?sorry(?: to (?:bother|trouble|disturb|interrupt) you)?(?: again)?(?: but)?",
    r"(?:(?:i am|im|i m) )?just (?:curious|asking|out of curiosity)",
    r"out of curiosity",
    r"(?:a|my|one of my) (?:friends?|boss|teacher|colleague|kid|son|daughter|wife|husband|professor)"
    r" (?:asked|asks|wants to know|wanted to know)(?: me)?(?: this)?",
    r"(?:i am |im |i m )?not sure if (?:you|anyone) can help(?: me)?(?: with this)?(?: but)?(?: here goes)?",
    r"here goes",
    r"(?:i am|im|i m) (?:just )?asking you to",
    r"(?:(?:please )?go ahead and|feel free to)",
    r"(?:i have|ive|ive got|i ve got) (?:a|another|one more) (?:request|task|favou?r)(?: for you)?",
    r"(?:can|could|may) i (?:please )?ask(?: you)?(?: a (?:quick )?question)?",
    r"(?:hope|i hope|hoping) (?:you are|youre|this finds you|all is)?(?: doing)? ?(?:well|great|good|fine)",
    r"(?:i )?hope (?:that )?(?:your|the) (?:day|week|weekend|morning|evening) (?:is|has been|was)"
    r"(?: going)?(?: so far)? (?:well|great|good|fine|nice|lovely)(?: so far)?",
    r"(?:i )?hope (?:that )?you (?:can|could) help(?: me)?(?: out)?(?: with (?:this|that|it))?",
    r"how are you(?: doing)?(?: today)?(?= \S+ \S+ \S+)",
    r"(?:(?:this|its|it is|it s) )?(?:urgent|asap)",
    r"(?:quick|simple|random|silly|stupid|dumb) (?:q|question|one)",
)
_REMARKS = (
    "sorry bother bothering trouble disturb excuse pardon curious curiosity hurry rush urgent asap "
    "appreciate appreciated grateful thankful glad gratitude advance forward hearing soon reply "
    "homework assignment school class essay teacher friend boss stupid silly dumb basic weird stuck "
    "confused lost struggling wondering hope hoping well day morning afternoon evening weekend regards "
    "cheers sincerely kind lot million time patience bless lovely wonderful amazing awesome chatgpt "
    "assistant ai bot buddy mate sir madam everyone guys favor favour quick thing "
)
# Words of remarks that ask nothing.
COURTESY = frozenset(_REMARKS.split())
_NAMED = r"(?: [^\W\d_]+)?"
_CLOSINGS = (
    r"(?:many )?thanks(?: a lot| so much| very much| a million| in advance| again"
    r"| for (?:your|the|any) help)*",
    r"thank you(?: a lot| so much| very much| in advance| again| for (?:your|the|any) help| kindly)*",
    r"(?:thanks|thank you)(?: so much| very much)? for (?:the|your|this|that|all|letting|telling)"
    r"(?: [a-z]+){1,4}",
    r"(?:ok|okay|oh|wow) (?:thats |that is )?(?:great|good|cool|nice|awesome|perfect|interesting)",
    r"please|pls|plz|kindly|cheers|thx|ty",
    r"for me",
    r"if (?:you )?(?:can|could|dont mind|possible|would|please)(?: please)?",
    r"(?:i|id|i d|i would) (?:would )?(?:really |greatly |much )?appreciate "
    r"(?:it|that|this|(?:your|any) help)",
    r"(?:any|your) help (?:is|would be|will be) (?:much |greatly |really )?appreciated",
    r"(?:best |kind |warm )?regards",
    r"have a (?:nice|great|good|wonderful) (?:day|one|evening)",
    r"(?:im|i am|i m) (?:just )?curious",
    r"(?:i am |im |i m )?(?:really )?looking forward to"
    r" (?:(?:your|the|an?) (?:answers?|reply|replies|response|help|thoughts)|hearing from you)",
    r"(?:its|it is|it s|this is|thats) (?:all )?for (?:(?:a|an|my|some|our|the) )?"
    r"(?:(?:school|college|class|uni) )?"
    r"(?:homework|school|class|essay|project|assignment|paper|exam|test|course|work)"
    r"(?: assignment| project| tomorrow)?",
    r"(?:i am |im |i m )?sorry (?:if|in case) (?:this|its|it is|thats|that)(?: is)?(?: an?)?"
    r" (?:[^\W\d_]+ )?(?:question|request|one)",
    r"sorry(?: to (?:bother|trouble|disturb) you)?(?: again)?",
    r"(?:i am|im|i m) in a (?:bit of a )?(?:hurry|rush)",
    r"(?:(?:this|its|it is|it s) )?(?:quite |very |kind of )?urgent(?: please)?",
    r"(?:as soon as (?:possible|you can)|asap)(?: please)?",
    r"(?:much|greatly|really|very much|highly) appreciated",
    r"(?:(?:many |kind |warm |best )(?:thanks|regards)|regards)" + _NAMED,
    r"(?:yours )?(?:sincerely|truly|faithfully)" + _NAMED,
    r"(?:i )?hope (?:that )?(?:makes sense|you can help|this makes sense|its clear|that is ok|thats okay?)",
    r"(?:i )?(?:would|d) be (?:very |so |really )?(?:grateful|thankful|glad)"
    r"(?: for (?:an answer|your help|any help))?",
    r"i (?:want|need|would like|d like) to know",
    r"let me know",
    r"(?:can|could|would) you(?: please)?(?: help(?: me)?)?",
)
_OPENING = re.compile(rf"(?:(?:{'|'.join(_OPENINGS)})(?:\s+|(?<=\s)(?=\S)))+")
_CLOSING = re.compile(rf"(?:\s+(?:{'|'.join(_CLOSINGS)}))+\Z")


# What these are given may well end politely itself.
_QUOTING = re.compile(r"(?:translate|correct|proofread)\b")
_HANGING = re.compile(
    r"(?:\A|\s)(?:do|does|did|end|ends|say|says|saying|said|write|writes|spell|translate|pronounce|mean|means|meaning|word|words|phrase"
    r"|phrases|called|reply|expression|a|an|the|of|to|with|for|is|are|and|or|in|on|by|from|than|as|my|your)\Z"
)


def asks_for_more(key_text: str) -> bool:
    """Whether polite words that follow are asked about: ``how do you say``, or a text to be translated."""
    return bool(_QUOTING.match(key_text) or _HANGING.search(key_text))


def unwrap(key_text: str) -> str:
    """A key text without greetings, thanks and polite framing at its ends; itself where nothing is left."""
    opening = _OPENING.match(key_text)
    bare = key_text[opening.end() :] if opening else key_text
    closing = _CLOSING.search(bare, max(len(bare) - 200, 0))
    # "How do I say thank you?" asks for what looks like a closing.
    if closing and not asks_for_more(bare[: closing.start()]):
        bare = bare[: closing.start()]
    if not bare.isascii():
        bare = chinese.THANKED.sub("", chinese.ASKED.sub("", bare))
    return bare or key_text
