"""What people say in German to the program rather than ask of the articles."""

from __future__ import annotations

from bot.language.rules import saying

__all__ = ["SMALL_TALK"]

_TAIL = (
    r"(?: (?:sehr|schön|vielmals|dir|ihnen|dafür|für (?:die|deine|ihre|das) \w+|bot|articlebot"
    r"|nochmal|zusammen|allerseits|bitte))*"
)
SMALL_TALK = (
    saying(
        "small_talk.thanks",
        r"(?:(?:vielen|besten|herzlichen|lieben|tausend) dank|danke(?:schön)?|merci)",
        _TAIL,
        "Vielen Dank für die Auskunft!",
        "Wem dankte der Bürgermeister?",
    ),
    saying(
        "small_talk.goodbye",
        r"(?:tschüss?|auf wiedersehen|bis (?:bald|dann|später|morgen)|gute nacht|ade)",
        _TAIL,
        "Auf Wiedersehen!",
        "Bis wann fuhr die Fähre?",
    ),
    saying(
        "small_talk.how_are_you",
        r"wie geht(?:'s| es)(?: dir| ihnen| euch)?",
        _TAIL,
        "Wie geht es dir?",
        "Wie geht es mit der Fähre weiter?",
    ),
    saying(
        "small_talk.hello",
        r"(?:hallo|hi|hey|guten (?:tag|morgen|abend)|moin|servus|grüss (?:gott|dich)|grüezi)",
        _TAIL,
        "Guten Tag!",
        "War es ein guter Tag?",
    ),
    saying(
        "small_talk.who_are_you",
        r"(?:wer|was) (?:bist du|sind sie)|wie heisst du|wie heissen sie|bist du (?:ein|eine) (?:bot"
        r"|roboter|mensch|programm|ki|maschine)",
        _TAIL,
        "Wer bist du?",
        "Wer sind die Eigentümer?",
    ),
    saying(
        "small_talk.help",
        r"hilfe|hilf mir|was kannst du(?: alles)?(?: tun| machen)?|was kann ich (?:dich |hier )?fragen"
        r"|wie funktioniert (?:das|es|dies)(?: hier)?|kannst du mir helfen",
        _TAIL,
        "Was kannst du?",
        "Was kann der Kran heben?",
    ),
    saying(
        "small_talk.good",
        r"(?:gut(?: gemacht)?|super|toll|prima|klasse|ok(?:ay)?|alles klar|verstanden|ja|nein|schön"
        r"|perfekt|interessant|genau|ach so)",
        _TAIL,
        "Alles klar.",
        "Ist alles gut gegangen?",
    ),
    saying(
        "small_talk.not_done",
        r"(?:was (?:denkst|meinst|glaubst|hältst) du\b|(?:bitte )?(?:kannst du (?:mir )?)?(?:übersetz"
        r"|schreib|dicht|erzähl)e?n? (?:mir )?(?:das|es|dies|den|die|ein(?:e|en)?)\b).*",
        _TAIL,
        "Schreib mir ein Gedicht über Fähren",
        "Was schreibt die Autorin über Fähren?",
    ),
    saying(
        "request.remove",
        r"(?:bitte )?(?:lösche?|entferne?|vergiss|wirf) (?:.* )?(?:artikel|texte?|seite|datei|dokument"
        r"|alles)\b.*|(?:wie )?(?:kann|können) (?:ich|man|wir) .*\b(?:artikel|text|datei)\b.* (?:löschen"
        r"|entfernen)",
        _TAIL,
        "Lösche den Artikel über die Fähre",
        "Warum wurde die Fähre entfernt?",
    ),
    saying(
        "request.add",
        r"(?:bitte )?(?:füge?|nimm|lies|lade?|importiere?|öffne?)\b.*(?:https?://|www\.).*"
        r"|(?:bitte )?füge? .*\b(?:artikel|text|seite|datei|link)\b.* hinzu|(?:wie )?(?:kann|können"
        r"|füge?) (?:ich|man|wir) .*\b(?:artikel|text|datei)e?n?\b.* hinzu(?:fügen)?",
        _TAIL,
        "Füge https://example.org/faehre hinzu",
        "Was fügte die Autorin hinzu?",
    ),
)
