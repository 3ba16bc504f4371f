"""Metrics, significance, the report and `articlebot eval`, on runs whose figures are known by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import vectorstore
from bot import ArticleBot
from bot.cli.main import main
from bot.evaluation.judgement import Judgement, judge
from bot.evaluation.metrics import depth_needed, metrics_of, values_by_golden
from bot.evaluation.report import Evaluated, recall_by_rank, render_report, risk_coverage
from bot.evaluation.run import evaluate, load_judgements, save_judgements
from bot.evaluation.significance import compare_runs, paired_p_value
from bot.goldens.file import Golden, read_goldens
from bot.goldens.resolution import Place, Resolution
from bot.samples import sample_paths
from ingest import ArticleBotError, Chunk
from vectorstore import HashingEmbedder, Library, Passage

QUESTIONS = Path(__file__).parent / "sample_questions.json"


def place(key: str, rank: int | None, **more: object) -> Judgement:
    return Judgement(key, key, "place", 3, article="A", found=10, rank=rank, **more)  # type: ignore[arg-type]


def refusal(key: str, refused: bool) -> Judgement:
    return Judgement(key, key, "refusal", 3, found=10, refused=refused)


# -- metrics -----------------------------------------------------------------------------------------


def test_ranking_metrics_are_those_of_their_formulas() -> None:
    run = [place("a", 1, section_rank=1), place("b", 3, section_rank=2), place("c", None), refusal("r", True)]
    found = metrics_of(run, ["recall@1", "recall@3", "mrr", "ndcg@10", "section_recall@1", "section_mrr"])
    assert found == pytest.approx(
        {
            "recall@1": 1 / 3,
            "recall@3": 2 / 3,
            "mrr": (1 + 1 / 3 + 0) / 3,
            "ndcg@10": (1 + 1 / math.log2(4) + 0) / 3,
            "section_recall@1": 1 / 3,
            "section_mrr": (1 + 1 / 2 + 0) / 3,
        }
    )


def test_refusal_and_citation_metrics() -> None:
    run = [
        place("a", 1, refused=False, citations=(True, False), cites_place=True, answer_right=True),
        place("b", 1, refused=False, citations=(False,), cites_place=False, answer_right=False),
        place("c", 1, refused=True, cites_place=False),
        refusal("r", True),
        refusal("s", False),
        refusal("t", True),
    ]
    assert {name: value for name, value in metrics_of(run).items() if "@" not in name} == pytest.approx(
        {
            "mrr": 1.0,
            "section_mrr": 0.0,
            "refusal": 2 / 3,
            "refusal_precision": 2 / 3,
            "refusal_f1": 2 / 3,
            "answered": 2 / 3,
            "citation_precision": (1 / 2 + 0) / 2,
            "citation_recall": 1 / 3,
            "answer_match": 1 / 2,
        }
    )


def test_a_metric_that_applies_to_nothing_is_left_out_and_vanished_places_do_not_count() -> None:
    run = [place("a", 2), place("b", None, problem="gone")]
    found = metrics_of(run)
    assert found["mrr"] == 0.5
    assert not {"refusal", "answered", "citation_recall", "answer_match"} & set(found)
    assert values_by_golden(run, "recall@1") == {"a": 0.0}
    assert metrics_of([replace(place("a", None), found=0)], ["mrr"]) == {"mrr": 0.0}
    assert depth_needed(["recall@3", "mrr"]) == 10
    assert depth_needed(["recall@40"]) == 40


@pytest.mark.parametrize(
    ("chunk", "held"),
    [((0, 100), True), ((0, 45), False), ((0, 50), True), ((55, 58), True), ((60, 90), False)],
)
def test_a_passage_holds_a_quote_by_half_of_either(chunk: tuple[int, int], held: bool) -> None:
    quoted = Place("x", "X", ("S",), 40, 60, quoted=True)
    start, end = chunk
    found = Passage(Chunk("x-1-0", "x", "1", ("S",), start, end, "w" * (end - start)), 1.0, "X")
    judged = judge(Resolution(Golden("?", quote="q"), (quoted,)), [found], None)
    assert (judged.rank, judged.section_rank) == (1 if held else None, 1)


# -- significance ------------------------------------------------------------------------------------


def test_p_values_are_exact_where_they_can_be_counted() -> None:
    assert paired_p_value([(1.0, 1.0)] * 50) == 1.0
    assert paired_p_value([(1.0, 0.0), *[(1.0, 1.0)] * 50]) == 1.0
    assert paired_p_value([(1.0, 0.0)] * 6) == pytest.approx(2 / 2**6)
    assert paired_p_value([(1.0, 0.0), (0.0, 1.0)] * 4) == 1.0


def test_a_loss_within_chance_is_no_regression_and_one_beyond_it_is() -> None:
    before = [place(str(number), 1) for number in range(40)]
    few = [place(str(number), 2 if number < 3 else 1) for number in range(40)]
    many = [place(str(number), 2 if number < 12 else 1) for number in range(40)]
    assert [each.regressed for each in compare_runs(before, few, ["recall@1", "recall@3"])] == [False, False]
    worse, same = compare_runs(before, many, ["recall@1", "recall@3"])
    assert (worse.regressed, same.regressed) == (True, False)
    assert (worse.changed, worse.goldens) == (12, 40)
    (better,) = compare_runs(many, before, ["recall@1"])
    assert better.p_value < 0.05
    assert not better.regressed


def test_only_goldens_of_both_runs_are_compared() -> None:
    (difference,) = compare_runs([place("a", 1), place("b", 1)], [place("b", 2), place("c", 1)], ["mrr"])
    assert (difference.goldens, difference.before, difference.after) == (1, 1.0, 0.5)
    assert compare_runs([place("a", 1)], [place("c", 1)], ["mrr"]) == []


def test_a_run_is_stored_and_read_back(tmp_path: Path) -> None:
    run = [place("b", 2, citations=(True, False), top_score=0.5), refusal("a", True)]
    save_judgements(tmp_path / "deep" / "run.json", run)
    assert load_judgements(tmp_path / "deep" / "run.json") == [run[1], run[0]]
    (tmp_path / "other.json").write_text('{"format": "x"}', encoding="utf-8")
    for name in ("other.json", "none.json"):
        with pytest.raises(ArticleBotError, match=name):
            load_judgements(tmp_path / name)


# -- the report --------------------------------------------------------------------------------------


def test_risk_falls_with_coverage_when_scores_tell() -> None:
    run = [
        place("a", 1, top_score=0.9),
        place("b", 1, top_score=0.8),
        place("c", 4, top_score=0.5),
        replace(refusal("r", True), top_score=0.5),
    ]
    assert risk_coverage(run) == [(0.25, 0.0), (0.5, 0.0), (1.0, 0.5)]
    assert recall_by_rank(run)[0] == (1.0, pytest.approx(2 / 3))
    assert recall_by_rank(run)[3] == (4.0, 1.0)


class Page(HTMLParser):
    """Collects tags and what they load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [str(value) for name, value in attrs if name in ("src", "href")]


def test_the_report_is_self_contained_and_escapes_what_it_shows() -> None:
    evil = "<script>alert(1)</script>"
    run = [place("a", 1, top_score=0.9), place(evil, None, quote=evil, trail=evil, top_score=0.1)]
    run.append(replace(refusal("r", False), top_score=0.3))
    page = render_report(evil, [Evaluated(evil, run), Evaluated("B", run)])
    shown = Page(page)
    assert "script" not in shown.tags
    assert shown.loads == []
    assert shown.tags.count("svg") == 3
    assert shown.tags.count("details") == 2
    assert "answered, though the articles do not say" in page


# -- the sample articles -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def articlebot_articles() -> list[str]:
    """The plugin's fixture `articles` holds the sample articles here."""
    return [str(path) for path in sample_paths()]


def test_the_samples_reach_their_floor(articles: ArticleBot) -> None:
    """A floor one or two questions of twelve below what was measured: 1.0, 1.0, 0.92 and 0.83."""
    results = evaluate(articles, read_goldens(QUESTIONS).goldens)
    run = [result.judgement for result in results]
    assert not [judged.problem or judged.note for judged in run if judged.problem or judged.note]
    found = metrics_of(run)
    misses = [judged.why for judged in run if not judged.passed]
    assert found["recall@1"] >= 0.8, misses
    assert found["recall@3"] >= 0.9, misses
    assert found["answered"] >= 0.8, misses
    assert found["citation_recall"] >= 0.75, misses


def test_the_samples_are_found_by_their_section(assert_retrieves: Callable[..., Passage]) -> None:
    assert_retrieves("Who paid for the silt clearance?", "What it cost and who paid", within=1)
    assert_retrieves("Why do dogs travel free?", "The Night Trams of Marrowick > Rules on Board", within=1)


# -- the command -------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with one article, opened by the commands with the hashing embedder."""
    opened = vectorstore.open_library

    def with_hashing(home: Path, **settings: Any) -> Library:
        return opened(home, **{**settings, "embedder": HashingEmbedder()})

    monkeypatch.setattr(vectorstore, "open_library", with_hashing)
    with ArticleBot(home=tmp_path / "home") as bot:
        bot.add_text("# The Ferry\n\nIt crosses in nine minutes.\n\n## Fares\n\nA bicycle pays two crowns.")
    return tmp_path / "home"


def call(*arguments: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def test_eval_prints_metrics_and_writes_report_and_run(home: Path, tmp_path: Path) -> None:
    goldens = tmp_path / "g.yaml"
    goldens.write_text("- question: What does a bicycle pay?\n  quote: A bicycle pays two crowns.\n")
    report, saved = tmp_path / "out" / "report.html", tmp_path / "run.json"
    code, out, _ = call("eval", goldens, "--home", home, "--report", report, "--save", saved, "--no-answers")
    assert code == 0
    assert "recall@1               1.000" in out
    assert "1 of 1 goldens as wanted" in out
    assert "svg" in Page(report.read_text(encoding="utf-8")).tags
    code, out, _ = call("eval", goldens, "--home", home, "--json", "--baseline", saved, "--no-answers")
    assert code == 0
    assert json.loads(out)["runs"][0]["metrics"]["mrr"] == 1.0
    code, out, _ = call("eval", goldens, "--home", home, "--compare", saved, "default", "--no-answers")
    assert code == 0
    assert "run.json" in out


def test_eval_exits_1_below_a_threshold_and_on_a_vanished_quote(home: Path, tmp_path: Path) -> None:
    goldens = tmp_path / "g.jsonl"
    goldens.write_text('{"question": "What does a bicycle pay?", "quote": "It crosses in nine minutes."}\n')
    wanted = ("eval", goldens, "--home", home, "--no-answers", "--within", 1)
    code, out, err = call(*map(str, wanted), "--threshold", "recall@1 >= 0.5")
    assert (code, err.splitlines()[-1]) == (1, "missed: recall@1 >= 0.5 (0.000)")
    assert "miss  What does a bicycle pay?: 'The Ferry' wanted within 1: rank 2" in out
    assert call(*map(str, wanted))[0] == 0
    goldens.write_text('{"question": "What does a bicycle pay?", "quote": "It crosses in ten minutes."}\n')
    code, out, _ = call(*map(str, wanted))
    assert code == 1
    assert out.startswith("gone  What does a bicycle pay?: the quote is in no article")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--compare", "default", "colour=red"], "'colour=red' is not a setting"),
        (["--threshold", "speed >= 1"], "there is no metric 'speed'"),
        (["--baseline", "none.json"], "none.json: the baseline cannot be read"),
    ],
)
def test_eval_says_in_one_line_what_is_wrong(
    arguments: list[str], says: str, home: Path, tmp_path: Path
) -> None:
    goldens = tmp_path / "g.yaml"
    goldens.write_text("- question: a\n  quote: A bicycle pays\n")
    code, _, err = call("eval", goldens, "--home", home, "--no-answers", *arguments)
    assert code == 1
    assert err.splitlines()[-1].startswith("error: ")
    assert says in err.splitlines()[-1]


def test_goldens_draft_writes_a_file_that_evaluates(home: Path, tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.yaml"
    code, out, _ = call("goldens", "draft", "--home", home, "--output", drafts)
    assert code == 0
    assert out.startswith("2 drafts appended")
    assert [golden.quote for golden in read_goldens(drafts).goldens] == [
        "It crosses in nine minutes.",
        "A bicycle pays two crowns.",
    ]
    code, out, _ = call("eval", drafts, "--home", home, "--no-answers")
    assert code == 0
    assert "gone" not in out
