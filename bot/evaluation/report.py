"""The evaluation as one self-contained HTML page: metrics, charts and every miss with what was found.

Loads nothing from elsewhere; all text of articles and questions is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from statistics import fmean

from bot.evaluation.asserts import describe_answer, describe_ranking
from bot.evaluation.charts import bars, heat_map, lines
from bot.evaluation.judgement import Judgement
from bot.evaluation.metrics import STANDARD, metrics_of
from bot.evaluation.run import Result
from bot.evaluation.significance import Difference
from bot.goldens.thresholds import Threshold

__all__ = ["Evaluated", "recall_by_rank", "render_report", "risk_coverage"]

_HEAT = (
    "recall@1", "recall@3", "section_recall@3", "mrr", "answered", "citation_precision", "citation_recall",
)  # fmt: skip
_STYLE = """
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0}td.heat{color:#111}
th,td{padding:.2rem .6rem;border-bottom:1px solid #8884;text-align:left}
td.num{text-align:right;font-variant-numeric:tabular-nums}.bad{color:#c0262d;font-weight:600}.none{opacity:.6}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(22rem,1fr));gap:1rem}figure{margin:0}
svg{width:100%;font-size:11px;fill:currentColor}figcaption span{margin-right:1rem}
figcaption i{display:inline-block;width:.8em;height:.8em;margin-right:.3em}
details{border:1px solid #8884;border-radius:6px;padding:.4rem .8rem;margin:.4rem 0}
pre{white-space:pre-wrap;font-size:12px;overflow-wrap:anywhere}
"""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One configuration's run. `results` is empty for a run that was stored."""

    name: str
    judgements: Sequence[Judgement]
    results: Sequence[Result] = ()


def render_report(
    title: str,
    runs: Sequence[Evaluated],
    *,
    names: Sequence[str] = STANDARD,
    thresholds: Sequence[Threshold] = (),
    differences: Sequence[Difference] = (),
) -> str:
    """The page for one run, or for two side by side with their `differences`."""
    last = runs[-1]
    parts = [
        f"<h1>{escape(title)}</h1>",
        *(_summary(run) for run in runs),
        "<h2>Metrics</h2>",
        _metrics_table(runs, names, thresholds, differences),
        '<div class="charts">',
        _chart("Recall by rank", lines(
            [(run.name, recall_by_rank(run.judgements)) for run in runs], x_label="rank", y_label="recall"
        )),
        _chart("Scores of the first passage", bars(_scores(last.judgements), x_label="score")),
        _chart("Risk by coverage", lines(
            [(run.name, risk_coverage(run.judgements)) for run in runs], x_label="coverage", y_label="risk"
        )),
        "</div>",
        f"<h2>By article{_named(runs)}</h2>",
        heat_map(_by_article(last.judgements), _HEAT),
        f"<h2>Not as wanted{_named(runs)}</h2>",
        _misses(last),
    ]  # fmt: skip
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def recall_by_rank(judgements: Sequence[Judgement], most: int = 10) -> list[tuple[float, float]]:
    """(rank, share of goldens whose place came by that rank), for rank 1 to `most`."""
    names = [f"recall@{rank}" for rank in range(1, most + 1)]
    found = metrics_of(judgements, names)
    return [(float(rank), found[name]) for rank, name in enumerate(names, 1) if name in found]


def risk_coverage(judgements: Sequence[Judgement]) -> list[tuple[float, float]]:
    """(coverage, risk) when only the questions whose first passage scores highest are answered.

    Risk is the share of those whose first passage is not the wanted one; a golden that refuses has none,
    so answering it is always wrong (El-Yaniv and Wiener, JMLR 2010). Equal scores are taken together.
    """
    scored = [
        (judged.top_score, judged.wanted != "place" or judged.rank != 1)
        for judged in judgements
        if not judged.problem and judged.wanted != "answer" and judged.top_score is not None
    ]
    scored.sort(key=lambda pair: -pair[0])
    points = []
    wrong = 0
    for count, (score, is_wrong) in enumerate(scored, 1):
        wrong += is_wrong
        if count == len(scored) or scored[count][0] != score:
            points.append((count / len(scored), wrong / count))
    return points


def _summary(run: Evaluated) -> str:
    passed = sum(judged.passed for judged in run.judgements)
    gone = sum(judged.problem is not None for judged in run.judgements)
    seconds = [judged.seconds for judged in run.judgements if judged.seconds]
    pace = f", {1000 * fmean(seconds):.0f} ms a question" if seconds else ""
    lost = f', <span class="bad">{gone} with a place that is gone</span>' if gone else ""
    as_wanted = f"{passed} of {len(run.judgements)} goldens as wanted"
    return f"<p><b>{escape(run.name)}</b>: {as_wanted}{lost}{pace}.</p>"


def _metrics_table(
    runs: Sequence[Evaluated],
    names: Sequence[str],
    thresholds: Sequence[Threshold],
    differences: Sequence[Difference],
) -> str:
    columns = [metrics_of(run.judgements, names) for run in runs]
    limits = {each.metric: each for each in thresholds}
    changes = {each.metric: each for each in differences}
    head = "<tr><th>metric</th>" + "".join(f"<th>{escape(run.name)}</th>" for run in runs)
    head += ("<th>difference</th><th>p</th>" if changes else "") + "<th>threshold</th></tr>"
    rows = []
    for name in names:
        if not any(name in column for column in columns):
            continue
        cells = "".join(
            f'<td class="num">{column[name]:.3f}</td>' if name in column else "<td>–</td>"
            for column in columns
        )
        if changes:
            change = changes.get(name)
            bad = ' class="num bad"' if change and change.regressed else ' class="num"'
            cells += (
                f"<td{bad}>{change.after - change.before:+.3f}</td><td{bad}>{change.p_value:.3g}</td>"
                if change
                else "<td>–</td><td>–</td>"
            )
        limit = limits.get(name)
        if limit is None:
            cells += "<td></td>"
        elif limit.holds(columns[-1]):
            cells += f"<td>{escape(str(limit))}</td>"
        else:
            cells += f'<td class="bad">missed: {escape(str(limit))}</td>'
        rows.append(f"<tr><th>{escape(name)}</th>{cells}</tr>")
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _chart(title: str, drawn: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{drawn}</section>"


def _named(runs: Sequence[Evaluated]) -> str:
    return f" ({escape(runs[-1].name)})" if len(runs) > 1 else ""


def _scores(judgements: Sequence[Judgement]) -> list[tuple[str, list[float]]]:
    groups: dict[str, list[float]] = {"the articles say": [], "the articles do not say": []}
    for judged in judgements:
        if judged.top_score is not None:
            name = "the articles do not say" if judged.wanted == "refusal" else "the articles say"
            groups[name].append(judged.top_score)
    return list(groups.items())


def _by_article(judgements: Sequence[Judgement]) -> list[tuple[str, list[float | None]]]:
    by_title: dict[str, list[Judgement]] = {}
    for judged in judgements:
        if judged.article and judged.wanted != "refusal":
            by_title.setdefault(judged.article, []).append(judged)
    rows: list[tuple[str, list[float | None]]] = []
    for title, group in sorted(by_title.items()):
        found = metrics_of(group, _HEAT)
        rows.append((f"{title} ({len(group)})", [found.get(name) for name in _HEAT]))
    return rows


def _misses(run: Evaluated) -> str:
    results = {result.judgement.key: result for result in run.results}
    parts = []
    for judged in run.judgements:
        if judged.passed:
            continue
        detail = [f"wanted “{judged.quote}” in {judged.trail}"] if judged.quote and not judged.problem else []
        result = results.get(judged.key)
        if result is not None and not judged.problem:
            if result.answer is not None:
                detail.append(describe_answer(result.answer))
            detail.append(describe_ranking(result.passages, wanted=result.resolution))
        text = "\n".join(detail)
        parts.append(
            f"<details><summary>{escape(judged.question)}: {escape(judged.why)}</summary>"
            f"<pre>{escape(text)}</pre></details>"
        )
    return "".join(parts) or "<p>Every golden came as wanted.</p>"
