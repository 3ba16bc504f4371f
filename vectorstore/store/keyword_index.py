"""Keyword search: BM25 over tantivy.

The index is derived from the store and can be deleted at any time. A question is made into term queries,
never parsed, so no sign in it has a meaning. A text is analysed as its language wants (`analysis`), a
question as each language of the index does. Knows nothing of vectors or of how scores are combined.
"""

from __future__ import annotations

import math
import shutil
import threading
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ingest.chunk import Chunk, edition_of
from vectorstore.errors import StoreError
from vectorstore.store.analysis import analysis_for, terms_of
from vectorstore.store.keyword_files import damaged_files

__all__ = ["AnalysedWords", "KeywordHit", "KeywordIndex", "QuestionWords", "question_words"]

_FORMAT = "4"
"""Raise it when schema or analysis change: the index is then made anew."""

_TANTIVY_ERRORS = (ValueError, OSError, RuntimeError)
_HEAP_BYTES = 50_000_000
_CLOSED = "the keyword index was closed while it was being searched; open the library again"
_SEARCHES = 4
"""Searches that may run beside those who began them."""
_CONTEXT_BOOST = 0.2
"""Weight of a word in title and headings, against 1 for a word in the chunk's own text."""
_HEADING_BOOST = 1.5
"""Weight, on top of that, of a word in the heading of the chunk's own section: what the section is about."""
_PAIR_BOOST = 0.3
"""Weight of two words that stand side by side in question and text alike, on top of each word's own."""
_CONTEXT_PAIR_BOOST = 0.3
"""The same, side by side in title and headings."""

# Words that only say that a question is asked, or bind other words; they are left out when others remain.
_FUNCTION_WORDS = frozenset(
    "a about an and are as at be been being by can could did do does doing for from had has have having how "
    "i if in into is it its me my of on or our shall she should so than that the their them then there these "
    "they this those to too us was we were what when where which who whom whose why will with would you "
    "your tell".split()
)


@dataclass(frozen=True, slots=True)
class KeywordHit:
    """A chunk that shares words with a question."""

    chunk_id: str
    article_id: str
    version: str
    score: float
    """BM25, 0 and up; comparable within one question."""


@dataclass(frozen=True, slots=True)
class AnalysedWords:
    """What of a question is searched, in the terms of one analysis."""

    terms: tuple[str, ...]
    """Distinct, in order; function words only where there is nothing else."""
    pairs: tuple[tuple[str, str], ...]
    """Neighbours in the question of which at least one is in `terms`."""


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """What of a question is searched, in the terms of the index."""

    by_analysis: Mapping[str, AnalysedWords]

    @property
    def terms(self) -> tuple[str, ...]:
        """Those of any analysis, distinct."""
        return tuple(dict.fromkeys(term for one in self.by_analysis.values() for term in one.terms))

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Those of any analysis, distinct."""
        return tuple(dict.fromkeys(pair for one in self.by_analysis.values() for pair in one.pairs))

    def of(self, analysis: str) -> AnalysedWords:
        """The words as a chunk of that analysis would have them."""
        return self.by_analysis.get(analysis) or AnalysedWords((), ())


def question_words(question: str, analyses: Collection[str] = ("english",)) -> QuestionWords:
    """The words of `question` to search for in texts of these analyses."""
    words = "".join(sign if _is_part_of_word(sign) else " " for sign in question).split()
    content = [word for word in words if word.lower() not in _FUNCTION_WORDS]
    return QuestionWords({one: _analysed(words, content, one) for one in analyses})


def _is_part_of_word(sign: str) -> bool:
    """Whether it is a letter, a figure, or a mark of one, as vowels are in many scripts."""
    return sign.isalnum() or unicodedata.category(sign).startswith("M")


def _analysed(words: Sequence[str], content: Sequence[str], analysis: str) -> AnalysedWords:
    terms = tuple(dict.fromkeys(terms_of(" ".join(content or words), analysis)))
    known = frozenset(terms)
    neighbours = dict.fromkeys(pairwise(terms_of(" ".join(words), analysis)))
    return AnalysedWords(terms, tuple((a, b) for a, b in neighbours if a != b and (a in known or b in known)))


class KeywordIndex:
    """The words of all chunks. Writes show after `commit`. Safe to use from several threads."""

    def __init__(self, folder: Path | None) -> None:
        """Open the index in `folder`, made anew when it is missing or damaged; None keeps it in memory."""
        self._folder = folder / _FORMAT if folder else None
        self._index = self._open()
        self._writer: Any = None
        self._dirty = False
        self._analyses: tuple[str, ...] | None = None
        """Those of the chunks that can be searched; None until they are asked for."""
        self._commits = 0
        self.behind = False
        """Whether words were lost because they could not be written; see `editions` for which are there."""
        self._guard = threading.RLock()
        """Held for a write, never while anything else is waited for."""
        self._searching = ThreadPoolExecutor(_SEARCHES, "keyword-search")

    def close(self) -> None:
        """Write what is pending and release the files."""
        self._searching.shutdown()
        try:
            self.commit()
            if self._writer is not None:
                self._writer.wait_merging_threads()  # or they would go on writing after the lock is let go
        finally:
            self._writer = None
            self._index = None

    def editions(self) -> dict[tuple[str, str], int]:
        """How many chunks of each (article id, version) are in the index; a damaged one is made empty."""
        with self._guard:
            self.commit()
            self.behind = False
            try:
                return self._editions()
            except BaseException as exc:
                if not _is_tantivys(exc):
                    raise
                self.empty()
                return self._editions()

    def empty(self) -> None:
        """Begin anew without any words, and without files that an interrupted write left in the way."""
        with self._guard:
            self._writer = self._index = self._analyses = None
            self._dirty = False
            self._delete_files()
            self._index = self._open()

    def _editions(self) -> dict[tuple[str, str], int]:
        import tantivy

        terms = self._opened().searcher().terms_with_prefix("edition", "", tantivy.Query.all_query())
        return {_split(edition): count for edition, count in terms}

    def add(self, chunks: Sequence[Chunk], title: str = "") -> None:
        """Add the chunks of one version of the article called `title`."""
        import tantivy

        documents = []
        for chunk in chunks:
            document = tantivy.Document()
            document.add_text("chunk", chunk.id)
            document.add_text("article", chunk.article_id)
            document.add_text("edition", _edition(chunk.article_id, chunk.version))
            analysis = analysis_for(chunk.language)
            document.add_text("analysis", analysis)
            document.add_text("text", _indexed(chunk.text, analysis))
            document.add_text("context", _indexed(chunk.context or " ".join(chunk.section_path), analysis))
            if chunk.section_path and chunk.section_path[-1] != title:
                document.add_text("heading", _indexed(chunk.section_path[-1], analysis))
            documents.append(document)
        with self._guard, self._writing_errors():
            writer = self._writing()
            for document in documents:
                writer.add_document(document)
            self._dirty = True

    def delete(self, article_id: str, version: str) -> None:
        """Delete the chunks of one version of an article."""
        with self._guard, self._writing_errors():
            self._writing().delete_documents_by_term("edition", _edition(article_id, version))
            self._dirty = True

    def commit(self) -> None:
        """Make what was added and deleted show in searches and last.

        Raises StoreError when it cannot be written; then `behind` says that words were lost.
        """
        with self._guard, self._writing_errors():
            if self._dirty:
                self._writer.commit()
                self._index.reload()
                self._commits += 1
                self._analyses = None
                self._dirty = False

    def words_of(self, question: str) -> QuestionWords:
        """The words of `question` to search for in this index: as each of its languages has them."""
        analyses, commits = self._analyses, self._commits
        if analyses is None:
            import tantivy

            searcher = self._opened().searcher()
            found = searcher.terms_with_prefix("analysis", "", tantivy.Query.all_query())
            analyses = tuple(sorted(name for name, _ in found)) or ("english",)
            if commits == self._commits:
                self._analyses = analyses
        return question_words(question, analyses)

    @property
    def pending(self) -> bool:
        """Whether something was added or deleted since the last commit."""
        return self._dirty

    def begin_search(
        self, words: QuestionWords, limit: int, articles: Collection[str] | None = None
    ) -> Future[list[KeywordHit]]:
        """`search` in a thread of its own: tantivy leaves the other core to whoever waits for the hits."""
        try:
            return self._searching.submit(self.search, words, limit, articles)
        except RuntimeError as exc:
            raise StoreError(_CLOSED) from exc

    def search(
        self, words: QuestionWords, limit: int, articles: Collection[str] | None = None
    ) -> list[KeywordHit]:
        """The chunks that fit `words` best, best first."""
        import tantivy

        if not words.terms or (articles is not None and not articles):
            return []
        query = self._any_of(words)
        if articles is not None:
            chosen = tantivy.Query.term_set_query(self._opened().schema, "article", sorted(articles))
            unscored = tantivy.Query.boost_query(tantivy.Query.const_score_query(chosen, 0.0), 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)])
        return self._hits(query, limit)

    def weights(self, words: QuestionWords) -> dict[str, float]:
        """How much each term tells: the logarithm of how many chunks there are to one that has it."""
        searcher = self._opened().searcher()
        chunks = searcher.num_docs
        return {term: math.log(1 + chunks / (1 + searcher.doc_freq("text", term))) for term in words.terms}

    def _any_of(self, words: QuestionWords) -> Any:
        import tantivy

        schema = self._opened().schema
        clauses = []
        for field, boost in (("text", 1.0), ("context", _CONTEXT_BOOST), ("heading", _HEADING_BOOST)):
            for term in words.terms:
                word = tantivy.Query.term_query(schema, field, term, "freq")
                clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(word, boost)))
        for field, boost in (("text", _PAIR_BOOST), ("context", _CONTEXT_PAIR_BOOST)):
            for pair in words.pairs:
                side_by_side = tantivy.Query.phrase_query(schema, field, list(pair))
                clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(side_by_side, boost)))
        return tantivy.Query.boolean_query(clauses)

    def _hits(self, query: Any, limit: int) -> list[KeywordHit]:
        searcher = self._opened().searcher()
        hits = []
        try:
            for score, address in searcher.search(query, limit, count=False).hits:
                chunk_id = searcher.doc(address).get_first("chunk")
                hits.append(KeywordHit(chunk_id, *edition_of(chunk_id), float(score)))
        except BaseException as exc:
            if not _is_tantivys(exc):
                raise
            raise StoreError(
                f"the keyword index cannot be read ({exc}); delete the folder {self._folder}, it is made "
                f"anew on the next start"
            ) from exc
        return hits

    def damaged_files(self) -> list[Path]:
        """The files that are not as they were written, which opening the index does not find out."""
        return damaged_files(self._folder) if self._folder is not None else []

    def _opened(self) -> Any:
        index = self._index
        if index is None:
            raise StoreError(_CLOSED)
        return index

    def _writing(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(_HEAP_BYTES, 1)
        return self._writer

    @contextmanager
    def _writing_errors(self) -> Iterator[None]:
        """A writer that failed once takes nothing more: it is dropped, with what it had not yet written."""
        try:
            yield
        except _TANTIVY_ERRORS as exc:
            self._writer = None
            self._dirty = False
            self.behind = True
            raise StoreError(
                f"the keyword index in {self._folder} cannot be written ({exc}); check that the disk is "
                f"writable and has room, then try again"
            ) from exc

    def _delete_files(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _open(self) -> Any:
        import tantivy

        if self._folder is None:
            return _registered(tantivy.Index(_schema()))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return _registered(tantivy.Index(_schema(), str(self._folder)))
        except _TANTIVY_ERRORS:
            self._delete_files()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return _registered(tantivy.Index(_schema(), str(self._folder)))
        except _TANTIVY_ERRORS as exc:
            raise StoreError(
                f"the keyword index in {self._folder} cannot be made ({exc}); check that the disk is "
                f"writable and has room"
            ) from exc


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("chunk", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("article", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("edition", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("analysis", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="terms", index_option="position")
    builder.add_text_field("context", tokenizer_name="terms", index_option="position")
    builder.add_text_field("heading", tokenizer_name="terms", index_option="freq")
    return builder.build()


def _registered(index: Any) -> Any:
    import tantivy

    index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _is_tantivys(exc: BaseException) -> bool:
    """Whether tantivy raised it: on damaged files it also panics, which Python sees as no Exception."""
    return isinstance(exc, _TANTIVY_ERRORS) or type(exc).__name__ == "PanicException"


def _edition(article_id: str, version: str) -> str:
    return f"{article_id}\x1f{version}"


def _split(edition: str) -> tuple[str, str]:
    article_id, _, version = edition.partition("\x1f")
    return article_id, version


def _indexed(text: str, analysis: str) -> str:
    """The terms of a text as the index takes them, with blanks between."""
    return " ".join(terms_of(text, analysis))
