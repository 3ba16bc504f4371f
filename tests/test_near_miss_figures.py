"""How answers to questions on news are judged, near misses among them."""

from __future__ import annotations

import pytest

from benchmarks.near_miss import Outcome, figures_of, holds


@pytest.mark.parametrize(
    ("quote", "answer", "held"),
    [
        ("The vote, on “Tuesday night”, failed.", "tuesday night", True),
        ("It cost 15 crowns.", "5", False),
        ("It cost 15 crowns.", "15", True),
        ("日本の首都は東京です。", "東京", True),
        ("서울에서 열렸다", "서울", True),
        ("The vote failed.", "Tuesday", False),
    ],
)
def test_a_quote_holds_an_answer_by_its_words(quote: str, answer: str, held: bool) -> None:
    assert holds(quote, (answer,)) is held
    assert not holds(quote, ())


def test_each_right_answer_that_is_lost_is_lost_at_one_place() -> None:
    seen = [
        Outcome("right", True, True, True, True, True, True, 0.9),
        Outcome("second quote", True, True, False, True, True, True, 0.8),
        Outcome("not found", True, True, False, False, False, False, 0.7),
        Outcome("not chosen", True, True, False, False, True, False, 0.6),
        Outcome("refused", True, False, False, False, True, True, 0.4),
        Outcome("near miss, refused", False, False, False, False, False, False, 0.1),
        Outcome("near miss, answered", False, True, False, False, False, False, 0.65),
    ]
    told = figures_of(seen)
    assert (told["questions"], told["near_misses"]) == (5, 2)
    assert told["in_first_quote"] == pytest.approx(0.2)
    assert told["in_all_quotes"] == pytest.approx(0.4)
    lost = [told[name] for name in ("lost_not_found", "lost_not_chosen", "lost_refused")]
    assert lost == pytest.approx([0.2, 0.2, 0.2])
    assert told["in_all_quotes"] + sum(lost) == pytest.approx(1.0)
    assert told["near_misses_refused"] == 0.5
    assert told["auc_right"] == pytest.approx((4 + 4 + 1) / 12)
