"""The forms of Japanese questions that are about an article as such, and the details they ask for."""

from __future__ import annotations

from bot.language.rules import rule

__all__ = ["DETAILS", "KINDS", "NAMED_ARTICLE", "SELECTION"]

KINDS = (
    rule(
        "details",
        r"^(?:この|その)?(?:記事|文章|本文|ページ|論文|物語)(?:は|の|を)(?:誰が書|だれが書|著者|筆者|作者"
        r"|いつ(?:公開|書か|発表|掲載)|どこから|題名|タイトル|出典).*$|^(?:誰|だれ)が(?:この|その)?(?:記事"
        r"|文章|本文|ページ|論文|物語)を書.*$",
        "この記事は誰が書きましたか？",
        "この手紙は誰が書きましたか？",
    ),
    rule(
        "outline",
        r"(?:要約|まとめ|概要|あらすじ)(?:して|を|は|$|\W)|^(?:この|その)?(?:記事|文章|本文|ページ|論文"
        r"|物語)は何(?:について|の話)",
        "記事を要約してください",
        "船長は何について話しましたか？",
    ),
    rule(
        "outline",
        r"(?:節|章|見出し)(?:は|を|が).*(?:あり|教え|一覧|何)",
        "どんな見出しがありますか？",
        "最初の橋は何ですか？",
    ),
    rule(
        "explanation",
        r"^(?:この|その)?(?:記事|文章|本文|ページ|論文|物語)は(?P<subject>.+?)について(?:何|なん|どう).*$"
        r"|^(?P<topic>.+?)について(?:教えて|説明して).*$",
        "記事はフェリーについて何と言っていますか？",
        "船長は何と言いましたか？",
    ),
)
DETAILS = (
    rule(
        "details.author",
        r"誰|だれ|著者|筆者|作者",
        "この記事は誰が書きましたか？",
        "この記事はいつ公開されましたか？",
    ),
    rule(
        "details.published",
        r"いつ|日付",
        "この記事はいつ公開されましたか？",
        "この記事は誰が書きましたか？",
    ),
    rule(
        "details.source",
        r"どこ|出典",
        "この記事はどこから来ましたか？",
        "この記事は誰が書きましたか？",
    ),
    rule(
        "details.title",
        r"題名|タイトル",
        "この記事の題名は何ですか？",
        "この記事は誰が書きましたか？",
    ),
)
NAMED_ARTICLE = rule(
    "named_article",
    r"(?P<before>[^をはが]+?)(?:について)?の(?:記事|文章|本文|ページ|論文|物語)|(?:記事|文章|本文|ページ"
    r"|論文|物語)「(?P<after>[^」]+)」",
    "フェリーの記事を要約して",
    "記事を要約して",
)
SELECTION = rule(
    "selection",
    r"^「(?P<words>.+)」について[：:]\s*(?P<rest>.*)$",
    "「新しい排気管」について：なぜですか",
    "「排気管」について教えて",
)
"""How the page puts a question about words that were selected; matched as written."""
