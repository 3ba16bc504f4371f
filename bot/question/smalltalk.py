"""What is said to the bot rather than asked of the articles, and the short reply to it.

Greetings, thanks, questions about the bot, and wishes it does not fulfil (opinions, translations, jokes).
Nothing here cites, since nothing here comes from an article.
"""

from __future__ import annotations

import re

from bot.language.words import fold

__all__ = ["smalltalk_reply"]

_HELP = (
    "Ask what your articles say: a date or a number, why something happened, who somebody is, the items of a "
    "list, a comparison, or “Summarise the article”. Every statement is quoted, and its number opens the "
    "place it comes from. What the articles do not say, I do not say either."
)
_NOT_DONE = (
    "I only quote what your articles say: I hold no opinions, and I do not translate or write for you. "
    "Ask what the articles say about it instead."
)
_REPLIES: tuple[tuple[str, str], ...] = (
    (
        r"(?:(?:many )?thanks?|thank you|thx|cheers|much appreciated)",
        "You are welcome. Ask on whenever you like.",
    ),
    (r"(?:bye|goodbye|see you|good night|farewell|that'?s all)", "Goodbye. Your articles stay here."),
    (
        r"(?:how are you|how do you do|how'?s it going|what'?s up)(?: doing)?",
        "All is well here. What would you like to know from your articles?",
    ),
    (
        r"(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day)|howdy|welcome|test(?:ing)?)",
        "Hello. What would you like to know from your articles?",
    ),
    (
        r"(?:who|what) are you|what(?: i|')s your name|who made you|are you (?:an? |really an? )?(?:\w+ )?"
        r"(?:bot|human|robot|ai|machine|person|chatbot|chatgpt|program(?:me)?|llm)",
        "I am ArticleBot, a program. I answer questions about your articles with quotes from them, and name "
        "the section that each quote comes from.",
    ),
    (
        r"help(?: me)?|what can (?:you do|i ask(?: you)?)|what do you do|what (?:should|could) i ask(?: you)?"
        r"|how do(?:es)? (?:you|this|it) work|how do i use (?:you|this|it)|how can you help(?: me)?"
        r"|what else can (?:you do|i ask(?: you)?)|(?:can|could) you help(?: me)?",
        _HELP,
    ),
    (
        r"(?:great|cool|nice|ok|okay|perfect|awesome|wonderful|excellent|interesting|fine|alright|all right"
        r"|wow|good(?: job| answer)?|well done|you'?re welcome|got it|i see|i understand|understood|right"
        r"|yes|yep|yeah|no|nope|sorry|please|never ?mind|hm+|aha|ah|oh)",
        "Good. What else would you like to know from your articles?",
    ),
    (
        r"(?:what(?: i|')s|give me|tell me|do you have) (?:your|an?|any) (?:own )?opinions?\b.*"
        r"|what do you (?:think|feel|believe)\b.*|do you (?:like|love|hate|agree|believe|think|feel|want)\b.*"
        r"|(?:please )?(?:(?:can|could|would) you )?(?:please )?(?:translate|rewrite|rephrase|paraphrase"
        r"|write (?:me )?(?:an? )?(?:\w+ )?(?:poem|essay|story|song|letter|e-?mail|tweet|post|code|speech)"
        r"|compose|sing|draw|tell (?:me )?an? (?:\w+ )?(?:joke|story|poem))\b.*",
        _NOT_DONE,
    ),
)
_TAIL = (
    r"(?: (?:very much|so much|a lot|again|there|bot|articlebot|you|today|everyone|everybody|all|then|now"
    r"|please|indeed|really|(?:for )?(?:your|the|that|this) (?:help|answer|information|info)"
    r"|for (?:that|this)))*"
)
_SAID = tuple((re.compile(rf"(?:{said}){_TAIL}[\s,.!?;:)(-]*"), reply) for said, reply in _REPLIES)


def smalltalk_reply(text: str) -> str | None:
    """The reply to `text` where all of it is small talk; None for anything that may be a question.

    Of several phrases ("Hello! What can you do?") the last one is answered.
    """
    rest, reply = fold(text).strip(), None
    while rest:
        for said, answer in _SAID:
            if found := said.match(rest):
                end = found.end()
                if end == len(rest) or not rest[end - 1].isalnum():
                    rest, reply = rest[end:], answer
                    break
        else:
            return None
    return reply
