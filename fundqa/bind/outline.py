"""The outline of a document: which headings stand above each block, and what each section holds."""

from __future__ import annotations

from fundqa.document import Document, Heading, Location
from fundqa.view import Section


def heading_paths(document: Document) -> dict[int, tuple[Heading, ...]]:
    """For every block index the headings above it, outermost first (a heading's path ends with itself)."""
    paths: dict[int, tuple[Heading, ...]] = {}
    stack: list[Heading] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            while stack and stack[-1].level >= block.level:
                stack.pop()
            stack.append(block)
        paths[index] = tuple(stack)
    return paths


def nearest_headings(document: Document) -> dict[Location, str]:
    """The heading every block stands under (a heading stands under itself), by the block's location."""
    paths = heading_paths(document)
    return {document.blocks[i].location.host: path[-1].text.strip() for i, path in paths.items() if path}


def sections(document: Document) -> tuple[Section, ...]:
    """Every heading with the blocks under it, sub-sections included."""
    paths = heading_paths(document)
    found: list[Section] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            parent = paths[index][-2].location if len(paths[index]) > 1 else None
            under: list[Location] = [
                document.blocks[i].location for i, path in paths.items() if i > index and block in path
            ]
            found.append(Section(block, parent, tuple(under)))
    return tuple(found)
