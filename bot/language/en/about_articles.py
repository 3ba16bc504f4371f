"""English questions about articles as such: gist, key points, conclusion, author, and the library itself.

Rows of the table of kinds (`bot.language.en.questions`), tried before the others.
"""

from __future__ import annotations

from bot.language.rules import rule

__all__ = ["ABOUT_ARTICLES"]

_WORK = (
    r"(?:articles?|texts?|documents?|pages?|stor(?:y|ies)|papers?|posts?|files?|reviews?|letters?|essays?"
    r"|recipes?|reports?|columns?|interviews?|pieces?|news)"
)
_THE_WORK = (
    rf"(?:(?:the|this|that|my|your|these|all|of) ){{1,2}}"
    rf"(?:(?!(?:in|of|on|the|to|from|by) )[\w'’-]+ ){{0,3}}?{_WORK}"
)
_ON = r"(?: (?:on|about|called|named|titled|entitled|from|by) [^?]+?)?"
_IT = rf"(?:it|this|that|{_THE_WORK}{_ON})"
_AUTHOR = (
    r"(?:the )?(?:author|writer|reviewer|columnist|essay|journalist|reporter|it|this|he|she"
    rf"|{_THE_WORK}{_ON})"
)
_COUNT = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|a few|a couple of|some|several)"
_END = r"\W*$"

ABOUT_ARTICLES = (
    rule(
        "gist",
        r"\btl;?dr\b|\bin a nutshell\b"
        rf"|^(?!(?:who|when|where|how|why|which)\b).*"
        rf"\bin (?:{_COUNT}|a single|short|brief) ?(?:short |simple |plain )?"
        rf"(?:sentences?|lines?|words)?(?: please)?{_END}",
        "Summarise this in two sentences",
        "What happened in two years?",
        unless=r"^(?:who|when|where|how|why|which)\b",
    ),
    rule(
        "gist",
        rf"^(?:what(?:'s| is| was) )?(?:the )?(?:main|central|key|core) (?:point|idea|message|argument"
        rf"|thesis|claim)"
        rf"(?: (?:of|in) {_IT})?{_END}|^(?:what(?:'s| is) )?the (?:gist|point)(?: of {_IT})?{_END}",
        "What is the main point of this article?",
        "What is the main point of the treaty?",
    ),
    rule(
        "gist",
        rf"^(?:so )?what(?:'s| is| are| was) {_IT} (?:all )?about{_END}",
        "What is this article about?",
        "What is the fuss about?",
    ),
    rule(
        "points",
        rf"\b(?:{_COUNT} )?(?:main|key|most important|central|major|top) (?:points?|facts?|takeaways?"
        rf"|ideas?|messages?"
        rf"|findings?|arguments?|things)\b(?: (?:of|in|from|made (?:by|in)) {_IT})?{_END}"
        rf"|\btakeaways\b{_END}",
        "Give me five key points",
        "What are the key points of the treaty?",
    ),
    rule(
        "conclusion",
        rf"^what (?:does|did|do) {_AUTHOR} (?:conclude|recommend|think in the end"
        rf"|say in the end)\b.{{0,20}}{_END}"
        rf"|^(?:what(?:'s| is| was| are) )?(?:the |its |his |her |their )?(?:author'?s? |final |overall )?"
        rf"(?:conclusions?|verdict|bottom line|takeaway|moral)(?: (?:of|in) {_IT})?{_END}"
        rf"|^how (?:does|did) {_IT} end{_END}",
        "What does the author conclude?",
        "What is the conclusion of the trial of 1932?",
    ),
    rule(
        "details",
        rf"^(?:so |and )?(?:(?:who|whom) (?:wrote|authored|is the author of|was the author of|published"
        rf"|is the writer of|is) {_IT}(?: (?:written )?by)?|who(?:'s| is) (?:the )?(?:author|writer"
        rf"|reviewer)"
        rf"|by whom(?: (?:is|was) {_IT}(?: written)?)?|(?:the )?author(?:'s name)?"
        rf"|who is {_IT} (?:written )?by|when (?:was|did) {_IT} (?:published|written|posted|updated|appear)"
        rf"|how long is {_IT}|how many words (?:is|has|does|are in) {_IT}(?: have)?"
        rf"|what(?:'s| is) (?:the )?(?:date|title|source|url|link|address|website|site|length) of {_IT}"
        rf"|(?:where|which (?:site|website|newspaper|magazine)) (?:is|was|does|did) {_IT}"
        rf"(?: (?:come from|from|published|appear))*){_END}",
        "Who wrote the article on the ferry?",
        "Who wrote the letter to the king in 1932?",
    ),
    rule(
        "library.count",
        rf"^how many {_WORK}\b(?!.*\b(?:mention|say|about|on)\b)(?: (?:do|have|are|i|you|we|there|here"
        rf"|in|the|my"
        rf"|library|loaded|stored|saved|added|got))*{_END}",
        "How many articles do I have?",
        "How many articles did Ida Lund write?",
    ),
    rule(
        "library.list",
        rf"^(?:(?:which|what) {_WORK} (?:do|have|are|can|did)(?: (?:i|you|we|there|here|have|got|in|the"
        rf"|my|library"
        rf"|loaded|stored|saved|added|know|read))*|(?:list|show|name)(?: me)?(?: all)?(?: of)?(?: the"
        rf"| my| your)?"
        rf" {_WORK}){_END}",
        "Which articles do you have?",
        "Which articles of the treaty were signed?",
    ),
    rule(
        "library.longest",
        rf"\b(?:which|what)\b.*\b(?:{_WORK}\b.*\b(?:the )?longest|(?:the )?longest {_WORK}){_END}",
        "Which article is the longest?",
        "Which article names the longest river?",
    ),
    rule(
        "library.shortest",
        rf"\b(?:which|what)\b.*\b(?:{_WORK}\b.*\b(?:the )?shortest|(?:the )?shortest {_WORK}){_END}",
        "Which is the shortest article?",
        "Which article names the shortest river?",
    ),
    rule(
        "library.newest",
        rf"\b(?:which|what)\b.*\b(?:{_WORK}\b.*\b(?:the )?(?:newest|latest|most recent)"
        rf"|(?:the )?(?:newest|latest|most recent) {_WORK}){_END}",
        "Which article is the newest?",
        "Which article names the newest ferry?",
    ),
    rule(
        "library.oldest",
        rf"\b(?:which|what)\b.*\b(?:{_WORK}\b.*\b(?:the )?oldest|(?:the )?oldest {_WORK}){_END}",
        "What is the oldest article?",
        "Which article names the oldest ferry?",
    ),
    rule(
        "library.language",
        rf"^(?:which|what|list|show|are there|do i have)\b.*\b{_WORK}\b.*\bin (?P<subject>english"
        rf"|german|spanish|french"
        rf"|italian|portuguese|dutch|japanese|korean|chinese|russian|swedish|danish|norwegian|finnish"
        rf"|polish"
        rf"|arabic|hebrew){_END}|^(?:which|what|list|show)\b.*\b(?P<subject_before>english|german"
        rf"|spanish|french"
        rf"|italian|japanese|korean) {_WORK}{_END}",
        "Which articles are in German?",
        "Which article was written in Berlin?",
    ),
    rule(
        "mentioned.person",
        rf"^(?:(?:list|name|give|show|tell)(?: me)?(?: all)?(?: of)?(?: the)?|who are(?: all)?(?: the)?"
        rf"|which|what) "
        rf"(?:people|persons|names|individuals|characters)\b(?: (?:are|were|is|that|who|get|have been))*"
        rf"(?: (?:mentioned|named|quoted|involved|appear(?:ing)?|occur))?(?: (?:in|by) {_IT})?{_END}"
        rf"|^who (?:is|are|was|were|gets) (?:all )?(?:mentioned|named|quoted)(?: (?:in|by) {_IT})?{_END}",
        "List all the people mentioned in the article",
        "Which people signed the letter?",
    ),
    rule(
        "mentioned.place",
        rf"^(?:(?:list|name|give|show|tell)(?: me)?(?: all)?(?: of)?(?: the)?|which|what) "
        rf"(?:places|locations|cities|towns|countries|villages)\b(?: (?:are|were|is|that|get|have been))*"
        rf"(?: (?:mentioned|named|involved|appear(?:ing)?|occur))(?: (?:in|by) {_IT})?{_END}",
        "Which places are mentioned in the article?",
        "Which places did the author visit?",
    ),
)
