"""The hook of mkdocs.yml: pages keep the places they have in the repository, so that their links lead where they do.

The READMEs and decisions lie outside docs/; all that is shown is copied to build/pages first, and the navigation says
what is for whom. The one script that the theme would fetch from elsewhere is replaced by docs/search.js.
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
_FOREIGN = re.compile(r'<script src="https://unpkg\.com/iframe-worker/shim"></script>')
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_READERS = ("county", "reviewer", "runs", "desk", "operations", "ledger", "writing-rules", "writing-forms")
"""Pages of docs/ in the order of the navigation; what is not named here comes after them."""


def on_config(config: Any) -> Any:
    """Copy what is shown, and lay the navigation over it."""
    shutil.rmtree(PAGES, ignore_errors=True)
    for path in shown():
        target = PAGES / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    config["docs_dir"] = str(PAGES)
    config["nav"] = navigation()
    return config


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Search without a network."""
    up = "../" * page.file.dest_uri.count("/")
    return _FOREIGN.sub(f'<script src="{up}docs/search.js"></script>', output)


def on_post_template(output_content: str, template_name: str, **_: Any) -> str:
    """The same for the page that is shown when there is no page."""
    return _FOREIGN.sub("", output_content) if template_name == "404.html" else output_content


def shown() -> list[Path]:
    """The pages, their pictures, the script of the search."""
    tops = [*ROOT.glob("*.md"), ROOT / "LICENSE", *(ROOT / folder / "README.md" for folder in FOLDERS)]
    return [*tops, *(path for kind in ("*.md", "*.png", "*.js") for path in (ROOT / "docs").rglob(kind))]


def navigation() -> list[dict[str, Any]]:
    """What the pages are called and where they stand."""
    names = {path.stem.removesuffix(".zh") for path in (ROOT / "docs").glob("*.md")} - {"README"}
    ordered = [name for name in _READERS if name in names] + sorted(names - set(_READERS))
    rules = sorted((ROOT / "docs" / "rules").glob("*-*.md"))
    return [
        {"fundqa": [{"说明": "README.zh-CN.md"}, {"English": "README.md"}]},
        {"文档": ["docs/README.md", *(page for name in ordered if (page := chinese(name)))]},
        {"Documentation": [f"docs/{name}.md" for name in ordered]},
        {"规则手册": ["docs/rules/README.md", *({title(path): f"docs/rules/{path.name}"} for path in rules)]},
        {"More": [f"{folder}/README.md" for folder in FOLDERS] + ["CHANGELOG.md", "DECISIONS.md"]},
    ]


def chinese(name: str) -> str:
    """A page's Chinese version, "" where there is none."""
    return f"docs/{name}.zh.md" if (ROOT / "docs" / f"{name}.zh.md").is_file() else ""


def title(path: Path) -> str:
    """The first heading of a page, shortened to what a list of many can show."""
    found = _TITLE.search(path.read_text(encoding="utf-8"))
    return (found[1] if found else path.stem).split("；")[0]
