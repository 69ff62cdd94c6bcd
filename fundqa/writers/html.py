"""The report as one self-contained page; of very many files, as a folder of pages with their front."""

from __future__ import annotations

from fundqa.report import Report
from fundqa.writers.base import Writer
from fundqa.writers.page import page
from fundqa.writers.page_folder import pages

MOST = 300
"""Files that one page holds; a browser could show some thousand, and a reader nothing like it."""


def write(report: Report, *, facts: bool = False) -> str:
    """`report` as an HTML page that needs no other file and no network; with `facts` the list of numbers is open."""
    return page(report, facts=facts)


WRITER = Writer("html", ".html", write, pages, MOST)
