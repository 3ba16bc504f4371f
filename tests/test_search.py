"""Hybrid search: what is found, in which order, and why."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from test_store import EMBEDDER, chunks_of, make_article, put

from ingest.article import Article
from vectorstore import Embedder, Library, open_library
from vectorstore.search.fusion import Candidate, Shares, fused_scores, promise
from vectorstore.search.term_overlap import Wording

CATS = make_article(
    "cats.md", "Cats purr when they are content.", "A cat sleeps most of the day.", title="Cats"
)
LAW = make_article(
    "law.md", "Parliament passed the Heritage Act in 1974.", "The act protects old buildings.", title="Law"
)
MONEY = make_article("money.md", "Revenue rose to 5 million in 2019.", "Revenue rose to 5 million in 2020.")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "home", embedder=EMBEDDER) as opened:
        put(opened, CATS, LAW, MONEY)
        yield opened


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Library]:
    with open_library(tmp_path_factory.mktemp("real"), embedder=embedder) as opened:
        put(opened, CATS, LAW, MONEY)
        yield opened


def test_the_passage_that_answers_comes_first_in_other_words_too(real: Library) -> None:
    assert real.search("Which feline sounds show happiness?")[0].chunk.text == CATS.text[:32]
    assert real.search("heritage act 1974")[0].article_title == "Law"


def test_each_passage_says_why_it_was_found(real: Library) -> None:
    best = real.search("When was the Heritage Act passed?")[0]
    assert best.parts.keyword_rank == 1
    assert best.parts.keyword is not None
    assert best.parts.keyword > 0
    assert best.parts.dense is not None
    assert 0.3 < best.parts.dense <= 1
    assert best.parts.matched_terms == ("heritag", "act", "pass")
    assert best.parts.rerank is None


def test_scores_fall_and_lie_between_0_and_1(real: Library) -> None:
    scores = [passage.score for passage in real.search("Which act protects buildings?", limit=10)]
    assert len(scores) == 6
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_a_foreign_question_scores_lower(real: Library) -> None:
    on_topic = real.search("What does the act protect?")[0].score
    assert real.search("How is the torque of a diesel engine measured?")[0].score < on_topic / 2


def test_limit_and_filter(library: Library) -> None:
    assert len(library.search("cats and the act", limit=2)) == 2
    only = library.search("cats and the act", limit=10, articles=[LAW.id])
    assert {passage.chunk.article_id for passage in only} == {LAW.id}
    assert library.search("cats", articles=[]) == []
    assert library.search("cats", articles=["no such article"]) == []
    assert {p.chunk.article_id for p in library.search("cats", articles={CATS.id, "unknown"})} == {CATS.id}


@pytest.mark.parametrize(
    "question", ["", "  \n", "?", "AND OR NOT", 'title:"x', "\ud800", "the " * 3000, "日本"]
)
def test_odd_questions_do_no_harm(library: Library, question: str) -> None:
    assert all(passage.chunk.text for passage in library.search(question))


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    with open_library(tmp_path, embedder=EMBEDDER) as library:
        assert library.search("cats") == []


def test_repeated_texts_are_shown_once_and_other_figures_are_kept(library: Library) -> None:
    put(library, make_article("copy.md", *CATS.text.split("\n\n"), title="A copy"))
    texts = [passage.chunk.text for passage in library.search("cat revenue", limit=20)]
    assert len(texts) == len(set(texts))
    assert {"Revenue rose to 5 million in 2019.", "Revenue rose to 5 million in 2020."} <= set(texts)


def test_a_lost_keyword_index_is_made_again(tmp_path: Path) -> None:
    def answers(library: Library) -> list[tuple[str, float | None]]:
        return [(p.chunk.id, p.parts.keyword) for p in library.search("heritage act and cats", limit=10)]

    with open_library(tmp_path, embedder=EMBEDDER) as library:
        put(library, CATS, LAW)
        before = answers(library)
    shutil.rmtree(tmp_path / "keyword")
    told: list[tuple[int, int]] = []
    with open_library(tmp_path, embedder=EMBEDDER, progress=lambda *step: told.append(step)) as library:
        assert answers(library) == before
    assert told == [(1, 2), (2, 2)]


def test_a_stale_keyword_index_is_brought_in_step(tmp_path: Path) -> None:
    with open_library(tmp_path / "home", embedder=EMBEDDER) as library:
        put(library, CATS, LAW)
    shutil.copytree(tmp_path / "home" / "keyword", tmp_path / "old")
    with open_library(tmp_path / "home", embedder=EMBEDDER) as library:
        library.remove(CATS.id)
        put(library, MONEY)
    shutil.rmtree(tmp_path / "home" / "keyword")
    shutil.copytree(tmp_path / "old", tmp_path / "home" / "keyword")
    with open_library(tmp_path / "home", embedder=EMBEDDER) as library:
        found = library.search("cats revenue", limit=10)
        assert CATS.id not in {passage.chunk.article_id for passage in found}
        assert found[0].parts.keyword_rank == 1
        assert found[0].chunk.article_id == MONEY.id


def test_a_damaged_keyword_index_is_made_again(tmp_path: Path) -> None:
    with open_library(tmp_path, embedder=EMBEDDER) as library:
        put(library, CATS, LAW)
    for path in (tmp_path / "keyword").rglob("*"):
        if path.is_file() and path.suffix in (".term", ".idx", ".store", ".pos"):
            path.write_bytes(b"\0" * path.stat().st_size)
    with open_library(tmp_path, embedder=EMBEDDER) as library:
        assert library.search("heritage")[0].parts.keyword_rank == 1


def test_a_reranker_decides_the_order_and_scores_still_fall(library: Library) -> None:
    def longest_last(question: str, texts: Sequence[str]) -> list[float]:
        return [-float(len(text)) for text in texts]

    library._reranker = longest_last
    found = library.search("cats and the act", limit=6)
    lengths = [len(passage.chunk.embedded_text) for passage in found]
    assert lengths == sorted(lengths)
    assert [passage.parts.rerank_rank for passage in found] == [1, 2, 3, 4, 5, 6]
    scores = [passage.score for passage in found]
    assert scores == sorted(scores, reverse=True)
    assert library.search("cats and the act", rerank=False)[0].parts.rerank is None


def test_fusion_rewards_what_both_find() -> None:
    candidates = [
        Candidate("both", "a", 0.7, 9.0),
        Candidate("dense", "a", 0.8, 0.0),
        Candidate("keyword", "a", 0.2, 10.0),
        Candidate("neither", "a", 0.2, 1.0),
    ]
    both, dense, keyword, neither = fused_scores(candidates, [Shares(0.5, 0.5)] * 4)
    assert both > max(dense, keyword) > neither
    assert promise(candidates)[0] == max(promise(candidates))
    assert promise([]) == fused_scores([], []) == []
    alone, twice = [Candidate("x", "a", 0.5, 0.0)], [Candidate("x", "a", 0.5, 0.0)] * 2
    assert fused_scores(twice, [Shares()] * 2) == pytest.approx(fused_scores(alone, [Shares()]) * 2)


def test_fusion_prefers_the_words_together_and_leaves_what_it_has_not_looked_at_below() -> None:
    alike = [Candidate(name, "a", 0.5, 5.0) for name in "abcd"]
    together, scattered, none, unseen = fused_scores(alike, [Shares(0.9, 0.9), Shares(0.3, 0.9), Shares()])
    assert together > scattered > none == unseen
    best = [Candidate("low", "a", 0.1, 0.0), Candidate("high", "a", 0.9, 9.0)]
    low, high = fused_scores(best, [Shares()])
    assert low >= high


def test_shares_count_rare_words_more_and_headings_to_each_sentence() -> None:
    (chunk, *_) = chunks_of(
        make_article("a.md", "The gate opened. Mr. Holm paid 40 crowns for it in 1874!", title="Harbour")
    )
    chunk = replace(chunk, context="Harbour > Gates")
    shares = Wording.of(chunk).shares({"harbour": 1.0, "crown": 4.0, "open": 2.0, "whale": 1.0})
    assert shares == Shares(sentence=pytest.approx(5 / 8), passage=pytest.approx(7 / 8))
    assert Wording.of(chunk).shares({}) == Shares()
    japanese = Wording.of(replace(chunk, text="猫が鳴く。犬が走る。"))
    assert japanese.shares({"猫": 1.0, "走": 1.0}) == Shares(sentence=0.5, passage=1.0)
    assert Wording.of(replace(chunk, text="")).shares({"harbour": 1.0, "crown": 1.0}) == Shares(0.5, 0.5)


def test_an_article_of_many_chunks_is_searched_whole(tmp_path: Path) -> None:
    article: Article = make_article("long.md", *(f"Entry {n} speaks of thing{n}." for n in range(700)))
    with open_library(tmp_path, embedder=EMBEDDER) as library:
        library.put(article, chunks_of(article))
        for number in (0, 350, 699):
            best = library.search(f"thing{number}")[0]
            assert best.chunk.text == f"Entry {number} speaks of thing{number}."
