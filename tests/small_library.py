"""A small library about a harbour, with quick stand-ins for the models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot import ArticleBot
from vectorstore import HashingEmbedder

__all__ = ["HARBOUR", "QUESTION", "harbour_bot"]

QUESTION = "How deep is the northern channel?"
HARBOUR = """# Minutes of the Harbour Committee

## Dredging

The northern channel is now 7.4 metres deep. The southern channel follows in autumn.

## New crane

Osei showed three offers. The committee chose the crane of Baltkran, which lifts 45 tonnes.
It costs 890,000 crowns.

## Speed limit

The limit of four knots holds inside the breakwater from 1 May.

## Fares

A bicycle pays two crowns, a dog one crown.
"""


def harbour_bot(home: Path, **settings: Any) -> ArticleBot:
    """An open bot with the one article; close it."""
    given = {"embedder": HashingEmbedder(), "reader": "off", **settings}
    made = ArticleBot(home=home, **given)
    assert not made.add_text(HARBOUR, "Minutes of the Harbour Committee").failed
    return made
