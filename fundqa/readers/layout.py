"""The words the readers need, as data: they come from the packs, never from the code."""

from __future__ import annotations

from dataclasses import dataclass

_BRACKETS = {"）": "（", ")": "(", "〕": "〔", "】": "【"}


@dataclass(frozen=True, slots=True)
class Layout:
    """What the readers know of a report's layout.

    form_title_endings: the words a form's title ends in; empty: only a repeated first row begins a new table.
    """

    form_title_endings: tuple[str, ...] = ()

    def is_form_title(self, text: str) -> bool:
        """Whether `text` ends in one of the title words, a bracketed remark after it aside."""
        bare = _without_remark(text.strip())
        return bool(self.form_title_endings) and bare.endswith(self.form_title_endings)


def _without_remark(text: str) -> str:
    for _ in range(3):
        opening = _BRACKETS.get(text[-1:])
        cut = text.rfind(opening) if opening else -1
        if cut <= 0:
            break
        text = text[:cut].rstrip()
    return text
