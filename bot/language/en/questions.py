"""The forms of English questions as a table of rules, tried in order: the first that matches decides.

A rule's name is the kind of question, a group named `subject` is what the question is about. To add a form,
add a row with an example and a question that only looks like it.
"""

from __future__ import annotations

from bot.language.en.about_articles import ABOUT_ARTICLES
from bot.language.en.words import AUXILIARIES, QUESTION_WORDS
from bot.language.rules import one_of, rule

__all__ = ["ASKING_WORDS", "COMPARING_WORDS", "HEADINGS", "KINDS", "NAMED_ARTICLE", "SELECTION"]

ASKING_WORDS = frozenset(
    """
    article articles text passage table say says said mention mentions mentioned tell give name list explain
    describe summarise summarize summary overview happen happens happened everything something
    named listed shown allowed permitted forbidden
    according many much long does did kind type sort called it's that's what's who's
    """.split()
)
"""Question boilerplate ("mention", "according"); excluded from the key terms."""
COMPARING_WORDS = frozenset(
    """
    compare comparison contrast versus vs common similar similarity similarities difference different differ
    agree disagree other both two three share shared content topic contents
    """.split()
)
"""Words that compare; a comparison made of them alone names nothing to compare."""

_WORK = r"(?:articles?|texts?|documents?|pages?|stor(?:y|ies)|papers?|posts?|files?|library|collection)"
_THE_WORK = rf"(?:(?:all|each|every|the|this|these|my|your|both|whole|entire|of) )+{_WORK}"
_ALL_OF_IT = rf"(?:it|this|that|these|them|all|everything|{_THE_WORK})"
_SUMMARISE = r"(?:summari[sz]e|sum up|outline|recap)"
_SUMMARY = (
    r"(?:summary|overview|outline|gist|recap|main (?:points?|ideas?|message|topics?|argument)|takeaways?"
    r"|key (?:points?|takeaways?)|table of contents)"
)
_MANNER = (
    r"(?:(?:please|briefly|shortly|quickly|again|for me|with (?:citations|quotes)"
    r"|as (?:a list|bullet points|bullets|items)"
    r"|in (?:a few|one|two|three|five|short|brief|bullet|plain|simple|your own)(?: \w+){0,2})\W*)*"
)
_SPEAKS = (
    r"(?:about|on|covers?|mentions?|talks? (?:about|of)|speaks? (?:about|of)|discuss(?:es)?|deals? with"
    r"|touch(?:es)? on|(?:says?|tells?|has|have)(?: \w+){0,2}? (?:about|on|of)|contains?|describes?|explains?"
    r"|refers? to)"
)
_OPEN = r"^(?:so |and |but )?"
_WHAT_IS = r"what(?: is|'s| was| are| were)"
_BEFORE_WHY = r"^(?:\w+ ){0,3}?"
_SENTENCE_WORDS = (
    *QUESTION_WORDS, *AUXILIARIES, "what's", "be", "been", "i", "you", "we", "he", "she", "it", "they",
    "name", "list", "give", "tell", "show", "find",
)  # fmt: skip
"""Words that make a question or a sentence of what would else be the name of a subject."""
_TOPIC = rf"^(?=[\x00-\u024f]*$)(?!.*\b{one_of(_SENTENCE_WORDS)}\b)"
_RELATION = (
    r"\b(?:of|in|for|that|which|who|by|from|at|on|to|with|name|number|year|date|called|used|made|known|first"
    r"|last|largest|most|population|capital|cost|price)\b"
)
"""What a question for a fact has and the definition of a subject has not: "the capital of Norway"."""
_SINGULAR_S = r"(?:ss|us|is|ness|news|series|species|does|was|has|always|yes)$"

KINDS = (
    *ABOUT_ARTICLES,
    rule(
        "articles",
        rf"^(?:(?:which|what)(?: of (?:the|my|these|your))? {_WORK}"
        rf"(?: (?:are|is|here|there|that|do|does|i have))*"
        rf"|(?:(?:are|is) there|do (?:you|i|we) have)(?: an?| any| some)? {_WORK}(?: (?:that|which))?"
        rf"|(?:list|show|find|name|give)(?: me)?(?: all)?(?: the| my| any)? {_WORK}"
        rf"(?: (?:that|which)(?: are)?)?)"
        rf" {_SPEAKS} (?P<subject>.+?)[?!. ]*$",
        "Which articles mention tides?",
        "Which articles do you have?",
    ),
    rule(
        "details",
        r"^(?:so |and )?(?:who (?:wrote|authored|published|(?:is|was) the (?:author|writer) of"
        r"|are the authors of)"
        r"|when (?:was|were|did)|where (?:does|do|did|was|were|is|are)"
        r"|(?:what|which) (?:is|are|was) the (?:authors?|sources?|date|publication date|publisher|url|link"
        r"|address|language|length|titles?)(?: of)?"
        r"|how (?:long|many words)(?: (?:is|are|does|do|has|have|are there in))?"
        r"|(?:in )?(?:what|which) language (?:is|are|was|were))"
        rf" (?:{_THE_WORK}|it|this)"
        r"(?: (?:written|published|come from|from|posted|updated|have|has|appear|in|taken))*\W*$",
        "What is the language of the article?",
        "What is the language of the letter?",
    ),
    rule(
        "outline",
        rf"\b{_SUMMARISE}\W*{_MANNER}(?:$|{_ALL_OF_IT}\W*{_MANNER}$)",
        "Summarise the article, please",
        "Summarise the debate on tides",
    ),
    rule(
        "outline",
        rf"^(?:\w+ ){{0,6}}?{_SUMMARY}\W*{_MANNER}(?:of {_ALL_OF_IT}\W*{_MANNER})?$",
        "Give me an overview",
        "Give me an overview of the treaty",
    ),
    rule(
        "outline",
        rf"\b{_SUMMARY}\b.*\b{_THE_WORK}\W*{_MANNER}$",
        "Give me an outline of what is in the article",
        "What is the outline of the treaty?",
    ),
    rule(
        "outline",
        rf"\bwhat(?:'s| is| are| does| do| did)\b.*\b(?:this|these|the|my|your|each)\b.{{0,12}}\b{_WORK}\b"
        r"(?: all)?(?: (?:about|cover|deal with|discuss|contain|talk about))\W*$",
        "What do these articles deal with?",
        "What does the article say about tides?",
    ),
    rule(
        "outline",
        r"\b(?:which|what|how many|list|show|name)\b.{0,24}\b(?:sections?|headings?|chapters?)\b"
        rf"(?:(?: \w+){{0,3}} (?:{_ALL_OF_IT}|you|there|exist)\b"
        r"(?: (?:have|has|contain|exist|are|in it))*)?\W*$",
        "Which sections are there?",
        "Which section speaks of tides?",
    ),
    rule(
        "outline",
        rf"\b(?:{_SUMMARISE}|{_SUMMARY}(?: of)?) (?:(?:the|this|my) )?(?:[\w'’-]+ ){{0,5}}{_WORK}"
        r"(?: (?:on|about|called|named|titled|entitled|from|by)\b.*)?$",
        "Summarise the tide mill article from March",
        "Summarise the treaty of Oslo",
    ),
    rule(
        "comparison",
        r"\b(?:compare[ds]?|comparison|contrast|versus|vs\.?|in common|similarit(?:y|ies)|differences?"
        r"|differs?(?:ent)? from|how do(?:es)? .* differ|agree with each other|disagree)\b",
        "Compare rye and wheat",
        "Which grain is better?",
    ),
    rule(
        "explanation",
        rf"{_OPEN}(?:(?:tell me|give me|show me|find) (?:\w+ ){{0,2}}?(?:about|on)"
        r"|(?:a |the )?(?:summary|overview) (?:of|on)|everything (?:about|on)|what about"
        r"|what (?:is|was) said (?:about|on)"
        r"|what (?:do|does) (?:it|they|this|\"[^\"]+\"|(?:the|these|my|this|all) (?:\w+ ){0,3}?"
        r"(?:articles?|texts?|papers?|documents?|pages?)) (?:say|tell)(?: \w+)? (?:about|on|of))"
        r" (?P<subject>.+?)\W*$",
        "What does the article say about tides?",
        "What did Ida Lund say about tides?",
    ),
    rule(
        "list",
        r"^(?:what|which|how (?:many|much)|when|who)\b.*\b(?:each|every)\b "
        r"(?!other\b|(?:time|day|week|month|year)\W*$)",
        "When did each ferry stop?",
        "How often does the ferry run each day?",
    ),
    rule(
        "list",
        r"^(?:list|name|enumerate|give (?:me )?(?:a list|all|the)|show (?:me )?(?:all|the))\b"
        r"|^(?:what|which) (?:are|were) (?:the|some|its|their|his|her|all|key|main)\b",
        "What are the rules on board?",
        "What is the rule on board?",
        answer_types=("any", "name", "place", "person"),
    ),
    rule(
        "list",
        r"^(?:what|which) (?:(?:\w+ ){0,3}?)(?P<plural>[a-z]{3,}s)\b"
        r"(?! (?:is|was|has|does|an?|the|its|his|her|their|more|less)\b)",
        "Which benefits do these calls create?",
        "Which species lives there?",
        unless=_SINGULAR_S,
        answer_types=("any", "name", "place", "person"),
    ),
    rule(
        "definition",
        rf"{_OPEN}(?:who(?: is|'s| was| are| were)|{_WHAT_IS}|define|definition of"
        rf"|what do(?:es)?(?= .* mean\b))\s+(?:an? |the )?(?!.*{_RELATION})"
        r"(?P<subject>[\w'’.&() -]+?)(?: mean)?\W*$",
        "What is practical diplomacy?",
        "What is the capital of Norway?",
    ),
    rule(
        "definition",
        rf"{_OPEN}{_WHAT_IS}\s+an? (?P<subject>[\w'’-]+) in (?:the |an? )?[\w'’ -]+\W*$",
        "What is a lambda in ATF?",
        "What is the lowest point in Asia?",
    ),
    rule(
        "explanation",
        rf"{_TOPIC}(?P<subject>[^\w'’-]*(?:[\w'’-]+[^\w'’-]+){{0,4}}[\w'’-]+[^\w'’-]*(?<!\?))$",
        "night trams in winter",
        "the night trams of the city in winter",
    ),
    rule(
        "explanation",
        rf"{_TOPIC}(?P<subject>[^\w'’-]*(?:[\w'’-]+[^\w'’-]+)?[\w'’-]+[^\w'’-]*\?)$",
        "Night trams?",
        "Any trams at night?",
    ),
    rule(
        "explanation",
        rf"{_BEFORE_WHY}(?:why|for what reason|how come|explain|describe|in what ways?)",
        "Why was the line kept?",
        "When was the line kept?",
    ),
    rule(
        "explanation",
        rf"{_BEFORE_WHY}(?:what (?:is|was|were) the"
        r" (?:reasons?|purpose|significance|importance|impact|effects?|consequences?|causes?)"
        r"|what (?:caused|led to))",
        "What caused the delay?",
        "What was the delay in minutes?",
    ),
    rule(
        "explanation",
        rf"{_BEFORE_WHY}how (?:do|does|did|is|are|was|were|can|could|will|would|has|have|should|might)\b",
        "How does the filter work?",
        "How long does the filter last?",
    ),
    rule(
        "explanation",
        rf"{_BEFORE_WHY}(?:(?:tell me|give me|show me|find) (?:\w+ ){{0,2}}(?:about|on)\b"
        r"|(?:a |the )?(?:summary|overview|outline) of|everything (?:about|on)|summari[sz]e|sum up|outline)",
        "Summarise the long debate on tides and mills",
        "Who summed it up?",
    ),
    rule(
        "explanation",
        rf"{_BEFORE_WHY}(?:what about\b|what (?:is|was) said (?:about|under|in|on)\b"
        r"|what do(?:es)? .* say about|what happen(?:s|ed)\b)",
        "What happened in 1932?",
        "What did Lee say in 1932?",
    ),
)
"""A question that no row takes asks for a fact."""

HEADINGS = rule(
    "headings",
    r"\b(?:sections?|headings?|chapters?|table of contents)\b",
    "Which sections does the article have?",
    "What is the article about?",
)
"""An outline that asks for the headings themselves."""
NAMED_ARTICLE = rule(
    "named_article",
    rf"\b{_WORK} (?:on|about|called|named|titled|entitled) (?P<after>.+)"
    rf"|\b(?:the|my|this) (?P<before>(?:[\w'’-]+ ){{1,5}}){_WORK}",
    "Summarise the tide mill article",
    "Summarise the article",
)
"""Words of a question that name one article."""
SELECTION = rule(
    "selection",
    r"^About “(?P<words>.+)”:\s*(?P<rest>.*)$",
    "About “rubber mounts in 2019”: why?",
    "What is said about “rubber mounts”?",
)
"""How the page puts a question about words that were selected; matched as written."""
