"""The result of one golden as plain values: enough for every metric, and storable as JSON.

Decides which passages, citations and refusals are right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from bot.answer import Answer
from bot.goldens.resolution import Place, Resolution, find_quote
from vectorstore.passage import Passage

__all__ = ["WITHIN", "Judgement", "Wanted", "first_rank", "judge"]

Wanted = Literal["place", "refusal", "answer"]
WITHIN = 3
"""The rank at which a golden's place must have come, unless the golden or the run says otherwise."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One golden's outcome. Ranks count passages from 1; None is "not among those found"."""

    key: str
    question: str
    wanted: Wanted
    within: int
    article: str = ""
    """Title of the article that the place is in; "" where there is no place."""
    trail: str = ""
    """`Article > Heading` of the first place."""
    quote: str = ""
    problem: str | None = None
    """Why the golden's place is no longer in the articles; nothing else is judged then."""
    note: str | None = None
    found: int = 0
    """Passages that came back."""
    rank: int | None = None
    """First passage that holds the place."""
    section_rank: int | None = None
    """First passage of the place's section."""
    top_score: float | None = None
    refused: bool | None = None
    """None when the question was only searched."""
    citations: tuple[bool, ...] = ()
    """For each citation of the answer: whether it is in the wanted section."""
    cites_place: bool | None = None
    """Whether a citation shares words with the place; None where no place is wanted."""
    answer_right: bool | None = None
    """Whether the answer, or what it cites, has the expected words; None where none are expected."""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether this golden alone is as wanted."""
        if self.problem:
            return False
        if self.wanted == "refusal":
            return self.refused is not False
        if self.refused:
            return False  # the articles answer it
        in_time = self.wanted != "place" or (self.rank is not None and self.rank <= self.within)
        return in_time and self.answer_right is not False

    @property
    def why(self) -> str:
        """One line: what came instead of what was wanted; "" when it passed."""
        if self.passed:
            return ""
        if self.problem:
            return self.problem
        if self.wanted == "refusal":
            return "answered, though the articles do not say"
        if self.wanted == "place" and (self.rank is None or self.rank > self.within):
            came = f"rank {self.rank}" if self.rank else f"not among the first {self.found}"
            if self.section_rank and self.section_rank != self.rank:
                came += f", its section at rank {self.section_rank}"
            return f"{self.trail!r} wanted within {self.within}: {came}"
        if self.refused:
            return "refused, though the articles answer it" + (f" (rank {self.rank})" if self.rank else "")
        return "the expected words are not in the answer"

    def to_plain(self) -> dict[str, Any]:
        """As JSON-ready values."""
        return {**asdict(self), "citations": list(self.citations)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Judgement:
        """Back from `to_plain`; keys of a later form are ignored."""
        known = {field.name for field in fields(cls)}
        given = {name: value for name, value in plain.items() if name in known}
        return cls(**{**given, "citations": tuple(given.get("citations", ()))})


def first_rank(resolution: Resolution, passages: Sequence[Passage]) -> int | None:
    """The rank, from 1, of the first passage that holds one of the places.

    Where several quotes are needed: the rank by which all of them have come.
    """
    ranks = [_first_of(places, passages) for places in resolution.needed or (resolution.places,)]
    known = [rank for rank in ranks if rank is not None]
    return max(known) if len(known) == len(ranks) else None


def _first_of(places: Sequence[Place], passages: Sequence[Passage]) -> int | None:
    for rank, passage in enumerate(passages, 1):
        if any(place.holds(passage.chunk) for place in places):
            return rank
    return None


def judge(
    resolution: Resolution,
    passages: Sequence[Passage],
    answer: Answer | None,
    *,
    within: int = WITHIN,
    seconds: float = 0.0,
) -> Judgement:
    """Judge what `passages` (best first) and `answer` gave for a golden; `answer` None is search only."""
    golden = resolution.golden
    places = resolution.places
    wanted: Wanted = "refusal" if golden.refuse else "place" if places or resolution.problem else "answer"
    base: dict[str, Any] = {
        "key": golden.key,
        "question": golden.question,
        "wanted": wanted,
        "within": golden.within or within,
        "article": places[0].article_title if places else golden.article or "",
        "trail": places[0].trail if places else golden.section or "",
        "quote": (" | " if golden.any_quote else " & ").join(golden.quotes),
        "note": resolution.note,
        "seconds": seconds,
    }
    if resolution.problem:
        return Judgement(**base, problem=resolution.problem)
    outcome: dict[str, Any] = {
        "found": len(passages),
        "rank": first_rank(resolution, passages),
        "section_rank": _section_rank(resolution, passages),
        "top_score": passages[0].score if passages else None,
    }
    if answer is not None:
        outcome["refused"] = answer.status == "not_in_articles"
        if places:
            outcome["citations"] = tuple(
                any(place.in_section(cited.article_id, cited.section_path) for place in places)
                for cited in answer.citations
            )
            outcome["cites_place"] = any(
                place.overlaps(cited.article_id, cited.start, cited.end)
                for place in places
                for cited in answer.citations
            )
        if golden.answer:
            said = [answer.text, *(cited.quote for cited in answer.citations)] if answer.citations else []
            outcome["answer_right"] = any(find_quote(golden.answer, text) for text in said)
    return Judgement(**base, **outcome)


def _section_rank(resolution: Resolution, passages: Sequence[Passage]) -> int | None:
    for rank, passage in enumerate(passages, 1):
        chunk = passage.chunk
        if any(place.in_section(chunk.article_id, chunk.section_path) for place in resolution.places):
            return rank
    return None
