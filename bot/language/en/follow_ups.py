"""The forms of English follow-ups: what only the conversation before it makes a question.

FORMS are matched against the whole folded follow-up, without an opening "and" or "so". Groups: `how` is what
is asked anew, `what` the thing that takes another's place.
"""

from __future__ import annotations

import re

from bot.language.en.words import AUXILIARIES, LINKING_PREPOSITIONS
from bot.language.rules import one_of, rule

__all__ = ["FORMS", "GROUPS", "IDLE_PRONOUNS", "OPENING", "PERSONS", "PRONOUN", "REQUEST", "WORKS", "WRITING"]

OPENING = re.compile(
    r"^(?:(?:and|but|so|also|ok(?:ay)?|then|well|now|hmm+|right|i see)\b[\s,:;.!-]*)+", re.IGNORECASE
)
_PREPOSITION = one_of(
    [*LINKING_PREPOSITIONS, "without", "during", "since", "until", "under", "per", "behind"]
)
_SHORT_WH = (
    r"(?:for |since |until |by |with |from |to )?(?:why not|why|how come|how (?:long|many|much|often|far|old"
    r"|big|tall)(?: (?:exactly|ahead|later|earlier|before|after(?:wards)?))?|how|when|where|whom?"
    r"|which(?: ones?)?|what for|in what ways?)(?: exactly| then)?"
)
FORMS = (
    rule(
        "more",
        r"^(?:(?:can|could|would) you |please )*(?:tell me more|say more|go on|continue|elaborate"
        r"|more details?"
        r"|more|what else|anything else|any others?|are there (?:any )?(?:others?|more)|for example|such as"
        r"|like what|in more detail|explain(?: (?:that|this|it))?|give (?:me )?(?:an example"
        r"|more(?: details?)?)"
        r"|details|expand(?: on (?:that|this|it))?"
        r"|i (?:do not|don't) (?:understand|get it)|be more (?:specific|precise)|what do you mean"
        r"|what does (?:that|this|it) mean|how so)(?: about (?:that|this|it|her|him|them))?(?: please)?\W*$",
        "tell me more",
        "Tell me more about the crane",
    ),
    rule(
        "check",
        r"^(?:are you (?:really |quite |absolutely )?(?:sure|certain)(?: (?:about|of) (?:that|this|it))?"
        r"|really"
        r"|(?:is|was) (?:that|this|it) (?:really )?(?:so|true|right|correct|certain)"
        r"|how do you know(?: that| this)?"
        r"|where does it say (?:that|so|this)|where (?:is|does) (?:that|this) (?:from|come from|written)"
        r"|says who|who says (?:that|so|this)|(?:can you )?(?:prove|verify|double[- ]check|check) (?:it"
        r"|that|this)"
        r"|(?:what(?:'s| is) (?:the|your) )?(?:source|evidence|proof)(?: (?:for|of) (?:that|this))?)\W*$",
        "are you sure?",
        "Are you sure that the ferry sank?",
    ),
    rule(
        "bare",
        rf"^(?P<how>{_SHORT_WH})(?: (?:is|was|did|does) (?:that|this)(?: (?:happen|so|take place|the case))?"
        r"|(?: did| does) it happen| so| that)?\W*$",
        "why?",
        "Why did it sink?",
    ),
    rule("swap", r"^(?:what|how) about (?P<what>.+?)\W*$", "what about Japan?", "What is it about?"),
    rule(
        "fragment",
        rf"^(?P<what>{_PREPOSITION}\b(?: [\w'’-]+){{1,5}})\W*$",
        "in winter?",
        "In which winter did the ferry sink?",
        unless=rf"\b{one_of(AUXILIARIES)}\b",
    ),
)
PRONOUN = re.compile(
    r"\b(?:he|she|him|her|his|hers|himself|herself|they|them|their|theirs|it|its|this|that|these|those|there"
    r"|then|ones|one(?=\W*$| (?:is|was|has|did|does|can|will|of (?:them|these|those))\b)"
    r"|the (?:former|latter|same|rest|first one|second one|last one|other one|others?)|afterwards?"
    r"|beforehand|meanwhile|anybody|anyone|somebody|someone)\b",
    re.IGNORECASE,
)
_JUDGED = (
    r"(?:important|necessary|possible|impossible|true|false|hard|difficult|easy|better|best|good|bad|safe"
    r"|dangerous"
    r"|legal|illegal|wrong|right|likely|unlikely|clear|common|rare|worth|wise|useful|fair|normal|usual"
    r"|known|said)"
)
IDLE_PRONOUNS = re.compile(
    r"\b(?:is|are|was|were|be|been) there\b|\bthere (?:is|are|was|were|any)\b"
    r"|\b(?:does|did|would|will|can) it (?:take|rain|mean|matter)(?: that\b|(?= to\b))"
    rf"|\b(?:is|was|will|would) it (?:be )?(?:\w+ )?{_JUDGED} (?:for [\w ]+? )?(?:that|to)\b"
    r"|\bit (?:is|was) (?:\w+ )?(?:that|to)\b"
    r"|\bhow (?:far|long|late|cold|hot|warm) (?:is|was) it (?:from|to|until|till|since|in|outside)\b"
    r"|\bwhat time is it\b|\b(?:any|some)(?:one|body) (?:know|else)\b|(?<=\w )that (?=(?-i:[A-Z])\w+ \w)"
    r"|(?<=\w )(?<!\bis )(?<!\bwas )(?<!\bare )(?<!\bwere )(?<!\bdid )(?<!\bdoes )that (?=(?:\w+ly )?(?:is"
    r"|was|are|were|has|had|have|can|will|would|could|made|led|took|came"
    r"|\w+ed|\w+s)\b)"
    r"|\bthat (?=(?:the|an?|his|her|its|their|our|my|he|she|it|they|we|there|no|some|all|every|many|most)\b)"
    r"|(?<=say )that\b|(?<=said )that\b|(?<=state )that\b|(?<=stated )that\b|(?<=mean )that\b|(?<=so )that\b"
    r"|(?<=think )that\b|(?<=claim )that\b|(?<=believe )that\b|(?<=know )that\b|(?<=fact )that\b"
    r"|(?<=show )that\b|\b(?:the|an?) ones?\b",
    re.IGNORECASE,
)
"""Pronouns that refer to nothing: "is there", "is it true", "say that"."""
REQUEST = re.compile(
    r"^(?:please |can you |could you |would you |i want to know |i would like to know |do you know )*"
    r"(?:(?:tell|show|give|find) (?:me|us) (?:more |something |everything |all )?(?:about |on |of )?"
    r"|(?:explain|describe|define|discuss|list|name|enumerate|outline) (?:to me )?|what about |how about )",
    re.IGNORECASE,
)
"""How a request opens; no word of it is what the question is about."""
WORKS = re.compile(
    r"(?:articles?|texts?|documents?|pages?|stor(?:y|ies)|papers?|posts?|files?|books?|novels?|poems?"
    r"|letters?|songs?"
    r"|plays?|films?|movies?|reports?|stud(?:y|ies)|essays?|laws?|treat(?:y|ies)|reviews?|columns?"
    r"|speech(?:es)?)"
)
"""What may be written or published."""
WRITING = re.compile(
    r"\b(?:wrote|written|authors?|writer|published?|publisher|titles?|language)\b", re.IGNORECASE
)
"""What is asked of an article rather than of the thing talked about."""
PERSONS = re.compile(
    r"(?:[a-z]+-)?(?:[a-z]+(?:ist|ian|eer|eon|ess)|[a-z]*(?:man|woman|person)|captain|doctor|professor"
    r"|nurse|pilot"
    r"|president|minister|mayor|king|queen|poet|widow|judge|author|director|actor|editor|inventor|owner|boss"
    r"|sailor|writer|painter|singer|teacher|farmer|baker|miller|keeper|planner|builder|founder|leader|driver"
    r"|player|researcher|photographer|designer|lawyer|manager|volunteer|student|merchant|architect|chef|coach"
    r"|mother|father|sister|brother|son|daughter|wife|husband|boy|girl|child|reviewer|reporter|critic"
    r"|officer)"
)
"""Nouns for a person."""
GROUPS = re.compile(
    r"(?:council|company|team|crew|government|committee|board|society|museum|university|firm|club|party|band"
    r"|family|police|bank|ministry|army|staff|public|court|church|union|association|group|parliament|agency)"
)
"""Nouns for several persons that act as one: "the council ... they"."""
