"""What the reader is trained on: near misses beside their twins, wrong passages by words."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from training.examples import rows_of
from training.groups import Group
from training.lexical import WordIndex
from training.mixture import RECIPES, Portion, drawn
from training.multilingual import spread
from training.near_groups import cut, near_miss_groups
from training.near_miss import NearMissArticle, load_near_misses, load_own
from training.qa_sets import load_qa
from training.split import is_held_back, measured_near_misses

PARAGRAPHS = (
    "The council of Arden voted on Tuesday to close the ferry, by nine votes to four.",
    "Mayor Lena Holt said the boat was too old. Repairs would have cost two million crowns.",
)
QUESTIONS = [
    {"q": "Who leads the town?", "type": "who", "answer": "Lena Holt", "paragraph": 1},
    {"q": "Which day did the town decide?", "type": "when", "answer": "Tuesday", "paragraph": 0},
    {"q": "Which day did the senate decide?", "type": "when", "answer": None, "wrong": "entity", "near": 0,
     "twin": 1},
    {"q": "Who built the boat?", "type": "who", "answer": None, "wrong": "attribute"},
]  # fmt: skip


def own(paragraphs: tuple[str, ...] = PARAGRAPHS) -> NearMissArticle:
    row = {
        "id": "nm1-1",
        "lang": "en",
        "title": "The ferry",
        "paragraphs": paragraphs,
        "questions": QUESTIONS,
    }
    (article,) = load_own("en", [row, row | {"lang": "de"}])
    return article


def test_twenty_articles_are_measured_on_whatever_their_order() -> None:
    ids = [f"{number:03}" for number in range(99)]
    kept = measured_near_misses(ids)
    assert len(kept) == 20
    assert measured_near_misses(reversed(ids)) == kept
    assert {"054", "087"} <= measured_near_misses(["054", "087"])


def test_near_misses_of_the_data_folder_are_read_in_each_language(tmp_path: Path) -> None:
    folder = tmp_path / "near-miss"
    (folder / "rows").mkdir(parents=True)
    (folder / "articles").mkdir()
    lines = {"en": ["Ferry closed", "It closed on Tuesday."], "de": ["Fähre zu", "Sie schloss am Dienstag."]}
    (folder / "articles" / "007.json").write_text(json.dumps({"lines": lines}), "utf-8")
    rows = [
        {"id": "1", "answerable": True, "q": {"en": "Which day?", "de": "Welcher Tag?"},
         "a": {"en": "Tuesday", "de": "Dienstag"}, "lines": [1]},
        {"id": "2", "answerable": False, "q": {"en": "Which year?", "de": "Welches Jahr?"}, "wrong": "time",
         "twin": "1"},
    ]  # fmt: skip
    (folder / "rows" / "007.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (german,) = load_near_misses(tmp_path, "de")
    assert german.text == "# Fähre zu\n\nSie schloss am Dienstag.\n"
    assert [question.answer for question in german.questions] == ["Dienstag", ""]
    assert german.parts[german.questions[0].parts[0]] == "Sie schloss am Dienstag."
    assert german.questions[1].twin == 0
    assert german.measured


def test_our_own_articles_are_trained_on_or_fitted_on() -> None:
    kept = [one.id for one in load_own("en") if one.measured]
    assert kept[:1] == ["nm1-116"]
    assert len(kept) > 25
    assert not is_held_back("nm2-112")


def test_missing_near_misses_are_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="near-miss: not there"):
        load_near_misses(tmp_path, "en")


def test_a_near_miss_is_trained_on_beside_its_twin_on_one_passage() -> None:
    groups = near_miss_groups(own())
    near = next(group for group in groups if group.question == "Which day did the senate decide?")
    for seed in range(20):
        (rows,) = rows_of([near], random.Random(seed))
        miss, twin = (row for row in rows if row.twins >= 0)
        assert miss.passage == twin.passage
        assert (miss.answers, twin.answers) == (False, True)
        assert [twin.passage.text[a:b] for a, b in twin.spans] == ["Tuesday"]


def test_a_near_miss_without_a_twin_is_trained_on_alone() -> None:
    groups = near_miss_groups(own())
    alone = next(group for group in groups if group.question == "Who built the boat?")
    (rows,) = rows_of([alone], random.Random(0))
    assert [(row.answers, row.twins) for row in rows] == [(False, -1)]


def test_other_passages_of_the_article_are_wrong_for_a_question() -> None:
    filler = " ".join(f"The harbour had a crane in year {number}." for number in range(60))
    long = tuple(f"{text} {filler}" for text in PARAGRAPHS)
    article = own(long)
    assert len(cut(article)[1]) > 2
    asked = next(group for group in near_miss_groups(article) if group.question == "Who leads the town?")
    ((text, spans),) = asked.positives
    assert [text.text[a:b] for a, b in spans] == ["Lena Holt"]
    assert asked.near
    assert all("Lena Holt" not in wrong.text for wrong in asked.near)


def test_the_nearest_passages_share_the_rare_words_of_a_question() -> None:
    index = WordIndex(["The ferry of Arden", "The mill of Arden", "日本の首都は東京です", "Nothing"])
    found = list(index.nearest(["the old mill of Arden", "日本の首都", "an elephant"], 2))
    assert found == [[1, 0], [2], []]


def test_a_long_passage_is_cut_and_its_other_pieces_are_wrong(tmp_path: Path) -> None:
    import gzip

    told = " ".join(f"Sentence {number} tells about the harbour and its cranes." for number in range(40))
    context = f"{told} The crane was designed by Ida Brandt. {told}"
    row = {
        "lang": "en", "title": "Harbour", "context": context, "question": "Who designed the crane?",
        "answers": [{"text": "Ida Brandt", "start": context.index("Ida Brandt")}], "answerable": True,
    }  # fmt: skip
    rows = [row, row | {"lang": "fr"}, row | {"question": "Known elsewhere?"}]
    (tmp_path / "qa").mkdir()
    with gzip.open(tmp_path / "qa" / "set.jsonl.gz", "wt") as file:
        file.write("\n".join(map(json.dumps, rows)))
    (group,) = load_qa("set", tmp_path, frozenset({"known elsewhere"}))
    ((text, spans),) = group.positives
    assert len(text.text) < 1000
    assert [text.text[a:b] for a, b in spans] == ["Ida Brandt"]
    assert group.near
    assert all(wrong.text in context and "Ida Brandt" not in wrong.text for wrong in group.near)


def test_a_recipe_asks_some_sets_more_often_than_others() -> None:
    groups = [Group(f"Question {number}?", "", ()) for number in range(10)]
    assert len(drawn(groups, Portion(4), random.Random(0))) == 4
    assert len(drawn(groups, Portion(times=3), random.Random(0))) == 30
    assert set(RECIPES["core"]) == set(RECIPES["full"])


def test_layers_are_taken_evenly_and_the_last_among_them() -> None:
    assert spread(12, 6) == [1, 3, 5, 7, 9, 11]
    assert spread(12, 12) == list(range(12))
    with pytest.raises(ValueError, match="13 of 12"):
        spread(12, 13)
