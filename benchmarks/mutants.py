"""What `make mutants` has found, by module; `--alive` names the mutants that no test noticed (`mutmut show NAME`)."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

FOUND = Path(__file__).resolve().parent.parent / "mutants" / "fundqa"
KILLED = (1, 3, 24, 36, 152, 255)
"""The answers of pytest when a test fails or breaks off, and those of a run that takes too long."""


def main() -> None:
    """Prints the table."""
    total: Counter[str] = Counter()
    alive = []
    print(f"{'module':20}{'tried':>7}{'killed':>8}{'alive':>7}{'score':>8}")
    for path in sorted(FOUND.rglob("*.py.meta")):
        answers = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        tried = {name: code for name, code in answers.items() if code is not None}
        noticed = [name for name, code in tried.items() if code in KILLED or code < 0]
        alive += [name for name in tried if name not in noticed]
        if tried:
            _line(path.name.removesuffix(".py.meta"), len(tried), len(noticed))
            total.update(tried=len(tried), noticed=len(noticed))
    _line("all", total["tried"], total["noticed"])
    if "--alive" in sys.argv:
        print(*alive, sep="\n")


def _line(name: str, tried: int, noticed: int) -> None:
    score = f"{noticed / tried:8.1%}" if tried else ""
    print(f"{name:20}{tried:7}{noticed:8}{tried - noticed:7}{score}")


if __name__ == "__main__":
    main()
