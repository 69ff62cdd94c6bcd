"""The words of forms as the readers need them: what a line of text without columns is told apart by."""

from __future__ import annotations

from collections.abc import Iterable

from fundqa.formspec import FormSpec
from fundqa.lexicon import Lexicon
from fundqa.readers.layout import LOWER, NAME, NUMBER, REMARK, UPPER, VALUE, FormWords


def form_words(specs: tuple[FormSpec, ...], lexicon: Lexicon) -> FormWords:
    """The labels of the indicators of all forms."""
    names = lexicon.columns
    roles = {
        names.level1: UPPER, names.level2: LOWER, names.indicator: NAME, names.target: VALUE, names.result: VALUE,
        names.operator: VALUE, names.unit: VALUE, names.weight: NUMBER, names.score: NUMBER, names.share: NUMBER,
        names.converted: NUMBER,
    }  # fmt: skip
    columns = {
        label: roles.get(column.name, REMARK)
        for spec in specs
        for label, meanings in spec.labels.items()
        for column in meanings
        if column.section == "indicators"
    }
    groups = (label for spec in specs for label in spec.taxonomy.groups)
    kinds = (label for spec in specs for label in spec.taxonomy.kinds)
    return FormWords({label: columns[label] for label in _longest(columns)}, _longest(groups), _longest(kinds))


def _longest(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(words), key=lambda word: (-len(word), word)))
