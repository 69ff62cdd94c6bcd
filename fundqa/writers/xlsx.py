"""The ledger as a workbook: findings with lists to choose their state from; what it says is text, never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from fundqa.report import Report, State
from fundqa.writers.base import File, FileWriter, Made, Originals
from fundqa.writers.ledger import FINDINGS, Cell, Ledger, Row, Sheet
from fundqa.writers.words import Words

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_MADE = datetime(2000, 1, 1)
"""The same workbook for the same report."""
_LINKS = 60_000
"""A sheet may hold 65530 links."""
_CELL = 32_000
"""A cell may hold 32767 characters, of which Excel counts those beyond the basic plane twice."""
_WIDTHS = {"finding": 60, "worked": 44, "place": 36, "surface": 30, "note": 40, "reason": 44, "why_unchecked": 60,
           "remark": 50, "file": 36, "about": 28, "rule": 24, "funds": 34, "expected": 20, "gap": 16}  # fmt: skip
_WIDEST = 24
_NARROWEST = 6
_LEAST = {"note": 40, "who": 10, "until": 12, "file": 34}
_HEAD = 1
"""Rows above those of a sheet."""
_FREE = 2000
"""Rows below the findings that are counted too: reviewers add their own."""
_LINE = 15
_TALLEST = 400
"""Points; a row is at most 409 high."""
_COLOURS = {"error": ("#9C1C1C", "#FBE3E1"), "warning": ("#7A4B00", "#FFF1CC"), "info": ("#1F4E79", "#E3EEF9")}
_FATES = {"agreed": "#1E6B34", "contradicted": "#9C1C1C", "off": "#7A4B00", "unchecked": "#595959"}
_STATES = {"pending": "#FBE3E1", "mended": "#E3EEF9", "explained": "#E2F2E3", "false": "#EDE7F6", "declined": "#EEEEEE"}


def write(report: Report, originals: Originals) -> Made:  # noqa: ARG001
    """The ledger of `report`, one workbook."""
    from xlsxwriter import Workbook

    ledger, out = Ledger(report), io.BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        book.set_properties({"title": ledger.say("ledger.title"), "created": _MADE})
        book.set_size(2400, 1400)
        _Setter(book, ledger).set()
    return Made((File(ledger.say("ledger.file") + ".xlsx", out.getvalue()),))


WRITER = FileWriter("xlsx", ".xlsx", write, kept=True)


class _Setter:
    """Sets the sheets of a ledger in a workbook."""

    def __init__(self, book: Workbook, ledger: Ledger) -> None:
        self._book, self._ledger, self._say = book, ledger, ledger.say
        self._formats: dict[str, Any] = {}
        self._links = 0

    def set(self) -> None:
        """Set everything."""
        sheets = self._ledger.sheets()
        made = [(sheet, self._book.add_worksheet(self._name(sheet.name))) for sheet in sheets]
        for sheet, page in made:
            self._links = 0
            self._sheet(sheet, page)
            if sheet.name == "findings":
                self._choices(sheet, page)
        (overview, page), (findings, _) = made[:2]
        self._totals(page, len(overview.rows) + _HEAD + 1, findings.rows)

    def _name(self, sheet: str) -> str:
        return self._say(f"ledger.sheet.{sheet}")

    def _format(self, style: str, **more: object) -> Any:
        """The format of a style; formats are shared, as a workbook cannot hold many."""
        key = f"{style}{more}"
        if key not in self._formats:
            look: dict[str, object] = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D0D0"}
            kind, _, which = style.partition(".")
            if kind == "severity":
                look |= {"font_color": _COLOURS[which][0], "bg_color": _COLOURS[which][1], "align": "center"}
            elif kind == "fate":
                look |= {"font_color": _FATES[which]}
            elif kind == "head":
                look |= {"bold": True, "bg_color": "#DCE6F1", "valign": "vcenter", "align": "center"}
            elif kind == "share":
                look |= {"num_format": "0.0%"}
            elif kind == "input":
                look |= {"bg_color": "#FFFDF0"}
            self._formats[key] = self._book.add_format(look | more)
        return self._formats[key]

    def _sheet(self, sheet: Sheet, page: Worksheet) -> None:
        widths: list[int] = []
        for col, column in enumerate(sheet.columns):
            page.write_string(0, col, self._say(f"ledger.column.{column}"), self._format("head"))
            width = _width(column, [row[col] for row in sheet.rows], self._say)
            page.set_column(col, col, width, None, {"hidden": column == "fingerprint"})
            widths.append(width)
        for number, row in enumerate(sheet.rows, _HEAD):
            page.set_row(number, min(_LINE * max(map(_lines, row, widths)), _TALLEST))
            for col, cell in enumerate(row):
                self._cell(page, number, col, cell)
        page.freeze_panes(_HEAD, sheet.columns.index("file") + 1)
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)

    def _cell(self, page: Worksheet, row: int, col: int, cell: Cell) -> None:
        """Write a cell: a text as a text, whatever it begins with."""
        if not isinstance(cell.value, str):
            page.write_number(row, col, cell.value, self._format(cell.style))
            return
        text = _held(cell.value)
        if cell.link is not None and text and self._links < _LINKS:
            self._links += 1
            sheet, target = cell.link
            look = self._format(cell.style, font_color="#1F4E99", underline=1)
            page.write_url(row, col, f"internal:'{self._name(sheet)}'!A{target + _HEAD + 1}", look, text)
        elif text:
            page.write_string(row, col, text, self._format(cell.style))
        else:
            page.write_blank(row, col, None, self._format(cell.style))

    def _choices(self, sheet: Sheet, page: Worksheet) -> None:
        """The list of states to choose from, and their colours."""
        col, last = FINDINGS.index("state"), max(len(sheet.rows), 1)
        choice = {"validate": "list", "source": list(self._ledger.states()),
                  "error_title": self._say("ledger.title"), "error_message": self._say("ledger.choose")}  # fmt: skip
        page.data_validation(_HEAD, col, last, col, choice)
        for state, colour in _STATES.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{self._say(f"ledger.state.{state}")}"'}
            page.conditional_format(
                _HEAD, col, last, col, rule | {"format": self._book.add_format({"bg_color": colour})}
            )

    def _totals(self, page: Worksheet, top: int, findings: Sequence[Row]) -> None:
        """Under the overview: how many findings are in each state, and how often each rule was wrong; both recount."""
        states, rules = FINDINGS.index("state"), FINDINGS.index("rule")
        wrong = self._say("ledger.state.false")
        state_column, rule_column = (self._column(column, len(findings)) for column in ("state", "rule"))
        self._heads(page, top, ("ledger.states", "ledger.count"))
        for row, state in enumerate(self._ledger.states(), top + 1):
            count = sum(line[states].value == state for line in findings)
            self._counted(page, row, state, (f"=COUNTIF({state_column},B{row + 1})", count))
        top += len(State) + 2
        self._heads(page, top, ("ledger.column.rule", "ledger.count", "ledger.state.false"))
        for row, rule in enumerate(self._ledger.rules(), top + 1):
            own = [line[states].value for line in findings if line[rules].value == rule]
            same = f"{rule_column},B{row + 1}"
            alarms = f'=COUNTIFS({same},{state_column},"{wrong}")'
            self._counted(page, row, rule, (f"=COUNTIF({same})", len(own)), (alarms, own.count(wrong)))

    def _heads(self, page: Worksheet, row: int, keys: Sequence[str]) -> None:
        for col, key in enumerate(keys, 1):
            page.write_string(row, col, self._say(key), self._format("head"))

    def _counted(self, page: Worksheet, row: int, name: str, *formulas: tuple[str, int]) -> None:
        """A name and how often it occurs: formulas of our own, each with its present result."""
        page.write_string(row, 1, _held(name), self._format(""))
        for col, (formula, result) in enumerate(formulas, 2):
            page.write_formula(row, col, formula, self._format(""), result)

    def _column(self, column: str, rows: int) -> str:
        """A column of the findings as formulas name it."""
        letter = chr(ord("A") + FINDINGS.index(column))
        return f"'{self._name('findings')}'!${letter}$2:${letter}${rows + _FREE}"


def _held(text: str) -> str:
    """`text` as far as a cell holds it."""
    if len(text) * 2 <= _CELL:
        return text
    return text.encode("utf-16-le")[: _CELL * 2].decode("utf-16-le", "ignore")


def _width(column: str, cells: Iterable[Cell], say: Words) -> int:
    """How wide a column has to be for its head and its longest line, up to its limit, behind which lines are broken."""
    lines = [line for cell in cells for line in str(cell.value).split("\n")]
    longest = max((_columns(line) for line in lines), default=0)
    head = _columns(say(f"ledger.column.{column}")) + 4
    least = max(head, _NARROWEST, _LEAST.get(column, 0))
    return max(min(longest + 2, _WIDTHS.get(column, _WIDEST)), least)


def _lines(cell: Cell, width: int) -> int:
    """How many lines a cell takes in a column of this width; a little more than exactly, as fonts differ."""
    broken = str(cell.value).split("\n") if isinstance(cell.value, str) else [""]
    return sum(max(-(-(_columns(line) + 1) // (width - 1)), 1) for line in broken)


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
