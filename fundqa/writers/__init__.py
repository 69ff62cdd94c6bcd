"""The formats a report can be written in, one module each."""

from __future__ import annotations

from fundqa.writers.base import Writer
from fundqa.writers.html import WRITER as HTML
from fundqa.writers.json import WRITER as JSON
from fundqa.writers.text import WRITER as TEXT

WRITERS: tuple[Writer, ...] = (TEXT, JSON, HTML)
"""Every writer, in the order in which --format lists them."""
