"""Languages are found out from texts, article by article and section by section."""

from __future__ import annotations

import pytest

from ingest import chunk_article, read_text
from ingest.language import language_of, question_language

GERMAN = (
    "Die Mühle am Fluss wurde im Jahr 1867 erbaut und gehört heute der Gemeinde, die sie jeden Sommer für "
    "Besucher öffnet. Der Müller mahlte Roggen und Hafer für die Bauern der Umgebung, bis das Wehr brach."
)
ENGLISH = (
    "The mill on the river was built in 1867 and belongs to the parish, which opens it to visitors every "
    "summer. The miller ground rye and oats for the farmers of the valley until the weir broke one night."
)
JAPANESE = (
    "水車小屋は一八六七年に建てられ、今は村のものである。夏になると誰でも中を見ることができる。"
    "粉は川の水で挽かれた。"
)


@pytest.mark.parametrize(
    ("text", "language"), [(GERMAN, "de"), (ENGLISH, "en"), (JAPANESE, "ja"), ("Ja.", None)]
)
def test_the_language_of_a_text_is_found_out(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_an_article_is_told_its_language_where_its_source_does_not_say() -> None:
    assert read_text(f"# Mühle\n\n{GERMAN}\n").metadata.language == "de"
    assert read_text(f"---\nlang: nl\n---\n\n# Molen\n\n{GERMAN}\n").metadata.language == "nl"


def test_sections_of_a_mixed_article_have_languages_of_their_own() -> None:
    most = " ".join([ENGLISH] * 3)
    others = f"## Die Mühle\n\n{GERMAN}\n\n## 水車\n\n{JAPANESE}\n\n## Note\n\nYes.\n"
    article = read_text(f"# Mill\n\n{most}\n\n{others}")
    chunks = chunk_article(article, lambda texts: [len(text.split()) for text in texts])
    assert [(chunk.section_path[-1], chunk.language) for chunk in chunks] == [
        ("Mill", "en"), ("Die Mühle", "de"), ("水車", "ja"), ("Note", "en"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "likely", "language"),
    [
        ("Who built the mill?", ("de",), "en"),
        ("Wann wurde die Kirche gebaut?", ("en",), "de"),
        ("Boston?", ("en",), "en"),
        ("Kosten?", ("de", "en"), "de"),
        ("水車小屋はいつ建てられましたか", ("en",), "ja"),
        ("¿Quién construyó el molino?", ("es", "pt"), "es"),
        ("?!", ("en",), ""),
    ],
)
def test_the_language_of_a_question_is_one_of_the_likely_unless_another_is_plain(
    question: str, likely: tuple[str, ...], language: str
) -> None:
    assert question_language(question, likely) == language
