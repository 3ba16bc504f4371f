"""The weights of ranking and refusal, by name."""

from __future__ import annotations

import json

import pytest

from bot.answering.judgement import JUDGEMENT, Weights, refusal_threshold, weights_for
from bot.answering.ranking import FEATURES
from bot.answering.refusal import EVIDENCE


@pytest.mark.parametrize("read", [True, False])
def test_every_value_has_a_weight_of_its_name(read: bool) -> None:
    assert len(weights_for("ranking", FEATURES, read).values) == len(FEATURES)
    assert len(weights_for("refusal", EVIDENCE, read).values) == len(EVIDENCE)
    assert 0 < refusal_threshold() < 1


def test_a_weight_that_nothing_uses_is_named() -> None:
    with pytest.raises(ValueError, match="do not agree on brand_new, margin"):
        weights_for("ranking", (*(name for name in FEATURES if name != "margin"), "brand_new"), True)


def test_a_total_is_the_bias_and_the_weighted_values() -> None:
    assert Weights(1.0, (2.0, -1.0)).total((0.5, 3.0)) == -1.0


def test_the_file_says_what_its_weights_were_fitted_on() -> None:
    told = json.loads(JUDGEMENT.read_text("utf-8"))
    assert "benchmarks.fit_answers" in told["figures"]["read"]["source"]
