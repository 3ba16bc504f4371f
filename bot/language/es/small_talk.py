"""What people say in Spanish to the program rather than ask of the articles."""

from __future__ import annotations

from bot.language.rules import saying

__all__ = ["SMALL_TALK"]

_TAIL = r"(?: (?:muy|mucho|muchas|por (?:todo|eso|la \w+|tu \w+)|a todos|bot|articlebot|amigo|de nuevo))*"
SMALL_TALK = (
    saying(
        "small_talk.thanks",
        r"[¡!]*(?:(?:muchas|mil) )?gracias",
        _TAIL,
        "¡Muchas gracias!",
        "¿A quién dio las gracias?",
    ),
    saying(
        "small_talk.goodbye",
        r"[¡!]*(?:adiós|adios|hasta (?:luego|pronto|mañana|la vista)|chao|buenas noches)",
        _TAIL,
        "¡Hasta luego!",
        "¿Hasta cuándo navegó el barco?",
    ),
    saying(
        "small_talk.how_are_you",
        r"[¿¡]*(?:cómo|como) (?:estás|está|estas|te va|le va)|[¿¡]*qué tal(?: estás)?",
        _TAIL,
        "¿Cómo estás?",
        "¿Cómo está hecho el casco?",
    ),
    saying(
        "small_talk.hello",
        r"[¡!]*(?:hola|buenos días|buenas(?: tardes)?|saludos)",
        _TAIL,
        "¡Hola!",
        "¿Quién dijo hola?",
    ),
    saying(
        "small_talk.who_are_you",
        r"[¿¡]*(?:quién|qué) eres|[¿¡]*(?:cómo|como) te llamas|[¿¡]*eres (?:un|una) (?:bot|robot|persona"
        r"|programa|máquina|ia)",
        _TAIL,
        "¿Quién eres?",
        "¿Quiénes eran los dueños?",
    ),
    saying(
        "small_talk.help",
        r"[¡!]*ayuda(?:me)?|[¿¡]*qué (?:puedes hacer|puedo preguntar(?:te)?|sabes hacer)|[¿¡]*(?:cómo"
        r"|como) funciona(?: esto| eso)?|[¿¡]*puedes ayudarme",
        _TAIL,
        "¿Qué puedes hacer?",
        "¿Qué puede levantar la grúa?",
    ),
    saying(
        "small_talk.good",
        r"[¡!]*(?:vale|bien(?: hecho)?|genial|perfecto|estupendo|de acuerdo|ok(?:ay)?|entendido|entiendo"
        r"|sí|no|interesante|claro|ya veo)",
        _TAIL,
        "De acuerdo.",
        "¿De qué acuerdo hablan?",
    ),
    saying(
        "small_talk.not_done",
        r"[¿¡]*(?:qué (?:piensas|opinas|crees)\b|(?:por favor )?(?:puedes )?(?:traduce|traducir|tradúce\w*"
        r"|escribe|escribir|escríbeme|cuéntame|cuenta) (?:me )?(?:esto|eso|lo|la|el|un|una)\b).*",
        _TAIL,
        "Escribe un poema sobre el barco",
        "¿Qué escribió sobre el barco?",
    ),
    saying(
        "request.remove",
        r"(?:por favor )?(?:elimina|borra|quita|suprime|olvida)r? (?:.* )?(?:artículos?|textos?|página"
        r"|archivo|documento|todo)\b.*",
        _TAIL,
        "Borra el artículo del transbordador",
        "¿Por qué quitaron el mástil?",
    ),
    saying(
        "request.add",
        r"(?:por favor )?(?:añade|agrega|añadir|agregar|lee|abre|carga|importa)\b.*(?:https?://|www\.).*"
        r"|(?:por favor )?(?:añade|agrega|añadir|agregar) (?:este|esta|un|una|el|la) (?:artículo|texto"
        r"|página|archivo|enlace)\b.*",
        _TAIL,
        "Añade https://example.org/barco",
        "¿Qué añadió la autora?",
    ),
)
