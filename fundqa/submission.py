"""Which files of one folder are one report: a narrative here, its tables there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from fundqa.document import Document, Table
from fundqa.lexicon import Lexicon

_LONG = 30
_SHORT = 40
_RUNNING = 3
_TITLES = 12


def grouped(documents: Sequence[Document], lexicon: Lexicon) -> list[tuple[Document, ...]]:
    """The documents of one folder as submissions.

    They are one where exactly one of them is a narrative, the others are tables, and no two name different counties in
    file name or title. Else each stands for itself.
    """
    alone: list[tuple[Document, ...]] = [(document,) for document in documents]
    if len(documents) < 2 or sum(is_narrative(document) for document in documents) != 1:
        return alone
    places = [found for document in documents if (found := counties(document, lexicon))]
    one = not places or bool(frozenset.intersection(*places))
    return [tuple(documents)] if one else alone


def is_narrative(document: Document) -> bool:
    """Whether a file has running text: several long paragraphs outside its tables."""
    texts = (block.text for block in document.blocks if not isinstance(block, Table))
    return sum(len(text.strip()) >= _LONG for text in texts) >= _RUNNING


def counties(document: Document, lexicon: Lexicon) -> frozenset[str]:
    """The places named in a file's name and first short texts, by the last two characters before their suffix."""
    short = (text for _, text in document.texts() if text.strip() and len(text) <= _SHORT)
    texts = islice(short, _TITLES)
    name = re.split(r"[/\\!]", document.path)[-1]
    suffixes = "|".join(map(re.escape, sorted(lexicon.organisations.suffixes, key=len, reverse=True)))
    pattern = re.compile(rf"[一-鿿]{{2}}(?:{suffixes})")
    return frozenset(found for text in (name, *texts) for found in pattern.findall(text))
