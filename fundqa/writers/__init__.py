"""The formats a report can be written in, one module each."""

from __future__ import annotations

from fundqa.writers.base import Writer
from fundqa.writers.csv import WRITER as CSV
from fundqa.writers.html import WRITER as HTML
from fundqa.writers.json import WRITER as JSON
from fundqa.writers.junit import WRITER as JUNIT
from fundqa.writers.markdown import WRITER as MARKDOWN
from fundqa.writers.sarif import WRITER as SARIF
from fundqa.writers.text import WRITER as TEXT

WRITERS: tuple[Writer, ...] = (TEXT, JSON, HTML, SARIF, JUNIT, CSV, MARKDOWN)
"""Every writer, in the order in which --format lists them."""
