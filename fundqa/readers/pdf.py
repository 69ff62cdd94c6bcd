"""PDF files that hold text: pypdfium2 for the marks on each page; tables and paragraphs joined over page breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from fundqa.document import Document
from fundqa.readers.assemble import Box, Grid, Item, Text, assemble
from fundqa.readers.layout import Layout
from fundqa.readers.limits import MAX_GLYPHS, MAX_PAGES
from fundqa.readers.pdf_flow import Lines, cut_by_page, flow, margins, running, twice
from fundqa.readers.pdf_grid import Fit, Ruled, edges, ruled
from fundqa.readers.pdf_page import Page, lines, read_page
from fundqa.readers.refusals import refuse

_SAME_COLUMN = 4.0
_HEAD_ROWS = 4


@dataclass(frozen=True, slots=True)
class _Placed:
    """An item with the height it begins at.

    Of a ruled table, columns: the places of its column lines; fits: how the cells of its part on the last page are
    filled; rows: how many rows that part has.
    """

    top: float
    item: Item
    columns: tuple[float, ...] = ()
    fits: tuple[Fit, ...] = ()
    rows: int = 0


def read_pdf(data: bytes, name: str, layout: Layout) -> Document:  # noqa: ARG001
    """A PDF file as a Document. Raises ReadError encrypted, broken_pdf or too_large.

    Running heads and page numbers are kept apart. A page without text that shows a picture is a warning, and so is one
    whose characters cannot be told.
    """
    pages = _pages(data, name)
    parted = [ruled(page) for page in pages]
    tables = [own for own, _ in parted]
    texts = [Lines(page.number, page.height, tuple(lines(free))) for page, (_, free) in zip(pages, parted, strict=True)]
    heads = running(texts)
    placed = [_items(text, own, heads) for text, own in zip(texts, tables, strict=True)]
    blocks, warnings = assemble(name, [*_joined(placed), *_remarks(pages)])
    apart, _ = assemble(name, [Text(t.lines[i].text, page=t.page, part="header", plain=True)
                               for t in texts for i in range(len(t.lines)) if (t.page, i) in heads])  # fmt: skip
    return Document(name, sha256(data).hexdigest(), "pdf", blocks, warnings, apart)


def _pages(data: bytes, name: str) -> list[Page]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise refuse("encrypted" if "password" in str(error).lower() else "broken_pdf", name, str(error)) from error
    with document:
        if len(document) > MAX_PAGES:
            raise refuse("too_large", name, f"> {MAX_PAGES} pages")
        pages: list[Page] = []
        for index in range(len(document)):
            try:
                pages.append(read_page(document[index], index + 1))
            except pypdfium2.PdfiumError as error:
                raise refuse("broken_pdf", name, f"{index + 1}: {error}") from error
            if sum(len(page.glyphs) for page in pages) > MAX_GLYPHS:
                raise refuse("too_large", name, f"> {MAX_GLYPHS}")
    return pages


def _items(text: Lines, tables: Sequence[Ruled], heads: set[tuple[int, int]]) -> list[_Placed]:
    """A page's tables and paragraphs from top to bottom; a table parts the text above it from that below."""
    own = [line for i, line in enumerate(text.lines) if (text.page, i) not in heads]
    found = [_Placed(table.top, table.grid, table.columns, table.fits, table.grid.rows) for table in tables]
    if not own:
        return found
    tops = [table.top for table in tables]
    between = margins(own, [table.right for table in tables])
    for band in range(len(tops) + 1):
        high = tops[band - 1] if band else float("inf")
        low = tops[band] if band < len(tops) else float("-inf")
        part = [line for line in own if low <= line.y0 < high]
        found += [_Placed(top, item) for top, item in flow(part, text.page, between)]
    return sorted(found, key=lambda placed: -placed.top)


def _joined(pages: Sequence[Sequence[_Placed]]) -> Iterator[Item]:
    """The items of all pages; what a page break cuts is one again, what is printed twice stands once."""
    done: list[_Placed] = []
    for page in pages:
        own = list(page)
        repeated = twice(_tail(done), _texts(own))
        own = own[repeated:]
        if done and own:
            whole = _over_break(done[-1], own[0])
            if whole is not None:
                done[-1] = whole
                own = own[1:]
        yield from (placed.item for placed in done[:-12])
        done = [*done[-12:], *own]
    yield from (placed.item for placed in done)


def _tail(done: Sequence[_Placed]) -> list[Text]:
    texts: list[Text] = []
    for placed in reversed(done):
        if not isinstance(placed.item, Text):
            break
        texts.insert(0, placed.item)
    return texts


def _texts(own: Sequence[_Placed]) -> list[Text]:
    texts: list[Text] = []
    for placed in own:
        if not isinstance(placed.item, Text):
            break
        texts.append(placed.item)
    return texts


def _over_break(before: _Placed, after: _Placed) -> _Placed | None:
    """The last item of a page and the first of the next as one, None where they are two."""
    first, second = before.item, after.item
    if isinstance(first, Grid) and isinstance(second, Grid):
        if not _same_edges(before.columns, after.columns):
            return None
        columns = edges((*before.columns, *after.columns), _SAME_COLUMN)
        upper, lower = _on(first, before.columns, columns), _on(second, after.columns, columns)
        repeated = _repeated(upper, lower)
        whole = _appended(upper, lower, repeated, _is_cut(before, after, repeated))
        return replace(before, item=whole, columns=tuple(columns), fits=after.fits, rows=after.rows)
    if isinstance(first, Text) and isinstance(second, Text) and cut_by_page(first.text, second.text):
        return replace(before, item=first._replace(text=first.text + second.text))
    return None


def _same_edges(first: Sequence[float], second: Sequence[float]) -> bool:
    """Whether two ruled tables are of the same width at the same place."""
    if not first or not second:
        return False
    return abs(first[0] - second[0]) <= _SAME_COLUMN and abs(first[-1] - second[-1]) <= _SAME_COLUMN


def _on(grid: Grid, own: Sequence[float], columns: Sequence[float]) -> Grid:
    """A table on more column lines than its own: a cell spans those between its edges."""
    at = [min(range(len(columns)), key=lambda i: abs(columns[i] - edge)) for edge in own]
    boxes = tuple(
        box._replace(col=at[box.col], colspan=max(at[box.col + box.colspan] - at[box.col], 1)) for box in grid.boxes
    )
    return grid._replace(boxes=boxes, cols=len(columns) - 1)


def _is_cut(before: _Placed, after: _Placed, row: int) -> bool:
    """Whether a page break parts a row: what stands in its cells below is the rest of what stands in those above."""
    above = [fit for fit in before.fits if fit.end == before.rows]
    pairs = [
        (next((a for a in above if _same_cell(a, below)), None), below) for below in after.fits if below.row == row
    ]
    return bool(pairs) and all(over is not None and over.goes_on_in(below) for over, below in pairs)


def _same_cell(above: Fit, below: Fit) -> bool:
    return abs(above.left - below.left) <= _SAME_COLUMN and abs(above.right - below.right) <= _SAME_COLUMN


def _appended(first: Grid, second: Grid, repeated: int, cut: bool) -> Grid:
    """A table with its part on the next page below it, the rows that repeat its head left out, a cut row made whole."""
    if cut:
        first = first._replace(boxes=tuple(_made_whole(box, first.rows, second, repeated) for box in first.boxes))
        repeated += 1
    boxes = [box._replace(row=box.row - repeated + first.rows) for box in second.boxes if box.row >= repeated]
    own = list(first.boxes)
    for box in [box for box in boxes if box.row == first.rows and not box.text.strip() and box.rowspan > 1]:
        above = next((i for i, b in enumerate(own) if _reaches(b, box)), None)
        if above is not None:
            own[above] = own[above]._replace(rowspan=own[above].rowspan + box.rowspan)
            boxes.remove(box)
    return Grid((*own, *boxes), first.rows + second.rows - repeated, first.cols, page=first.page)


def _made_whole(box: Box, rows: int, second: Grid, row: int) -> Box:
    """A cell of the last row with the rest of its text from the row `row` of the next page."""
    rest = (b.text for b in second.boxes if b.row == row and (b.col, b.colspan) == (box.col, box.colspan))
    return box._replace(text=box.text + next(rest, "")) if box.row + box.rowspan == rows else box


def _reaches(box: Box, below: Box) -> bool:
    """Whether a cell that goes over several rows ends right above another in the same columns."""
    ends = box.row + box.rowspan == below.row and box.rowspan > 1
    return ends and (box.col, box.colspan) == (below.col, below.colspan)


def _repeated(first: Grid, second: Grid) -> int:
    """How many rows at the top of `second` repeat those of `first`."""
    for count in range(min(_HEAD_ROWS, second.rows - 1, first.rows), 0, -1):
        top, again = (_rows(grid, count) for grid in (first, second))
        if top == again and any(text.strip() for _, _, text, *_ in top):
            return count
    return 0


def _rows(grid: Grid, count: int) -> list[tuple[int, int, str, int, int]]:
    def told(box: Box) -> tuple[int, int, str, int, int]:
        return box.row, box.col, "".join(box.text.split()), box.rowspan, box.colspan

    return [told(box) for box in grid.boxes if box.row < count]


def _remarks(pages: Sequence[Page]) -> Iterator[Text]:
    """What could not be read, page by page."""
    for page in pages:
        if page.images and not page.glyphs:
            yield Text("", notes=(f"image_page:{page.number}",))
        elif page.unmapped > len(page.glyphs) // 10:
            yield Text("", notes=(f"unmapped:{page.number}",))
