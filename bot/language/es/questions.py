"""The forms of Spanish questions that are about an article as such, and the details they ask for."""

from __future__ import annotations

from bot.language.rules import rule

__all__ = ["DETAILS", "KINDS", "NAMED_ARTICLE", "SELECTION"]

KINDS = (
    rule(
        "details",
        r"^[¿]?(?:quién (?:escribió|es el autor de|publicó)|cuándo (?:se publicó|fue (?:publicado|escrito)"
        r"|apareció)|de dónde (?:es|viene|procede)|en qué idioma está(?: escrito)?|cuál es el (?:autor"
        r"|título)|cómo se titula|qué largo tiene)(?: (?:el|la|los|las|este|esta|estos|estas|del|de|al|mi"
        r"|mis))*(?: (?:artículos?|textos?|páginas?|documentos?|historias?|reportajes?|libros?)| esto)\W*$",
        "¿Quién escribió el artículo?",
        "¿Quién escribió la carta?",
    ),
    rule(
        "outline",
        r"\b(?:resume|resumir|resúme(?:me|lo)?|sintetiza)\b(?: (?:esto|todo|(?:el|la|los|las|este|esta"
        r"|estos|estas|del|de|al|mi|mis)))*(?: (?:artículos?|textos?|páginas?|documentos?|historias?"
        r"|reportajes?|libros?))?|^(?:dame |hazme )?(?:un |una )?(?:breve )?(?:resumen|síntesis)(?: (?:de"
        r"|del)\b.*)?\W*$",
        "Resume el artículo",
        "¿Quién presumía del barco?",
    ),
    rule(
        "outline",
        r"^[¿]?(?:de qué|sobre qué) (?:trata|tratan|va|habla|es)(?: .*(?:artículos?|textos?|páginas?"
        r"|documentos?|historias?|reportajes?|libros?)| esto)?\W*$|\b(?:ideas? principal(?:es)?"
        r"|puntos? clave)\b",
        "¿De qué trata el artículo?",
        "¿De qué color es el barco?",
    ),
    rule(
        "outline",
        r"^[¿]?(?:qué|cuáles|cuántas|muestra|enumera)\b.*\b(?:secciones|apartados|capítulos)\b.*",
        "¿Qué secciones hay?",
        "¿Dónde hay secciones?",
    ),
    rule(
        "explanation",
        r"^[¿]?(?:qué (?:dice|dicen|cuenta|pone|se dice)(?: (?:el|la|los|las|este|esta|estos|estas|del|de"
        r"|al|mi|mis))*(?: (?:artículos?|textos?|páginas?|documentos?|historias?|reportajes?|libros?)"
        r"| sección)? (?:sobre|de|acerca de)|(?:háblame|cuéntame)(?: más)? (?:sobre"
        r"|de)) (?P<subject>.+?)\W*$",
        "¿Qué dice el artículo sobre el barco?",
        "¿Qué dice el capitán?",
    ),
)
DETAILS = (
    rule(
        "details.author",
        r"\bquién (?:escribió|es)\b|\bautor",
        "¿Quién escribió el artículo?",
        "¿Cuándo se publicó el artículo?",
    ),
    rule(
        "details.published",
        r"\bcuándo\b|\bfecha\b",
        "¿Cuándo se publicó el artículo?",
        "¿Quién escribió el artículo?",
    ),
    rule(
        "details.published_by",
        r"\bquién publicó\b",
        "¿Quién publicó el artículo?",
        "¿Quién escribió el artículo?",
    ),
    rule(
        "details.source",
        r"\bde dónde\b|\bfuente\b",
        "¿De dónde es el texto?",
        "¿Quién escribió el texto?",
    ),
    rule(
        "details.language",
        r"\bidioma\b",
        "¿En qué idioma está el texto?",
        "¿Quién escribió el texto?",
    ),
    rule(
        "details.words",
        r"\bqué largo\b",
        "¿Qué largo tiene el texto?",
        "¿Quién escribió el texto?",
    ),
    rule(
        "details.title",
        r"\bt[ií]tul[ao]",
        "¿Cómo se titula el texto?",
        "¿Quién escribió el texto?",
    ),
)
NAMED_ARTICLE = rule(
    "named_article",
    r"\b(?:artículos?|textos?|páginas?|documentos?|historias?|reportajes?|libros?) (?:sobre|acerca de"
    r"|titulado|llamado) (?P<after>.+?)\W*$|\b(?:artículos?|textos?|páginas?|documentos?|historias?"
    r"|reportajes?|libros?) (?:del|de la|de los|de las) (?P<before>.+?)\W*$",
    "Resume el artículo sobre el barco",
    "Resume el artículo",
)
SELECTION = rule(
    "selection",
    r"^Sobre «(?P<words>.+)»:\s*(?P<rest>.*)$",
    "Sobre «un escape nuevo»: ¿por qué?",
    "¿Qué dice sobre «escape»?",
)
"""How the page puts a question about words that were selected; matched as written."""
