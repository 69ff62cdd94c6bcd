"""Functions of pdfium that are called for every character and object of a page, on plain addresses.

pypdfium2 declares their pointers with types; a new pointer object at each of ten thousand calls is most of their cost.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "FPDFText_GetLooseCharBox": (_INT, _POINTER, _INT, _POINTER),
    "FPDFPage_GetObject": (_POINTER, _POINTER, _INT),
    "FPDFPageObj_GetType": (_INT, _POINTER),
}


@cache
def plain(name: str) -> Callable[..., int]:
    """One of the functions, taking and giving addresses as numbers."""
    import pypdfium2.raw as pdfium

    made: Callable[..., int] = ctypes.CFUNCTYPE(*_SIGNATURES[name])(address(getattr(pdfium, name)))
    return made


def address(pointer: Any) -> int:
    """Where a pointer or function of pypdfium2 points to."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0
