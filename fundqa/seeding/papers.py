"""Clean published budgets and final accounts of invented offices: one ledger, its nine tables, the prose about them."""

from __future__ import annotations

from fundqa.seeding.known import known
from fundqa.seeding.page import Page
from fundqa.seeding.papers_ledger import PAPERS, ledger_of
from fundqa.seeding.papers_prose import PaperProse
from fundqa.seeding.papers_tables import PaperTables
from fundqa.seeding.relation import Sample
from fundqa.seeding.words import Choice

__all__ = ["PAPERS", "generate_paper"]


def generate_paper(seed: int, form: str) -> Sample:
    """The paper of a seed: GKJ final accounts, GKY a budget. ValueError for another form."""
    if form not in PAPERS:
        raise ValueError(f"{form} is none of {', '.join(PAPERS)}")
    ledger = ledger_of(Choice(seed), form)
    page = Page(f"{ledger.office}{ledger.year}-{seed}.md")
    prose, tables = PaperProse(page, ledger), PaperTables(page, ledger)
    prose.opening()
    if ledger.final or ledger.choice.often(50):
        tables.write()
        prose.text()
    else:
        prose.text()
        tables.write()
    relations = known(page.statements, [ledger.account], {0: ()})
    tags = {"form": form, "year": str(ledger.year), "unit": ledger.unit.symbol, "place": ledger.office}
    return Sample(page.document(), relations, tags)
