"""How much a reader takes before it refuses, so that no file can exhaust the machine."""

from __future__ import annotations

MIB = 1024 * 1024

MAX_TEXT_BYTES = 32 * MIB
MAX_FILE_BYTES = 64 * MIB
MAX_UNPACKED_BYTES = 64 * MIB
MAX_ENTRIES = 10_000
MAX_RATIO = 200
RATIO_FLOOR_BYTES = MIB
"""Entries that unpack to less than this are harmless whatever their ratio."""
MAX_LINES = 500_000
MAX_TAGS = 4_000_000
"""Markup characters in one XML part."""
MAX_GRID_CELLS = 2_000_000
"""Grid positions of all tables of a file together."""
MAX_SPAN = 1_000
MAX_PAGES = 3_000
"""Pages of one PDF file."""
MAX_GLYPHS = 6_000_000
"""Printed characters of one PDF file."""
