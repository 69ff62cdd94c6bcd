"""A whole `fundqa check` against the import it cannot do without: `python -c "import pandera.pandas"`.

Run as `python benchmarks/startup.py [--quick] [FILE [RUNS]]`. Each is a process of its own, and they take turns.
Times are of the clock, as a check works in two processes at once; the ratio of the medians is to stay at or below 2 on
an idle machine. `--help` and a text without a form are shown beside.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import ROOT, Budget, Row, budget_of, medians, process, told

AIM, RUNS = 2.0, 9
PLAIN = "# 2022年工伤保险基金运行情况\n\n2022年工伤保险基金支出2185万元。\n"
FUNDQA = [sys.executable, "-c", "from fundqa.cli import main; main()"]
YARDSTICK = [sys.executable, "-c", "import pandera.pandas"]
WHAT = {
    "startup-check": ("fundqa check 一份带表的报告", "a whole fundqa check of a report with forms"),
    "startup-plain": ("fundqa check 一段没有表的文字", "a whole fundqa check of a text without a form"),
    "startup-help": ("fundqa --help", "fundqa --help"),
}


def rows(budget: Budget, report: Path | None = None, runs: int = RUNS) -> Iterator[Row]:
    """The three of them."""
    report = report or next((ROOT / "examples").glob("*.txt"))
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.md"
        plain.write_text(PLAIN, encoding="utf-8")
        commands = ([*FUNDQA, "check", str(report)], [*FUNDQA, "check", str(plain)], [*FUNDQA, "--help"])
        acts = [lambda command=command: process(command).clock for command in (YARDSTICK, *commands)]
        times = medians(acts, budget.of(runs, 1))
    for (key, (zh, en)), spent in zip(WHAT.items(), times[1:], strict=True):
        detail = f"{spent:.2f} s against {times[0]:.2f} s"
        texts = f"{zh}：是 import pandera.pandas 的几倍时间", f"{en}, in imports of pandera.pandas"
        yield Row(key, *texts, spent / times[0], most=AIM if key == "startup-check" else None, detail=detail)


def main() -> None:
    """Measure and print."""
    given = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    report = Path(given[0]) if given else None
    told(rows(budget_of(sys.argv[1:]), report, int(given[1]) if len(given) > 1 else RUNS))


if __name__ == "__main__":
    main()
