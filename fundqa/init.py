"""A project of one's own: the folders, a commented fundqa.toml and one example rule, copied from scaffold/."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fundqa.resources import builtin


def make(root: Path, lang: str) -> Iterator[str]:
    """Copy what is not there yet into `root`, and say so line by line; no file that exists is touched."""
    source = Path(str(builtin("scaffold"))) / "project"
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        target = root / path.relative_to(source)
        if target.exists():
            yield f"= {target} exists, left as it is" if lang == "en" else f"＝ {target} 已有，未改动"
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        yield f"+ {target}" if lang == "en" else f"＋ {target}"


def next_steps(root: Path, lang: str) -> Iterator[str]:
    """What to do now."""
    if lang == "en":
        yield from ("Next:", f"    cd {root}", "    fundqa test              run the examples of your rules",
                    "    fundqa check report.docx")  # fmt: skip
    else:
        yield from ("下一步：", f"    cd {root}", "    fundqa test              运行自己的规则的例子",
                    "    fundqa check 报告.docx")  # fmt: skip
