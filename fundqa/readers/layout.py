"""The words the readers need, as data: they come from the packs, never from the code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*页)?(?:[，,]?\s*共\s*\d+\s*页)?[-—–－·\s]*"
)
_PAGE_MARK = re.compile(r"\s*(?:-- *(?:\d+ *of *\d+|PAGE[_ ]?BREAK) *--|\f+)\s*")
_NUMBER = re.compile(r"[\d一二三四五六七八九十]+$")
_BRACKETS = {"）": "（", ")": "(", "〕": "〔", "】": "【"}


UPPER, LOWER, NAME, VALUE, NUMBER, REMARK = "upper", "lower", "name", "value", "number", "remark"
"""What a column of a form's indicators holds."""


@dataclass(frozen=True, slots=True)
class FormWords:
    """The words of a form's indicators, the longest first: its heads with what they are, and its upper two levels."""

    columns: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """What the readers know of a report's layout.

    form_title_endings: the words a form's title ends in; empty: only a repeated first row begins a new table;
    continued: what is written where a table goes on on the next page; form: the words of forms;
    encoding: what texts are in besides UTF-8 and GB18030, as the user says, "" for nothing else.
    """

    form_title_endings: tuple[str, ...] = ()
    continued: tuple[str, ...] = ()
    form: FormWords = FormWords()
    encoding: str = ""

    def is_form_title(self, text: str) -> bool:
        """Whether `text` ends in one of the title words, a bracketed remark after it aside."""
        bare = _without_remark(text.strip())
        return bool(self.form_title_endings) and bare.endswith(self.form_title_endings)

    def is_furniture(self, text: str) -> bool:
        """Whether `text` belongs to the page and not to the report: a page number, or words such as 续表."""
        bare = "".join(text.split())
        if not bare or is_page_number(bare) or is_page_mark(text):
            return True
        plain = _NUMBER.sub("", bare.strip("".join((*_BRACKETS, *_BRACKETS.values()))))
        return plain in self.continued or self._title_goes_on(bare)

    def _title_goes_on(self, bare: str) -> bool:
        """Whether a form's title says in brackets that the form goes on."""
        opening = bare.rfind(_BRACKETS.get(bare[-1], "\0"))
        return opening > 0 and bare[opening + 1 : -1] in self.continued and self.is_form_title(bare)


def is_page_number(text: str) -> bool:
    """Whether a line holds a page's number and nothing else."""
    return _PAGE_NUMBER.fullmatch(text) is not None


def is_page_mark(text: str) -> bool:
    """Whether a line is the mark that programs write at a page's end when they turn a file into text."""
    return _PAGE_MARK.fullmatch(text) is not None


def _without_remark(text: str) -> str:
    for _ in range(3):
        opening = _BRACKETS.get(text[-1:])
        cut = text.rfind(opening) if opening else -1
        if cut <= 0:
            break
        text = text[:cut].rstrip()
    return text
