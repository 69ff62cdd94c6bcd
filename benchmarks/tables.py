"""Validating the tables of many reports: stacked, against one Pandera call a report and against Great Expectations.

python benchmarks/tables.py [--quick]. All of them look at the tables of the same generated reports. Pandera validates
each report's frames by itself; Great Expectations holds the stacked frames to the same: a column that must be filled is
not null, a pattern is matched, a value is in its set. Building the frames belongs to each, imports to none.
"""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from measure import INSTALL, PERCENT, Budget, Row, absent, alone, compared, installed

from fundqa import schema
from fundqa.bind import bind
from fundqa.derive import derive
from fundqa.engine import TABLES, check_documents
from fundqa.project import Project, load_project
from fundqa.seeding.generator import generate

REPORTS, QUICK = 100, 4
STACKED_LEAST = 10
Tables = Mapping[str, Sequence[schema.Row]]


def rows(budget: Budget) -> Iterator[Row]:
    """One call a report, Great Expectations, and the share of checking that the stacked validation is."""
    project = load_project()
    documents = [generate(seed).document for seed in range(budget.of(REPORTS, QUICK))]
    begun = time.process_time()
    for document in documents:
        check_documents((document,), project)
    checked = time.process_time() - begun
    parts = [tables(document, project) for document in documents]
    stacked = partial(schema.faults, parts)
    count = sum(len(own) for part in parts for own in part.values())
    said = f"{len(parts)} reports, {count} rows"
    rounds = budget.of(3, 1)
    (single,) = compared(stacked, [partial(one_by_one, parts)], rounds)
    zh, en = "校验表格：与逐份调用 Pandera 相比的速度", "validating tables, as fast as one Pandera call a report"
    yield Row("tables-pandera", zh, en, single, least=None if budget.quick else STACKED_LEAST, detail=said)
    zh, en = "校验表格：与 Great Expectations 相比的速度", "validating tables, as fast as Great Expectations"
    gx = None if budget.quick else installed("great_expectations")
    if gx is None:
        yield absent("tables-expectations", zh, en, f"{INSTALL}, not with --quick")
    else:
        (other,) = compared(stacked, [partial(expected, gx[0], parts)], rounds)
        yield Row("tables-expectations", zh, en, other, detail=f"{said}, in one frame a table")
    begun = time.process_time()
    stacked()
    share = (time.process_time() - begun) / checked
    zh, en = "核对这些报告的时间中校验表格所占", "share of validating tables in checking these reports"
    yield Row("tables-share", zh, en, share, PERCENT, detail=said)


def tables(document, project: Project) -> Tables:
    """The rows of a report's tables by their names."""
    view = derive(bind((document,), project.forms, project.lexicon, "zh", project.published))
    return {name: own for name in TABLES if (own := [row for form in view.forms for row in form.table(name)])}


def one_by_one(parts: Sequence[Tables]) -> int:
    """How many reports Pandera finds fault with, each validated by itself."""
    import pandera.errors

    wrong = 0
    for part in parts:
        for name, own in part.items():
            wanted = schema.load(name)
            try:
                wanted.validate(schema.frame(own, wanted), lazy=True)
            except pandera.errors.SchemaErrors:
                wrong += 1
    return wrong


def expected(gx, parts: Sequence[Tables]) -> int:
    """How many expectations the stacked tables fail, as a checkpoint of Great Expectations counts them."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False, "metric_calculations": False}
        source = context.data_sources.add_pandas("tables")
        return sum(
            _failed(gx, context, source, name, parts) for name in sorted({name for part in parts for name in part})
        )


def _failed(gx, context, source, name: str, parts: Sequence[Tables]) -> int:
    wanted = schema.load(name)
    frame = schema.frame([row for part in parts for row in part.get(name, ())], wanted)
    columns = [column for column in wanted.columns.values() if column.name in frame.columns]
    suite = context.suites.add(
        gx.ExpectationSuite(name=name, expectations=[own for column in columns for own in _expectations(gx, column)])
    )
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")
    definition = context.validation_definitions.add(gx.ValidationDefinition(name=name, data=batch, suite=suite))
    result = definition.run(batch_parameters={"dataframe": frame}, result_format="SUMMARY")
    return sum(not own.success for own in result.results)


def _expectations(gx, column) -> Iterator[object]:
    """What a column's schema asks for, in the words of Great Expectations."""
    known = gx.expectations
    if not column.nullable:
        yield known.ExpectColumnValuesToNotBeNull(column=column.name)
    for check in column.checks:
        given = check.statistics or {}
        if check.name == "str_matches":
            pattern = getattr(given["pattern"], "pattern", given["pattern"])
            yield known.ExpectColumnValuesToMatchRegex(column=column.name, regex=pattern)
        elif check.name == "isin":
            yield known.ExpectColumnValuesToBeInSet(column=column.name, value_set=list(given["allowed_values"]))
        else:
            raise ValueError(f"no expectation is known for the check {check.name}")


if __name__ == "__main__":
    alone(rows)
