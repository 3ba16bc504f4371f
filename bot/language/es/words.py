"""Closed word classes of Spanish."""

from __future__ import annotations

__all__ = ["ASKING_WORDS", "MONTHS", "STOP_WORDS", "YEAR_PREPOSITIONS"]

STOP_WORDS = frozenset(
    """
    a al algo algún alguna ante antes aquel aquella aún aunque cada como cómo con contra cuál cuáles
    cualquier cuando cuándo cuánta cuántas cuánto cuántos de del desde donde dónde dos durante e el él
    ella ellas ellos en entre era eran es esa ese eso esos esta está estaba están este esto estos fue
    fueron ha había han hasta hay la las le les lo los más me mi mis mucho muy nada ni nos nosotros o otra
    otro para pero por porque qué que quien quién quiénes se sea ser si sí sido sin sobre son su sus
    también tan te tiene tienen toda todo todos tu tus un una unas uno unos y ya yo
    """.split()
)
"""Words that carry no subject; they also tell which language a text is in."""
ASKING_WORDS = frozenset(
    """
    artículo artículos texto textos página dice dicen menciona nombra muestra lista explica describe
    resumen llama pasó ocurrió favor mucho muchos mucha muchas
    """.split()
)
"""Words that ask; excluded from the key terms of a question."""
MONTHS = tuple(
    """
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    """.split()
)
YEAR_PREPOSITIONS = tuple("en desde hasta de año durante".split())
"""Words that make a year of the number after them."""
