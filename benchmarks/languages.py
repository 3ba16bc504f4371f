"""Finding and answering in many languages, beside LangChain's stock pipeline with the same weights.

    python -m benchmarks.languages --data DIR [--language LANG ...] [--passages N] [--questions N]
        [--no-answers] [--json FILE]

For each language whole articles of its set in `qa/` with at most N passages, and N questions on them. Beside
this program stands what `langchain_chroma` does: RecursiveCharacterTextSplitter 1000/200 and the nearest
vectors, made by our own embedder, wrapped as a LangChain user would, so that both have the same weights.
"in 1,000 tokens" is the share of questions of which a gold answer stands in the first 1,000 pieces (the
model's own) of what was found. Answers: "answered", "in a quote" (a gold answer stands in what is quoted) and
"foreign refused" (questions of the same set on articles that are not there).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpora import Corpus, Question
from benchmarks.figures import ranking_figures
from benchmarks.judging import Bench, refused
from benchmarks.qa_corpora import QA_SETS, foreign_questions, load_qa
from benchmarks.system import Found, System
from benchmarks.systems import Ours
from vectorstore import Embedder

LIMIT = 20
CONTEXT_PIECES = 1000


class StockWithOurWeights:
    """LangChain's stock pipeline over an embedder of ours."""

    versions = ""

    def __init__(self, home: Path, embedder: Embedder) -> None:
        import chromadb
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        self._splitter = RecursiveCharacterTextSplitter(
            chunk_size=1000, chunk_overlap=200, add_start_index=True
        )
        self._embedder = embedder
        client = chromadb.PersistentClient(str(home), chromadb.Settings(anonymized_telemetry=False))
        self._collection = client.create_collection("langchain", embedding_function=None)

    def index(self, articles: Sequence[tuple[str, str]]) -> int:
        texts, places = [], []
        for number, (_, text) in enumerate(articles):
            for document in self._splitter.create_documents([text]):
                texts.append(document.page_content)
                places.append({"article": number, "start": document.metadata["start_index"]})
        vectors = self._embedder.embed_documents(texts)
        self._collection.add(
            ids=[str(number) for number in range(len(texts))], embeddings=vectors, documents=texts,
            metadatas=places,
        )  # fmt: skip
        return len(texts)

    def search(self, question: str, limit: int) -> list[Found]:
        rows = self._collection.query(
            query_embeddings=self._embedder.embed_query(question)[None], n_results=limit
        )
        return [
            Found(place["article"], place["start"], place["start"] + len(text), text)
            for place, text in zip(rows["metadatas"][0], rows["documents"][0], strict=True)
        ]


def found_by(system: System, corpus: Corpus, embedder: Embedder) -> dict[str, Any]:
    """How a system does on the corpus."""
    began = time.perf_counter()
    chunks = system.index(corpus.articles)
    indexing = time.perf_counter() - began
    ranks, context, seconds = [], [], []
    for asked in corpus.questions:
        began = time.perf_counter()
        found = system.search(asked.text, LIMIT)
        seconds.append(time.perf_counter() - began)
        ranks.append(_rank(asked, found, corpus))
        context.append(_in_context(asked, found, embedder))
    seconds.sort()
    return {
        **ranking_figures(ranks),
        "in 1,000 tokens": sum(context) / max(1, len(context)),
        "chunks": chunks,
        "chunks/s": chunks / indexing,
        "p50 ms": seconds[len(seconds) // 2] * 1000,
        "p95 ms": seconds[len(seconds) * 95 // 100] * 1000,
    }


def answered_by(bench: Bench, questions: Sequence[Question], foreign: Sequence[Question]) -> dict[str, Any]:
    """How the questions are answered, and foreign ones refused."""
    answered = quoted = first = 0
    for asked in questions:
        answer = bench.ask(asked.text)
        if answer.status != "answered":
            continue
        answered += 1
        quotes = [" ".join(citation.quote.split()) for citation in answer.citations]
        first += bool(quotes) and any(text in quotes[0] for text in asked.answers)
        quoted += any(text in quote for quote in quotes for text in asked.answers)
    count = max(1, len(questions))
    return {
        "answered": answered / count, "in a quote": quoted / count, "in the first": first / count,
        "foreign refused": refused(bench, foreign),
    }  # fmt: skip


def _rank(asked: Question, found: Sequence[Found], corpus: Corpus) -> int | None:
    text = corpus.articles[asked.article][1]
    for rank, passage in enumerate(found, 1):
        if passage.article == asked.article and asked.is_answered_in(text, passage.start, passage.end):
            return rank
    return None


def _in_context(asked: Question, found: Sequence[Found], embedder: Embedder) -> bool:
    room, texts = CONTEXT_PIECES, []
    for passage in found:
        (size,) = embedder.count_tokens([passage.text])
        texts.append(passage.text if size <= room else passage.text[: len(passage.text) * room // size])
        room -= size
        if room <= 0:
            break
    together = " ".join("\n".join(texts).casefold().split())
    return any(answer.casefold() in together for answer in asked.answers)


def measure(language: str, given: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """The rows of one language, by system."""
    corpus = load_qa(language, given.data, given.passages, given.questions)
    rows: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        home = given.homes / language if given.homes else Path(scratch) / "home"
        ours = Ours(home)
        embedder = ours._library.embedder
        rows["LangChain stock"] = found_by(
            StockWithOurWeights(Path(scratch) / "stock", embedder), corpus, embedder
        )
        rows["articlebot"] = found_by(ours, corpus, embedder)
        ours._library.close()
        if not given.no_answers:
            bench = Bench(home)
            foreign = foreign_questions(language, given.data, corpus, given.questions)
            rows["articlebot"] |= answered_by(
                bench, corpus.questions[: given.answers], foreign[: given.answers]
            )
            bench.bot.close()
    return rows


def table(results: dict[str, dict[str, dict[str, Any]]]) -> str:
    """All rows as a Markdown table."""
    names = list(dict.fromkeys(name for rows in results.values() for row in rows.values() for name in row))
    lines = ["| language | system | " + " | ".join(names) + " |", "|---" * (len(names) + 2) + "|"]
    for language, rows in results.items():
        for system, row in rows.items():
            cells = (_cell(name, row.get(name)) for name in names)
            lines.append(f"| {language} | {system} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return (
        f"{value:.1f}"
        if name.endswith(("ms", "/s"))
        else f"{value:.3f}"
        if isinstance(value, float)
        else str(value)
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.languages", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--language", action="append", choices=list(QA_SETS), help="default: all")
    parser.add_argument("--passages", type=int, default=300, help="passages a language (default 300)")
    parser.add_argument("--questions", type=int, default=300, help="questions a language (default 300)")
    parser.add_argument("--answers", type=int, default=60, help="of these, questions to answer (default 60)")
    parser.add_argument("--no-answers", action="store_true", help="only search")
    parser.add_argument("--homes", type=Path, help="keep the stores here")
    parser.add_argument("--json", type=Path, help="also write the rows to this file")
    given = parser.parse_args()
    results = {}
    for language in given.language or QA_SETS:
        try:
            results[language] = measure(language, given)
        except FileNotFoundError as exc:
            print(f"{exc.filename} is missing; give the data sets' folder as --data", file=sys.stderr)
            return 1
        print(table({language: results[language]}), file=sys.stderr, flush=True)
    print(f"{given.passages} passages and {given.questions} questions a language at most; answers to "
          f"{given.answers}\n")  # fmt: skip
    print(table(results))
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
