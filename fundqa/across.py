"""Rules across reports over a stock of submissions, and which part of all submissions each must see together."""

from __future__ import annotations

from collections.abc import Iterable

from fundqa.causes import fingerprinted, grouped
from fundqa.fates import settle
from fundqa.kinds.across import batch_kind_of
from fundqa.kinds.across.base import COUNTIES, YEARS, Archive
from fundqa.model import Rule
from fundqa.report import Outcome
from fundqa.stock import Stock

PARTITIONS = (YEARS, COUNTIES)
"""years: all submissions of one county, of whatever year; counties: all of one year, of whatever county."""


def partition_of(rule: Rule) -> str:
    """What a rule must see together, as one of PARTITIONS; "" for a rule that looks at a single report."""
    return str(rule.params.get("across", "")) if rule.batch else ""


def evaluate_across(stock: Stock, rules: Iterable[Rule]) -> list[Outcome]:
    """The outcomes of the rules across reports among `rules`, in their order, with identities, fingerprints and causes.

    The first evidence of an outcome stands in the document that it is about. Other rules are left out.
    """
    archive = Archive(stock)
    outcomes: list[Outcome] = []
    for rule in rules:
        kind = batch_kind_of(rule.kind) if rule.batch else None
        if kind is not None:
            outcomes += kind.evaluate(rule, archive)
    return grouped(fingerprinted(outcomes), settle(outcomes).agreed, stock.lexicon)
