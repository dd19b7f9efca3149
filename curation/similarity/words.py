"""Word lists behind ``difference``: what changes an ask, and what only dresses it.

English, as the default model is. Every word is a key-text word: lower case, no apostrophes.
"""

from __future__ import annotations

from curation.similarity import chinese


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> dict[str, frozenset[str]]:
    """``"a/b c/d,e"`` → each word's opposites, both ways."""
    out: dict[str, set[str]] = {}
    for entry in text.split():
        left, right = entry.split("/")
        for one in left.split(","):
            for other in right.split(","):
                out.setdefault(one, set()).add(other)
                out.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in out.items()}


_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_TEENS = "sixteen seventeen eighteen nineteen"
_ORDINALS = "fourth fifth sixth seventh eighth ninth tenth"
NUMBER_WORDS: dict[str, str] = {
    word: str(value) for value, word in enumerate(f"{_UNITS} {_TEENS}".split())
} | {
    "twenty": "20",
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "seventy": "70",
    "eighty": "80",
    "ninety": "90",
    "hundred": "100",
    "thousand": "1000",
    "million": "1000000",
    "billion": "1000000000",
    "trillion": "1000000000000",
    "dozen": "12",
    "twice": "x2",
    "thrice": "x3",
    "triple": "x3",
    "quarter": "/4",
    "third": "3rd",
}
NUMBER_WORDS |= {word: f"{n}th" for n, word in enumerate(_ORDINALS.split(), 4)} | chinese.NUMBERS

WEAK_NUMBERS: dict[str, str] = {
    "one": "1",
    "first": "1st",
    "second": "2nd",
    "once": "x1",
    "single": "1",
    "double": "x2",
    "half": "/2",
    "couple": "2",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "i": "1",
    "v": "5",
    "x": "10",
}

NEGATIONS = chinese.NEGATIONS | _words(
    "not no never nor none nothing nobody nowhere neither without cannot cant dont doesnt didnt isnt "
    "arent wasnt werent wont wouldnt shouldnt couldnt hasnt havent hadnt mustnt neednt aint non anti "
    "except excluding avoid hardly barely unless"
)

ANTONYMS = _pairs(
    "enable/disable,disabling enabled/disabled enabling/disabling activate/deactivate "
    "allow/forbid,prevent,block,deny increase/decrease,reduce,lower increases/decreases,reduces "
    "increasing/decreasing,reducing increased/decreased,reduced rise/fall,drop rises/falls rising/falling "
    "grow/shrink ascending/descending ascend/descend forward/backward forwards/backwards up/down "
    "upper/lower top/bottom upward/downward upwards/downwards min/max minimum/maximum minimal/maximal "
    "minimize/maximize minimise/maximise minimizing/maximizing with/without before/after "
    "prior/after,later earlier/later early/late above/below,under over/under inside/outside in/out "
    "into/from internal/external inner/outer include/exclude including/excluding "
    "add/remove,subtract,delete insert/delete,remove adding/removing,subtracting addition/subtraction "
    "multiply/divide multiplication/division plus/minus sum/difference open/close,closed,shut "
    "opening/closing start/stop,end,finish,quit begin/end,finish,stop starting/ending,stopping "
    "beginning/end,ending first/last push/pull buy/sell buying/selling bought/sold lend/borrow "
    "give/take,receive send/receive sending/receiving win/lose winning/losing won/lost gain/lose,loss "
    "gaining/losing profit/loss pro/con pros/cons advantage/disadvantage,drawback "
    "advantages/disadvantages,drawbacks benefit/drawback,risk,harm benefits/drawbacks,risks,dangers,harms "
    "positive/negative positives/negatives positively/negatively good/bad,evil better/worse best/worst "
    "right/wrong,left correct/incorrect,wrong true/false yes/no always/never all/none most/least "
    "more/less,fewer many/few much/little high/low higher/lower highest/lowest big/small,little "
    "large/small larger/smaller largest/smallest bigger/smaller biggest/smallest long/short "
    "longer/shorter longest/shortest tall/short wide/narrow thick/thin deep/shallow fast/slow "
    "faster/slower quick/slow quickly/slowly fastest/slowest hot/cold warm/cool hotter/colder heat/cool "
    "heating/cooling hard/easy,soft difficult/easy harder/easier hardest/easiest "
    "simple/complex,complicated strong/weak stronger/weaker strengths/weaknesses strength/weakness "
    "strengthen/weaken heavy/light bright/dark light/dark old/new,young ancient/modern "
    "older/younger,newer oldest/youngest,newest rich/poor cheap/expensive cheapest/expensive "
    "safe/dangerous,unsafe same/different similar/different similarities/differences "
    "similarity/difference equal/unequal synonym/antonym synonyms/antonyms love/hate loves/hates "
    "like/dislike happy/sad,unhappy formal/informal,casual public/private male/female man/woman men/women "
    "boy/girl boys/girls father/mother husband/wife son/daughter brother/sister king/queen he/she his/her "
    "him/her import/export encode/decode encrypt/decrypt encoding/decoding encryption/decryption "
    "compress/decompress,expand upload/download read/write reading/writing input/output request/response "
    "source/target,destination sender/receiver client/server parent/child ancestor/descendant "
    "front/back,rear north/south east/west northern/southern eastern/western day/night "
    "morning/evening,night summer/winter spring/autumn,fall win/lose victory/defeat success/failure "
    "succeed/fail succeeded/failed pass/fail accept/reject,refuse,decline accepted/rejected "
    "agree/disagree approve/reject,disapprove support/oppose for/against supporting/opposing "
    "defend/attack help/harm helps/harms cause/prevent,cure causes/prevents encourage/discourage "
    "legal/illegal create/destroy,delete build/destroy,demolish attach/detach lock/unlock "
    "install/uninstall connect/disconnect hire/fire arrive/depart,leave arrival/departure "
    "enter/exit,leave entrance/exit appear/disappear live/die alive/dead life/death birth/death "
    "save/spend,waste,delete saving/spending full/empty wet/dry clean/dirty asleep/awake absent/present "
    "past/future,present next/previous,last former/latter above/beneath near/far close/far here/there "
    "to/from import/export horizontal/vertical horizontally/vertically left/right "
    "clockwise/counterclockwise,anticlockwise even/odd singular/plural active/passive "
    "optimistic/pessimistic optimist/pessimist abstract/concrete absolute/relative temporary/permanent "
    "permanently/temporarily natural/artificial synthetic/natural static/dynamic synchronous/asynchronous "
    "local/remote,global global/local explicit/implicit mutable/immutable ignore/consider,include "
    "conceal/reveal hide/show,reveal hiding/showing shown/hidden question/answer cons/pros gain/loss "
    "inhale/exhale freeze/melt,thaw freezing/boiling melting/freezing liquid/solid demand/supply "
    "debit/credit asset/liability income/expense employer/employee teacher/student doctor/patient "
    "guilty/innocent hero/villain friend/enemy friends/enemies war/peace sunrise/sunset major/minor "
    "majority/minority online/offline uptime/downtime superior/inferior introvert/extrovert "
    "introverted/extroverted introverts/extroverts stay/leave remember/forget raise/lower "
    "raising/lowering tighten/loosen tight/loose sharp/dull,blunt rough/smooth sweet/sour,bitter "
    "brave/cowardly polite/rude generous/greedy,stingy honest/dishonest useful/useless careful/careless"
)

OPPOSITE_PREFIXES = ("un", "non", "dis", "in", "im", "ir", "il", "mis", "anti", "de", "a", "counter")

_NATURAL = (
    "english french spanish german italian portuguese dutch russian chinese mandarin cantonese japanese "
    "korean arabic hebrew hindi urdu bengali punjabi tamil telugu marathi gujarati turkish persian farsi "
    "greek latin swedish norwegian danish finnish polish czech slovak hungarian romanian bulgarian "
    "ukrainian serbian croatian bosnian slovenian lithuanian latvian estonian thai vietnamese indonesian "
    "malay tagalog filipino swahili zulu afrikaans irish welsh catalan basque galician icelandic albanian "
    "macedonian georgian armenian kazakh uzbek mongolian nepali sinhala burmese khmer lao yoruba igbo "
    "hausa amharic somali esperanto"
)
_PROGRAMMING = (
    "python java javascript typescript c++ c# f# golang kotlin php perl matlab scala haskell erlang "
    "elixir clojure fortran cobol lua sql mysql postgresql sqlite mongodb bash powershell html css json "
    "xml yaml csv assembly vba prolog ocaml solidity pytorch tensorflow keras numpy pandas react angular "
    "vue django flask nodejs jquery markdown latex"
)
PROGRAMMING = _words(_PROGRAMMING)
LANGUAGES = _words(_NATURAL) | PROGRAMMING
LANGUAGE_CUES = _words("in into to from using with speak learn write say via")
LANGUAGE_TOPICS = _words("translate translation translator language languages grammar")
# Also ordinary words: they count as languages only where one language stands for another.
WEAK_LANGUAGES = _words("c r go rust ruby swift julia dart scheme basic lisp node polish spark")

ASKING = _words(
    "what whats which who whose whom how hows why when where is are was were be been being am do does did "
    "done can could would will shall should may might must have has had tell explain describe define "
    "discuss elaborate clarify outline give provide show write create make generate compose produce craft "
    "draft prepare develop build design present state mention suggest recommend offer list name share say "
    "find identify determine calculate compute figure work get know learn understand help assist want "
    "need like wish wonder wondering think talk speak answer respond reply ask question questions let "
    "lets use using used try possible able way ways method methods mean means meaning exactly actually "
    "really simply basically detail details detailed briefly brief short overview summary idea ideas "
    "information info example examples best good great nice main key important different various some "
    "several any few there here looking hear someone somebody anyone anybody"
)
FUNCTION = chinese.LIGHT | _words(
    "a an the this that these those it its of to in on at by for from with as and or but if then than so "
    "such i me my mine we us our you your he him his she her they them their one ones who whom which that "
    "s t re about into onto over upon within during through per via also too very much more most just "
    "only even still please kindly thanks thank hello hi hey dear ok okay well etc eg ie each every all "
    "both own same up out while because since until whether im ive id youre"
)
GLUE = FUNCTION | _words(
    "what which who whom whose how why when where is are was were be been am do does did can could would "
    "will shall should may might must have has had there here"
)
FILLERS = _words(
    "currently today now nowadays quickly easily properly effectively successfully typically usually "
    "commonly generally often truly specifically definitely probably fully completely totally absolutely "
    "extremely accurate accurately careful carefully correct correctly step steps decision certain "
    "particular particularly especially sure right perhaps maybe again"
)
LIGHT = ASKING | FUNCTION
