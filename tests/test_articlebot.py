"""The facade: adding, asking, removing, on a real store with the real model."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import AddProgress, Answer, ArticleBot, ArticleBotError, Turn
from bot.answer import Delta, Finished, Found
from bot.errors import ArticleNotFoundError

HARBOUR = """# The harbour of Lund

The harbour was dug in 1874 by a crew of 212 men under Ida Brandt.

## The crane

The steam crane lifts 14 tonnes and was built in Malmo. It is painted green every third year.

## Fees

| Vessel | Fee |
|---|---|
| Rowing boat | 3 crowns |
| Trawler | 45 crowns |
"""
GARDEN = """# The school garden

Pupils grow seventeen kinds of beans in the school garden. The beds are watered at dawn.
"""


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.md"
    path.write_text(HARBOUR)
    return path


def cited_is_verbatim(bot: ArticleBot, answer: Answer) -> bool:
    return all(
        bot.article(c.article_id).text[c.start : c.end] == c.quote and c.quote for c in answer.citations
    )


def test_a_question_is_answered_with_the_sentence_and_its_section(bot: ArticleBot, harbour: Path) -> None:
    report = bot.add(harbour)
    assert [outcome.status for outcome in report.outcomes] == ["added"]
    answer = bot.ask("How much does the steam crane lift?")
    assert answer.status == "answered"
    assert "14 tonnes" in answer.statements[0].text
    assert answer.citations[0].section_path[-1] == "The crane"
    assert all(statement.citations for statement in answer.statements)
    assert cited_is_verbatim(bot, answer)


def test_a_table_row_is_cited(bot: ArticleBot, harbour: Path) -> None:
    bot.add(harbour)
    answer = bot.ask("What is the fee for a trawler?")
    assert answer.status == "answered"
    assert "45 crowns" in answer.citations[0].quote
    assert "Rowing" not in answer.citations[0].quote
    assert answer.citations[0].section_path[-1] == "Fees"


def test_what_the_articles_do_not_say_is_not_answered(bot: ArticleBot, harbour: Path) -> None:
    bot.add(harbour)
    answer = bot.ask("What did Napoleon eat for breakfast?")
    assert answer.status == "not_in_articles"
    assert answer.citations == ()
    assert answer.statements == ()
    assert answer.nearest == ()


def test_an_empty_library_answers_nothing(bot: ArticleBot) -> None:
    answer = bot.ask("How long is the pier?")
    assert answer.status == "not_in_articles"
    assert answer.text


def test_adding_again_changes_nothing_and_a_changed_article_is_replaced_whole(
    bot: ArticleBot, harbour: Path
) -> None:
    first = bot.add(harbour).outcomes[0]
    assert bot.add(harbour).outcomes[0].status == "unchanged"
    harbour.write_text(HARBOUR.replace("14 tonnes", "19 tonnes"))
    second = bot.add(harbour).outcomes[0]
    assert (second.status, second.article_id) == ("updated", first.article_id)
    assert len(bot.articles()) == 1
    found = " ".join(passage.chunk.text for passage in bot.search("steam crane tonnes", limit=50))
    assert "19 tonnes" in found
    assert "14 tonnes" not in found


def test_removing_leaves_nothing_behind(bot: ArticleBot, harbour: Path) -> None:
    article_id = bot.add(harbour).outcomes[0].article_id
    assert article_id
    bot.remove(article_id)
    assert bot.articles() == []
    assert bot.search("steam crane", limit=50) == []
    with pytest.raises(ArticleNotFoundError, match=article_id):
        bot.remove(article_id)
    with pytest.raises(ArticleNotFoundError, match=article_id):
        bot.article(article_id)


def test_a_bad_source_does_not_stop_the_others(bot: ArticleBot, harbour: Path, tmp_path: Path) -> None:
    report = bot.add(tmp_path / "missing.txt", harbour)
    assert sorted(outcome.status for outcome in report.outcomes) == ["added", "failed"]
    assert report.failed[0].reason and "missing.txt" in report.failed[0].reason


def test_articles_restrict_search_and_answer(bot: ArticleBot, harbour: Path) -> None:
    bot.add(harbour)
    garden = bot.add_text(GARDEN).outcomes[0].article_id
    assert garden
    assert {passage.chunk.article_id for passage in bot.search("steam crane", articles=[garden])} <= {garden}
    assert bot.ask("How much does the steam crane lift?", articles=[garden]).status == "not_in_articles"
    assert bot.search("steam crane", articles=[]) == []


def test_the_store_outlives_the_bot(new_bot: Callable[..., ArticleBot], harbour: Path) -> None:
    with new_bot() as first:
        first.add(harbour)
        text = first.article(first.articles()[0].id).text
    with new_bot() as second:
        assert second.article(second.articles()[0].id).text == text
        assert second.ask("Who dug the harbour in 1874?").status == "answered"


def test_a_stream_joins_to_the_answer(bot: ArticleBot, harbour: Path) -> None:
    bot.add(harbour)
    events = list(bot.stream("How much does the steam crane lift?"))
    assert isinstance(events[0], Found)
    assert isinstance(events[-1], Finished)
    assert "".join(event.text for event in events if isinstance(event, Delta)) == events[-1].answer.text


def test_a_follow_up_is_completed_from_the_history(bot: ArticleBot, harbour: Path) -> None:
    bot.add(harbour)
    first = bot.ask("How much does the steam crane lift?")
    second = bot.ask("Where was it built?", history=[Turn(first.question, first.text)])
    assert second.status == "answered"
    assert "Malmo" in second.text
    assert second.standalone_question and "crane" in second.standalone_question


def test_the_chain_is_a_runnable(bot: ArticleBot, harbour: Path) -> None:
    bot.add(harbour)
    chain = bot.chain()
    answer = chain.invoke({"question": "How much does the steam crane lift?"})
    assert isinstance(answer, Answer)
    assert "14 tonnes" in answer.statements[0].text
    chunks = chain.stream({"question": "Where was it built?", "history": [(answer.question, answer.text)]})
    assert "Malmo" in "".join(chunk.text for chunk in chunks)


def test_the_retriever_is_langchains(bot: ArticleBot, harbour: Path) -> None:
    bot.add(harbour)
    documents = bot.retriever(limit=2).invoke("How much does the steam crane lift?")
    assert 0 < len(documents) <= 2
    assert "14 tonnes" in documents[0].page_content
    assert documents[0].metadata["section"].endswith("The crane")


def test_progress_counts_sources_and_chunks(bot: ArticleBot, harbour: Path, tmp_path: Path) -> None:
    (tmp_path / "garden.md").write_text(GARDEN)
    steps: list[AddProgress] = []
    bot.add(harbour, tmp_path / "garden.md", progress=steps.append)
    assert [step.position for step in steps] == sorted(step.position for step in steps)
    assert steps[-1].position == steps[-1].sources == 2
    assert any(step.chunks and step.chunks_done == step.chunks for step in steps)


def test_a_closed_bot_says_so(bot: ArticleBot) -> None:
    bot.close()
    with pytest.raises(ArticleBotError, match="closed"):
        bot.articles()


def test_many_threads_may_add_and_ask(bot: ArticleBot, harbour: Path) -> None:
    bot.add(harbour)
    problems: list[BaseException] = []

    def work(number: int) -> None:
        try:
            bot.add_text(
                f"# Note {number}\n\nThe lantern number {number} burns whale oil.\n", f"Note {number}"
            )
            assert bot.ask("How much does the steam crane lift?").status == "answered"
        except BaseException as exc:  # noqa: BLE001 - carried to the main thread
            problems.append(exc)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(bot.articles()) == 7


def test_many_sources_are_stored_together_and_reported_in_order(bot: ArticleBot, tmp_path: Path) -> None:
    for number in range(12):
        text = f"# Boat {number}\n\nBoat {number} is {number} metres long.\n"
        (tmp_path / f"{number:02}.md").write_text(text)
    (tmp_path / "05.md").write_text("")
    sources = sorted(tmp_path.glob("*.md"))
    told: list[AddProgress] = []
    report = bot.add(*sources, sources[0], progress=told.append)
    assert [outcome.source for outcome in report.outcomes] == [*map(str, sources), str(sources[0])]
    expected = ["failed" if number == 5 else "added" for number in range(12)]
    assert [outcome.status for outcome in report.outcomes] == [*expected, "unchanged"]
    assert [(step.source, step.chunks_done) for step in told if step.chunks] == [(str(sources[-1]), 11)]
    assert "11 metres" in bot.ask("How long is boat 11?").text
