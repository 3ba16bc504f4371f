"""The forms of German questions that are about an article as such, and the details they ask for."""

from __future__ import annotations

from bot.language.rules import rule

__all__ = ["DETAILS", "KINDS", "NAMED_ARTICLE", "SELECTION"]

KINDS = (
    rule(
        "details",
        r"^(?:wer (?:hat|ist|schrieb|verfasste|veröffentlichte)|wann (?:wurde|ist|erschien)|von wem (?:ist"
        r"|stammt)|woher (?:ist|stammt|kommt)|in welcher sprache ist|(?:wie heisst|was ist) der (?:autor"
        r"|titel)|wie lang ist)\b(?: der (?:autor|verfasser) (?:von|des))?(?: (?:den|die|das|dem|der|des"
        r"|diesen?|dieses|dieser|diesem|alle|meine))*(?: (?:artikeln?s?|texte?n?s?|seiten?|dokumente?"
        r"|berichte?s?|geschichten?|beiträge?|aufsatz|bücher|buche?s?)|das|es)(?: (?:geschrieben|verfasst"
        r"|veröffentlicht|erschienen|publiziert))?\W*$",
        "Wer hat den Artikel geschrieben?",
        "Wer hat den Brief geschrieben?",
    ),
    rule(
        "outline",
        r"\b(?:fasse?|fassen sie)\b(?: mir)?(?: (?:das|es|dies|alles|(?:den|die|das|dem|der|des|diesen?"
        r"|dieses|dieser|diesem|alle|meine)))*(?: (?:artikeln?s?|texte?n?s?|seiten?|dokumente?|berichte?s?"
        r"|geschichten?|beiträge?|aufsatz|bücher|buche?s?))?(?: .*)? zusammen\b|^(?:gib mir "
        r"|schreib(?:e)? )?(?:bitte )?(?:eine )?(?:kurze )?(?:zusammenfassung|übersicht)(?: (?:des|der"
        r"|von) .*)?\W*$",
        "Fasse den Artikel zusammen",
        "Wann kamen sie zusammen?",
    ),
    rule(
        "outline",
        r"^(?:worum|um was) (?:geht|ging|handelt) es(?: (?:hier|in)\b.*)?\W*$|^(?:wovon|von was"
        r"|worüber) (?:handelt|handeln|berichtet)\b.*(?:artikeln?s?|texte?n?s?|seiten?|dokumente?"
        r"|berichte?s?|geschichten?|beiträge?|aufsatz|bücher|buche?s?)\W*$|\bwas (?:ist"
        r"|steht)\b.*\b(?:hauptaussage|kernaussage|wichtigste)\b",
        "Worum geht es in dem Artikel?",
        "Worum ging es der Kapitänin?",
    ),
    rule(
        "outline",
        r"^(?:welche|wie viele|zeige?|nenne)\b.*\b(?:abschnitte|kapitel|überschriften)\b.*",
        "Welche Abschnitte gibt es?",
        "Wo gibt es Abschnitte?",
    ),
    rule(
        "explanation",
        r"^(?:was (?:sagt|sagen|steht|erfährt man|erzählt)\b(?: (?:den|die|das|dem|der|des|diesen?|dieses"
        r"|dieser|diesem|alle|meine)| im| in)*(?: (?:artikeln?s?|texte?n?s?|seiten?|dokumente?|berichte?s?"
        r"|geschichten?|beiträge?|aufsatz|bücher|buche?s?))? (?:über|zu|zum|zur|von)"
        r"|erzähl(?:e)?(?: mir)?(?: mehr)? (?:über|von)|was ist mit) (?P<subject>.+?)\W*$",
        "Was sagt der Artikel über die Fähre?",
        "Was sagt der Kapitän?",
    ),
)
DETAILS = (
    rule(
        "details.author",
        r"\bwer (?:hat|schrieb|ist|verfasste)\b|\bautor|\bvon wem\b|\bverfass",
        "Wer hat den Artikel geschrieben?",
        "Wann erschien der Artikel?",
    ),
    rule(
        "details.published",
        r"\bwann\b|\bdatum\b",
        "Wann erschien der Artikel?",
        "Wer schrieb den Artikel?",
    ),
    rule(
        "details.source",
        r"\bwoher\b|\bquelle\b",
        "Woher stammt der Text?",
        "Wer schrieb den Text?",
    ),
    rule(
        "details.language",
        r"\bsprache\b",
        "In welcher Sprache ist der Text?",
        "Wer schrieb den Text?",
    ),
    rule(
        "details.words",
        r"\bwie lang\b",
        "Wie lang ist der Text?",
        "Wer schrieb den Text?",
    ),
    rule(
        "details.title",
        r"\btitel\b",
        "Was ist der Titel des Artikels?",
        "Wer schrieb den Text?",
    ),
)
NAMED_ARTICLE = rule(
    "named_article",
    r"\b(?:artikeln?s?|texte?n?s?|seiten?|dokumente?|berichte?s?|geschichten?|beiträge?|aufsatz|bücher"
    r"|buche?s?) (?:über|zu|zum|zur|namens|mit dem titel) (?P<after>.+?)(?: zusammen)?\W*$"
    r"",
    "Fasse den Artikel über die Fähre zusammen",
    "Fasse den Artikel zusammen",
)
SELECTION = rule(
    "selection",
    r"^Zu „(?P<words>.+)“:\s*(?P<rest>.*)$",
    "Zu „neuer Auspuff im Jahr 2017“: warum?",
    "Was steht zu „Auspuff“?",
)
"""How the page puts a question about words that were selected; matched as written."""
