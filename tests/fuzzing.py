"""How many examples a fuzzer tries, and what they all do to what they are given."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

SECONDS = 10.0
"""What one damaged input may take, many times what a sound one does."""
patient = pytest.mark.timeout(3600)
"""A fuzzer with its whole budget takes longer than a test may."""


def budget(default: int) -> int:
    """How many examples to try: FUNDQA_FUZZ, which `make fuzz` sets, or `default`."""
    return int(os.environ.get("FUNDQA_FUZZ", default))


def damaged(data: bytes, chance: random.Random) -> bytes:
    """A few changes: bytes flipped, a piece cut out, a piece said twice, the end missing."""
    content = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at, size = chance.randrange(len(content)), chance.randint(1, 64)
        change = chance.randrange(4)
        if change == 0:
            content[at] ^= 1 << chance.randrange(8)
        elif change == 1:
            del content[at : at + size]
        elif change == 2:
            content[at:at] = content[at : at + size]
        else:
            del content[max(at, 1) :]
        content = content or bytearray(b"x")
    return bytes(content)


@contextmanager
def in_time(what: object) -> Iterator[None]:
    """Fails when what is done inside takes unreasonably long; `what` is shown then."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < SECONDS, what
