"""Ruled tables of a PDF page: lines to a grid, missing lines to merged cells, glyphs to the cells they stand in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fundqa.readers.assemble import Box, Grid
from fundqa.readers.pdf_page import Glyph, Line, Page, Rule, block_text, free_room, lines

_NEAR = 2.5
"""Lines nearer than this many points are one."""
_REACH = 3.0


@dataclass(frozen=True, slots=True)
class Fit:
    """How a cell's text fills it: its row, the row it ends before, its edges, its lines, its text."""

    row: int
    end: int
    left: float
    right: float
    lines: Sequence[Line]
    text: str

    @property
    def room(self) -> float:
        """What is free after its last line."""
        return free_room(self.lines[-1], self.left, self.right)

    @property
    def last(self) -> float:
        """The width of its last character."""
        end = self.lines[-1].glyphs[-1]
        return end.x1 - end.x0

    def goes_on_in(self, below: Fit) -> bool:
        """Whether the text of a cell may be the rest of this one's, as it would not have fitted here.

        A number is parted only where not one more digit had room.
        """
        digits = self.text[-1:].isdigit() and below.text[:1].isdigit()
        return self.room < (self.last if digits else below.lines[0].first)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table on a page: its edges, its columns' lines, what it holds, and how its filled cells are filled."""

    left: float
    bottom: float
    right: float
    top: float
    columns: tuple[float, ...]
    grid: Grid
    fits: tuple[Fit, ...]


Marks = Sequence[tuple[float, float, Glyph]]
"""Glyphs, each behind its middle across and its middle up and down."""


def ruled(page: Page) -> tuple[list[Ruled], list[Glyph]]:
    """The page's ruled tables, top to bottom, and the glyphs that stand in none."""
    found, held = [], set()
    marks = [((glyph[1] + glyph[3]) / 2, (glyph[2] + glyph[4]) / 2, glyph) for glyph in page.glyphs]
    for across, down in _connected(_joined(page.across), _joined(page.down)):
        table = _table(page, marks, across, down)
        if table is not None:
            found.append(table)
            held |= {id(glyph) for _, _, glyph in _inside(marks, table.left, table.bottom, table.right, table.top)}
    free = [glyph for glyph in page.glyphs if id(glyph) not in held] if held else list(page.glyphs)
    return sorted(found, key=lambda table: -table.top), free


def _inside(marks: Marks, left: float, bottom: float, right: float, top: float) -> Marks:
    return [mark for mark in marks if bottom <= mark[1] <= top and left <= mark[0] <= right]


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Lines with those that lie upon or continue each other made one."""
    result: list[Rule] = []
    for group in _levels(sorted(rules, key=lambda rule: rule.at)):
        at = sum(rule.at for rule in group) / len(group)
        start, end = None, 0.0
        for rule in sorted(group, key=lambda rule: rule.start):
            if start is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + _REACH:
                end = max(end, rule.end)
            else:
                result.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        if start is not None:
            result.append(Rule(at, start, end))
    return result


def _levels(rules: Sequence[Rule]) -> Iterable[list[Rule]]:
    group: list[Rule] = []
    for rule in rules:
        if group and rule.at - group[-1].at > _NEAR:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _connected(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that cross or touch, group by group."""
    owner = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while owner[i] != i:
            owner[i] = owner[owner[i]]
            i = owner[i]
        return i

    for i, level in enumerate(across):
        for j, column in enumerate(down, len(across)):
            if (
                level.start - _REACH <= column.at <= level.end + _REACH
                and column.start - _REACH <= level.at <= column.end + _REACH
            ):
                owner[root(j)] = root(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, level in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(level)
    for j, column in enumerate(down, len(across)):
        groups.setdefault(root(j), ([], []))[1].append(column)
    return list(groups.values())


def edges(values: Iterable[float], near: float = _NEAR) -> list[float]:
    """Sorted places, those nearer than `near` points made one."""
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > near:
            result.append(value)
    return result


def _table(page: Page, marks: Marks, across: list[Rule], down: list[Rule]) -> Ruled | None:
    if not across:
        return None
    left, right = min(rule.start for rule in across), max(rule.end for rule in across)
    columns = edges([*(rule.at for rule in down), left, right])
    rows = edges([*(rule.at for rule in across), *(p for rule in down for p in (rule.start, rule.end))])
    rows.reverse()
    height, width = len(rows) - 1, len(columns) - 1
    if height < 1 or width < 2 or height * width < 3:
        return None
    inside = _inside(marks, left=columns[0], bottom=rows[-1], right=columns[-1], top=rows[0])
    if not inside:
        return None
    boxes, fits = _boxes(inside, across, down, rows, columns)
    if not any(box.text for box in boxes):
        return None
    grid = Grid(tuple(boxes), height, width, page=page.number)
    return Ruled(columns[0], rows[-1], columns[-1], rows[0], tuple(columns), grid, tuple(fits))


def _by_edge(rules: Iterable[Rule], places: Sequence[float]) -> list[list[tuple[float, float]]]:
    """For every column or row edge, what the lines on it cover."""
    return [[(rule.start - 1, rule.end + 1) for rule in rules if abs(rule.at - at) <= _NEAR] for at in places]


def _covered(lines_here: Iterable[tuple[float, float]], middle: float) -> bool:
    return any(start <= middle <= end for start, end in lines_here)


def _boxes(
    marks: Marks, across: list[Rule], down: list[Rule], rows: Sequence[float], columns: Sequence[float]
) -> tuple[list[Box], list[Fit]]:
    """The cells: grid places with no line between them are one, where together they make a rectangle."""
    height, width = len(rows) - 1, len(columns) - 1
    owner = {(r, c): (r, c) for r in range(height) for c in range(width)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while owner[place] != place:
            place = owner[place]
        return place

    def unite(a: tuple[int, int], b: tuple[int, int]) -> None:
        first, second = sorted((root(a), root(b)))
        owner[second] = first

    on_rows, on_columns = _by_edge(across, rows), _by_edge(down, columns)
    middles = [(columns[c] + columns[c + 1]) / 2 for c in range(width)]
    for r in range(height):
        y = (rows[r] + rows[r + 1]) / 2
        for c in range(width):
            if c + 1 < width and not _covered(on_columns[c + 1], y):
                unite((r, c), (r, c + 1))
            if r + 1 < height and not _covered(on_rows[r + 1], middles[c]):
                unite((r, c), (r + 1, c))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in owner:
        groups.setdefault(root(place), []).append(place)
    spans = [span for places in groups.values() for span in _rectangles(places)]
    return _filled(marks, sorted(spans), rows, columns)


def _rectangles(places: Sequence[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Row, column, height, width of a group that is a rectangle; of its single places where it is none."""
    top, left = min(r for r, _ in places), min(c for _, c in places)
    height, width = max(r for r, _ in places) - top + 1, max(c for _, c in places) - left + 1
    if height * width == len(places):
        return [(top, left, height, width)]
    return [(r, c, 1, 1) for r, c in places]


def _filled(
    marks: Marks, spans: Sequence[tuple[int, int, int, int]], rows: Sequence[float], columns: Sequence[float]
) -> tuple[list[Box], list[Fit]]:
    at: dict[tuple[int, int], int] = {
        (r + i, c + j): n for n, (r, c, h, w) in enumerate(spans) for i in range(h) for j in range(w)
    }
    own: list[list[Glyph]] = [[] for _ in spans]
    heights = [-row for row in rows]
    for x, y, glyph in marks:
        number = at.get((bisect_right(heights, -y) - 1, bisect_right(columns, x) - 1))
        if number is not None:
            own[number].append(glyph)
    boxes, fits = [], []
    for (r, c, h, w), glyphs in zip(spans, own, strict=True):
        left, right = columns[c], columns[c + w]
        found = lines(glyphs)
        text = block_text(found, left, right) if found else ""
        boxes.append(Box(r, c, text, h, w))
        if found:
            fits.append(Fit(r, r + h, left, right, found, text))
    return boxes, fits
