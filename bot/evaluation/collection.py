"""Goldens as pytest items, and their metrics, thresholds and baseline in the terminal summary.

Registered by the plugin when there are goldens files. Under pytest-xdist the workers ask, and the
controller adds up: a judgement travels with its test report as plain values.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from bot.evaluation.judgement import Judgement
from bot.evaluation.metrics import STANDARD, depth_needed, metrics_of
from bot.goldens.file import Golden, Goldens, read_goldens
from bot.goldens.thresholds import Threshold, parse_threshold
from ingest.errors import ArticleBotError

if TYPE_CHECKING:
    from bot.articlebot import ArticleBot
    from bot.evaluation.run import Result, StoredArticles
    from bot.evaluation.significance import Difference

__all__ = ["GoldensPlugin"]

_FILES = pytest.StashKey[dict[Path, Goldens]]()
_TEXTS = pytest.StashKey[tuple[Any, Any]]()
_RUN = pytest.StashKey["_Run"]()
_JUDGED = "articlebot_golden"
_OF_FILE = "articlebot_goldens_file"


@dataclass(frozen=True)
class _Run:
    """What holds for every golden of this run."""

    depth: int
    lenient: bool
    """Thresholds or a baseline decide: a miss is counted and does not fail by itself."""


@dataclass(frozen=True)
class _Wanted:
    """A threshold, and the files whose goldens together have to reach it."""

    threshold: Threshold
    files: tuple[Path, ...]


class GoldenMissError(AssertionError):
    """A golden that is not as wanted; its text is the whole failure."""


class GoldensFile(pytest.Module):
    """One goldens file; its items see the fixtures of the conftest files above it, of every scope."""

    def _getobj(self) -> ModuleType:
        """No code is imported; fixtures of module scope need a module."""
        return ModuleType(self.path.stem)

    def collect(self) -> Iterable[GoldenItem]:
        names: dict[str, int] = {}
        for golden in self.config.stash[_FILES][self.path].goldens:
            count = names[golden.question] = names.get(golden.question, 0) + 1
            name = golden.question if count == 1 else f"{golden.question} ({count})"
            item: GoldenItem = GoldenItem.from_parent(self, name=name, callobj=_check)
            item.golden = golden
            item.add_marker("golden")
            for tag in golden.tags:
                item.add_marker(tag)
            yield item


class GoldenItem(pytest.Function):
    """One golden as a test; run by `_check` with the fixtures it names."""

    golden: Golden
    result: Result | None = None

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:  # type: ignore[override]
        if isinstance(excinfo.value, GoldenMissError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, max(self.golden.line - 1, 0), self.golden.question


def _check(request: pytest.FixtureRequest, articles: ArticleBot, articlebot_within: int) -> None:
    """Ask the golden and judge the answer."""
    from bot.evaluation.run import evaluate_one

    item = request.node
    assert isinstance(item, GoldenItem)
    run = item.config.stash[_RUN]
    texts = _texts(item.config, articles).all()
    result = evaluate_one(articles, item.golden, texts, depth=run.depth, within=articlebot_within)
    item.result = result
    judged = result.judgement
    if judged.note:
        item.warn(pytest.PytestWarning(f"{judged.question!r}: {judged.note}"))
    if judged.passed:
        return
    if run.lenient and not judged.problem:
        pytest.xfail(judged.why)
    raise GoldenMissError(_failure(result, articles))


def _texts(config: pytest.Config, articles: ArticleBot) -> StoredArticles:
    from bot.evaluation.run import StoredArticles

    bot, texts = config.stash.get(_TEXTS, (None, None))
    if bot is not articles:
        texts = StoredArticles(articles)
        config.stash[_TEXTS] = (articles, texts)
    assert isinstance(texts, StoredArticles)
    return texts


def _failure(result: Result, articles: ArticleBot) -> str:
    from bot.evaluation.asserts import SEARCHED, describe_answer, describe_ranking

    judged, golden = result.judgement, result.golden
    lines = [f"{golden.question!r}: {judged.why}"]
    if judged.problem:
        return lines[0]
    lines += [f"  wanted “{quote}”" for quote in golden.quotes]
    if golden.answer:
        lines.append(f"  wanted the words “{golden.answer}” in the answer")
    if result.answer is not None and (judged.wanted == "refusal" or judged.answer_right is False):
        lines.append(describe_answer(result.answer))
    passages: Sequence[Any] = result.passages
    if judged.wanted == "place" and judged.rank is None:
        passages = articles.search(golden.question, SEARCHED)
    lines.append(describe_ranking(passages, wanted=result.resolution))
    return "\n".join(lines)


class GoldensPlugin:
    """Collects goldens files, gathers the judgements and ends the run with what they amount to."""

    def __init__(self, config: pytest.Config, files: Sequence[Path]) -> None:
        try:
            read = {path.resolve(): read_goldens(path) for path in files}
            extra = config.getoption("--goldens-threshold") or config.getini("articlebot_thresholds")
            self._thresholds = [_Wanted(parse_threshold(text), tuple(read)) for text in extra]
            given = {each.threshold.metric for each in self._thresholds}  # these replace what the files say
            self._thresholds += [
                _Wanted(each, (path,))
                for path, goldens in read.items()
                for each in goldens.thresholds
                if each.metric not in given
            ]
            self._allowed = _allowed_losses(config)
            self._baseline_path: str | None = config.getoption("--goldens-baseline")
            self._before: list[Judgement] | None = None
            if self._baseline_path:
                from bot.evaluation.run import load_judgements

                self._before = load_judgements(config.invocation_params.dir / self._baseline_path)
        except ArticleBotError as exc:
            raise pytest.UsageError(str(exc)) from exc
        self._names = list(dict.fromkeys([*STANDARD, *(each.threshold.metric for each in self._thresholds)]))
        self._config = config
        self._judged: list[Judgement] = []
        self._of_file: dict[Path, list[Judgement]] = {path: [] for path in read}
        self._missed: list[_Wanted] = []
        self._lost: list[Judgement] = []
        self._differences: list[Difference] = []
        config.stash[_FILES] = read
        config.stash[_RUN] = _Run(depth_needed(self._names), bool(self._thresholds or self._before))
        config.addinivalue_line("markers", "golden: a question of a goldens file")
        for tag in dict.fromkeys(tag for goldens in read.values() for tag in goldens.tags):
            config.addinivalue_line("markers", f"{tag}: goldens tagged {tag!r}")
        self._add_to_arguments(list(read))

    def _add_to_arguments(self, files: list[Path]) -> None:
        """Goldens files are collected beside what the command line names, unless it names them itself."""
        given = {_path_of(self._config, argument) for argument in self._config.args}
        for path in files:
            if path not in given:
                self._config.args.append(str(path))

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> GoldensFile | None:
        if file_path.resolve() in self._config.stash[_FILES]:
            file: GoldensFile = GoldensFile.from_parent(parent, path=file_path)
            return file
        return None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "call" and isinstance(item, GoldenItem) and item.result is not None:
            setattr(report, _JUDGED, item.result.judgement.to_plain())
            setattr(report, _OF_FILE, str(item.path.resolve()))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        plain = getattr(report, _JUDGED, None)
        if plain is not None:
            judged = Judgement.from_plain(plain)
            self._judged.append(judged)
            self._of_file.setdefault(Path(getattr(report, _OF_FILE)), []).append(judged)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(self._config, "workerinput") or not self._judged:
            return
        self._missed = [each for each in self._thresholds if self._is_whole(each) and not self._holds(each)]
        failures = [(each.files[0], str(each.threshold), self._shortfall(each)) for each in self._missed]
        if self._before is not None:
            from bot.evaluation.significance import compare_runs

            self._differences = compare_runs(self._before, self._judged, self._names)
            passed = {judged.key for judged in self._before if judged.passed}
            self._lost = [judged for judged in self._judged if not judged.passed and judged.key in passed]
            failures += [
                (self._file_of(judged), f"{judged.question} (baseline)", f"passed before, now: {judged.why}")
                for judged in self._lost
                if judged.question not in self._allowed
            ]
            failures += [
                (next(iter(self._of_file)), f"{each.metric} (baseline)", str(each))
                for each in self._differences
                if each.regressed
            ]
        for path, name, why in failures:
            self._report_failure(path, name, why)
        if failures:
            session.exitstatus = max(int(session.exitstatus), int(pytest.ExitCode.TESTS_FAILED))
        target = self._config.getoption("--goldens-save")
        if target:
            from bot.evaluation.run import save_judgements

            save_judgements(self._config.invocation_params.dir / target, self._judged)

    def _is_whole(self, wanted: _Wanted) -> bool:
        """Whether all goldens were asked that the threshold is for: a part of them is not judged by it."""
        files = self._config.stash[_FILES]
        return all(len(self._of_file[path]) == len(files[path].goldens) for path in wanted.files)

    def _metrics_for(self, wanted: _Wanted) -> dict[str, float]:
        judged = [each for path in wanted.files for each in self._of_file[path]]
        return metrics_of(judged, [wanted.threshold.metric])

    def _holds(self, wanted: _Wanted) -> bool:
        return wanted.threshold.holds(self._metrics_for(wanted))

    def _shortfall(self, wanted: _Wanted) -> str:
        found = self._metrics_for(wanted).get(wanted.threshold.metric)
        came = "no golden it applies to was asked" if found is None else f"it is {found:.3f}"
        return f"the threshold {wanted.threshold} is missed: {came}"

    def _file_of(self, judged: Judgement) -> Path:
        return next(path for path, there in self._of_file.items() if judged in there)

    def _report_failure(self, path: Path, name: str, why: str) -> None:
        """A test that failed, for every report: the last line, JUnit, other plugins."""
        place = os.path.relpath(path, self._config.rootpath)
        node, where = f"{place}::{name}", (place, 0, name)
        for report in (
            pytest.TestReport(node, where, keywords={}, outcome="failed", longrepr=why, when="call"),
            pytest.TestReport(node, where, keywords={}, outcome="passed", longrepr=None, when="teardown"),
        ):
            self._config.hook.pytest_runtest_logreport(report=report)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self._judged:
            return
        write = terminalreporter.write_line
        terminalreporter.write_sep("=", "goldens")
        passed = sum(judged.passed for judged in self._judged)
        lost = {judged.key for judged in self._lost}
        write(f"{passed} of {len(self._judged)} goldens as wanted")
        for judged in self._judged:
            if not judged.passed:
                kind = "gone" if judged.problem else "LOST" if judged.key in lost else "miss"
                allowed = self._allowed.get(judged.question) if judged.key in lost else None
                write(
                    f"  {kind}  {judged.question}: {judged.why}"
                    + (f" (allowed: {allowed})" if allowed else "")
                )
        metrics = metrics_of(self._judged, self._names)
        for name, value in metrics.items():
            verdict = "".join(
                f"  {self._verdict_on(each)}: {each.threshold}"
                for each in self._thresholds
                if each.threshold.metric == name
            )
            write(f"  {name:<20} {value:.3f}{verdict}", red="FAILED" in verdict)
        for missed in self._missed:
            if missed.threshold.metric not in metrics:
                write(f"  FAILED: {missed.threshold}: no golden it applies to was asked", red=True)
        if self._before is not None:
            write(f"against {self._baseline_path}:")
            changed = [each for each in self._differences if each.changed]
            for each in changed:
                write(f"  {'REGRESSED  ' if each.regressed else ''}{each}", red=each.regressed)
            if not changed:
                write("  nothing changed" if self._differences else "  no golden in common")

    def _verdict_on(self, wanted: _Wanted) -> str:
        if not self._is_whole(wanted):
            return "not judged, for not all goldens were asked"
        return "ok" if self._holds(wanted) else "FAILED"


def _allowed_losses(config: pytest.Config) -> dict[str, str]:
    """Goldens of a baseline that may be lost, each with the reason. Raises UsageError for one without."""
    allowed = {}
    for line in config.getini("articlebot_allowed_losses"):
        question, equals, reason = line.rpartition(" = ")
        if not equals or not reason.strip():
            raise pytest.UsageError(f"articlebot_allowed_losses: {line!r} is not 'question = reason'")
        allowed[question.strip()] = reason.strip()
    return allowed


def _path_of(config: pytest.Config, argument: str) -> Path:
    return (config.invocation_params.dir / argument.split("::")[0]).resolve()
