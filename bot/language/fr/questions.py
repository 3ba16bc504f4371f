"""The forms of French questions that are about an article as such, and the details they ask for."""

from __future__ import annotations

from bot.language.rules import rule

__all__ = ["DETAILS", "KINDS", "NAMED_ARTICLE", "SELECTION"]

KINDS = (
    rule(
        "details",
        r"^(?:qui (?:a écrit|écrivit|est l'auteur d[eu]|a publié)|quand (?:a été (?:publié|écrit)|est paru"
        r"|parut)|d'où (?:vient|provient)|en quelle langue est|quel est (?:l'auteur|le titre) d[eu]"
        r"|quelle longueur a)[ ]?(?:(?:le|la|les|l'|cet|cette|ces|ce|du|de|des|mon|mes"
        r"|l)[ ]?)*(?:(?:articles?|textes?|pages?|documents?|histoires?|reportages?|livres?)|cela"
        r"|ça)(?: (?:écrit|publié))?\W*$",
        "Qui a écrit l'article ?",
        "Qui a écrit la lettre ?",
    ),
    rule(
        "outline",
        r"\b(?:résume[rz]?|résume-moi|synthétise)\b|^(?:donne(?:-moi|z-moi)? |fais(?:-moi)? )?(?:un "
        r"|une )?(?:bref )?(?:résumé|synthèse)(?: (?:de|du|des)\b.*)?\W*$",
        "Résume l'article",
        "Qui présumait du navire ?",
    ),
    rule(
        "outline",
        r"^(?:de quoi|sur quoi) (?:parle(?:nt)?|traite(?:nt)?|s'agit-il|est-il question)\b.*$"
        r"|\b(?:idées? principales?|points? clés?)\b",
        "De quoi parle l'article ?",
        "De quoi le capitaine a-t-il peur ?",
    ),
    rule(
        "outline",
        r"^(?:quel(?:le)?s|combien|montre|liste)\b.*\b(?:sections|chapitres|rubriques)\b.*",
        "Quelles sections y a-t-il ?",
        "Où sont les sections ?",
    ),
    rule(
        "explanation",
        r"^(?:que (?:dit|disent|raconte)(?: (?:le|la|les|l'|cet|cette|ces|ce|du|de|des|mon|mes"
        r"|l))*(?:[ ']*(?:articles?|textes?|pages?|documents?|histoires?|reportages?|livres?))? (?:sur|de"
        r"|à propos de)|qu'est-ce que .*(?:articles?|textes?|pages?|documents?|histoires?|reportages?"
        r"|livres?) dit (?:sur|de)|parle(?:-moi|z-moi) d[eu]) (?P<subject>.+?)\W*$",
        "Que dit l'article sur le bac ?",
        "Que dit le capitaine ?",
    ),
)
DETAILS = (
    rule(
        "details.author",
        r"\bqui a écrit\b|\bqui écrivit\b|\bauteur",
        "Qui a écrit l'article ?",
        "Quand est paru l'article ?",
    ),
    rule(
        "details.published",
        r"\bquand\b|\bdate\b",
        "Quand est paru l'article ?",
        "Qui a écrit l'article ?",
    ),
    rule(
        "details.published_by",
        r"\bqui a publié\b",
        "Qui a publié l'article ?",
        "Qui a écrit l'article ?",
    ),
    rule(
        "details.source",
        r"\bd'où\b|\bsource\b",
        "D'où vient le texte ?",
        "Qui a écrit le texte ?",
    ),
    rule(
        "details.language",
        r"\blangue\b",
        "En quelle langue est le texte ?",
        "Qui a écrit le texte ?",
    ),
    rule(
        "details.words",
        r"\blongueur\b",
        "Quelle longueur a le texte ?",
        "Qui a écrit le texte ?",
    ),
    rule(
        "details.title",
        r"\btitre\b",
        "Quel est le titre du texte ?",
        "Qui a écrit le texte ?",
    ),
)
NAMED_ARTICLE = rule(
    "named_article",
    r"\b(?:articles?|textes?|pages?|documents?|histoires?|reportages?|livres?) (?:sur|intitulé"
    r"|à propos de) (?P<after>.+?)\W*$|\b(?:articles?|textes?|pages?|documents?|histoires?|reportages?"
    r"|livres?) (?:du|de la|des) (?P<before>.+?)\W*$",
    "Résume l'article sur le bac",
    "Résume l'article",
)
SELECTION = rule(
    "selection",
    r"^À propos de «\s?(?P<words>.+?)\s?»\s?:\s*(?P<rest>.*)$",
    "À propos de « un nouveau pot » : pourquoi ?",
    "Que dit-il de « pot » ?",
)
"""How the page puts a question about words that were selected; matched as written."""
