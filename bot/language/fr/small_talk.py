"""What people say in French to the program rather than ask of the articles."""

from __future__ import annotations

from bot.language.rules import saying

__all__ = ["SMALL_TALK"]

_TAIL = (
    r"(?: (?:beaucoup|bien|infiniment|à (?:tous|toi|vous)|pour (?:tout|cela|ça|(?:ta|votre|la"
    r"|l'|cette) ?\w+)|bot|articlebot|encore))*"
)
SMALL_TALK = (
    saying(
        "small_talk.thanks",
        r"(?:(?:un grand|mille) )?merci",
        _TAIL,
        "Merci beaucoup !",
        "Qui remercia le maire ?",
    ),
    saying(
        "small_talk.goodbye",
        r"(?:au revoir|à (?:bientôt|demain|plus(?: tard)?)|adieu|bonne (?:nuit|journée|soirée))",
        _TAIL,
        "Au revoir !",
        "Quand revit-il la ville ?",
    ),
    saying(
        "small_talk.how_are_you",
        r"(?:comment (?:ça va|vas-tu|allez-vous|tu vas|vous allez)|ça va)",
        _TAIL,
        "Comment ça va ?",
        "Comment va le commerce ?",
    ),
    saying(
        "small_talk.hello",
        r"(?:bonjour|bonsoir|salut|coucou)",
        _TAIL,
        "Bonjour !",
        "Qui dit bonjour ?",
    ),
    saying(
        "small_talk.who_are_you",
        r"(?:qui|que) (?:es-tu|êtes-vous)|(?:tu es|t'es|vous êtes) qui|comment (?:t'appelles-tu"
        r"|tu t'appelles|vous appelez-vous)|(?:es-tu|êtes-vous) une? (?:bot|robot|humain|personne"
        r"|programme|machine|ia)",
        _TAIL,
        "Qui es-tu ?",
        "Qui était le capitaine ?",
    ),
    saying(
        "small_talk.help",
        r"(?:à l')?aide(?:-moi|z-moi)?|que (?:peux-tu|sais-tu|pouvez-vous) faire|que puis-je (?:te "
        r"|vous )?demander|comment ça (?:marche|fonctionne)|(?:peux-tu|pouvez-vous) m'aider",
        _TAIL,
        "Que peux-tu faire ?",
        "Que peut lever la grue ?",
    ),
    saying(
        "small_talk.good",
        r"(?:bien(?: joué)?|super|parfait|génial|d'accord|ok(?:ay)?|compris|je (?:vois|comprends)|oui|non"
        r"|intéressant|très bien)",
        _TAIL,
        "D'accord.",
        "De quel accord parlent-ils ?",
    ),
    saying(
        "small_talk.not_done",
        r"(?:que (?:penses-tu|pensez-vous|crois-tu|croyez-vous)\b|qu'en (?:penses-tu|pensez-vous)"
        r"|(?:s'il te plaît |s'il vous plaît )?(?:(?:peux-tu|pouvez-vous) )?(?:tradui(?:s|re|sez)|écri(?:s"
        r"|re|vez)|racont(?:e|er|ez))(?:-moi)? (?:ce|cela|ça|le|la|un|une)\b).*",
        _TAIL,
        "Écris un poème sur le bac",
        "Qu'écrit l'autrice sur le bac ?",
    ),
    saying(
        "request.remove",
        r"(?:s'il te plaît |s'il vous plaît )?(?:supprime|retire|enlève|efface|oublie)[rz]? (?:.* "
        r"|l')?(?:articles?|textes?|page|fichier|document|tout)\b.*",
        _TAIL,
        "Supprime l'article sur le bac",
        "Pourquoi retira-t-on le mât ?",
    ),
    saying(
        "request.add",
        r"(?:s'il te plaît |s'il vous plaît )?(?:ajoute|lis|ouvre|charge|importe)[rz]?\b.*(?:https?://"
        r"|www\.).*|(?:s'il te plaît |s'il vous plaît )?ajoute[rz]? (?:cet?|cette|une?|la|le"
        r"|l')\s?(?:article|texte|page|fichier|lien)\b.*",
        _TAIL,
        "Ajoute https://example.org/bac",
        "Qu'ajouta l'autrice ?",
    ),
)
