"""PDF pages as the readers see them, drawn with made-up glyphs: no font and no file is needed."""

from __future__ import annotations

from collections.abc import Sequence

from fundqa.readers.pdf_page import Glyph, Page, Rule

SIZE = 10.0
WIDTH, HEIGHT = 500.0, 700.0
LEFT = 50.0


def text(string: str, x: float, y: float, size: float = SIZE, lift: float = 0.0) -> list[Glyph]:
    """A line whose lower edge is at `y`: full characters are `size` wide, Latin half; digits are `lift` higher."""
    glyphs = []
    for char in string:
        wide = size / 2 if char.isascii() else size
        up = lift if char.isdigit() else 0.0
        if char.strip():
            glyphs.append(Glyph(char, x, y + up, x + wide, y + up + size))
        x += wide
    return glyphs


def lattice(xs: Sequence[float], ys: Sequence[float]) -> tuple[list[Rule], list[Rule]]:
    """All lines of a grid."""
    across = [Rule(y, xs[0], xs[-1]) for y in ys]
    down = [Rule(x, min(ys), max(ys)) for x in xs]
    return across, down


def page(
    number: int, glyphs: Sequence[Glyph], across: Sequence[Rule] = (), down: Sequence[Rule] = (), **more: int
) -> Page:
    """A page of the usual size."""
    return Page(number, WIDTH, HEIGHT, tuple(glyphs), tuple(across), tuple(down), **more)


def table(
    rows: Sequence[Sequence[str]], xs: Sequence[float], top: float, step: float = 20.0
) -> tuple[list[Glyph], list[Rule], list[Rule]]:
    """A ruled table of one line a row: its glyphs and its lines."""
    ys = [top - i * step for i in range(len(rows) + 1)]
    glyphs = [
        g for r, row in enumerate(rows) for c, cell in enumerate(row) for g in text(cell, xs[c] + 4, ys[r + 1] + 4)
    ]
    return (glyphs, *lattice(xs, ys))
