"""The forms of Korean questions that are about an article as such, and the details they ask for."""

from __future__ import annotations

from bot.language.rules import rule

__all__ = ["DETAILS", "KINDS", "NAMED_ARTICLE", "SELECTION"]

KINDS = (
    rule(
        "details",
        r"^(?:이 |그 )?(?:글|기사|문서|본문|이야기|논문)[은는이을를의]? ?(?:누가|글쓴이|저자|작성자"
        r"|언제 (?:쓰|게시|나왔|발표|작성)|어디서|제목|출처).*$|^누가 (?:이 |그 )?(?:글|기사|문서|본문"
        r"|이야기|논문)[을를] (?:썼|쓴|작성).*$",
        "이 글은 누가 썼나요?",
        "이 편지는 누가 썼나요?",
    ),
    rule(
        "outline",
        r"요약(?:해| 좀|을|$|\W)|간추려|^(?:이 |그 )?(?:글|기사|문서|본문|이야기|논문)[은는이]? ?(?:무엇"
        r"|뭐|무슨)[^?]*(?:대한|관한|내용)",
        "글을 요약해 줘",
        "선장은 무엇에 대해 말했나요?",
    ),
    rule(
        "outline",
        r"(?:절|장|제목|소제목)(?:들)?[은는이을를]? .*(?:있|뭐|무엇|보여)",
        "어떤 소제목이 있나요?",
        "첫 다리는 언제 지었나요?",
    ),
    rule(
        "explanation",
        r"^(?:이 |그 )?(?:글|기사|문서|본문|이야기|논문)[은는이]? (?P<subject>.+?)에 대해 (?:무엇|뭐|뭘"
        r"|무슨|어떻게).*$|^(?P<topic>.+?)에 대해 (?:알려|설명|말해).*$",
        "글은 나룻배에 대해 무엇을 말하나요?",
        "선장은 무엇을 말했나요?",
    ),
)
DETAILS = (
    rule(
        "details.author",
        r"누가|글쓴이|저자|작성자",
        "이 글은 누가 썼나요?",
        "이 글은 언제 나왔나요?",
    ),
    rule(
        "details.published",
        r"언제|날짜",
        "이 글은 언제 나왔나요?",
        "이 글은 누가 썼나요?",
    ),
    rule(
        "details.source",
        r"어디|출처",
        "이 글은 어디서 왔나요?",
        "이 글은 누가 썼나요?",
    ),
    rule(
        "details.title",
        r"제목",
        "이 글의 제목은 무엇인가요?",
        "이 글은 누가 썼나요?",
    ),
)
NAMED_ARTICLE = rule(
    "named_article",
    r"(?P<before>[^을를은는이가]+?)(?:에 대한|에 관한) (?:글|기사|문서|본문|이야기|논문)|(?:글|기사|문서"
    r"|본문|이야기|논문) “(?P<after>[^”]+)”",
    "나룻배에 대한 글을 요약해 줘",
    "글을 요약해 줘",
)
SELECTION = rule(
    "selection",
    r"^“(?P<words>.+)”에 대해:\s*(?P<rest>.*)$",
    "“새 배기관”에 대해: 왜요?",
    "“배기관”에 대해 알려 줘",
)
"""How the page puts a question about words that were selected; matched as written."""
