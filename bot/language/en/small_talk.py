"""What people say in English to the program rather than ask of the articles.

Each rule's name is the key of the reply in phrases.json. A pattern begins at the start of the folded text and
may leave a rest, which the next saying is looked for in ("Hello! What can you do?").
"""

from __future__ import annotations

from bot.language.rules import Rule, rule

__all__ = ["SMALL_TALK"]

_TAIL = (
    r"(?: (?:very much|so much|a lot|again|there|bot|articlebot|you|today|everyone|everybody|all|then|now"
    r"|please|indeed|really|(?:for )?(?:your|the|that|this) (?:help|answer|information|info)"
    r"|for (?:that|this)))*"
)


def _said(key: str, sayings: str, example: str, counter_example: str) -> Rule:
    return rule(key, rf"^(?:{sayings}){_TAIL}[\s,.!?;:)(-]*", example, counter_example)


SMALL_TALK = (
    _said(
        "small_talk.thanks",
        r"(?:(?:many )?thanks?|thank you|thx|cheers|much appreciated)",
        "Thank you very much!",
        "How many thanked her?",
    ),
    _said(
        "small_talk.goodbye",
        r"(?:bye|goodbye|see you|good night|farewell|that'?s all)",
        "Goodbye!",
        "Did she say goodbye?",
    ),
    _said(
        "small_talk.how_are_you",
        r"(?:how are you|how do you do|how'?s it going|what'?s up)(?: doing)?",
        "How are you?",
        "How are the boats built?",
    ),
    _said(
        "small_talk.hello",
        r"(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day)|howdy|welcome|test(?:ing)?)",
        "Good morning!",
        "Was it a good morning?",
    ),
    _said(
        "small_talk.who_are_you",
        r"(?:who|what) are you|what(?: i|')s your name|who made you|are you (?:an? |really an? )?(?:\w+ )?"
        r"(?:bot|human|robot|ai|machine|person|chatbot|chatgpt|program(?:me)?|llm)",
        "Who are you?",
        "Who are the owners?",
    ),
    _said(
        "small_talk.help",
        r"help(?: me)?|what can (?:you do|i ask(?: you)?)|what do you do|what (?:should|could) i ask(?: you)?"
        r"|how do(?:es)? (?:you|this|it) work|how do i use (?:you|this|it)|how can you help(?: me)?"
        r"|what else can (?:you do|i ask(?: you)?)|(?:can|could) you help(?: me)?",
        "What can you do?",
        "What can the crane do?",
    ),
    _said(
        "small_talk.good",
        r"(?:great|cool|nice|ok|okay|perfect|awesome|wonderful|excellent|interesting|fine|alright|all right"
        r"|wow|good(?: job| answer)?|well done|you'?re welcome|got it|i see|i understand|understood|right"
        r"|yes|yep|yeah|no|nope|sorry|please|never ?mind|hm+|aha|ah|oh)",
        "Well done!",
        "Was it well done?",
    ),
    _said(
        "small_talk.not_done",
        r"(?:what(?: i|')s|give me|tell me|do you have) (?:your|an?|any) (?:own )?opinions?\b.*"
        r"|what do you (?:think|feel|believe)\b.*|do you (?:like|love|hate|agree|believe|think|feel|want)\b.*"
        r"|(?:please )?(?:(?:can|could|would) you )?(?:please )?(?:translate|rewrite|rephrase|paraphrase"
        r"|write (?:me )?(?:an? )?(?:\w+ )?(?:poem|essay|story|song|letter|e-?mail|tweet|post|code|speech)"
        r"|compose|sing|draw|tell (?:me )?an? (?:\w+ )?(?:joke|story|poem))\b.*",
        "Write me a poem about trams",
        "What did you write about trams?",
    ),
)
