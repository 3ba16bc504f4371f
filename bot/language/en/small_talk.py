"""What people say in English to the program rather than ask of the articles.

Each rule's name is the key of the reply in phrases.json. A pattern begins at the start of the folded text and
may leave a rest, which the next saying is looked for in ("Hello! What can you do?").
"""

from __future__ import annotations

from bot.language.rules import saying

__all__ = ["SMALL_TALK"]

_WORK = r"(?:articles?|texts?|documents?|pages?|stor(?:y|ies)|papers?|files?|links?|pdfs?|library|everything)"
_TAIL = (
    r"(?: (?:very much|so much|a lot|again|there|bot|articlebot|you|today|everyone|everybody|all|then|now"
    r"|please|indeed|really|(?:for )?(?:your|the|that|this) (?:help|answer|information|info)"
    r"|for (?:that|this)))*"
)


SMALL_TALK = (
    saying(
        "small_talk.thanks",
        r"(?:(?:many )?thanks?|thank you|thx|cheers|much appreciated)",
        _TAIL,
        "Thank you very much!",
        "How many thanked her?",
    ),
    saying(
        "small_talk.goodbye",
        r"(?:bye|goodbye|see you|good night|farewell|that'?s all)",
        _TAIL,
        "Goodbye!",
        "Did she say goodbye?",
    ),
    saying(
        "small_talk.how_are_you",
        r"(?:how are you|how do you do|how'?s it going|what'?s up)(?: doing)?",
        _TAIL,
        "How are you?",
        "How are the boats built?",
    ),
    saying(
        "small_talk.hello",
        r"(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day)|howdy|welcome|test(?:ing)?)",
        _TAIL,
        "Good morning!",
        "Was it a good morning?",
    ),
    saying(
        "small_talk.who_are_you",
        r"(?:who|what) are you|what(?: i|')s your name|who made you|are you (?:an? |really an? )?(?:\w+ )?"
        r"(?:bot|human|robot|ai|machine|person|chatbot|chatgpt|program(?:me)?|llm)",
        _TAIL,
        "Who are you?",
        "Who are the owners?",
    ),
    saying(
        "small_talk.help",
        r"help(?: me)?|what can (?:you do|i ask(?: you)?)|what do you do|what (?:should|could) i ask(?: you)?"
        r"|how do(?:es)? (?:you|this|it) work|how do i use (?:you|this|it)|how can you help(?: me)?"
        r"|what else can (?:you do|i ask(?: you)?)|(?:can|could) you help(?: me)?",
        _TAIL,
        "What can you do?",
        "What can the crane do?",
    ),
    saying(
        "small_talk.good",
        r"(?:great|cool|nice|ok|okay|perfect|awesome|wonderful|excellent|interesting|fine|alright|all right"
        r"|wow|good(?: job| answer)?|well done|you'?re welcome|got it|i see|i understand|understood|right"
        r"|yes|yep|yeah|no|nope|sorry|please|never ?mind|hm+|aha|ah|oh)",
        _TAIL,
        "Well done!",
        "Was it well done?",
    ),
    saying(
        "small_talk.not_done",
        r"(?:what(?: i|')s|give me|tell me|do you have) (?:your|an?|any) (?:own )?opinions?\b.*"
        r"|what do you (?:think|feel|believe)\b.*|do you (?:like|love|hate|agree|believe|think|feel|want)\b.*"
        r"|(?:please )?(?:(?:can|could|would) you )?(?:please )?(?:translate|rewrite|rephrase|paraphrase"
        r"|write (?:me )?(?:an? )?(?:\w+ )?(?:poem|essay|story|song|letter|e-?mail|tweet|post|code|speech)"
        r"|compose|sing|draw|tell (?:me )?an? (?:\w+ )?(?:joke|story|poem))\b.*",
        _TAIL,
        "Write me a poem about trams",
        "What did you write about trams?",
    ),
    saying(
        "request.remove",
        r"(?:please )?(?:(?:can|could) you )?(?:please )?(?:remove|delete|forget|drop|discard|erase"
        r"|get rid of)\b"
        rf"(?: .*)? {_WORK}\b.*|how (?:do|can|could) i (?:remove|delete) .*\b{_WORK}\b.*",
        _TAIL,
        "Remove the ferry article",
        "Why did they remove the mast?",
    ),
    saying(
        "request.add",
        r"(?:please )?(?:(?:can|could) you )?(?:please )?(?:add|read|load|open|import|fetch|index|upload)\b.*"
        r"(?:https?://|www\.).*|https?://\S+"
        r"|(?:please )?(?:(?:can|could) you )?(?:please )?(?:add|import|upload) (?:this|that|an?|the|my"
        r"|another)"
        rf" (?:\w+ ){{0,2}}{_WORK}\b.*|how (?:do|can|could) i (?:add|import|upload) .*\b{_WORK}\b.*",
        _TAIL,
        "Add https://example.org/ferry",
        "Who added the mast?",
    ),
)
