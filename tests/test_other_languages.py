"""Articles and questions in other languages: found, answered and refused without an English judgement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bot import ArticleBot
from ingest.chunk import Chunk
from vectorstore import Passage, Reading
from vectorstore.models.reader import Reader
from vectorstore.passage import are_read
from vectorstore.search.reranking import read_passages

GERMAN = """# Die Fähre von Ravnsund

Die Fähre zwischen Ravnsund und Holm fährt seit 1911. Kapitänin Ida Lund leitet die Mannschaft.

## Fahrplan

Die Überfahrt dauert bei ruhigem Wetter 25 Minuten. Das erste Boot legt um sechs Uhr morgens ab.

## Warum die Fähre blieb

Der Kreis wollte die Linie 1998 schließen. Sie blieb, weil die Brücke keine Lastwagen trägt.
"""


class FakeReader(Reader):
    """Likes whatever it is given, and notes it."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        self.given += [text for _, text in passages]
        return [Reading(8.0, (0, 1), 8.0) for _ in passages]


def passage(number: int, language: str, score: float) -> Passage:
    text = f"text {number}"
    return Passage(Chunk(f"a-1-{number}", "a", "1", (), 0, 6, text, "", language), score, "A")


def test_the_reader_is_given_english_passages_alone() -> None:
    reader = FakeReader()
    found = [passage(0, "de", 0.9), passage(1, "en", 0.5), passage(2, "", 0.4), passage(3, "ja", 0.3)]
    ranked = read_passages("Who?", found, reader)
    assert reader.given == ["text 1", "text 2"]
    scores = {one.chunk.id: one for one in ranked}
    assert scores["a-1-0"].score == 0.9
    assert scores["a-1-0"].reading is None
    assert scores["a-1-1"].score > 0.9
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    assert not are_read(ranked)
    assert read_passages("Who?", found[:1], reader) == found[:1]
    kept = read_passages("Who?", found, reader, keep_order=True)
    assert [one.chunk.id for one in kept] == [one.chunk.id for one in found]


def test_a_question_in_another_language_is_not_given_to_the_reader(
    new_bot: Callable[..., ArticleBot],
) -> None:
    reader = FakeReader()
    bot = new_bot(reader_model=reader)
    bot.add_text("# The ferry\n\nThe ferry between Ravnsund and Holm has sailed since 1911 in all weathers.")
    assert bot.search("Seit wann fährt die Fähre nach Holm?")
    assert reader.given == []
    assert bot.search("When did the ferry begin to sail?")
    assert reader.given


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Wie lange dauert die Überfahrt?", "25 Minuten"),
        ("Wer leitet die Mannschaft der Fähre?", "Ida Lund"),
        ("How long does the crossing from Ravnsund take?", "25 Minuten"),
        ("Wie hoch ist der Mount Everest?", None),
        ("Welche Zutaten braucht ein Apfelkuchen?", None),
    ],
)
def test_german_text_is_quoted_or_the_question_refused(
    question: str, quoted: str | None, new_bot: Callable[..., ArticleBot]
) -> None:
    bot = new_bot()
    bot.add_text(GERMAN)
    answer = bot.ask(question)
    assert answer.status == ("not_in_articles" if quoted is None else "answered")
    if quoted is not None:
        assert any(quoted in citation.quote for citation in answer.citations)


def test_a_chunks_language_is_kept_in_the_store(bot: ArticleBot) -> None:
    outcome = bot.add_text(GERMAN).outcomes[0]
    assert outcome.article_id
    chunks = bot.chunks(outcome.article_id)
    assert {chunk.language for chunk in chunks} == {"de"}
    assert replace(chunks[0], language="").embedded_text == chunks[0].embedded_text
