"""A library's vectors are made anew with another model; whatever interrupts that, nothing is lost."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import ArticleBot
from bot.cli.main import main
from vectorstore import HashingEmbedder, Library, ModelMismatchError, open_library
from vectorstore.models.bundled_model import BUNDLED_INT8
from vectorstore.models.choice import default_model

FORMER, LATER = HashingEmbedder(64, "former"), HashingEmbedder(96, "later")


class Stopped(Exception):
    """Stands for whatever ends a process."""


def filled(home: Path) -> ArticleBot:
    bot = ArticleBot(home, embedder=FORMER, reader="off")
    for number in range(10):
        bot.add_text(
            f"# Harbour {number}\n\n"
            + "\n\n".join(f"Ferry {number}-{line} carries cars." for line in range(8))
        )
    return bot


def told(library: Library) -> list[tuple[str, ...]]:
    """All that a library has of its articles but their chunks."""
    return sorted(
        (one.id, one.title, one.source, one.version, one.added, article.text)
        for one in library.summaries()
        if (article := library.article(one.id))
    )


def opened(home: Path, embedder: HashingEmbedder) -> Library:
    return open_library(home, embedder=embedder)


def test_all_articles_get_vectors_of_the_other_model(tmp_path: Path) -> None:
    with filled(tmp_path) as bot:
        before = told(bot._open())
    heard: list[tuple[int, int]] = []
    with ArticleBot(tmp_path, embedder=LATER, reader="off") as bot:
        with pytest.raises(ModelMismatchError, match="articlebot reindex"):
            bot.articles()
        assert bot.reindex(lambda done, total: heard.append((done, total))) == FORMER.name
        assert told(bot._open()) == before
        assert bot.embedding_model() == LATER.name
        assert bot.health().vectors is None
        assert bot.search("ferry 3-5 cars")[0].article_title == "Harbour 3"
        assert bot.reindex() is None
    assert heard[-1][0] == heard[-1][1] > 0
    assert not (tmp_path / "reindex").exists()
    assert not (tmp_path / "replaced").exists()


def test_what_is_interrupted_goes_on_and_the_former_library_answers_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.reindexing.WINDOW", 2)
    with filled(tmp_path) as bot:
        before = told(bot._open())
    embedded: list[int] = []
    making = HashingEmbedder.embed_documents

    def embed(self: HashingEmbedder, texts: list[str]) -> object:
        if self.name == LATER.name:
            embedded.append(len(texts))
            if len(embedded) == 4:
                raise Stopped
        return making(self, texts)

    monkeypatch.setattr(HashingEmbedder, "embed_documents", embed)
    with ArticleBot(tmp_path, embedder=LATER, reader="off") as bot, pytest.raises(Stopped):
        bot.reindex()
    with ArticleBot(tmp_path, embedder=FORMER, reader="off") as bot:
        assert told(bot._open()) == before
        assert bot.search("ferry 3-5 cars")[0].article_title == "Harbour 3"
        bot.remove(bot.articles()[0].id)
        bot.add_text("# Harbour 99\n\nA ferry came later.")
        changed = told(bot._open())
    first = sum(embedded)
    with ArticleBot(tmp_path, embedder=LATER, reader="off") as bot:
        assert bot.reindex() == FORMER.name
        again = sum(embedded) - first
        assert told(bot._open()) == changed
        assert bot.health().vectors is None
        assert bot.health().strays == []
        assert again < sum(one.chunks for one in bot.articles())  # what was done was not done again


@pytest.mark.parametrize("step", range(6))
def test_a_process_that_dies_while_the_stores_change_places_loses_nothing(
    step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled(tmp_path) as bot:
        before = told(bot._open())
    done = iter(range(step))
    renaming = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.name in ("chroma", "vectors", "keyword") and next(done, None) is None:
            raise Stopped
        return renaming(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", rename)
        bot = ArticleBot(tmp_path, embedder=LATER, reader="off")
        with bot:
            if step < 5:  # there are five renamings
                with pytest.raises(Stopped):
                    bot.reindex()
            else:
                bot.reindex()
    with ArticleBot(tmp_path, embedder=LATER, reader="off") as bot:
        assert told(bot._open()) == before
        assert bot.health().vectors is None
        assert bot.search("ferry 3-5 cars")[0].article_title == "Harbour 3"
    assert not (tmp_path / "reindex").exists()


def test_articles_that_change_meanwhile_are_taken_too(tmp_path: Path) -> None:
    with filled(tmp_path) as bot:
        library = bot._open()
        gone = library.summaries()[0].id

        def change(done: int, total: int) -> None:
            if library.article(gone):
                library.remove(gone)
                bot.add_text("# Harbour 99\n\nA ferry came later.")

        library.reindex(LATER, change)
    with ArticleBot(tmp_path, embedder=LATER, reader="off") as bot:
        titles = {one.title for one in bot.articles()}
        assert "Harbour 99" in titles
        assert gone not in {one.id for one in bot.articles()}
        assert bot.health().strays == []


def test_a_run_for_another_model_begins_anew(tmp_path: Path) -> None:
    with filled(tmp_path) as bot:
        before = told(bot._open())
    (tmp_path / "reindex").mkdir()
    (tmp_path / "reindex" / "model").write_text("another one")
    with ArticleBot(tmp_path, embedder=LATER, reader="off") as bot:
        assert bot.reindex() == FORMER.name
        assert told(bot._open()) == before


@pytest.mark.slow
def test_a_library_of_the_english_model_says_so_and_is_reindexed_by_the_command(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"

    def articlebot(*words: str) -> Result:
        return CliRunner(env={"ARTICLEBOT_HOME": str(home)}).invoke(main, words)

    with ArticleBot(home, embedding_model=BUNDLED_INT8) as bot:
        bot.add_text("# Fähre\n\nDie Fähre nach Holm trägt vierzig Autos.")
    with caplog.at_level(logging.WARNING), open_library(home) as library:
        assert library.embedder.name == BUNDLED_INT8
    assert "`articlebot reindex`" in caplog.text
    result = articlebot("reindex")
    assert result.exit_code == 0, result.output
    assert default_model() in result.stdout
    assert "already" in articlebot("reindex").stdout
    with open_library(home) as library:
        assert library.embedder.name == default_model()
