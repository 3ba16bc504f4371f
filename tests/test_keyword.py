"""Keyword search: words, stems, phrases and filters; no sign of a question has a meaning."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunk import Chunk
from vectorstore import StoreError
from vectorstore.store.keyword_index import KeywordIndex, question_words


def chunk(number: int, text: str, article: str = "a", version: str = "1", context: str = "") -> Chunk:
    return Chunk(f"{article}-{version}-{number}", article, version, (), 0, len(text), text, context)


def index_of(*texts: str) -> KeywordIndex:
    index = KeywordIndex(None)
    index.add([chunk(number, text) for number, text in enumerate(texts)])
    index.commit()
    return index


def found(index: KeywordIndex, question: str) -> list[str]:
    return [hit.chunk_id for hit in index.search(question_words(question), 10)]


def test_words_match_in_any_form_case_and_accent() -> None:
    index = index_of("Dogs barked in the cafés.", "Nothing here.")
    assert found(index, "Does a DOG bark in a cafe?") == ["a-1-0"]


def test_rare_words_weigh_more_than_frequent_ones() -> None:
    index = index_of("the river bank", "the river mouth", "the river delta", "the quartz mine")
    assert found(index, "river quartz")[0] == "a-1-3"


def test_words_side_by_side_beat_the_same_words_apart() -> None:
    index = index_of("York is old and new is the mill", "New York is old and is the mill", "other", "words")
    assert found(index, "what is new york")[0] == "a-1-1"


def test_words_of_title_and_headings_count_less_than_the_text() -> None:
    index = KeywordIndex(None)
    index.add([chunk(0, "A place.", context="Istanbul"), chunk(1, "Istanbul here.", context="City")])
    index.commit()
    assert found(index, "Istanbul") == ["a-1-1", "a-1-0"]


@pytest.mark.parametrize(
    "question", ['"dogs', "dogs AND", "text:dogs", "dogs^5 -(bark", "dogs*~2 [a TO", "+dogs\\"]
)
def test_no_sign_has_a_meaning(question: str) -> None:
    assert "a-1-0" in found(index_of("Dogs bark.", "Cats purr."), question)


def test_a_question_of_function_words_alone_still_searches() -> None:
    assert question_words("Who are you?").terms == ("who", "are", "you")
    assert question_words("Who are the dogs?").terms == ("dog",)
    assert question_words("?!").terms == ()
    assert found(index_of("Dogs."), "?!") == []


def test_text_without_spaces_between_words_is_found() -> None:
    index = index_of("東京は日本の首都です。", "大阪は西にあります。")
    assert found(index, "日本の首都")[0] == "a-1-0"


def test_the_filter_leaves_scores_as_they_are() -> None:
    index = KeywordIndex(None)
    for name in ("a", "b", "c"):
        index.add([chunk(0, f"dogs and {name}", article=name)])
    index.commit()
    words = question_words("dogs")
    free = {hit.chunk_id: hit.score for hit in index.search(words, 10)}
    held = {hit.chunk_id: hit.score for hit in index.search(words, 10, ["a", "c", "unknown"])}
    assert set(held) == {"a-1-0", "c-1-0"}
    assert all(free[key] == pytest.approx(held[key]) for key in held)
    assert index.search(words, 10, []) == []
    assert index.begin_search(words, 10, ["a", "c"]).result() == index.search(words, 10, ["a", "c"])


def test_versions_are_counted_deleted_and_last(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path)
    index.add([chunk(0, "old dogs"), chunk(1, "more old dogs")])
    index.add([chunk(0, "new dogs", version="2")])
    assert index.editions() == {("a", "1"): 2, ("a", "2"): 1}
    index.delete("a", "1")
    index.close()
    again = KeywordIndex(tmp_path)
    assert again.editions() == {("a", "2"): 1}
    assert [hit.version for hit in again.search(question_words("dogs"), 5)] == ["2"]


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path)
    index.add([chunk(0, "dogs")])
    index.close()
    for path in tmp_path.rglob("meta.json"):
        path.write_text("{ damaged")
    assert KeywordIndex(tmp_path).editions() == {}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_question_is_searched_without_an_error(question: str) -> None:
    SHARED.search(question_words(question), 3)


SHARED = index_of("Some words to look through: dogs, cats & 中文.")


def test_the_heading_of_a_section_weighs_more_than_the_title_of_the_article() -> None:
    index = KeywordIndex(None)
    headed = Chunk("a-1-0", "a", "1", ("Fees for boats",), 0, 9, "Two euro.", "Harbour > Fees for boats")
    titled = Chunk("b-1-0", "b", "1", ("Fees",), 0, 9, "Ten euro.", "Fees")
    worded = Chunk("c-1-0", "c", "1", ("Rules",), 0, 9, "No fees.", "Park > Rules")
    index.add([headed], "Harbour")
    index.add([titled], "Fees")
    index.add([worded], "Park")
    index.commit()
    assert found(index, "fees") == ["a-1-0", "c-1-0", "b-1-0"]


def test_a_phrase_of_a_heading_weighs_more_than_its_words_apart() -> None:
    index = KeywordIndex(None)
    for number, heading in enumerate(("The call that was first", "The first call that was")):
        index.add([Chunk(f"a-1-{number}", "a", "1", (heading,), 0, 2, "x.", f"T > {heading}")], "T")
    index.commit()
    assert found(index, "first call") == ["a-1-1", "a-1-0"]


def test_an_index_that_was_closed_says_so() -> None:
    index = index_of("Dogs bark.")
    index.close()
    for search in (index.search, index.begin_search):
        with pytest.raises(StoreError, match="was closed while it was being searched"):
            search(question_words("dogs"), 10)
    with pytest.raises(StoreError, match="was closed"):
        index.weights(question_words("dogs"))


def in_language(language: str, *texts: str) -> KeywordIndex:
    index = KeywordIndex(None)
    index.add([replace(chunk(number, text), language=language) for number, text in enumerate(texts)])
    index.commit()
    return index


@pytest.mark.parametrize(
    ("language", "text", "other", "question"),
    [
        ("de", "Die Häuser am Hafen wurden verkauft.", "Der Garten ist alt.", "Wer verkaufte ein Haus?"),
        ("fi", "Talossa oli viisi ikkunaa.", "Kissa nukkui sohvalla.", "Montako ikkuna talo"),
        ("ru", "Мельница стояла у реки.", "Кошка спала дома.", "Где мельницу построили?"),
        ("es", "Las canciones del pueblo.", "El gato duerme.", "cancion"),
        ("fr", "Les élèves ont planté des fèves.", "Le chat dort.", "eleve"),
        ("ko", "한니발의 최종 계급은 대령이었다.", "고양이가 잔다.", "한니발은 누구인가"),
        ("ja", "東京は日本の首都です。", "猫が寝る。", "日本の首都"),
        ("th", "แมวกินปลา", "หมานอน", "ปลาของแมว"),
        ("xx", "ＡＢＣ社のｶﾒﾗ", "other", "abc カメラ"),
        ("hi", "हिन्दी भाषा", "बिल्ली", "हिन्दी में"),
    ],
)
def test_words_are_found_as_their_language_inflects_them(
    language: str, text: str, other: str, question: str
) -> None:
    index = in_language(language, other, text)
    hits = index.search(index.words_of(question), 10)
    assert hits
    assert hits[0].chunk_id == "a-1-1"


def test_a_question_is_analysed_as_each_language_of_the_index() -> None:
    index = in_language("de", "Die Häuser wurden verkauft.")
    index.add([replace(chunk(5, "The houses were sold."), language="en")])
    index.add([replace(chunk(6, "Houses were let."), language="")])  # nobody noted it: as English
    index.commit()
    words = index.words_of("houses Häuser")
    assert set(words.by_analysis) == {"english", "german"}
    assert "haus" in words.of("german").terms
    assert "hous" in words.of("english").terms
    assert {hit.chunk_id for hit in index.search(words, 5)} == {"a-1-0", "a-1-5", "a-1-6"}
    assert words.of("russian").terms == ()
    index.delete("a", "1")
    index.commit()
    assert index.words_of("houses").terms == ("hous",)
