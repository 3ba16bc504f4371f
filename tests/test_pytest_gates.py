"""What the pytest plugin judges and what it does not: thresholds, baselines, settings, caches, fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_pytest_plugin import FERRY, GOLDENS, MISS, loaded, project, run  # noqa: F401

from bot.evaluation.prepared import edition_of
from bot.goldens.drafts import draft_goldens
from ingest import read_text
from vectorstore import HashingEmbedder

pytest_plugins = ["pytester"]
Project = pytest.Pytester


def goldens(project: Project, text: str, name: str = "g.yaml") -> None:  # noqa: F811
    (project.path / name).write_text(text, encoding="utf-8")


def test_thresholds_of_a_whole_file_do_not_judge_a_selection(project: Project) -> None:  # noqa: F811
    goldens(project, "thresholds: {recall@1: 0.9}\n" + GOLDENS + MISS)
    part = run(project, "--goldens=g.yaml", "-k", "brewery")
    assert part.ret == pytest.ExitCode.OK
    part.stdout.fnmatch_lines(["*recall@1*0.000*not judged, for not all goldens were asked*"])
    named = run(project, "--goldens=g.yaml", "g.yaml::Which brewery buys barley?")
    assert named.ret == pytest.ExitCode.OK
    assert run(project, "--goldens=g.yaml").ret == pytest.ExitCode.TESTS_FAILED


def test_a_threshold_judges_its_own_file(project: Project) -> None:  # noqa: F811
    goldens(project, "thresholds: {recall@1: 0.9}\n" + GOLDENS)
    goldens(project, "thresholds: {recall@10: 0.0}\ngoldens:" + MISS, "low.yaml")
    both = run(project, "--goldens=g.yaml", "--goldens=low.yaml")
    assert both.ret == pytest.ExitCode.OK, both.outlines


def test_a_missed_threshold_is_a_failure_in_junit_too(project: Project) -> None:  # noqa: F811
    goldens(project, "thresholds: {recall@1: 1.0}\n" + GOLDENS + MISS)
    result = run(project, "--goldens=g.yaml", "--junitxml=j.xml")
    result.assert_outcomes(passed=2, xfailed=1, failed=1)
    written = (project.path / "j.xml").read_text()
    assert 'failures="1"' in written
    assert "recall@1 &gt;= 1" in written and "it is 0.667" in written


def test_a_lost_golden_fails_in_junit_too(project: Project) -> None:  # noqa: F811
    goldens(project, GOLDENS)
    run(project, "--goldens=g.yaml", "--goldens-save=base.json")
    goldens(
        project, GOLDENS.replace("a bicycle pays two crowns", "carries 40 cars").replace("section: Fares", "")
    )
    lost = run(project, "--goldens=g.yaml", "--goldens-baseline=base.json", "-o", "articlebot_within=1",
               "--junitxml=j.xml")  # fmt: skip
    assert lost.ret == pytest.ExitCode.TESTS_FAILED
    lost.stdout.fnmatch_lines(["  LOST  What does a bicycle pay?:*"])
    assert "passed before, now:" in (project.path / "j.xml").read_text()


@pytest.mark.parametrize("metric", ["refusal_f1", "refusal_precision", "answered", "section_mrr", "ndcg@10"])
def test_every_documented_metric_may_be_a_threshold(project: Project, metric: str) -> None:  # noqa: F811
    goldens(
        project,
        f"thresholds: {{{metric}: 0.0}}\n{GOLDENS}  - {{question: Who drew the moon?, refuse: true}}\n",
    )
    assert "is not a threshold" not in str(run(project, "--goldens=g.yaml").errlines)


def test_a_refused_question_with_an_answer_is_no_success(project: Project) -> None:  # noqa: F811
    project.makeconftest(
        """
        import pytest
        @pytest.fixture(scope="session")
        def articles(articles):
            real = articles.ask
            articles.ask = lambda question, *rest, **more: real("zzz qqq?")
            return articles
        """
    )
    goldens(project, GOLDENS)
    result = run(project, "--goldens=g.yaml")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        ["*refused, though the articles answer it (rank 1)*", "0 of 2 goldens as wanted"]
    )


@pytest.mark.parametrize("scope", ["module", "package", "class", "session"])
def test_goldens_live_beside_autouse_fixtures_of_every_scope(project: Project, scope: str) -> None:  # noqa: F811
    project.makeconftest(
        f"import pytest\n@pytest.fixture(scope={scope!r}, autouse=True)\ndef seed(): yield\n"
    )
    goldens(project, GOLDENS)
    run(project, "--goldens=g.yaml").assert_outcomes(passed=2)


def test_what_is_named_alone_runs_alone(project: Project) -> None:  # noqa: F811
    goldens(project, GOLDENS)
    project.makepyfile(test_own="def test_one(): pass\ndef test_two(): pass\n")
    always = ("-o", "articlebot_goldens=g.yaml")
    run(project, *always, "test_own.py::test_one").assert_outcomes(passed=1)
    run(project, *always).assert_outcomes(passed=4)


def test_several_quotes_have_to_come(project: Project) -> None:  # noqa: F811
    both = '- question: "What do a car and a bicycle pay?"\n  quote: ["A car pays twelve crowns", "%s"]\n'
    goldens(project, both % "a bicycle pays two crowns")
    run(project, "--goldens=g.yaml").assert_outcomes(passed=1)
    goldens(project, both % "a lorry pays ninety")
    run(project, "--goldens=g.yaml").assert_outcomes(failed=1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("embedding_model = /no/such/model", "/no/such/model"),
        ("raeder = off", "reader"),
        ("reader = no", "no"),
    ],
)
def test_a_setting_is_used_or_refused(project: Project, line: str, said: str) -> None:  # noqa: F811
    goldens(project, GOLDENS)
    result = run(
        project, "--goldens=g.yaml", "-o", f"articlebot_settings={line}", "-o", "articlebot_embedder=model"
    )
    assert result.ret != pytest.ExitCode.OK
    assert said in str(result.outlines + result.errlines)


def test_the_store_depends_on_all_that_its_vectors_depend_on(tmp_path: Path) -> None:
    class Small(HashingEmbedder):
        max_tokens = 40

    class Newer(HashingEmbedder):
        edition = "2"

    weights = tmp_path / "weights.bin"
    weights.write_bytes(b"1")

    def of_folder() -> str:
        made = HashingEmbedder()
        made.name = str(tmp_path)
        return edition_of(made)

    before = of_folder()
    weights.write_bytes(b"22")
    editions = [edition_of(HashingEmbedder()), edition_of(Small()), edition_of(Newer()), before, of_folder()]
    assert len(set(editions)) == 5
    assert edition_of(HashingEmbedder()) == editions[0]


GERMAN = """# Die Imkerei am Hafen

## Geschichte

Die Imkerei wurde 2011 von Jonas Meerbusch gegründet und hat vier Völker.

## Honig

Ein Glas vom Honig der Imkerei am Markt kostet 7,50 Euro.
"""


@pytest.mark.parametrize("text", [GERMAN, FERRY])
def test_drafts_give_neither_title_nor_heading_away(text: str) -> None:
    article = read_text(text)
    drafts = draft_goldens(article)
    assert drafts
    for draft in drafts:
        assert article.title not in draft.question
        assert "What does" not in draft.question
        assert "…" in draft.question and draft.question.endswith("?")
