"""A project of one's own: the folders, a commented fundqa.toml and one example rule, copied from scaffold/."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fundqa.resources import builtin


def make(root: Path, lang: str) -> Iterator[str]:
    """Copy what is not there yet into `root`, and say so line by line; no file that exists is touched."""
    source = Path(str(builtin("scaffold"))) / "project"
    kept = []
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        target = root / path.relative_to(source)
        if target.exists():
            kept.append(str(target))
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_spoken(path.read_text("utf-8"), lang), "utf-8", newline="\n")
        yield f"+ {target}" if lang == "en" else f"＋ {target}"
    if kept:
        yield f"= left as they are: {', '.join(kept)}" if lang == "en" else f"＝ 已有，未改动：{'、'.join(kept)}"


def _spoken(text: str, lang: str) -> str:
    """A file of the scaffold; a project made in English speaks English."""
    return text.replace('# lang = "zh"', 'lang = "en"') if lang == "en" else text


def next_steps(root: Path, lang: str) -> Iterator[str]:
    """What to do now."""
    enter = [f"    cd {root}"] if root.resolve() != Path().resolve() else []
    if lang == "en":
        yield from ("Next:", *enter, "    fundqa test              run the examples of your rules",
                    "    fundqa check report.docx", "    fundqa run               check what is new")  # fmt: skip
    else:
        yield from ("下一步：", *enter, "    fundqa test              运行自己的规则的例子",
                    "    fundqa check 报告.docx", "    fundqa run               核对新到的报告")  # fmt: skip
