"""Precision and recall of the number reader by class of the gold table; `--faults` lists what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from gold_table import Score, scores


def main() -> None:
    """Prints the table."""
    total = Score()
    print(f"{'class':20}{'right':>7}{'wrong':>7}{'missed':>8}{'precision':>11}{'recall':>8}")
    for name, score in [*scores().items(), ("all", total)]:
        print(f"{name:20}{score.right:7}{score.wrong:7}{score.missed:8}{score.precision:11.3f}{score.recall:8.3f}")
        if score is not total:
            total.add(score)
    if "--faults" in sys.argv:
        print(*total.faults, sep="\n")


if __name__ == "__main__":
    main()
