"""A whole `fundqa check` against the import it cannot do without: `python -c "import pandera.pandas"`.

Run as `python benchmarks/startup.py [FILE] [RUNS]`. The two take turns, so that a busy machine slows both alike; what
counts is the median and the ratio, which is to stay at or below 2. `--help` and a text without a form are shown beside.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AIM = 2.0
ROOT = Path(__file__).resolve().parent.parent
PLAIN = "# 2022年工伤保险基金运行情况\n\n2022年工伤保险基金支出2185万元。\n"
FUNDQA = [sys.executable, "-c", "from fundqa.cli import main; main()"]


def commands(report: Path, plain: Path) -> dict[str, list[str]]:
    """What is timed, the yardstick first."""
    return {
        "import pandera.pandas": [sys.executable, "-c", "import pandera.pandas"],
        "fundqa check (a report with forms)": [*FUNDQA, "check", str(report)],
        "fundqa check (a text without a form)": [*FUNDQA, "check", str(plain)],
        "fundqa --help": [*FUNDQA, "--help"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }


def seconds(command: list[str]) -> float:
    """One run in a process of its own, from start to end; findings (exit code 1) are no failure."""
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ, check=False)
    spent = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode(errors="replace"))
    return spent


def measure(report: Path, runs: int) -> dict[str, list[float]]:
    """The times of interleaved runs; the first round, which fills caches, does not count."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.md"
        plain.write_text(PLAIN, encoding="utf-8")
        timed = commands(report, plain)
        times: dict[str, list[float]] = {name: [] for name in timed}
        for round_number in range(runs + 1):
            for name, command in timed.items():
                spent = seconds(command)
                if round_number:
                    times[name].append(spent)
    return times


def table(times: dict[str, list[float]]) -> str:
    """Medians, spread and ratios to the first row."""
    base = statistics.median(next(iter(times.values())))
    lines = [f"{'':40}{'median':>9}{'least':>9}{'most':>9}{'ratio':>8}"]
    for name, spent in times.items():
        middle = statistics.median(spent)
        lines.append(f"{name:40}{middle:8.3f}s{min(spent):8.3f}s{max(spent):8.3f}s{middle / base:8.2f}")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Measure and print."""
    report = Path(arguments[0]) if arguments else next((ROOT / "examples").glob("*.txt"))
    runs = int(arguments[1]) if len(arguments) > 1 else 11
    times = measure(report, runs)
    print(f"{report.name}, {runs} interleaved runs, {os.cpu_count()} processors")
    print(table(times))
    first, second = (statistics.median(spent) for spent in list(times.values())[:2])
    print(f"aim: a check takes at most {AIM:g} times the import; measured {second / first:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
