"""The pytest plugin as a developer meets it: fixtures, options, goldens and the text of failures."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.evaluation.judgement import Judgement

pytest_plugins = ["pytester"]

FERRY = """# The Ferry

The ferry Marten crosses in nine minutes and carries 40 cars.

## Fares

A car pays twelve crowns, and a bicycle pays two crowns.

## History

The first ferry sank in 1911 off the north pier.
"""
MILL = """# The Mill

The mill grinds barley for the brewery.

## Stones

Granite stones were dressed every second winter by a mason.
"""
GOLDENS = """
goldens:
  - question: What does a bicycle pay?
    article: ferry.md
    section: Fares
    quote: a bicycle pays two crowns
    tags: [money]
  - question: When did the first ferry sink off the pier?
    quote: The first ferry sank in 1911
"""
MISS = """
  - question: Which brewery buys barley?
    article: ferry.md
    quote: A car pays twelve crowns
    within: 1
"""


@pytest.fixture(scope="module", autouse=True)
def loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Load once what the runs below import: pytester forgets every module that a run has loaded."""
    import scipy.stats  # noqa: F401

    from bot.articlebot import ArticleBot
    from bot.evaluation import asserts, collection, metrics, offline, prepared, significance  # noqa: F401
    from bot.goldens import drafts  # noqa: F401
    from vectorstore import HashingEmbedder

    metrics.metrics_of([Judgement("a", "a", "place", 3, found=1, rank=1)], ["mrr"])
    with ArticleBot(home=tmp_path_factory.mktemp("warm"), embedder=HashingEmbedder()) as bot:
        bot.add_text(FERRY)
        bot.ask("What does a bicycle pay?")


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with two articles, its ini set to the fast embedder."""
    folder = pytester.mkdir("texts")
    (folder / "ferry.md").write_text(FERRY, encoding="utf-8")
    (folder / "mill.md").write_text(MILL, encoding="utf-8")
    pytester.makeini("[pytest]\narticlebot_embedder = hashing\narticlebot_articles = texts\n")
    (pytester.path / "goldens.yaml").write_text(GOLDENS, encoding="utf-8")
    return pytester


def run(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    others = ("socket", "hypothesispytest", "langsmith_plugin", "anyio", "xdist")
    without = [word for name in others for word in ("-p", f"no:{name}")]
    return project.runpytest(*without, "--strict-markers", *arguments)


def test_every_fixture_gives_what_it_says(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTICLEBOT_HOME", "/nonexistent")
    project.makepyfile(
        """
        import os

        def test_home(articlebot_home, tmp_path):
            assert tmp_path in articlebot_home.parents
            assert not articlebot_home.exists()

        def test_empty_bot(article_bot, articlebot_home, assert_retrieves):
            assert article_bot.articles() == []
            assert article_bot.settings.home == articlebot_home
            article_bot.add_text("# Bees\\n\\nHoney is sweet.\\n\\n## Wax\\n\\nCandles burn.")
            assert_retrieves("candles burn", "Bees > Wax", bot=article_bot, within=1)

        def test_next_bot_is_empty_again(article_bot):
            assert article_bot.articles() == []
            assert os.environ["ARTICLEBOT_HOME"] == "/nonexistent"

        def test_articles(articles, retrieve, ask):
            assert [summary.title for summary in articles.articles()] == ["The Ferry", "The Mill"]
            found = retrieve("What does a bicycle pay?", limit=2)
            assert len(found) == 2
            assert found[0].chunk.section_path[-1] == "Fares"
            assert ask("What does a bicycle pay?").question == "What does a bicycle pay?"

        def test_asserts(assert_retrieves):
            passage = assert_retrieves("What does a bicycle pay?", section="The Ferry > Fares", within=1)
            assert "two crowns" in passage.chunk.text
            assert_retrieves("barley for the brewery", article="mill.md", quote="grinds barley")
        """
    )
    run(project).assert_outcomes(passed=5)


def test_failures_show_the_ranking_and_where_the_section_ended_up(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        def test_rank(assert_retrieves):
            assert_retrieves("What does a bicycle pay?", "The Ferry > History", within=1)

        def test_no_section(assert_retrieves):
            assert_retrieves("What does a bicycle pay?", "The Ferry > Fare")

        def test_no_quote(assert_retrieves):
            assert_retrieves("What does a bicycle pay?", quote="a bicycle pays three crowns")
        """
    )
    result = run(project)
    result.assert_outcomes(failed=3)
    result.stdout.re_match_lines(
        [
            r"E +AssertionError: 'What does a bicycle pay\?' should find 'The Ferry > History' within 1; "
            r"it came at rank [2-9]\.",
            r"E +rank   score  dense       keyword     rerank",
            r"E +1 +-?\d\.\d{3}  0\.\d{3} #1    \d\.\d{3} #1    -?\d\.\d{3} #1",
            r"E +The Ferry > Fares",
            r"E +“A car pays twelve crowns, and a bicycle pays two crowns\.”",
            r"E +> +[2-9] +-?\d\.\d{3} .*",
            r"E +The Ferry > History",
        ]
    )
    result.stdout.fnmatch_lines(
        [
            "*there is no section 'The Ferry > Fare'; the nearest are 'The Ferry > Fares'*",
            "*the quote is in no article: “a bicycle pays three crowns”; 'The Ferry > Fares' now says*",
        ]
    )
    assert "asserts.py" not in result.stdout.str(), "the traceback ends in the test"


def test_a_fixture_of_the_same_name_overrides_a_setting(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\n")
    project.makeconftest(
        """
        import pytest
        from vectorstore import HashingEmbedder

        @pytest.fixture(scope="session")
        def articlebot_embedder():
            return HashingEmbedder(64)

        @pytest.fixture(scope="session")
        def articlebot_articles(pytestconfig):
            return [str(pytestconfig.rootpath / "texts" / "mill.md")]

        @pytest.fixture(scope="session")
        def articlebot_settings():
            return {"max_source_mb": 1.5}
        """
    )
    project.makepyfile(
        """
        def test_it(articles, article_bot):
            assert [summary.title for summary in articles.articles()] == ["The Mill"]
            assert articles.settings.max_source_mb == article_bot.settings.max_source_mb == 1.5
        """
    )
    run(project).assert_outcomes(passed=1)


def test_the_store_is_cached_by_content_and_no_test_can_dirty_it(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        def test_titles(articles):
            print("titles", *[summary.title for summary in articles.articles()], sep="/")
            articles.remove(articles.articles()[0].id)
        """
    )
    cache = project.path / ".pytest_cache" / "d" / "articlebot"
    for _ in range(2):
        run(project, "-s").stdout.fnmatch_lines(["*titles/The Ferry/The Mill"])
        assert len(list(cache.glob("store-*"))) == 1
    (project.path / "texts" / "ferry.md").write_text("# The Boat\n\nIt floats.\n", encoding="utf-8")
    run(project, "-s").stdout.fnmatch_lines(["*titles/The Boat/The Mill"])
    assert len(list(cache.glob("store-*"))) == 2


def test_without_articles_the_fixture_says_what_to_do(project: pytest.Pytester) -> None:
    project.makepyfile("def test_it(articles): pass")
    project.makeini("[pytest]\narticlebot_embedder = hashing\n")
    result = run(project)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*'articles' has no articles: give --articles PATH*"])
    missing = run(project, "--articles=none.md")
    missing.stdout.fnmatch_lines(["*the fixture 'articles': *none.md*"])


# -- goldens -----------------------------------------------------------------------------------------


def test_each_golden_is_a_test_and_misses_show_what_was_found(project: pytest.Pytester) -> None:
    (project.path / "goldens.yaml").write_text(GOLDENS + MISS, encoding="utf-8")
    result = run(project, "--goldens", "goldens.yaml", "-v")
    result.assert_outcomes(passed=2, failed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "goldens.yaml::What does a bicycle pay? PASSED*",
            "*_ Which brewery buys barley? _*",
            "'Which brewery buys barley?': 'The Ferry > Fares' wanted within 1: rank *",
            "  wanted “A car pays twelve crowns”",
            "  rank   score*",
            "*The Mill",
            "2 of 3 goldens as wanted",
            "  miss  Which brewery buys barley?: *",
            "  recall@1             0.667",
        ]
    )


def test_tags_are_markers_and_a_golden_can_be_run_alone(project: pytest.Pytester) -> None:
    run(project, "--goldens", "goldens.yaml", "-m", "money").assert_outcomes(passed=1, deselected=1)
    alone = "goldens.yaml::When did the first ferry sink off the pier?"
    run(project, "--goldens", "goldens.yaml", alone).assert_outcomes(passed=1)


def test_thresholds_decide_for_the_whole_file(project: pytest.Pytester) -> None:
    goldens = project.path / "goldens.yaml"
    goldens.write_text("thresholds:\n  recall@1: 0.6\n" + GOLDENS + MISS, encoding="utf-8")
    reached = run(project, "--goldens", "goldens.yaml")
    reached.assert_outcomes(passed=2, xfailed=1)
    assert reached.ret == pytest.ExitCode.OK
    reached.stdout.fnmatch_lines(["  recall@1 * 0.667  ok: recall@1 >= 0.6"])
    missed = run(project, "--goldens", "goldens.yaml", "--goldens-threshold", "recall@1 >= 0.7",
                 "--goldens-threshold", "refusal >= 0.5")  # fmt: skip
    assert missed.ret == pytest.ExitCode.TESTS_FAILED
    missed.stdout.fnmatch_lines(
        [
            "  recall@1 * 0.667  FAILED: recall@1 >= 0.7",
            "  FAILED: refusal >= 0.5: no golden it applies to was asked",
        ]
    )


def test_a_vanished_quote_fails_whatever_the_thresholds(project: pytest.Pytester) -> None:
    goldens = project.path / "goldens.yaml"
    goldens.write_text("thresholds:\n  recall@3: 0.1\n" + GOLDENS, encoding="utf-8")
    ferry = project.path / "texts" / "ferry.md"
    ferry.write_text(FERRY.replace("1911", "1912"), encoding="utf-8")
    result = run(project, "--goldens", "goldens.yaml")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*the quote is in no article: “The first ferry sank in 1911”*1912*"])


def test_a_renamed_heading_and_moved_text_do_not_break_a_golden(project: pytest.Pytester) -> None:
    ferry = project.path / "texts" / "ferry.md"
    ferry.write_text(FERRY.replace("## Fares\n", "Timetables change.\n\n## Prices\n"), encoding="utf-8")
    result = run(project, "--goldens", "goldens.yaml")
    result.assert_outcomes(passed=2, warnings=1)
    result.stdout.fnmatch_lines(["*the quote is in 'The Ferry > Prices', the golden says 'Fares'*"])


@pytest.mark.slow
def test_each_loss_against_a_baseline_fails_unless_it_is_allowed(project: pytest.Pytester) -> None:
    words = ["amber", "basalt", "cedar", "delta", "ember", "fjord", "garnet", "harbour"]
    sections = [f"## S{place}\n\nThe {word} stone weighs 4 kilograms." for place, word in enumerate(words)]
    text = "\n\n".join(["# Words", *sections])
    (project.path / "texts" / "words.md").write_text(text, encoding="utf-8")
    entries = [
        {
            "question": f"How much does the {word} stone weigh?",
            "quote": f"The {word} stone weighs 4 kilograms.",
        }
        for word in words
    ]
    (project.path / "g.json").write_text(json.dumps(entries), encoding="utf-8")
    run(project, "--goldens", "g.json", "--goldens-save", "base.json").assert_outcomes(passed=8)
    same = run(project, "--goldens", "g.json", "--goldens-baseline", "base.json")
    assert same.ret == pytest.ExitCode.OK
    same.stdout.fnmatch_lines(["against base.json:", "  nothing changed"])

    def asked_wrongly(count: int) -> pytest.RunResult:
        stored = json.loads((project.path / "base.json").read_text(encoding="utf-8"))
        wrong = [{**entry, "quote": "The mill grinds barley"} for entry in entries[:count]]
        (project.path / "g.json").write_text(json.dumps(wrong + entries[count:]), encoding="utf-8")
        assert len(stored["goldens"]) == 8
        return run(project, "--goldens", "g.json", "--goldens-baseline", "base.json")

    one = asked_wrongly(1)
    assert one.ret == pytest.ExitCode.TESTS_FAILED
    one.stdout.fnmatch_lines(
        [
            "  LOST  How much does the amber stone weigh?: *",
            "  recall@1 1.000 -> 0.875 (-0.125, p = 1, 1 of 8 goldens changed)",
        ]
    )
    allow = "articlebot_allowed_losses=How much does the amber stone weigh? = the stone was sold"
    allowed = run(project, "--goldens", "g.json", "--goldens-baseline", "base.json", "-o", allow)
    assert allowed.ret == pytest.ExitCode.OK
    allowed.stdout.fnmatch_lines(
        ["  LOST  How much does the amber stone weigh?: *(allowed: the stone was sold)"]
    )
    many = asked_wrongly(7)
    assert many.ret == pytest.ExitCode.TESTS_FAILED
    many.stdout.fnmatch_lines(["  REGRESSED  recall@1 1.000 -> 0.125 (-0.875, p = 0.0156, 7 of 8*"])


def test_a_wrong_goldens_file_is_a_usage_error(project: pytest.Pytester) -> None:
    (project.path / "goldens.yaml").write_text("- question: a\n", encoding="utf-8")
    result = run(project, "--goldens", "goldens.yaml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*goldens.yaml:1: wants nothing*"])


@pytest.mark.slow
def test_workers_of_xdist_share_the_store_and_the_controller_adds_up(project: pytest.Pytester) -> None:
    goldens = project.path / "goldens.yaml"
    goldens.write_text("thresholds:\n  recall@1: 0.7\n" + GOLDENS + MISS, encoding="utf-8")
    result = project.runpytest_subprocess("-n", "2", "--goldens", "goldens.yaml")
    result.assert_outcomes(passed=2, xfailed=1, failed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["2 of 3 goldens as wanted", "  recall@1 * 0.667  FAILED: recall@1 >= 0.7"])


# -- network and cost --------------------------------------------------------------------------------


def test_outside_connections_are_refused_on_request(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import socket

        import pytest
        from bot.evaluation.offline import OutsideConnectionError

        def test_refused(no_outside_network):
            with pytest.raises(OutsideConnectionError, match="192.0.2.1"):
                socket.create_connection(("192.0.2.1", 80), timeout=0.1)
            with pytest.raises(OutsideConnectionError, match="example.org"):
                socket.getaddrinfo("example.org", 80)
            with socket.create_server(("127.0.0.1", 0)) as server:
                socket.create_connection(server.getsockname()).close()

        def test_whole_run(request):
            blocked = socket.socket.connect.__qualname__ != "socket.connect"
            blocked = "outside_blocked" in getattr(socket.socket.connect, "__qualname__", "")
            assert blocked == request.config.getoption("--articlebot-offline")
        """
    )
    run(project).assert_outcomes(passed=2)
    run(project, "--articlebot-offline").assert_outcomes(passed=2)


def test_a_run_that_does_not_use_it_loads_nothing_of_it() -> None:
    program = (
        "import sys, pytest; before = set(sys.modules); import articlebot.pytest_plugin; "
        "print(*sorted(set(sys.modules) - before), sep=',')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip().split(",") == ["articlebot", "articlebot.pytest_plugin"]


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_example_project_passes_with_the_installed_wheel(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    site, project = tmp_path / "site", tmp_path / "project"
    built = [*pip, "wheel", "--no-deps", "--wheel-dir", str(tmp_path), str(root)]
    subprocess.run(built, check=True, timeout=200)
    (wheel,) = tmp_path.glob("articlebot-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(site), str(wheel)], check=True, timeout=100)
    kept_out = shutil.ignore_patterns(".pytest_cache", "__pycache__")
    shutil.copytree(root / "examples" / "retrieval-tests", project, ignore=kept_out)
    (project / "test_installed.py").write_text(
        f"import bot\n\ndef test_it():\n    assert bot.__file__.startswith({str(site)!r})\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest"], cwd=project, env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 passed" in done.stdout
    assert "5 of 5 goldens as wanted" in done.stdout
