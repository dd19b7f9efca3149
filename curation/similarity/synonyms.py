"""Words that mean the same in a request, one group a line; a word may stand in several.

English key-text words: lower case, no apostrophes.
"""

from __future__ import annotations

_GROUPS = """
about regarding concerning around
achieve accomplish attain reach
ad advertisement advert
affect impact influence
aim goal objective purpose target
allow permit let
also too
amount quantity number
analyze analyse examine evaluate assess
analyze analysis
angry mad
answer respond reply
anyone anybody
apartment flat
approximately about roughly around
ask inquire
attempt try
attractive appealing
automobile car
average mean
bad negative poor
bake make
beautiful pretty
begin start commence
benefit advantage
benefits advantages
big large huge enormous
bike bicycle
buy purchase
calculate calculation
calculate compute
change modify alter edit
cheap inexpensive affordable
choose select pick
city town
classify categorize categorise
classify classification
close shut
come generate create produce write make think suggest compose
common frequent usual typical
companies businesses firms
company business firm
compare contrast
complicated complex
conclude conclusion
cons disadvantages drawbacks
convert transform change turn
cook prepare make
correct right accurate
countries nations
country nation
create make build construct develop
critique criticism
customer client
customers clients
dad father
damage harm
dangerous hazardous risky
decrease reduce lower lessen
define definition
delicious tasty
describe depict
describe description
destroy ruin
difference distinction
differences distinctions
discover find
discuss discussion
discuss talk
disease illness
doctor physician
drawback disadvantage
drawbacks disadvantages
easy simple straightforward
effect impact influence
effects impacts consequences
email mail
employee worker
employees workers
end finish conclude
enough sufficient
ensure guarantee
error mistake
errors mistakes
essay article paper
evaluate evaluation
everyone everybody
expensive costly pricey
explain describe clarify
explain explanation
famous well-known renowned
fast quick rapid speedy
fix repair solve resolve
function method
function program script code
funny humorous amusing
garbage trash rubbish
gather collect
get become
get obtain acquire receive
gift present
give provide supply offer
goals objectives
grandma grandmother
grandpa grandfather
happen occur
happens occurs
happiness joy
happy glad joyful
hard difficult tough challenging
hate dislike
healthy nutritious
help assist aid
holiday vacation
house home
humans people
identify recognize recognise determine find
important significant crucial essential vital
improve enhance boost better
increase raise grow
instance example
instances examples
instead rather
interesting fascinating engaging
introduce introduction
issue problem
issues problems
job career
job occupation
keep maintain retain
kid child
kids children
laptop notebook
large great
lawyer attorney
learn study
leave depart
legal allowed permitted
list enumerate name
live reside
lost misplaced
lucky fortunate
main primary chief major
maybe perhaps possibly
method approach technique way
methods approaches techniques ways
modern contemporary
mom mother mum
money cash
movie film
near close
need require
needs requires
new recent
noisy loud
now currently
odd strange weird
often frequently
old ancient
own possess
paragraph passage text
part component portion
particular specific
parts components
people persons folks individuals
person individual human
phone telephone
picture image photo
pictures images photos
place location spot
places locations
popular famous
prefer choose
prevent avoid stop
price cost
program application app software
pros advantages benefits
protect guard defend
quickly rapidly fast swiftly
quiet silent
quit stop
rarely seldom
reason cause
reasons causes
recently lately just
recommend recommendation recommendations
remove delete eliminate
restrict limit
rewrite rephrase paraphrase reword
rich wealthy
rude impolite
sad unhappy
scared afraid
see view watch look
sentence phrase statement
shout yell scream
show demonstrate display illustrate
sick ill
small little tiny
smart intelligent clever
sofa couch
solve solution
someone somebody person
soon shortly
stay remain
step stage
steps stages
story tale narrative
strategies plans
strategy plan
suggest suggestion suggestions
suggestion idea
suggestions ideas
summarize summarise condense
summarize summarise summary
summary overview synopsis
talk speak
teach instruct
tip advice suggestion recommendation
tips advice suggestions recommendations hints
tired exhausted
today nowadays
total sum overall
translate render
translate translation
trip journey travel
truly genuinely really
try attempt
tv television
type kind sort
types kinds sorts
typically usually generally commonly
understand comprehend grasp
usage use
use utilize utilise employ
useful helpful
usually normally
utilized used
utilizing using
various different diverse several multiple
vulnerable susceptible
web internet online
website site webpage
whole complete
whole entire
write compose author draft
wrong incorrect
yearly annual annually
"""


def _others(groups: str) -> dict[str, frozenset[str]]:
    same: dict[str, set[str]] = {}
    for group in groups.splitlines():
        for word in group.split():
            same.setdefault(word, set()).update(group.split())
    return {word: frozenset(words) for word, words in same.items()}


SYNONYMS: dict[str, frozenset[str]] = _others(_GROUPS)
