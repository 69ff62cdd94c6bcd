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
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fundqa.kinds.expectation import NAME, arguments, query
from fundqa.ledger import closing
from fundqa.ledger.rows import EXPECTATION, outcome_row
from fundqa.model import Rule
from fundqa.report import Outcome
from fundqa.runs.expected import Answer, Answers, answered, judged, remembered

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from fundqa.runs.run import Setup

PACKAGE = "great_expectations"
DOCS = "data_docs"
_URL = "FUNDQA_LEDGER_URL"
_LISTED = 20
"""Examples that are asked for; COMPLETE results would hold every row."""
_PORTION = 1000
_FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": _LISTED}


def available() -> bool:
    """Whether great-expectations is installed."""
    return find_spec(PACKAGE) is not None


def expectation_rules(rules: Sequence[Rule]) -> list[Rule]:
    """The rules that a ledger is held to."""
    return [rule for rule in rules if rule.kind == NAME]


def settle(setup: Setup, run: int, today: date, before: Answers) -> Answers:
    """Put what the expectations say of the ledger now in place of what they said before.

    before: what they were asked of and answered last; those that are asked of the same again need not be. Gives the
    same of now.
    """
    rules = expectation_rules(setup.project.rules) if setup.run.expectations else []
    engine = setup.ledger.engine
    hashes = [asked_of(engine, rule, today) for rule in rules] if available() else [""] * len(rules)
    known = [answered(before.get(_key(rule)), own) for rule, own in zip(rules, hashes, strict=True)]
    docs = setup.root / setup.run.folder / DOCS if setup.run.data_docs else None
    if docs is not None and (None in known or not docs.is_dir()):
        known = [None] * len(rules)  # its pages show the answers of one time
    unknown = [rule for rule, answer in zip(rules, known, strict=True) if answer is None]
    fresh = iter(ask(unknown, engine.url.render_as_string(hide_password=False), today, docs))
    answers = [next(fresh) if answer is None else answer for answer in known]
    outcomes = judged(rules, answers, today, setup.project.lexicon, setup.lang)
    closing.replace_outcomes(setup.ledger, run, EXPECTATION, [_row(outcome) for outcome in outcomes], {})
    told = zip(rules, hashes, answers, strict=True)
    return {_key(rule): remembered(own, answer) for rule, own, answer in told if own and answer and answer.lasting}


def _key(rule: Rule) -> str:
    return f"{rule.id} {rule.name}"


def asked_of(engine: Engine, rule: Rule, today: date) -> str:
    """A hash of all that the answer to a rule's expectation follows from: its arguments and the rows of its query.

    "" where the query fails, which Great Expectations then says. The rows' order makes no difference.
    """
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    state = sha256(repr((version(PACKAGE), rule.params["expect"], arguments(rule, today), query(rule, today))).encode())
    wrapped = f"SELECT * FROM ({query(rule, today)}) AS asked".replace(":", r"\:")  # no parameters
    try:
        with engine.connect() as connection:
            rows = connection.execution_options(yield_per=_PORTION).execute(text(wrapped))
            for digest in sorted(sha256(repr(tuple(row)).encode("utf-8", "replace")).digest() for row in rows):
                state.update(digest)
    except SQLAlchemyError:
        return ""
    return state.hexdigest()


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
