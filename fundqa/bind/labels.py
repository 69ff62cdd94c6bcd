"""The names of a report's own indicators as terms, so that its sentences are read with the words of its forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fundqa.lexicon import Columns, Lexicon, normalise
from fundqa.phrases import Tag
from fundqa.view import Form, Row

_SHORTEST = 4
_LONGEST = 24


def label_terms(forms: Iterable[Form], lexicon: Lexicon) -> Iterator[tuple[str, Tag]]:
    """Every label of a row with numbers, as the concept it names or is: 公益性岗位安置人数 is then one name, and not
    安置人数 of something.
    """
    for form in forms:
        for row in form.table("indicators"):
            label = row.text(lexicon.columns.indicator)
            plain = normalise(label)
            if _SHORTEST <= len(plain) <= _LONGEST and plain == label and _has_numbers(row, lexicon.columns):
                yield plain, Tag("concept", lexicon.concept_of_label(label))


def _has_numbers(row: Row, columns: Columns) -> bool:
    return any(c.isdigit() for column in (columns.target, columns.result) for c in row.text(column))
