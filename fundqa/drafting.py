"""A form file drafted from a blank form: its labels by the wordings of the known forms, and what is left to decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fundqa.document import Document, Table
from fundqa.errors import PackError
from fundqa.formspec import Column, FormSpec
from fundqa.lexicon import Columns, normalise
from fundqa.project import Project, load_project
from fundqa.readers import read

_LONGEST = 24
_NEEDED = 2
_NEAR = 45
_NEAREST = 3
_SHOWN = 12
_HAN = re.compile(r"[㐀-鿿]")
_FILLER = re.compile(r"指标\s*\d|^\s*[…\.。]|^（?\d+）?$|：.")
_SECTIONS = ("header", "amounts", "rates", "total", "sources", "goals", "indicators")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a blank form shows: its title, the columns its labels mean with the labels as printed, and other labels."""

    id: str
    title: str
    columns: Mapping[Column, tuple[str, ...]]
    unmapped: tuple[str, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that make the form what it is: those of its indicators, else those of its amounts."""
        sections = {column.section for column in self.columns}
        key = "indicators" if "indicators" in sections else "amounts"
        return tuple(column.name for column in self.columns if column.section == key)


def draft_form(path: Path, root: Path, lang: str) -> Iterator[str]:
    """Write schemas/forms/<id>.yml of the project `root` from the blank form `path`; says what it did, line by line.

    PackError when the file has no table with labels that are known; ReadError when it cannot be read.
    """
    project = load_project(root)
    found = drafted(read(path, layout=project.layout), project, _identifier(path))
    target = root / "schemas" / "forms" / f"{found.id}.yml"
    if target.exists():
        yield _said(lang, f"＝ {target} 已有，未改动", f"= {target} exists, left as it is")
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(rendered(found, project.forms), "utf-8", newline="\n")
    count = len({column.name for column in found.columns})
    yield _said(lang, f"＋ {target}：认出{count}栏", f"+ {target}: {count} columns known")
    if found.unmapped:
        names = "、".join(found.unmapped)
        yield _said(lang, f"  没有对上的栏名：{names}", f"  labels not mapped: {names}")


def drafted(document: Document, project: Project, name: str) -> Draft:
    """The draft of the table of `document` whose labels say most."""
    tables = [(i, block) for i, block in enumerate(document.blocks) if isinstance(block, Table)]
    best = max(tables, key=lambda at: len(_mapped(at[1], project.forms)), default=None)
    columns = _mapped(best[1], project.forms) if best else {}
    if best is None or not _solid(columns, project.lexicon.columns):
        raise _unknown(document, best[1] if best else None, project.forms)
    title = _title(document, best[0], project)
    roles = project.lexicon.organisations.roles
    known = {normalise(title), *roles}
    unmapped = tuple(t for t in _labels(best[1]) if t not in known and not _meaning(t, project.forms))
    return Draft(name, title, columns, unmapped)


def _solid(columns: Mapping[Column, tuple[str, ...]], names: Columns) -> bool:
    """Whether columns make a form of this kind: an indicator with its target or result, or two amounts."""
    indicators = {column.name for column in columns if column.section == "indicators"}
    amounts = {column.name for column in columns if column.section == "amounts"}
    measured = names.indicator in indicators and bool(indicators & {names.target, names.result})
    return measured or (len(amounts) >= _NEEDED and not indicators)


def _unknown(document: Document, table: Table | None, forms: Sequence[FormSpec]) -> PackError:
    """The refusal of a document that is no form of this kind: its labels, and the columns that are known."""
    seen = "、".join(_labels(table)[:_SHOWN]) if table else ""
    zh = "没有认出有指标和目标值（或完成值）的表，也没有认出有预算数和执行数的表，起草不了"
    en = "no table with indicators and their targets or results, and none with budget and execution: nothing to draft"
    zh, en = (zh + f"；看到的栏名：{seen}", en + f"; labels seen: {seen}") if seen else (zh, en)
    known = label_meanings(forms)
    names = tuple(dict.fromkeys(column.name for columns in known.values() for column in columns))
    return PackError("no_form", zh, en, path=document.path, line=1, col=1, allowed=names)


def label_meanings(forms: Sequence[FormSpec]) -> dict[str, tuple[Column, ...]]:
    """Every label of the known forms with what it means, each column once."""
    found: dict[str, tuple[Column, ...]] = {}
    for form in forms:
        for label, columns in form.labels.items():
            found[label] = tuple(dict.fromkeys((*found.get(label, ()), *columns)))
    return found


def rendered(draft: Draft, forms: Sequence[FormSpec]) -> str:
    """The form file as text, with the labels that were not mapped, and the nearest known ones, as comments."""
    names = list(dict.fromkeys(column.name for column in draft.columns))
    lines = [
        f"# 由空白表起草：{draft.title}。请核对每一栏；保存后运行 fundqa check 填好的表 --project 本项目。",
        "# Drafted from a blank form: check every column, then run fundqa check on a filled copy with --project.",
        f"id: {draft.id}",
        f"title: {{zh: {_quoted(draft.title)}, en: {_quoted(draft.title)}}}",
        "recognise:",
        "  # 必须都有的栏；有得越多越像的栏 / columns it must have; columns that make it more likely",
        f"  all: [{', '.join(draft.required)}]",
        f"  some: [{', '.join(names)}]",
        "  none: []",
        "header:" if _of(draft, "header") else "header: {}",
        *_plain(draft, "header", "  "),
        *_funding(draft),
        *_goals(draft),
        "indicators:" if _of(draft, "indicators") else "indicators: {}",
        *_plain(draft, "indicators", "  "),
    ]
    return "\n".join([*lines, *_comments(draft, forms)]) + "\n"


def _funding(draft: Draft) -> Iterator[str]:
    if not any(_of(draft, section) for section in ("amounts", "rates", "total", "sources")):
        return
    yield from ("funding:", "  concept: 支出", "  amounts:" if _of(draft, "amounts") else "  amounts: {}")
    for column, labels in _of(draft, "amounts"):
        yield f"    {column.name}: {{basis: {column.basis}, labels: [{_listed(labels)}]}}"
    for section in ("rates", "total"):
        yield from (f"  {section}: [{_listed(labels)}]" for _, labels in _of(draft, section))
    yield "  sources:" if _of(draft, "sources") else "  sources: {}"
    yield from _plain(draft, "sources", "    ")


def _goals(draft: Draft) -> Iterator[str]:
    found = _of(draft, "goals")
    if found:
        yield "goals:"
    for column, labels in found:
        yield f"  {column.name}: {{basis: {column.basis}, labels: [{_listed(labels)}]}}"


def _comments(draft: Draft, forms: Sequence[FormSpec]) -> Iterator[str]:
    if not draft.unmapped:
        return
    yield "# 没有对上的栏名，后面是最接近的已知栏；要用的，把它加到上面相应的一栏里。"
    yield "# Labels not mapped, with the nearest known columns; add those you need to a column above."
    for label in draft.unmapped:
        yield f"#   {label}  ~ {'、'.join(nearest(label, forms)) or '—'}"


def nearest(label: str, forms: Sequence[FormSpec]) -> tuple[str, ...]:
    """The canonical columns whose labels look most like `label`, the likest first; at most three."""
    from rapidfuzz import fuzz, process

    known = label_meanings(forms)
    hits = process.extract(normalise(label), list(known), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=3 * _NEAREST)
    names = (column.name for hit, _, _ in hits for column in known[hit])
    return tuple(dict.fromkeys(names))[:_NEAREST]


def _mapped(table: Table, forms: Sequence[FormSpec]) -> dict[Column, tuple[str, ...]]:
    """The columns that the labels of a table mean, in the order of the sections, with the labels as printed."""
    found: dict[tuple[str, str], tuple[Column, list[str]]] = {}
    ranked = _likest_first(table, forms)
    for label in _labels(table):
        for column in _meaning(label, ranked):
            labels = found.setdefault((column.section, column.name), (column, []))[1]
            labels += [label] if label not in labels else []
    kept = (entry for entry in found.values() if entry[0].section in _SECTIONS)
    return {column: tuple(labels) for column, labels in sorted(kept, key=lambda at: _SECTIONS.index(at[0].section))}


def _meaning(label: str, forms: Sequence[FormSpec]) -> tuple[Column, ...]:
    """What the first form that knows a label takes it for."""
    return next((columns for form in forms if (columns := form.columns(label))), ())


def _likest_first(table: Table, forms: Sequence[FormSpec]) -> list[FormSpec]:
    """The forms, those first that know most of the labels of a table, so that one form's reading of it prevails."""
    labels = _labels(table)
    return sorted(forms, key=lambda form: -sum(bool(form.columns(label)) for label in labels))


def _labels(table: Table) -> list[str]:
    """The texts of a blank table that can be labels, normalised, each once, in order."""
    texts = (normalise(cell.text) for cell in table.cells if 0 < len(cell.text.strip()) <= _LONGEST)
    return [t for t in dict.fromkeys(texts) if _HAN.search(t) and not _FILLER.search(t)]


def _title(document: Document, index: int, project: Project) -> str:
    """The form's title: in the table's first rows or above it, else the table's first text."""
    table = document.blocks[index]
    assert isinstance(table, Table)
    above = [block.text for block in document.blocks[max(0, index - 4) : index] if not isinstance(block, Table)]
    inside = [cell.text for cell in table.cells if cell.row < 3]
    for text in (*inside, *reversed(above)):
        if project.layout.is_form_title(text):
            return " ".join(text.split())
    return next((" ".join(text.split()) for text in (*reversed(above), *inside) if text.strip()), document.path)


def _identifier(path: Path) -> str:
    """The file's name as an id: letters, digits, Chinese, - and _."""
    return re.sub(r"[^\w-]+", "-", path.stem).strip("-") or "form"


def _of(draft: Draft, section: str) -> list[tuple[Column, tuple[str, ...]]]:
    return [(column, labels) for column, labels in draft.columns.items() if column.section == section]


def _plain(draft: Draft, section: str, indent: str) -> Iterator[str]:
    yield from (f"{indent}{column.name}: [{_listed(labels)}]" for column, labels in _of(draft, section))


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(_quoted(label) for label in labels)


def _quoted(text: str) -> str:
    """A YAML scalar of any text, plain where it is harmless."""
    return text if re.fullmatch(r"[\w（）、/]+", text) and _HAN.match(text) else "'" + text.replace("'", "''") + "'"


def _said(lang: str, zh: str, en: str) -> str:
    return en if lang == "en" else zh
