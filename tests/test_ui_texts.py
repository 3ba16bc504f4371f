"""The catalogues: every language says everything, and everything that is said is in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.ui.texts import LANGUAGES, Texts, catalogues, texts_in

UI = Path(__file__).parent.parent / "bot" / "ui"
ENGLISH = catalogues()["en"]


def slots(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_everything_with_the_same_values(language: str) -> None:
    catalogue = catalogues()[language]
    assert set(catalogue) == set(ENGLISH)
    assert list(catalogue) == sorted(catalogue)
    for key, text in catalogue.items():
        assert text.strip(), key
        assert slots(text) == slots(ENGLISH[key]), key
    same = [key for key, text in catalogue.items() if text == ENGLISH[key]]
    if language != "en":
        assert len(same) < 5, f"not translated: {same}"


def used() -> set[str]:
    """The keys that code and markup name; a number's forms without their endings."""
    code = "".join(path.read_text("utf-8") for path in [*UI.glob("*.py"), *UI.glob("assets/*.js")])
    called = re.findall(r"""\b(?:say|text|texts)\(\s*["']([a-z_]+)["']""", code)
    marked = re.findall(r'data-(?:text|label|title)="([a-z_]+)"', code)
    return {*called, *marked}


def test_every_text_that_is_named_exists_and_every_text_is_named() -> None:
    known = {key.removesuffix(".one").removesuffix(".other") for key in ENGLISH}
    assert used() <= known
    code = "".join(path.read_text("utf-8") for path in [*UI.glob("*.py"), *UI.glob("assets/*.js")])
    quoted = set(re.findall(r"""["']([a-z_]+)["']""", code))
    statuses = ("added", "unchanged", "updated", "failed", "skipped", "gone")
    outcomes = {f"outcome_{status}" for status in statuses}
    assert known - quoted - outcomes == set()


def test_numbers_take_the_form_of_the_language() -> None:
    assert [texts_in("en")("sections", n=n) for n in (0, 1, 2)] == ["0 sections", "1 section", "2 sections"]
    assert texts_in("de")("questions", n=1) == "1 Frage"
    assert Texts("ko", {"x.one": "one", "x.other": "other {n}"})("x", n=1) == "other 1"


def test_an_unknown_text_is_an_error() -> None:
    with pytest.raises(KeyError):
        texts_in("en")("no_such_text")
