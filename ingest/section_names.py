"""Names of sections that many papers and pages share, in several languages.

Written as `ingest.headings.section_name` makes them: small letters, no number, no marks.
"""

from __future__ import annotations

__all__ = ["APPENDED", "CONCLUSIONS", "LISTS", "MAIN", "PAPER"]


def _names(text: str) -> frozenset[str]:
    return frozenset(name for part in text.split("|") if (name := " ".join(part.split())))


MAIN = _names("""
    abbreviations | abstract | acknowledgement | acknowledgements | acknowledgment | acknowledgments |
    agradecimientos | aims | analysis | anhang | anmerkungen | annexes | appendices | appendix |
    articles connexes | ausblick | author contributions | author summary | authors contributions |
    background | bibliografia | bibliografía | bibliographie | bibliography | bronnen | citations |
    collegamenti esterni | competing interests | concluding remarks | conclusie | conclusion |
    conclusiones | conclusioni | conclusions | conclusão | conclusões | conflict of interest | conflicts
    of interest | danksagung | data availability | design and methods | discusión | discussie |
    discussion | discussion and conclusions | discussione | discussão | diskussion | editors summary |
    einführung | einleitung | einzelnachweise | enlaces externos | ergebnisse | ethics statement |
    evaluation | experimental procedures | experimental section | experiments | external links | externe
    links | faq | fazit | financial disclosure | findings | footnotes | frequently asked questions |
    funding | further reading | future work | general discussion | glossary | highlights | hintergrund |
    inleiding | introducción | introduction | introduzione | introdução | key points | lay summary |
    liens externes | ligações externas | limitations | literatur | literature | literature cited |
    literature review | literaturverzeichnis | material and methods | materials and methods | method |
    methoden | methodik | methodology | methods | methods and materials | metodi | motivation | méthodes
    | métodos | notas | note | notes | notes and references | notes et références | objective |
    objectives | outlook | overview | patients and methods | plain language summary | quellen |
    reference | references | referencias | referenties | referências | related work | remerciements |
    resultados | resultaten | results | results and discussion | resumen | resumo | riassunto |
    riferimenti | ringraziamenti | risultati | références | résultats | résumé | samenvatting | schluss
    | see also | siehe auch | sources | subjects and methods | summary | summary and conclusions |
    supplementary data | supplementary information | supplementary material | supplementary materials |
    supporting information | theory | ver também | voci correlate | voir aussi | véase también |
    weblinks | works cited | zie ook | zusammenfassung
""")
"""Names that are headings wherever they stand alone on a line."""

LISTS = _names("""
    bibliografia | bibliografía | bibliographie | bibliography | bronnen | citations | collegamenti
    esterni | einzelnachweise | enlaces externos | external links | externe links | footnotes | further
    reading | liens externes | ligações externas | literatur | literature | literature cited |
    literaturverzeichnis | notes | notes and references | notes et références | quellen | reference |
    references | referencias | referenties | referências | riferimenti | références | sources | weblinks
    | works cited
""")
"""Sections that hold lists of references or links, whose lines are no headings."""

APPENDED = _names("""
    supplementary data | supplementary information | supplementary material | supplementary materials |
    supporting information
""")
"""Sections that list the files published with a paper."""

PAPER = _names("""
    abstract | acknowledgements | acknowledgments | background | conclusion | conclusions | discussion |
    introduction | materials and methods | methods | references | results | results and discussion |
    supporting information
""")
"""Three of these make a paper, in which other headings lie below these."""

CONCLUSIONS = _names("""
    bottom line | conclusion | conclusiones | conclusioni | conclusions | conclusão | conclusões
    | concluding remarks | conclusie | fazit | final thoughts | final words | in closing | in conclusion
    | in short | key takeaways | last words | our verdict | schluss | schlussfolgerung | summary
    | summary and conclusions | summing up | takeaway | takeaways | the bottom line | the conclusion
    | the takeaway | the verdict | to conclude | to sum up | veredicto | verdict | what is left | what remains
    | what we learned | wrap-up | wrapping up | zusammenfassung | 結論 | まとめ | 결론 | 结论
""")
"""Sections that say what an article comes to."""
