"""Expectations over the ledger: rules of the kind `expectation` as a suite and a checkpoint of Great Expectations.

Nothing else imports great_expectations, and this module only when a run has such rules: its import takes seconds.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fundqa.kinds.expectation import NAME, arguments, query
from fundqa.ledger import closing
from fundqa.ledger.rows import EXPECTATION, outcome_row
from fundqa.model import Rule
from fundqa.report import Outcome
from fundqa.runs.expected import Answer, judged

if TYPE_CHECKING:
    from fundqa.runs.run import Setup

PACKAGE = "great_expectations"
DOCS = "data_docs"
_URL = "FUNDQA_LEDGER_URL"
_LISTED = 20
"""Examples that are asked for; COMPLETE results would hold every row."""
_FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": _LISTED}


def available() -> bool:
    """Whether great-expectations is installed."""
    return find_spec(PACKAGE) is not None


def expectation_rules(rules: Sequence[Rule]) -> list[Rule]:
    """The rules that a ledger is held to."""
    return [rule for rule in rules if rule.kind == NAME]


def settle(setup: Setup, run: int, today: date) -> None:
    """Put what the expectations say of the ledger now in place of what they said before."""
    rules = expectation_rules(setup.project.rules) if setup.run.expectations else []
    url = setup.ledger.engine.url.render_as_string(hide_password=False)
    docs = setup.root / setup.run.folder / DOCS if setup.run.data_docs else None
    answers = ask(rules, url, today, docs)
    outcomes = judged(rules, answers, today, setup.project.lexicon, setup.lang)
    closing.replace_outcomes(setup.ledger, run, EXPECTATION, [_row(outcome) for outcome in outcomes], {})


def _row(outcome: Outcome) -> dict[str, Any]:
    return outcome_row(outcome, {}, EXPECTATION) | {"path": ""}


def ask(rules: Sequence[Rule], url: str, today: date, docs: Path | None = None) -> list[Answer | None]:
    """What each rule's expectation gives over the ledger of a URL; None of each when the package is not installed.

    docs: a folder for Great Expectations' own pages, which need the network to be readable; None for none.
    """
    if not rules or not available():
        return [None] * len(rules)
    with _quiet():
        return _asked(rules, url, today, docs)


@contextmanager
def _quiet() -> Iterator[None]:
    """No telemetry, no progress bars, no tracebacks on the terminal: what fails is told in the outcomes."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logger = logging.getLogger(PACKAGE)
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _asked(rules: Sequence[Rule], url: str, today: date, docs: Path | None) -> list[Answer | None]:
    """Each rule as a suite over a query asset, all of them in one checkpoint."""
    import great_expectations as gx

    context = _context(url, docs)
    add = context.data_sources.add_sqlite if url.startswith("sqlite") else context.data_sources.add_postgres
    source = add("ledger", connection_string=f"${{{_URL}}}")
    definitions = [_definition(gx, context, source, f"{i:03}", rule, today) for i, rule in enumerate(rules)]
    checkpoint = gx.Checkpoint(name="ledger", validation_definitions=definitions, result_format=_FORMAT)
    try:
        results = context.checkpoints.add(checkpoint).run()
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()
    by_name = {result.suite_name: result.results[0] for result in results.run_results.values()}
    if docs is not None:
        context.build_data_docs()
    return [_answer(by_name[f"{i:03}"]) for i in range(len(rules))]


def _context(url: str, docs: Path | None) -> Any:
    """A context that keeps nothing; the URL is a variable of it, as in one that is written out a $ would begin one."""
    from great_expectations import get_context
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = get_context(mode="ephemeral", runtime_environment={_URL: url})
    context.variables.analytics_enabled = False
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    for name in list(context.get_site_names()):
        context.delete_data_docs_site(name)
    if docs is not None:
        base = str(docs.resolve()).replace("$", r"\$")
        store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": base}
        site: Any = {"class_name": "SiteBuilder", "store_backend": store}
        context.add_data_docs_site(DOCS, site)
    return context


def _definition(gx: Any, context: Any, source: Any, name: str, rule: Rule, today: date) -> Any:
    from great_expectations.expectations.registry import get_expectation_impl

    asset = source.add_query_asset(name, query=query(rule, today))
    made: Any = get_expectation_impl(str(rule.params["expect"]))
    expectation = made(**arguments(rule, today))
    suite = context.suites.add(gx.ExpectationSuite(name=name, expectations=[expectation]))
    batch = asset.add_batch_definition(name)
    return context.validation_definitions.add(gx.ValidationDefinition(name=name, data=batch, suite=suite))


def _answer(result: Any) -> Answer:
    found: Mapping[str, Any] = result.result or {}
    problem = _problem(result.exception_info or {})
    if problem:
        return Answer(False, problem=problem)
    listed = [str(value) for value in found.get("partial_unexpected_list") or ()]
    total = found.get("element_count")
    if total is None:
        return Answer(bool(result.success), value=found.get("observed_value"))
    return Answer(bool(result.success), int(total), int(found.get("unexpected_count") or 0), tuple(listed))


def _problem(info: Mapping[str, Any]) -> str:
    """The first line of an exception that a metric raised, "" when none did."""
    entries = [info, *(entry for entry in info.values() if isinstance(entry, dict))]
    raised = [entry for entry in entries if entry.get("raised_exception")]
    said = next((str(entry.get("exception_message") or "?") for entry in raised), "")
    return " ".join(said.split())[:200]
