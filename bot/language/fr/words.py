"""Closed word classes of French."""

from __future__ import annotations

__all__ = ["ASKING_WORDS", "MONTHS", "STOP_WORDS", "YEAR_PREPOSITIONS"]

STOP_WORDS = frozenset(
    """
    a à afin ainsi après au aucun aucune auquel aussi autre autres aux avait avant avec avez avons c'est ce
    cela ces cet cette ceux chaque chez ci combien comme comment d'un d'une dans de depuis des donc dont
    du elle elles en entre est est-ce et était étaient été être eu eux fut furent il ils j'ai je jusque
    l'on la laquelle le lequel les lesquels leur leurs lui là ma mais me même mes moi mon ne nos notre
    nous on ont ou où par parce pas pendant peut plus pour pourquoi qu'est-ce qu'il qu'elle quand que quel
    quelle quelles quels qui quoi sa sans se sera ses si son sont sous sur ta te tes toi ton tous tout
    toute toutes très tu un une vos votre vous y
    """.split()
)
"""Words that carry no subject; they also tell which language a text is in."""
ASKING_WORDS = frozenset(
    """
    article articles texte textes page dit disent mentionne nomme montre liste explique décris résumé
    appelle passé beaucoup
    """.split()
)
"""Words that ask; excluded from the key terms of a question."""
MONTHS = tuple(
    """
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    """.split()
)
YEAR_PREPOSITIONS = tuple("en depuis vers dès".split())
"""Words that make a year of the number after them."""
