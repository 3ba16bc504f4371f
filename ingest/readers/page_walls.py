"""Pages that stand in place of an article: checks for robots, consent dialogs, log-ins, "not found".

Told from a page's titles and first words, and only where there is little else; a long text on cookies or
robots is an article. Knows texts, not elements.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["Wall", "wall"]

Wall = tuple[str, str]
"""What the page is, and what to do."""

_MOST_WORDS = 260
"""Words beyond which a page is no wall, but for a consent dialog, which may be long."""
_CONSENT_WORDS = 900
_SAVE = "open it in your browser, save the page and add the file"

_ROBOT_TITLE = re.compile(
    r"just a moment|attention required|access (?:to this page has been )?denied|are you (?:a )?(?:human|robot)|"
    r"(?:security|robot|bot|human) (?:check|verification)|verify(?:ing)? you are|checking your browser|"
    r"pardon our interruption|one moment,? please|please wait\b|captcha|ddos.guard|403 forbidden|forbidden\Z|"
    r"request (?:blocked|rejected)|too many requests|sicherheitsüberprüfung|zugriff verweigert|einen moment|"
    r"un instant|accès refusé|acceso denegado|un momento|accesso negato|доступ ограничен|проверка браузера",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"verify(?:ing)? (?:that )?you(?: are|'re|’re) (?:a |not a )?(?:human|robot|bot)|security of your connection|"
    r"checking (?:if the site connection is secure|your browser)|unusual (?:traffic|activity)|"
    r"enable (?:javascript and )?cookies to continue|complete the (?:security check|captcha)|not a robot|"
    r"prove (?:that )?you(?: are|'re|’re) (?:a )?human|(?:ray|reference|incident) id\b|ddos protection|"
    r"automated (?:access|requests|queries)|(?:you have been|ip (?:address )?(?:has been|is)) blocked|"
    r"don['’]t have permission to access|human verification|kein roboter|ungewöhnlichen? (?:datenverkehr|aktivität)|"
    r"vous n['’]êtes pas un robot|trafic inhabituel|no (?:eres|soy) un robot|tráfico inusual|non sei un robot",
    re.IGNORECASE,
)
_CONSENT_TITLE = re.compile(
    r"(?:we|ich|wir)\b.{0,30}\b(?:value|respect|care about)\b.{0,20}\bprivacy|your privacy(?: choices| matters)?\Z|"
    r"privacy (?:settings|preferences|cent(?:er|re))|(?:cookie|consent) (?:settings|preferences|choices|consent|notice|wall)|"
    r"before you continue|manage (?:your )?(?:consent|cookies)|bevor sie (?:zu|fortfahren)|"
    r"(?:datenschutz|cookie|privatsphäre).{0,3}einstellungen|(?:ihre|deine) (?:privatsphäre|daten)|"
    r"wir (?:schätzen|respektieren|legen wert)|avant d['’](?:accéder|continuer)|votre vie privée|gérer (?:le consentement|"
    r"vos cookies|mes cookies)|antes de (?:ir a|continuar)|(?:tu|su) privacidad|prima di continuare|"
    r"la tua privacy|wij respecteren|uw privacy|we use cookies|wir verwenden cookies|nous utilisons des cookies",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"(?:store|access)[^.]{0,40} information on (?:a|your) device|(?:our|and) \d{1,4} partners|partners? store|"
    r"personal(?:is|iz)ed (?:ads|advertising|content)|(?:process|processing) (?:of )?personal data|unique identifiers|"
    r"precise geolocation|audience (?:research|insights)|legitimate interest|accept (?:all|and continue)|reject all|"
    r"withdraw (?:your )?consent|with your (?:permission|consent)|manage (?:your )?(?:preferences|choices|options)|"
    r"use cookies|non-essential cookies|alle (?:akzeptieren|cookies)|personenbezogene daten|berechtigtes interesse|"
    r"(?:einwilligung|zustimmung) (?:widerrufen|jederzeit)|informationen auf einem gerät|werbung und inhalte|"
    r"verwenden cookies|tout accepter|données personnelles|publicités? personnalisée|stocker|intérêt légitime|"
    r"aceptar todo|datos personales|publicidad personalizada|accetta tutto|dati personali|alles accepteren|"
    r"persoonsgegevens|cookies and (?:data|similar)",
    re.IGNORECASE,
)
_MISSING_TITLE = re.compile(
    r"(?:page|article|story|file|content|document|site|seite|url)\b.{0,24}\b(?:not|no longer|cannot|can['’]t)\b.{0,12}"
    r"\b(?:found|available|exist|be found)|\bnot found\W*\Z|\A\W*not found\b|\berror 40[34]|\b404\b|nothing (?:was )?found|page (?:does not|doesn['’]t) exist|"
    r"page (?:missing|unavailable)|oops|(?:seite|artikel|inhalt).{0,20}nicht (?:gefunden|verfügbar|mehr)|nicht gefunden|"
    r"page (?:introuvable|non trouvée)|introuvable|no (?:se )?(?:encontrad[ao]|encuentra|encontramos)|página no|non trovat[ao]|"
    r"niet gevonden|não encontrad[ao]|страница не найдена|не найдена|找不到|页面不存在|ページが見つかりません|見つかりません|"
    r"this page isn['’]t available|gone\Z",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\b404\b|(?:could ?n[o']t|cannot|can['’]t|couldn['’]t|unable to|not|no longer)\b.{0,30}\b(?:find|found|exist|available|located)|"
    r"does(?: not|n['’]t) exist|may have been (?:moved|deleted|removed|renamed)|(?:moved|deleted|removed) or|"
    r"check the (?:url|address|spelling|link)|broken link|nicht (?:gefunden|verfügbar)|existiert nicht|verschoben oder gelöscht|"
    r"introuvable|n['’]existe (?:pas|plus)|no existe|no se (?:encuentra|ha encontrado)|non esiste|niet gevonden|não existe|"
    r"не найдена|не существует|找不到|不存在|見つかりません|存在しません",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(
    r"\b(?:log ?in|sign ?in|log on|sign on|sign up|create (?:an )?account|anmelden|anmeldung|einloggen|connexion|se connecter|"
    r"iniciar sesión|acceder|accedi|inloggen|entrar|вход|войти|登录|ログイン|members only|subscribers only)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")


def wall(titles: Sequence[str], texts: Sequence[str], *, has_password: bool, whole: str = "") -> Wall | None:
    """What stands in place of an article, when that is all there is: `titles` are the page's title and first
    headings, `texts` its blocks, `whole` the words of the page whatever of them was chosen."""
    told = " ".join([*titles, *texts])[:20_000]
    words = len(_WORD.findall(told))
    heads = [title for title in titles if title and len(title) <= 160]
    first = " ".join([told, whole[:4_000]]) if words < _MOST_WORDS else told

    def headed(pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(head.strip()) for head in heads)

    def cues(pattern: re.Pattern[str]) -> int:
        return len({match[0].casefold() for match in pattern.finditer(first)})

    asks = headed(_CONSENT_TITLE)
    if asks or words <= _MOST_WORDS:
        consent = cues(_CONSENT)
        if words <= _CONSENT_WORDS and consent >= 2 + words // 120 and (asks or consent >= 4):
            return "the page only asks for consent to cookies", f"answer it there; {_SAVE}"
    if words > _MOST_WORDS:
        return None
    if (headed(_ROBOT_TITLE) and (cues(_ROBOT) or words < 60)) or cues(_ROBOT) >= 2:
        return "the page only checks whether a person or a robot asks for it", _SAVE
    if headed(_MISSING_TITLE) and (cues(_MISSING) >= 2 or words < 60):
        return "the site says that there is no such page", "check the address"
    if has_password and headed(_LOGIN_TITLE):
        return "the page asks for a login", "log in with your browser, save the page and add the file"
    return None
