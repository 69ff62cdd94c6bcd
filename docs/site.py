"""The hook of mkdocs.yml: pages keep the places they have in the repository, so that their links lead where they do.

The READMEs and decisions lie outside docs/; all that is shown is copied to build/pages first, and the navigation says
what is for whom. The Chinese README is the page that opens first. The one script that the theme would fetch from
elsewhere is replaced by docs/search.js.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "build" / "pages"
FOLDERS = ("checks", "schemas", "reports", "examples")
"""Folders whose README is a page."""
KINDS = ("*.md", "*.png", "*.svg", "*.js", "*.css")
SECTIONS = (
    ("教程", "Tutorials", ("county", "reviewer", "runs", "writing-rules", "writing-forms")),
    ("使用", "Using it", ("install", "desk", "operations", "final-accounts")),
    ("手册", "Reference", ("cli", "checked", "json", "ledger")),
    ("深入", "Inside", ("architecture", "security", "measuring")),
)
"""Pages of docs/ by section, in order; one that is not there is left out, one that is not named here is of the last."""
MOVED = {ROOT / "README.zh-CN.md": "README.md", ROOT / "README.md": "README.en.md"}
"""The pages that have other names on the site, where README.md is what opens first."""
_FOREIGN = re.compile(r'<script src="https://unpkg\.com/iframe-worker/shim"></script>')
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_LINK = re.compile(r"(\]\()([^)#\s:]+\.md)((?:#[^)\s]*)?\))")
_HEAD = re.compile(r'<html lang="zh"')
_ENGLISH = re.compile(r"README\.en\.html|docs/(?!index)[\w-]+\.html|(checks|schemas|reports|examples)/.*|[A-Z]+\.html")
_WIDE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_BROKEN = re.compile(rf"(?<=[{_WIDE}”’])\n {{0,3}}(?=[{_WIDE}“‘])")
_FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
BILINGUAL = ("json", "ledger")
"""Pages in both languages; they stand in the navigation of either, but are searched once."""
_FIRST = "---\nsearch: {boost: 3}\n---\n\n"
_UNSEARCHED = "---\nsearch: {exclude: true}\n---\n\n"


def on_config(config: Any) -> Any:
    """Copy what is shown, and lay the navigation over it."""
    shutil.rmtree(PAGES, ignore_errors=True)
    for path in shown():
        target = PAGES / MOVED.get(path, path.relative_to(ROOT).as_posix())
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            first = _FIRST if path.name.endswith(".zh.md") else ""
            target.write_text(first + unbroken(linked(path)), encoding="utf-8")
        else:
            shutil.copyfile(path, target)
    for name in BILINGUAL:
        text = (PAGES / "docs" / f"{name}.md").read_text(encoding="utf-8")
        (PAGES / "docs" / f"{name}.en.md").write_text(_UNSEARCHED + text, encoding="utf-8")
    config["docs_dir"] = str(PAGES)
    config["nav"] = navigation()
    return config


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Search without a network; pages in English say that they are."""
    place = page.file.dest_uri
    output = _FOREIGN.sub(f'<script src="{"../" * place.count("/")}docs/search.js"></script>', output)
    english = _ENGLISH.fullmatch(place) and Path(place).stem not in BILINGUAL
    return _HEAD.sub('<html lang="en"', output, count=1) if english else output


def on_post_template(output_content: str, template_name: str, **_: Any) -> str:
    """The same for the page that is shown when there is no page."""
    return _FOREIGN.sub("", output_content) if template_name == "404.html" else output_content


def shown() -> list[Path]:
    """The pages, their pictures, the script of the search."""
    tops = [*ROOT.glob("*.md"), ROOT / "LICENSE", *(ROOT / folder / "README.md" for folder in FOLDERS)]
    return [*tops, *(path for kind in KINDS for path in (ROOT / "docs").rglob(kind))]


def linked(path: Path) -> str:
    """The text of a page, its links to pages that have moved leading to where they are."""

    def to(found: re.Match[str]) -> str:
        name = MOVED.get((path.parent / found[2]).resolve())
        folder = found[2].rpartition("/")[0]
        return found[0] if name is None else f"{found[1]}{folder}{'/' if folder else ''}{name}{found[3]}"

    return _LINK.sub(to, path.read_text(encoding="utf-8"))


def unbroken(text: str) -> str:
    """The text without the line breaks between two Chinese characters, which would be shown as blanks."""
    pieces = _FENCED.split(text)
    return "".join(piece if piece.startswith("```") else _BROKEN.sub("", piece) for piece in pieces)


def navigation() -> list[dict[str, Any]]:
    """What the pages are called and where they stand: Chinese first, then the rules, then English."""
    folders = [f"{folder}/README.md" for folder in FOLDERS]
    return [
        {"首页": [{"fundqa 是什么": "README.md"}, {"全部文档": "docs/README.md"}]},
        *({zh: [page(name, "zh") for name in names]} for zh, _, names in sections()),
        {
            "规则 / Rules": [
                {"规则手册": "docs/rules/README.md"},
                *({family: rules} for family, rules in families().items()),
            ]
        },
        {
            "English": [
                "README.en.md",
                *({en: [page(name, "en") for name in names]} for _, en, names in sections()),
                {"Files and decisions": [*folders, "CHANGELOG.md", "DECISIONS.md"]},
            ]
        },
    ]


def sections() -> list[tuple[str, str, list[str]]]:
    """The sections with the pages there are."""
    there = {path.stem.removesuffix(".zh") for path in (ROOT / "docs").glob("*.md")} - {"README"}
    found = [(zh, en, [name for name in names if name in there]) for zh, en, names in SECTIONS]
    found[-1][2].extend(sorted(there - {name for *_, names in SECTIONS for name in names}))
    return found


def page(name: str, lang: str) -> str:
    """Where a page of docs/ stands in a language, or in the only one it has."""
    if name in BILINGUAL and lang == "en":
        return f"docs/{name}.en.md"
    own = ROOT / "docs" / (f"{name}.zh.md" if lang == "zh" else f"{name}.md")
    other = ROOT / "docs" / (f"{name}.md" if lang == "zh" else f"{name}.zh.md")
    return (own if own.is_file() else other).relative_to(ROOT).as_posix()


def families() -> dict[str, list[dict[str, str]]]:
    """The pages of the rules by family."""
    found: dict[str, list[dict[str, str]]] = {}
    for path in sorted((ROOT / "docs" / "rules").glob("*-*.md")):
        found.setdefault(path.name.partition("-")[0], []).append({title(path): f"docs/rules/{path.name}"})
    return found


def title(path: Path) -> str:
    """The first heading of a page, shortened to what a list of many can show."""
    found = _TITLE.search(path.read_text(encoding="utf-8"))
    return (found[1] if found else path.stem).split("；")[0]
