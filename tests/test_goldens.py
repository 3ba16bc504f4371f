"""The goldens file, its thresholds, and where a golden's place stands in articles that have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.goldens.drafts import draft_goldens
from bot.goldens.file import Golden, GoldensError, append_golden, read_goldens
from bot.goldens.resolution import find_quote, names_section, resolve
from bot.goldens.thresholds import ThresholdError, metric_name, parse_threshold
from ingest import Article, read_text

FERRY = """# The Ferry

The ferry *Marten* crosses in [nine minutes](https://example.org/x). It carries 40 cars.

## Fares

A car pays 12 crowns — “return included”.

| Kind | Crowns |
|---|---|
| Bicycle | 2 |

## History

The first ferry sank in 1911. A car pays 12 crowns now.
"""


def ferry(text: str = FERRY) -> Article:
    return read_text(text, "The Ferry")


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


# -- the file ----------------------------------------------------------------------------------------


def test_yaml_with_thresholds_tags_and_lines(tmp_path: Path) -> None:
    file = read_goldens(
        write(
            tmp_path / "g.yaml",
            "thresholds:\n  recall@3: 0.9\n  citation precision: 0.5\ngoldens:\n"
            "- question: How long?\n  quote: nine minutes\n  tags: [time, short]\n"
            "- question: Who sank it?\n  refuse: true\n  tags: time\n",
        )
    )
    assert [golden.question for golden in file.goldens] == ["How long?", "Who sank it?"]
    assert [golden.line for golden in file.goldens] == [5, 8]
    assert file.goldens[1].refuse
    assert file.tags == ("time", "short")
    assert list(map(str, file.thresholds)) == ["recall@3 >= 0.9", "citation_precision >= 0.5"]


def test_json_lines_and_json_say_the_same(tmp_path: Path) -> None:
    entry = '{"question": "How long?", "quote": "nine minutes", "within": 1}'
    lines = read_goldens(write(tmp_path / "g.jsonl", f'{{"thresholds": ["mrr > 50%"]}}\n\n{entry}\n'))
    whole = read_goldens(write(tmp_path / "g.json", f"[{entry}]"))
    assert lines.goldens[0].line == 3
    assert [str(threshold) for threshold in lines.thresholds] == ["mrr > 0.5"]
    assert (whole.goldens[0].question, whole.goldens[0].within) == ("How long?", 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- question: a\n", ":1: wants nothing to be found; give a quote"),
        ("- quote: a\n", ":1: has no question"),
        ("- question: a\n  quote: b\n  chunk: 3\n", ":1: unknown key 'chunk'"),
        ("- question: a\n  quote: b\n  refuse: true\n", "'refuse' contradicts 'quote'"),
        ("- question: a\n  quote: 1911\n", "'quote' must be text, not 1911"),
        ("- question: a\n  refuse: maybe\n", "'refuse' is true or false"),
        ("- question: a\n  refuse: true\n  within: 0\n", "'within' is a rank of 1 or more"),
        ("- question: a\n  refuse: true\n  tags: [1]\n", "'tags' is a list of words"),
        ("- question: a\n  refuse: true\n- question: a\n  refuse: true\n", ":3: 'a' is asked twice"),
        ("- just words\n", "a golden is a mapping"),
        ("goldens: 3\n", "must be a list of goldens"),
        ("golden: []\n", "unknown key 'golden'"),
        ("", "has no goldens"),
        ("- question: [\n", "is not YAML"),
        ("thresholds: [recal@3 >= 0.9]\ngoldens:\n- question: a\n  refuse: true\n", "no metric 'recal@3'"),
        ("thresholds: 7\ngoldens:\n- question: a\n  refuse: true\n", "'thresholds' is a list"),
    ],
)
def test_a_wrong_file_says_what_is_wrong_and_where(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(GoldensError) as failure:
        read_goldens(write(tmp_path / "g.yaml", text))
    assert says in str(failure.value)
    assert "g.yaml" in str(failure.value)


def test_a_file_of_another_kind_or_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldensError, match=r"has to end in \.yaml"):
        read_goldens(write(tmp_path / "g.csv", "a,b"))
    with pytest.raises(GoldensError, match="cannot be read"):
        read_goldens(tmp_path / "none.yaml")
    with pytest.raises(GoldensError, match=r"g\.jsonl:2: is not JSON"):
        read_goldens(write(tmp_path / "g.jsonl", '{"question": "a", "refuse": true}\n{"question"\n'))


@pytest.mark.parametrize("name", ["g.yaml", "g.jsonl"])
def test_goldens_are_appended_once_and_read_back(name: str, tmp_path: Path) -> None:
    path = tmp_path / "new" / name
    first = Golden("How long?", article="The Ferry", quote='in "nine": minutes #1', tags=("time",))
    second = Golden("Wer – wo?", refuse=True)
    assert append_golden(path, first)
    assert append_golden(path, second)
    assert not append_golden(path, first)
    found = read_goldens(path).goldens
    assert [golden.key for golden in found] == [first.key, second.key]
    assert (found[0].quote, found[0].tags, found[1].refuse) == (first.quote, ("time",), True)


def test_appending_keeps_comments_thresholds_and_indentation(tmp_path: Path) -> None:
    before = (
        "# ours\nthresholds:\n  mrr: 0.5\ngoldens:\n  - question: a\n    tags:\n      - x\n    refuse: true"
    )
    path = write(tmp_path / "g.yaml", before)
    assert append_golden(path, Golden("b", quote="c"))
    assert path.read_text(encoding="utf-8").startswith(before + "\n")
    assert [golden.question for golden in read_goldens(path).goldens] == ["a", "b"]


# -- thresholds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("recall@3 >= 0.9", 0.9, True),
        ("recall@3 >= 0.9", 0.899, False),
        ("recall@3 > 0.9", 0.9, False),
        ("Recall@3>=90%", 0.91, True),
        ("recall@3 <= 0.5", 0.6, False),
        ("recall@3 < .5", 0.4, True),
    ],
)
def test_a_threshold_holds(text: str, value: float, holds: bool) -> None:
    assert parse_threshold(text).holds({"recall@3": value}) is holds


def test_a_threshold_of_a_metric_that_was_not_computed_does_not_hold() -> None:
    assert not parse_threshold("refusal <= 1").holds({"recall@3": 1.0})


@pytest.mark.parametrize(
    "text", ["recall@3", "recall >= 0.9", "mrr@3 >= 0.1", "recall@0 > 0", "mrr >= 90", "x > 0"]
)
def test_what_is_no_threshold_is_refused(text: str) -> None:
    with pytest.raises(ThresholdError):
        parse_threshold(text)


def test_names_of_metrics_may_be_written_as_words() -> None:
    assert metric_name("Citation Precision") == "citation_precision"
    assert metric_name("section recall@5") == "section_recall@5"


# -- resolution --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "quote",
    [
        "The ferry Marten crosses in nine minutes.",
        "the  FERRY *Marten* crosses\nin nine minutes",
        'A car pays 12 crowns - "return included".',
        "Bicycle | 2",
    ],
)
def test_a_quote_is_found_whatever_its_marks_and_spaces(quote: str) -> None:
    article = ferry()
    ((start, end),) = find_quote(quote, article.text)
    assert {word.strip('.*"') for word in quote.lower().split()[-2:]} & set(
        article.text[start:end].lower().replace("|", " ").replace("]", " ").replace("”", " ").split()
    )


def test_a_quote_is_whole_words() -> None:
    assert find_quote("40 car", "It carries 40 cars.") == []
    assert find_quote("arries 40 cars", "It carries 40 cars.") == []
    assert find_quote("40 cars", "It carries 40 cars.") == [(11, 18)]
    assert find_quote(" * ", "a * b") == []


def test_the_quote_is_the_anchor_when_its_heading_is_renamed_and_moved() -> None:
    golden = Golden("How much for a bicycle?", article="The Ferry", section="Fares", quote="| Bicycle | 2 |")
    before = resolve(golden, [ferry()])
    assert (before.problem, before.note) == (None, None)
    assert before.places[0].section_path[-1] == "Fares"
    moved = FERRY.replace("## Fares", "A new paragraph before it.\n\n## What it costs")
    after = resolve(golden, [ferry(moved)])
    assert after.problem is None
    assert after.places[0].section_path[-1] == "What it costs"
    assert after.places[0].start > before.places[0].start
    assert after.note == "the quote is in 'The Ferry > What it costs', the golden says 'Fares'"


def test_a_vanished_quote_says_so_and_what_stands_there_now() -> None:
    golden = Golden("When?", article="The Ferry", quote="The first ferry sank in 1911.")
    found = resolve(golden, [ferry(FERRY.replace("1911", "1912"))])
    assert not found.places
    assert found.problem == (
        "the quote is no longer in 'The Ferry': “The first ferry sank in 1911.”; "
        "'The Ferry > History' now says “The first ferry sank in 1912.”: correct the golden"
    )
    gone = resolve(golden, [ferry("# The Ferry\n\nNothing is left.")])
    assert gone.problem is not None
    assert gone.problem.endswith("nothing like it is left: correct or remove the golden")


def test_a_quote_that_stands_twice_is_right_in_both_unless_the_section_tells() -> None:
    everywhere = resolve(Golden("?", quote="A car pays 12 crowns"), [ferry()])
    assert [place.section_path[-1] for place in everywhere.places] == ["Fares", "History"]
    here = resolve(Golden("?", quote="A car pays 12 crowns", section="The Ferry > History"), [ferry()])
    assert [place.section_path[-1] for place in here.places] == ["History"]


def test_an_article_under_another_name_is_found_by_the_quote() -> None:
    found = resolve(Golden("?", article="boats.md", quote="The first ferry sank in 1911."), [ferry()])
    assert found.places[0].trail == "The Ferry > History"
    assert found.note == "the quote is in 'The Ferry > History', not in 'boats.md'"


def test_a_section_without_a_quote_and_a_section_that_is_not_there() -> None:
    (place,) = resolve(Golden("?", section="fares"), [ferry()]).places
    assert (place.trail, place.quoted) == ("The Ferry > Fares", False)
    missing = resolve(Golden("?", section="The Ferry > Fare"), [ferry()])
    assert missing.problem is not None
    assert missing.problem.startswith("there is no section 'The Ferry > Fare'; the nearest are")
    assert "'The Ferry > Fares'" in missing.problem
    assert "there is no article 'X'" in str(resolve(Golden("?", article="X"), [ferry()]).problem)


def test_a_section_is_named_by_its_heading_its_trail_or_with_its_article() -> None:
    article = ferry("# The Ferry\n\nOne.\n\n## Fares\n\nTwo.\n\n### Cars\n\nThree.")
    paths = [section.path for section in article.sections]

    def named(wanted: str) -> list[str]:
        return [path[-1] for path in paths if names_section(wanted, article, path)]

    assert named("Cars") == named("Fares > Cars") == named("The Ferry > Fares > Cars") == ["Cars"]
    assert named("The Ferry > Cars") == ["Cars"]
    assert named("The Ferry") == ["The Ferry"]
    assert named("Other > Cars") == []


# -- drafts ------------------------------------------------------------------------------------------


def test_drafts_quote_the_article_and_name_its_section() -> None:
    article = ferry()
    drafts = draft_goldens(article)
    assert drafts
    assert len({draft.question for draft in drafts}) == len(drafts)
    for draft in drafts:
        resolution = resolve(draft, [article])
        assert (resolution.problem, resolution.note) == (None, None)
        assert draft.tags == ("draft",)
        assert draft.question.endswith("?")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deep.yaml", "- " * 3_000), ("deep.json", "[" * 100_000), ("deep.jsonl", "[" * 99_999),
        ("digits.json", "9" * 5_000), ("date.yaml", "- question: 2024-99-99"), ("keys.yaml", "? [a]\n: b"),
    ],
)  # fmt: skip
def test_what_the_parsers_stumble_over_is_one_line(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(GoldensError) as caught:
        read_goldens(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "any_quote"),
    [
        ("quote: [one boat, two boats]", False),
        ("quotes: [one boat, two boats]", False),
        ("quotes: {all: [one boat, two boats]}", False),
        ("quotes: {any: [one boat, two boats]}", True),
    ],
)
def test_a_golden_may_have_several_quotes(tmp_path: Path, written: str, any_quote: bool) -> None:
    (tmp_path / "g.yaml").write_text(f"- question: How many?\n  {written}\n", encoding="utf-8")
    (golden,) = read_goldens(tmp_path / "g.yaml").goldens
    assert (golden.quotes, golden.any_quote) == (("one boat", "two boats"), any_quote)
    again = tmp_path / "again.yaml"
    assert append_golden(again, golden)
    assert read_goldens(again).goldens[0].quotes == golden.quotes


@pytest.mark.parametrize(
    "written", ["quotes: one boat", "quotes: {some: [a]}", "quotes: []", "quote: [a, 3]"]
)
def test_quotes_of_no_meaning_are_refused(tmp_path: Path, written: str) -> None:
    (tmp_path / "g.yaml").write_text(f"- question: How many?\n  {written}\n", encoding="utf-8")
    with pytest.raises(GoldensError, match="quotes"):
        read_goldens(tmp_path / "g.yaml")
