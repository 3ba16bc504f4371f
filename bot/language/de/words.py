"""Closed word classes of German."""

from __future__ import annotations

__all__ = ["ASKING_WORDS", "MONTHS", "STOP_WORDS", "YEAR_PREPOSITIONS"]

STOP_WORDS = frozenset(
    """
    aber als also am an auch auf aus bei beim bin bis bist da damals damit dann das dass dein deine dem
    den der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem
    einen einer eines er es etwas euch für gegen hat hatte hatten habe haben ich ihm ihn ihnen ihr ihre
    ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes kann kein keine keinem keinen können
    konnte konnten man mein meine mich mir mit muss nach nicht noch nun nur ob oder ohne schon sehr sein
    seine seinem seinen seiner seit sich sie sind so soll sollen über um und uns unser unsere unter vom
    von vor war waren warum was weil welche welchem welchen welcher welches wem wen wenn wer werden wessen
    wie wieder wieso wir wird wo woher wohin worden wurde wurden zu zum zur zwischen weshalb wann
    """.split()
)
"""Words that carry no subject; they also tell which language a text is in."""
ASKING_WORDS = frozenset(
    """
    artikel artikeln text texte seite sagt sagen steht stehen erwähnt nenne nennen zeige liste erkläre
    beschreibe zusammenfassung heißt passiert geschah gibt bitte viel viele lange
    """.split()
)
"""Words that ask; excluded from the key terms of a question."""
MONTHS = tuple(
    """
    januar februar märz april mai juni juli august september oktober november dezember
    """.split()
)
YEAR_PREPOSITIONS = tuple("im jahr seit bis ab nach vor".split())
"""Words that make a year of the number after them."""
