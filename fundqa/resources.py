"""Where the built-in data lies: inside an installed package, or at the root of a source checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def builtin(name: str) -> Path:
    """The built-in folder `name` (checks, schemas, reports, scaffold); it need not exist in a broken installation."""
    packed = Path(str(files("fundqa"))) / "_builtin" / name
    return packed if packed.is_dir() else Path(__file__).resolve().parent.parent / name
