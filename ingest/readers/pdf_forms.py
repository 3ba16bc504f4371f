"""What was filled in on a PDF's form, as words at the place of each field."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from ingest.readers.pdf_page import Line, line_from
from ingest.readers.pdf_words import Word

__all__ = ["filled_in", "with_answers"]

_MOST_FIELDS = 1_000


def filled_in(document: Any, page: Any) -> list[list[Word]]:
    """The lines that were filled in on an opened page whose document has its forms initialised."""
    import pypdfium2.raw as raw

    form = document.formenv
    if form is None:
        return []
    found: list[list[Word]] = []
    rect = raw.FS_RECTF()
    for at in range(min(_MOST_FIELDS, raw.FPDFPage_GetAnnotCount(page))):
        field = raw.FPDFPage_GetAnnot(page, at)
        if not field:
            continue
        try:
            if raw.FPDFAnnot_GetSubtype(field) != raw.FPDF_ANNOT_WIDGET:
                continue
            text = _value(raw, form.raw, field)
            if not text or not raw.FPDFAnnot_GetRect(field, rect):
                continue
            lines = [
                line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()
            ]
            height = (rect.top - rect.bottom) / max(1, len(lines))
            size = min(11.0, max(6.0, round(height * 1.4) / 2))
            for number, line in enumerate(lines):
                baseline = rect.top - height * (number + 0.5) - 0.3 * size
                found.append(_words(line, rect.left, baseline, size))
        finally:
            raw.FPDFPage_CloseAnnot(field)
    return found


def with_answers(lines: Sequence[Line], answers: Sequence[list[Word]], number: int) -> list[Line]:
    """`lines` of page `number` with what was filled in: behind the words to its left, where it is the only
    answer of its line, else where it stands."""
    done = list(lines)
    for answer in answers:
        first = answer[0]
        alone = sum(abs(other[0].baseline - first.baseline) < first.size for other in answers) == 1
        labels = [
            line
            for line in done
            if abs(line.baseline - first.baseline) < 0.8 * max(line.size, first.size)
            and line.right <= first.left + 2
        ]
        label = max(labels, key=lambda line: line.right, default=None)
        if label is None or not alone:
            done.append(line_from(answer, number))
            continue
        shift = label.right + 0.3 * label.size - first.left
        for word in answer:
            word.left, word.right, word.baseline = word.left + shift, word.right + shift, label.baseline
        done[done.index(label)] = line_from([*label.words, *answer], number)
    return done


def _words(line: str, left: float, baseline: float, size: float) -> list[Word]:
    words: list[Word] = []
    for text in line.split():
        width = 0.5 * size * len(text)
        words.append(Word(text, left, left + width, baseline, (size, False, "form")))
        left += width + 0.25 * size
    return words


def _value(raw: Any, form: Any, field: Any) -> str:
    kind = raw.FPDFAnnot_GetFormFieldType(form, field)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return "[x]" if raw.FPDFAnnot_IsChecked(form, field) else "[ ]"
    if kind not in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        return ""
    length = raw.FPDFAnnot_GetFormFieldValue(form, field, None, 0)
    if length <= 2:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    raw.FPDFAnnot_GetFormFieldValue(form, field, buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le", "replace").strip()
