"""The hundred dialogues of the follow-up benchmark: sound, and most of them found by rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import benchmarks.follow_ups as follow_ups
from bot import ArticleBot
from bot.samples import sample_paths
from ingest import read


def test_each_dialogue_names_a_section_that_is_there() -> None:
    paths = [*sample_paths(), *Path(follow_ups.__file__).with_name("dialogues").glob("*.md")]
    headings = {path.name: {section.heading for section in read(str(path)).sections} for path in paths}
    told = follow_ups.dialogues()
    assert len(told) == 100
    assert len({(one.article, one.first, one.then) for one in told}) == 100
    for one in told:
        assert one.section in headings[one.article], one


@pytest.mark.slow
def test_the_standalone_question_finds_the_section(new_bot: Callable[..., ArticleBot]) -> None:
    bot = new_bot()
    follow_ups.add_articles(bot)
    told = follow_ups.follow_up_figures(bot)
    assert told["section_first"] >= 0.8
    assert told["section_in_five"] >= 0.95
    assert told["section_first"] >= told["alone_first"] + 0.15
