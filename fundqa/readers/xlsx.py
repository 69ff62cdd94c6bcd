"""Excel workbooks (.xlsx, .xlsm): lxml on the package; every cell as it is shown, by its number format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from lxml import etree

from fundqa.document import Document
from fundqa.readers.assemble import Item, assemble
from fundqa.readers.limits import MAX_GRID_CELLS
from fundqa.readers.number_format import BUILTIN, GENERAL, shown
from fundqa.readers.package import Package
from fundqa.readers.refusals import refuse
from fundqa.readers.sheets import Merge, Sheet, sheet_items

MAIN_PART = "xl/workbook.xml"
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EPOCHS = (date(1899, 12, 30), date(1904, 1, 1))


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells of all sheets share: texts, number formats and borders by style, the day before day 1."""

    texts: Sequence[str]
    formats: Sequence[str]
    bordered: Sequence[bool]
    epoch: date


@dataclass(slots=True)
class _Hidden:
    """Columns and rows that are not shown."""

    cols: set[int] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)


def main_part(package: Package) -> str:
    """The name of the workbook part, "" when the package is no workbook."""
    for part in (*package.related("", "officeDocument"), MAIN_PART):
        if package.has(part) and part.lower().startswith("xl/") and part.lower().endswith(".xml"):
            return part
    return ""


def read_xlsx(data: bytes, package: Package, part: str) -> Document:
    """The workbook `package`, whose workbook part is `part`, as a Document: its visible sheets in their order.

    Raises ReadError broken_xlsx, doctype or too_large.
    """
    items: list[Item] = []
    notes: list[str] = []
    for sheet in _shown(package, part):
        if sheet is None:
            notes.append("hidden_sheet")
        else:
            items += sheet_items(sheet)
    blocks, warnings = assemble(package.name, items, tuple(dict.fromkeys(notes)))
    return Document(package.name, sha256(data).hexdigest(), "xlsx", blocks, warnings)


def shown_sheets(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The visible sheets of the workbook `data`, every cell in its own row and column. Raises ReadError."""
    package = Package.open(data, name, "broken_xlsx")
    part = main_part(package)
    if not part:
        raise refuse("broken_xlsx", name, MAIN_PART)
    return tuple(sheet for sheet in _shown(package, part) if sheet is not None)


def _shown(package: Package, part: str) -> Iterator[Sheet | None]:
    """The worksheets in their order, None for a hidden one."""
    workbook = package.parse(part)
    properties = workbook.find(f"{_NS}workbookPr")
    modern = properties is None or properties.get("date1904") not in ("1", "true")
    styles = _styles(package, part)
    book = _Book(_texts(package, part), _formats(styles), _bordered(styles), _EPOCHS[not modern])
    for name, target, hidden in _sheets(package, workbook, part):
        if hidden:
            yield None
        elif package.has(target):
            yield _sheet(package.parse(target), name, book, package.name)


def _sheets(package: Package, workbook: etree._Element, part: str) -> Iterator[tuple[str, str, bool]]:
    """Name, part and whether it is hidden, of each worksheet."""
    targets = package.targets(part)
    for sheet in workbook.iter(f"{_NS}sheet"):
        target = targets.get(sheet.get(_ID, ""), "")
        yield sheet.get("name", ""), target, sheet.get("state", "visible") != "visible"


def _texts(package: Package, part: str) -> list[str]:
    names = package.related(part, "sharedStrings") or ["xl/sharedStrings.xml"]
    if not package.has(names[0]):
        return []
    return [_text(item) for item in package.parse(names[0]).iter(f"{_NS}si")]


def _text(item: etree._Element) -> str:
    """A string item's text: its runs, without the phonetic guides above them."""
    runs = [t.text or "" for t in item.findall(f"{_NS}t")]
    runs += [t.text or "" for run in item.findall(f"{_NS}r") for t in run.findall(f"{_NS}t")]
    return _ESCAPED.sub(_unescaped, "".join(runs)).replace("\r\n", "\n").replace("\r", "\n")


def _unescaped(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char.isprintable() or char in "\t\n\r" else ""


def _styles(package: Package, part: str) -> etree._Element | None:
    names = package.related(part, "styles") or ["xl/styles.xml"]
    return package.parse(names[0]) if package.has(names[0]) else None


def _bordered(root: etree._Element | None) -> list[bool]:
    """Whether cells of each cell style have a border on any side."""
    borders = root.find(f"{_NS}borders") if root is not None else None
    styles = root.find(f"{_NS}cellXfs") if root is not None else None
    if borders is None or styles is None:
        return []
    drawn = [any(side.get("style", "none") != "none" for side in border) for border in borders.iter(f"{_NS}border")]
    ids = [_whole(xf.get("borderId")) for xf in styles.iter(f"{_NS}xf")]
    return [own < len(drawn) and drawn[own] for own in ids]


def _formats(root: etree._Element | None) -> list[str]:
    """The number format of each cell style."""
    if root is None:
        return []
    own = {entry.get("numFmtId", ""): entry.get("formatCode", GENERAL) for entry in root.iter(f"{_NS}numFmt")}
    styles = root.find(f"{_NS}cellXfs")
    ids = [xf.get("numFmtId", "0") for xf in styles.iter(f"{_NS}xf")] if styles is not None else []
    return [own.get(key) or (BUILTIN.get(int(key), GENERAL) if key.isdecimal() else GENERAL) for key in ids]


def _sheet(root: etree._Element, name: str, book: _Book, file: str) -> Sheet:
    sheet, hidden = Sheet(name), _Hidden()
    for col in root.iter(f"{_NS}col"):
        if _on(col.get("hidden")):
            hidden.cols.update(range(_whole(col.get("min")) - 1, min(_whole(col.get("max")), 16_384)))
    for number, row in enumerate(root.iter(f"{_NS}row")):
        at = _whole(row.get("r")) - 1 if row.get("r") else number
        if _on(row.get("hidden")):
            hidden.rows.add(at)
        drawn = 0
        for cell in _cells(row, at):
            _put(sheet, cell[0], cell[1], cell[2], book)
            style = _whole(cell[2].get("s"))
            drawn += style < len(book.bordered) and book.bordered[style]
        if drawn > 1:
            sheet.ruled.add(at)
    if any(row in hidden.rows or col in hidden.cols for row, col in sheet.texts):
        sheet.warnings.append("hidden_cells")
    sheet.merges = [merge for ref in root.iter(f"{_NS}mergeCell") if (merge := _merge(ref.get("ref", "")))]
    if root.find(f".//{_NS}drawing") is not None or root.find(f".//{_NS}legacyDrawing") is not None:
        sheet.warnings.append("drawing")
    _check_size(sheet, file)
    return sheet


def _check_size(sheet: Sheet, file: str) -> None:
    rows = max((row for row, _ in sheet.texts), default=0)
    cols = max((col for _, col in sheet.texts), default=0)
    if len(sheet.texts) > MAX_GRID_CELLS or (rows + 1) * (cols + 1) > MAX_GRID_CELLS * 8:
        raise refuse("too_large", file, f"{sheet.name}: {rows + 1} × {cols + 1}")


def _cells(row: etree._Element, at: int) -> Iterator[tuple[int, int, etree._Element]]:
    col = 0
    for cell in row.iter(f"{_NS}c"):
        place = _place(cell.get("r", ""))
        col = place[1] if place else col
        yield (place[0] if place else at), col, cell
        col += 1


def _put(sheet: Sheet, row: int, col: int, cell: etree._Element, book: _Book) -> None:
    value = cell.findtext(f"{_NS}v")
    formula = cell.find(f"{_NS}f") is not None
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{_NS}is")
        sheet.put(row, col, _text(inline) if inline is not None else "")
    elif value is None or value == "":
        if formula and not (kind == "str" and value == ""):
            sheet.put(row, col, "", "no_value")
    elif kind == "s":
        index = _whole(value)
        sheet.put(row, col, book.texts[index] if 0 <= index < len(book.texts) else "")
    elif kind in ("str", "e"):
        sheet.put(row, col, value, *(("formula_error",) if kind == "e" else ()))
    elif kind == "b":
        sheet.put(row, col, "TRUE" if value == "1" else "FALSE")
    else:
        style = _whole(cell.get("s"))
        code = book.formats[style] if 0 <= style < len(book.formats) else GENERAL
        sheet.put(row, col, shown(value, code, book.epoch))


def _on(value: str | None) -> bool:
    return value in ("1", "true")


def _whole(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 10 else 0


def _place(reference: str) -> tuple[int, int] | None:
    """Row and column, from 0, of a reference such as B12."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    col = 0
    for letter in match[1].upper():
        col = col * 26 + ord(letter) - ord("A") + 1
    return max(int(match[2]) - 1, 0), col - 1


def _merge(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    start, end = _place(first), _place(last or first)
    if start is None or end is None:
        return None
    return min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
