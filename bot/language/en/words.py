"""The closed word classes of English, each once: whatever is written by rule takes its words from here.

Plain data, in lower case and without stems, so that every module may import it.
"""

from __future__ import annotations

__all__ = [
    "ABBREVIATED_MONTHS",
    "AUXILIARIES",
    "BE",
    "CAUSES",
    "COMPARATIVES",
    "DETERMINERS",
    "DO",
    "HAVE",
    "HEARSAY",
    "HEDGES",
    "IRREGULAR_PARTICIPLES",
    "JOINING",
    "LINKING_PREPOSITIONS",
    "MODALS",
    "MONTHS",
    "NEGATIONS",
    "NUMBERS",
    "NUMBER_WORDS",
    "OPPOSITES",
    "ORDINALS",
    "PERSONAL_PRONOUNS",
    "PLACE_PREPOSITIONS",
    "PLURAL_PRONOUNS",
    "POSSESSIVES",
    "PRONOUNS",
    "QUESTION_WORDS",
    "SINGULAR_PRONOUNS",
    "STOP_WORDS",
    "SYNONYMS",
    "WEEKDAYS",
    "YEAR_PREPOSITIONS",
]


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


STOP_WORDS = frozenset(
    """
    a about above after again all also am an and any are as at be because been before being below
    between both but by can could did do does doing done down during each either else etc ever few
    for from further get had has have having he her here hers herself him himself his how i if in
    into is it its itself just let like may me might more most much must my myself neither nor of
    off on once only onto or other our ours out over own per please same shall she should so some
    such tell than that the their theirs them themselves then there these they this those through to
    too under until up upon us very was we were what when where whether which while who whom whose
    why will with within without would you your yours
    """.split()
)
"""Words that carry no subject: left out when two texts are compared."""

BE = _split("is are was were")
HAVE = _split("has have had")
DO = _split("do does did")
MODALS = _split("can could will would shall should may might must")
AUXILIARIES = (*BE, *DO, *HAVE, *MODALS)
"""Verbs that open a question ("did", "was") or carry another verb."""

QUESTION_WORDS = _split("who whom whose what when where which why how")

PERSONAL_PRONOUNS = frozenset({"he", "she", "him", "his", "her", "hers"})
"""For one person."""
PLURAL_PRONOUNS = frozenset({"they", "them", "their", "theirs"})
SINGULAR_PRONOUNS = frozenset({"it", "its"})
POSSESSIVES = frozenset({"his", "its", "their", "theirs", "hers"})
"""`her` is not among them: it may also be an object."""
PRONOUNS = frozenset(
    "i we you he she it they me us him her them this that these those who which there here one ones someone"
    " we're they're it's he's she's".split()
)
"""What points to an answer and is none."""
DETERMINERS = frozenset("the a an this that these those its his her their our your my each every any".split())
PLACE_PREPOSITIONS = _split("in at from to near into across of between outside around throughout")
LINKING_PREPOSITIONS = _split("in on at for by with from to after before near about of")

IRREGULAR_PARTICIPLES = frozenset(
    """
    beaten become begun bent bitten blown born bought bound bred broken brought built burnt burst
    cast caught chosen cut dealt done drawn driven drunk dug eaten fallen fed felt fled flown
    forbidden forgotten fought found frozen given gone grown held hidden hit hung hurt kept known
    laid led left lent let lit lost made meant met paid put read ridden risen run said seen sent set
    shaken shown shrunk shut sold spent split spread sprung stolen struck stuck sung sunk swept
    sworn taken taught thought thrown told torn understood woken won worn woven written wound
    """.split()
)
NEGATIONS = frozenset(
    {"not", "no", "never", "none", "nor", "neither", "without", "cannot", "nobody", "nothing"}
)
HEDGES = frozenset("may might could perhaps possibly plans planned hopes if".split())
"""Words by which a sentence leaves open what it says."""
HEARSAY = frozenset({"reportedly", "allegedly", "supposedly"})
"""Hedges by the whole word: "reported" states a fact."""
CAUSES = frozenset(
    """
    because therefore hence thus due causing caused cause causes owing resulting result resulted
    thanks reason so consequently led lead
    """.split()
)
JOINING = frozenset(
    """
    according amount article text passage total come comes came include includes included involve
    happen happened occur occurred take takes took place known called named located mention
    mentioned describe described note noted state stated say said says report reported refer refers
    mean means pay pays paid cost costs equal become became remain way thing fact also along
    respectively make makes made give gives given consist contain include part reach reached serve
    served use used person people one
    """.split()
)
"""Words that join what a sentence is about; they may be missing from the evidence for it."""

_UNITS = _split(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = _split("twenty thirty forty fifty sixty seventy eighty ninety")
ORDINALS = {
    word: str(value)
    for value, word in enumerate(
        _split("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"), 1
    )
}
NUMBERS = (
    {word: str(value) for value, word in enumerate(_UNITS)}
    | {word: str(10 * value) for value, word in enumerate(_TENS, 2)}
    | {
        f"{tens}-{unit}": str(10 * value + digit)
        for value, tens in enumerate(_TENS, 2)
        for digit, unit in enumerate(_UNITS[:10])
        if digit
    }
    | ORDINALS
    | {"hundred": "100", "thousand": "1000", "dozen": "12"}
)
"""The digits that a number word is compared by."""
NUMBER_WORDS = (
    *_UNITS[1:], *_TENS, "hundreds?", "thousands?", "millions?", "billions?", "trillions?", "dozens?", "half",
    "third", "quarter", "several", "once", "twice",
)  # fmt: skip
"""What a spelled amount is made of; forms of a pattern."""

MONTHS = _split("january february march april may june july august september october november december")
ABBREVIATED_MONTHS = _split("jan feb mar apr may jun jul aug sept oct nov dec")
YEAR_PREPOSITIONS = _split(
    "in since by until till from during of after before around between early late year"
)
"""Words that make a year of the number after them."""
WEEKDAYS = _split("monday tuesday wednesday thursday friday saturday sunday")

COMPARATIVES = {
    form: noun
    for noun, forms in {
        "cost": "cheaper cheapest costlier expensive dearer",
        "age": "older oldest younger youngest newer newest",
        "height": "taller tallest higher highest",
        "length": "longer longest shorter shortest",
        "size": "bigger biggest larger largest smaller smallest",
        "weight": "heavier heaviest lighter lightest",
        "speed": "faster fastest slower slowest quicker",
        "depth": "deeper deepest shallower",
        "date": "earlier earliest later latest first last",
    }.items()
    for form in forms.split()
}
"""What a comparative measures, as an article would name it."""


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in (pair.split() for pair in text.split(",")))


OPPOSITES = _pairs(
    """
    first last, before after, largest smallest, highest lowest, most least, more less, more fewer,
    oldest youngest, earliest latest, earlier later, early late, longest shortest, best worst,
    north south, east west, northern southern, eastern western, increase decrease, increased
    decreased, rise fall, rose fell, grow shrink, grew shrank, higher lower, high low, upper lower,
    win lose, won lost, begin end, began ended, start finish, start end, started ended, allow ban,
    allow forbid, allowed forbidden, allowed banned, accept reject, accepted rejected, open close,
    opened closed, buy sell, bought sold, support oppose, supported opposed, success failure,
    succeeded failed, gain loss, strengthen weaken, strengthened weakened, old new, older newer,
    young old, hot cold, male female, men women, true false, major minor, minimum maximum, import
    export, positive negative, internal external, inside outside, public private, always never, all
    none, above below, over under, left right, up down, day night, cheap expensive, cheaper dearer,
    faster slower, longer shorter, heavier lighter
    """
)
"""Pairs of words that turn a statement into its contrary, the commoner opposite of a word first."""
SYNONYMS = _pairs(
    """
    build construct, built constructed, begin start, began started, end finish, buy purchase, bought
    purchased, sell vend, dig excavate, dug excavated, big large, large great, rise climb, rose
    climbed, fall drop, fell dropped, fell declined, rise increase, rose increased, rose grew, shut
    closed, founded established, found established, make made, die death, died
    killed, child kid, car automobile, doctor physician, get receive, got received, gave given, say
    state, said stated, said told, house home, job work, about approximately, around approximately,
    about roughly, roughly approximately, nearly almost, over exceed, percent per, allow permit,
    allowed permitted, forbid ban, forbidden banned, help aid, need require, needed required, show
    demonstrate, showed demonstrated, use employ, used employed, keep maintain, kept maintained,
    biggest largest, quick fast, film movie, picture image, lead head, led headed, name call, named
    called, yearly annually, year annual, day daily, twice two, once
    one, attempt try, attempted tried, war conflict, aim goal, goal objective, aim objective, join
    enter
    """
)
