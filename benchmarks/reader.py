"""What the reader adds: ranking, answer spans, telling what is not answered, and its cost.

    python -m benchmarks.reader --data DIR [--json FILE] [--questions N] [--pools DIR] [--model FILE]

Asks only questions of the validation articles, on which the reader was never trained. A ranking's pool is all
passages of the set, a hit a passage that holds an accepted answer and lies in the paragraph the question was
written for. Knows how the reader is judged; the articles, splits and pools are `training`'s.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import ranking_figures
from ingest.chunk import Chunk
from training.corruption import keywords, misspelt
from training.examples import without_answers
from training.groups import Text
from training.pool import Pool
from training.questions import Asked, load_set
from training.scores import auroc, exact_match, token_f1
from training.split import is_validation
from vectorstore.models.reader import Reader
from vectorstore.passage import Passage
from vectorstore.search.reranking import READ, read_passages

FOUND = 20
"""Passages of a ranking."""
Asking = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Found:
    """What search found for one question, best first, and which of it is right."""

    question: str
    passages: list[Passage]
    hits: list[bool]


def kept(pool: Pool, limit: int) -> list[Asked]:
    """A fixed sample of the pool's questions on validation articles whose paragraph is there."""
    asked = [
        one for one in pool.questions.questions if is_validation(one.title) and pool.shift(one) is not None
    ]
    return random.Random(0).sample(asked, min(limit, len(asked)))


def gold(pool: Pool, asked: Asked) -> list[tuple[Chunk, list[str]]]:
    """The chunks that answer, with the accepted answers that stand in them."""
    move = pool.shift(asked)
    if move is None:
        return []
    found = []
    for chunk in pool.overlapping(asked, move):
        inside = [
            chunk.text[start + move - chunk.start : end + move - chunk.start]
            for start, end in asked.spans
            if chunk.start <= start + move and end + move <= chunk.end
        ]
        if inside or not asked.spans:
            found.append((chunk, inside))
    return found


def search(pool: Pool, questions: Sequence[Asked], asking: Asking) -> list[Found]:
    """The ranking by search alone of each answerable question, asked in the words of `asking`."""
    rankings = []
    for asked in questions:
        right = {chunk.id for chunk, _ in gold(pool, asked)}
        if asked.answerable and right:
            text = asking(asked.question)
            passages = pool.library.search(text, FOUND, rerank=False)
            rankings.append(Found(text, passages, [passage.chunk.id in right for passage in passages]))
    return rankings


def order_figures(rankings: Sequence[Found], reader: Reader) -> dict[str, float]:
    """recall@1, recall@5 and MRR@10 of the fused ranking and of the one the reader made of it."""
    before, after = [], []
    for found in rankings:
        right = {p.chunk.id for p, hit in zip(found.passages, found.hits, strict=True) if hit}
        before.append(_first(found.passages, right))
        after.append(_first(read_passages(found.question, found.passages, reader), right))
    return {
        f"{name}_{figure}": value
        for name, ranks in (("fusion", before), ("reader", after))
        for figure, value in ranking_figures(ranks).items()
    }


def span_figures(pool: Pool, questions: Sequence[Asked], asking: Asking, reader: Reader) -> dict[str, float]:
    """Exact match and F1 of the span on the passage that answers (SQuAD's measures)."""
    exact, shared = [], []
    for asked in questions:
        for chunk, answers in gold(pool, asked)[:1]:
            if not answers:
                continue
            reading = reader.read(asking(asked.question), [(chunk.context, chunk.text)])[0]
            span = chunk.text[slice(*reading.span)] if reading.span else ""
            exact.append(exact_match(span, answers))
            shared.append(token_f1(span, answers))
    return {"span_em": _mean(exact), "span_f1": _mean(shared), "spans": len(exact)}


def relevances(reader: Reader, pairs: Sequence[tuple[str, Chunk]]) -> list[float]:
    return [reader.read(question, [(chunk.context, chunk.text)])[0].relevance for question, chunk in pairs]


def told_apart(right: Sequence[float], wrong: Sequence[float]) -> dict[str, float]:
    """AUROC, and the share of `wrong` refused at the threshold where 95 % of `right` are answered."""
    threshold = float(np.quantile(right, 0.05))
    return {"auroc": auroc(right, wrong), "refused_at_95": _mean([float(one < threshold) for one in wrong])}


def refusal_figures(shifts: Pool, squad: Pool, limit: int, reader: Reader) -> dict[str, dict[str, float]]:
    """The relevance of passages that answer against four kinds of passages that do not."""
    choice = random.Random(0)
    own = kept(shifts, limit)
    told = [(one.question, *gold(shifts, one)[0]) for one in own if gold(shifts, one)]
    answering = relevances(reader, [(question, chunk) for question, chunk, _ in told])
    taken_out = []
    for question, chunk, answers in told:
        rest = without_answers(Text(chunk.context, chunk.text), answers)
        if rest is not None:
            taken_out.append(reader.read(question, [(rest.context, rest.text)])[0].relevance)
    nearest, chance = [], []
    for asked in own:
        hits = shifts.library.search(asked.question, FOUND, rerank=False)
        article = shifts.chunks[asked.article][0].article_id
        nearest.extend([(asked.question, p.chunk) for p in hits if p.chunk.article_id != article][:1])
        other = choice.choice([n for n in range(len(shifts.chunks)) if n != asked.article])
        chance.append((asked.question, choice.choice(shifts.chunks[other])))
    asked_of_squad = kept(squad, 4 * limit)
    good = [one for one in asked_of_squad if one.answerable and gold(squad, one)][:limit]
    bad = [one for one in asked_of_squad if not one.answerable][:limit]
    unanswered = [
        (one.question, chunk) for one in bad for chunk in squad.overlapping(one, squad.shift(one) or 0)[:1]
    ]
    return {
        "nearest passage of another article": told_apart(answering, relevances(reader, nearest)),
        "passage of another article by chance": told_apart(answering, relevances(reader, chance)),
        "the same passage without the answer's sentences": told_apart(answering, taken_out),
        "squad-2.0's unanswerable": told_apart(
            relevances(reader, [(one.question, gold(squad, one)[0][0]) for one in good]),
            relevances(reader, unanswered),
        ),
    }


def latency(pool: Pool, model: Path | None, runs: int = 30) -> dict[str, float]:
    """Milliseconds to read 10 and 20 passages of 200 word pieces, and the memory this process takes."""
    words = " ".join(chunk.text for chunks in pool.chunks[:3] for chunk in chunks).split()
    tokens = pool.library.embedder.count_tokens
    texts = []
    for number in range(20):
        text = words[number * 150 : number * 150 + 260]
        while tokens([" ".join(text)])[0] > 200:
            text.pop()
        texts.append(("A title > A heading", " ".join(text)))
    reader = Reader(model)
    figures = {}
    for count in (10, 20):
        seconds = []
        for run in range(runs + 2):
            started = time.perf_counter()
            reader.read(f"What is told about number {run} of {count}?", texts[:count])
            seconds.append(time.perf_counter() - started)
        p50, p95 = np.percentile(seconds[2:], [50, 95]) * 1000
        figures |= {f"ms_{count}_p50": float(p50), f"ms_{count}_p95": float(p95)}
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return figures


def fit(rankings: dict[str, list[Found]], reader: Reader) -> None:
    """Print for each weight of the relevance the recall@1 and MRR@10, and the logistic fit of the blend."""
    from scipy.optimize import minimize

    seen = {}
    for name, found in rankings.items():
        rows = []
        for one in found:
            passages = one.passages[:READ]
            read = reader.read(one.question, [(p.chunk.context, p.chunk.text) for p in passages])
            score = np.clip([p.score for p in passages], 1e-6, 1 - 1e-6)
            relevance = np.array([reading.relevance for reading in read])
            rows.append((np.log(score / (1 - score)), relevance, np.array(one.hits[:READ])))
        seen[name] = rows
    every = [row for rows in seen.values() for row in rows]
    labels = np.concatenate([hits for *_, hits in every]).astype(float)
    for weight in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 100.0):
        told = []
        for name, rows in seen.items():
            ranks = []
            for score, relevance, hits in rows:
                places = np.flatnonzero(hits[np.argsort(-(score + weight * relevance), kind="stable")])
                ranks.append(int(places[0]) + 1 if len(places) else 0)
            figures = ranking_figures(ranks)
            told.append(f"{name} {figures['recall@1']:.3f} {figures['mrr@10']:.3f}")
        blend = np.concatenate([score + weight * relevance for score, relevance, _ in every])

        def loss(values: np.ndarray[Any, Any], blend: np.ndarray[Any, Any] = blend) -> float:
            total = values[0] * blend + values[1]
            return float(np.mean(np.logaddexp(0, total) - labels * total))

        found = minimize(loss, np.array([0.3, 0.0]))
        scale, bias = found.x
        print(f"relevance {weight} to 1: {', '.join(told)}; search {scale:.3f}, relevance "
              f"{scale * weight:.3f}, bias {bias:.3f}, log loss {found.fun:.4f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.reader", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--questions", type=int, default=500, help="questions of each kind (default 500)")
    parser.add_argument("--pools", type=Path, help="keep the stores here for the next run")
    parser.add_argument("--model", type=Path, help="another reader than the shipped one")
    parser.add_argument("--fit", action="store_true", help="print what the blend's weights come from")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.pools or Path(scratch)
        pools = {
            name: Pool(load_set(name, given.data), folder / name)
            for name in ("squadshifts", "nq-open-oracle", "squad-2.0-dev")
        }
        reader = Reader(given.model)
        if given.fit:
            names = ("squadshifts", "nq-open-oracle")
            asked = {name: kept(pools[name], given.questions) for name in names}
            fit({name: search(pools[name], asked[name], str) for name in names}, reader)
            return
        results = measured(pools, reader, given)
        for pool in pools.values():
            pool.close()
    if given.json:
        given.json.write_text(json.dumps(results, indent=2))


def measured(pools: dict[str, Pool], reader: Reader, given: argparse.Namespace) -> dict[str, Any]:
    """Every figure, printed as it comes."""
    results: dict[str, Any] = {"latency": latency(pools["squadshifts"], given.model)}
    print(_row("latency and memory", results["latency"]))
    choice = random.Random(0)
    askings: dict[str, Asking] = {
        "as asked": str,
        "misspelt": lambda text: misspelt(text, choice),
        "keywords": keywords,
    }
    for name in ("squadshifts", "nq-open-oracle"):
        questions = kept(pools[name], given.questions)
        for manner, asking in askings.items():
            figures = order_figures(search(pools[name], questions, asking), reader)
            figures |= span_figures(pools[name], questions, asking, reader)
            results[f"{name}, {manner}"] = figures
            print(_row(f"{name}, {manner}", figures), flush=True)
    results["refusal"] = refusal_figures(
        pools["squadshifts"], pools["squad-2.0-dev"], given.questions, reader
    )
    for kind, figures in results["refusal"].items():
        print(_row(f"against: {kind}", figures))
    return results


def _first(passages: Sequence[Passage], right: set[str]) -> int:
    """Rank of the first right passage, from 1; 0 for none."""
    return next((rank for rank, passage in enumerate(passages, 1) if passage.chunk.id in right), 0)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _row(name: str, figures: dict[str, float]) -> str:
    told = [f"{key} {value:.3f}" if value < 10 else f"{key} {value:.0f}" for key, value in figures.items()]
    return f"{name:<44}{'  '.join(told)}"


if __name__ == "__main__":
    sys.exit(main())
