"""Sentences without their figures: what tells copied reports from those that only share a template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from fundqa.report import Passage
from fundqa.view import Sentence

_FIGURE = re.compile(r"\d[\d,，.．]*")
_IDLE = re.compile(r"[\W_]+")
_SHORTEST = 8
"""Characters without figures and marks; a shorter sentence says too little to be told from others."""


def passages(sentences: Iterable[Sentence], names: Sequence[str] = ()) -> Iterator[Passage]:
    """The sentences that are long enough to mean something, in their order.

    names: the submitter's own, left out of the hash: a copy has another place in the same sentence.
    """
    for sentence in sentences:
        words = _IDLE.sub("", _FIGURE.sub("", sentence.text))
        for name in names:
            words = words.replace(name, "")
        if len(words) >= _SHORTEST:
            figures = tuple(found.rstrip(",，.．") for found in _FIGURE.findall(sentence.text))
            digest = blake2b(words.encode(), digest_size=8).hexdigest()
            yield Passage(digest, len(words), figures, sentence.location)
