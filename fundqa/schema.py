"""schemas/tables as Pandera schemas: the tables of many reports stacked, validated once, failures mapped back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from fundqa import yamlfile
from fundqa.errors import PackError
from fundqa.resources import builtin
from fundqa.view import Faults, Form, Row

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

_LONGEST = 200
_JOINT = ":"
TABLES = ("categories", "form_header", "funding", "goals", "indicators")


@dataclass(frozen=True, slots=True, order=True)
class FailureCase:
    """A failed check of one row: which table and column, which check, which of the stacked rows."""

    table: str
    column: str
    check: str
    row: int


def names(folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """The names of all table schemas."""
    return tuple(sorted({path.stem for folder in _folders(folders) for path in folder.glob("*.yml")}))


def load(name: str, folders: Sequence[Path] = ()) -> pa.DataFrameSchema:
    """The Pandera schema of a table, read once as long as its file stays as it is: not to be changed.

    PackError when there is none or it is broken.
    """
    for folder in reversed(_folders(folders)):
        path = folder / f"{name}.yml"
        if path.is_file():
            return _loaded(path, path.stat().st_mtime_ns)
    raise PackError("unknown_schema", f"没有表“{name}”", f"no table “{name}”", allowed=names(folders))


@lru_cache(maxsize=64)
def _loaded(path: Path, changed: int) -> pa.DataFrameSchema:  # noqa: ARG001
    """The schema of a file; `changed`, when it was, tells a rewritten file from the one that is known."""
    from pandera.io import pandas_io

    try:
        found: pa.DataFrameSchema = pandas_io.from_yaml(path)  # type: ignore[no-untyped-call]
    except Exception as error:  # pandera raises whatever YAML or its own parser raises
        raise _refusal(path, error) from error
    return found


def _refusal(path: Path, error: Exception) -> PackError:
    """What pandera does not take, at the first column that it does not take by itself, else at the top."""
    from pandera.io import pandas_io

    file = yamlfile.load(path)
    columns = file.get(("columns",))
    at: yamlfile.KeyPath = ("columns",) if not isinstance(columns, dict) else ()
    for name, column in columns.items() if isinstance(columns, dict) else ():
        alone = {"schema_type": "dataframe", "columns": {name: column}}
        try:
            pandas_io.from_yaml(yaml.safe_dump(alone, allow_unicode=True))  # type: ignore[no-untyped-call]
        except Exception as own:
            at, error = ("columns", str(name)), own
            break
    said = " ".join(str(error).split())[:_LONGEST] or type(error).__name__
    return file.error("bad_schema", f"不是 Pandera 表结构：{said}", f"not a Pandera schema: {said}", at)


def text(name: str, folders: Sequence[Path] = ()) -> str:
    """The schema's YAML as it stands."""
    load(name, folders)
    return next(f for folder in reversed(_folders(folders)) if (f := folder / f"{name}.yml").is_file()).read_text(
        "utf-8"
    )


def script(name: str, folders: Sequence[Path] = ()) -> str:
    """The schema as Python code for Pandera; running it gives an equal schema."""
    schema = load(name, folders)
    lines = ["import pandera.pandas as pa", "", "schema = pa.DataFrameSchema(", "    {"]
    for column in schema.columns.values():
        checks = ", ".join(f"pa.Check.{c.name}({_arguments(c.statistics)})" for c in column.checks)
        parts = ["str", *([f"checks=[{checks}]"] if checks else [])]
        parts += ["unique=True", f"report_duplicates={column.report_duplicates!r}"] if column.unique else []
        parts += [f"nullable={column.nullable}", f"required={column.required}", f"title={column.title!r}"]
        lines.append(f"        {column.name!r}: pa.Column({', '.join(parts)}),")
    lines += ["    },", f"    strict={schema.strict},", f"    coerce={schema.coerce},", ")"]
    return "\n".join(lines) + "\n"


def _arguments(statistics: Mapping[str, object] | None) -> str:
    """A check's arguments; a compiled pattern as its text."""
    return ", ".join(f"{k}={getattr(v, 'pattern', v)!r}" for k, v in (statistics or {}).items())


def _folders(folders: Sequence[Path]) -> tuple[Path, ...]:
    return (Path(str(builtin("schemas"))) / "tables", *folders)


def validate(tables: Mapping[str, Sequence[Row]], folders: Sequence[Path] = ()) -> list[FailureCase]:
    """Validate stacked rows of each table; failures are de-duplicated and in order of table, row and column."""
    return sorted(
        (case for name, rows in tables.items() for case in _cases(name, load(name, folders), [rows])),
        key=lambda case: (case.table, case.row, case.column, case.check),
    )


def faults(reports: Sequence[Mapping[str, Sequence[Row]]], folders: Sequence[Path] = ()) -> Faults:
    """What the tables of several reports fail, stacked and validated once a table; what is unique is so in a report."""
    found: set[tuple[Row, str, str]] = set()
    for name in sorted({name for tables in reports for name in tables}):
        parts = [tables[name] for tables in reports if tables.get(name)]
        rows = [row for part in parts for row in part]
        if rows:
            cases = _cases(name, load(name, folders), parts)
            found |= {(rows[case.row], case.column, case.check.partition("(")[0]) for case in cases}
    return frozenset(found)


def _cases(name: str, schema: pa.DataFrameSchema, parts: Sequence[Sequence[Row]]) -> set[FailureCase]:
    """The failures of a table's rows, which come from as many reports as there are parts."""
    import pandera.errors

    rows = [row for part in parts for row in part]
    stacked = frame(rows, schema)
    if len(parts) > 1:
        _kept_apart(stacked, schema, [number for number, part in enumerate(parts) for _ in part])
    try:
        schema.validate(stacked, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases.to_dict("records")
        rows_at = (case for case in cases if case["index"] is not None and case["index"] == case["index"])
        return {FailureCase(name, str(c["column"]), str(c["check"]), int(c["index"])) for c in rows_at}
    return set()


def _kept_apart(stacked: pd.DataFrame, schema: pa.DataFrameSchema, owners: Sequence[int]) -> None:
    """Put the number of its report before what is unique, so that only within a report it must be."""
    import pandas as pd

    for column in (name for name in stacked.columns if schema.columns[name].unique):
        marked = zip(owners, stacked[column], stacked[column].isna(), strict=True)
        stacked[column] = pd.Series([None if gone else f"{n}{_JOINT}{text}" for n, text, gone in marked], dtype="str")


def frame(rows: Sequence[Row], schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Rows as a frame of text; an empty cell is null, a column no row has is left out."""
    import pandas as pd

    columns = [column for column in schema.columns if any(row.has(column) for row in rows)]
    data = {c: pd.Series([row.text(c) or None for row in rows], dtype="str") for c in columns}
    return pd.DataFrame(data)


def rows_of(forms: Sequence[Form], table: str) -> list[tuple[Form, Row]]:
    """The rows of one table over forms, in order."""
    return [(form, row) for form in forms for row in form.table(table)]
