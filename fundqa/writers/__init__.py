"""The formats a report can be written in, one module each."""

from __future__ import annotations

from fundqa.writers.base import FileWriter, Writer
from fundqa.writers.csv import WRITER as CSV
from fundqa.writers.docx import WRITER as DOCX
from fundqa.writers.html import WRITER as HTML
from fundqa.writers.json import WRITER as JSON
from fundqa.writers.junit import WRITER as JUNIT
from fundqa.writers.letter import WRITER as LETTER
from fundqa.writers.markdown import WRITER as MARKDOWN
from fundqa.writers.sarif import WRITER as SARIF
from fundqa.writers.text import WRITER as TEXT
from fundqa.writers.xlsx import WRITER as XLSX

WRITERS: tuple[Writer, ...] = (TEXT, JSON, HTML, SARIF, JUNIT, CSV, MARKDOWN)
"""Every writer, in the order in which --format lists them."""

FILE_WRITERS: tuple[FileWriter, ...] = (DOCX, LETTER, XLSX)
"""Every writer of files that are no text, which are only written to a folder."""
