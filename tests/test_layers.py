"""The engine's layers: who may import whom, who may load pandas, who may read the clock (design, section 4)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter

import pytest
from support import ROOT

# A component is a module or package directly under fundqa, together with its parts: quantity_lex.py is a part of
# quantity. "" is the package itself, its public API. A layer may import those above it in this list, and its own,
# but nobody in a circle.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "resources", "delivery", "phrases", "yamlfile", "tomlfile", "divisions"}),
    frozenset({"interval", "units"}),
    frozenset({"document"}),
    frozenset({"model"}),
    frozenset({"report"}),
    frozenset({"numerals", "quantity"}),
    frozenset(
        {"expr", "lexicon", "formspec", "readers", "extract", "bind", "derive", "view", "texts", "places", "regions"}
    ),
    frozenset({"kinds", "schema", "pack", "config", "stock", "passages"}),
    frozenset({"project", "fates", "causes"}),
    frozenset({"across"}),
    frozenset({"slips", "diagnosis"}),
    frozenset({"sources", "submission"}),
    frozenset({"engine"}),
    frozenset({"pool", "transport", "waivers", "versions"}),
    frozenset({"ledger", "runs"}),
    frozenset({"testing", "batch", "earlier", "mining", "explain", "ruledocs", "init", "drafting", "seeding"}),
    frozenset({""}),
    frozenset({"web", "cli"}),
    frozenset({"__main__"}),
)
WRITERS = "writers"
WRITERS_SEE = frozenset(
    {WRITERS, "errors", "resources", "interval", "units", "document", "model", "report", "quantity"}
)
WRITERS_LOCATE = "fundqa.readers.word_locate"
"""The one module of the readers that the annotating writer may use: where a Location stands in the Word file."""
MAY_SEE_WRITERS = frozenset({WRITERS, "", "runs", "web", "cli"})

COMPONENTS = frozenset().union(*LAYERS) | {WRITERS}

FRAMES = frozenset({"pandas", "pandera", "numpy"})
MAY_USE_FRAMES = frozenset({"schema", "ledger"})
MAY_READ_CLOCK = frozenset({"runs", "cli", "pool", "web"})
CLOCK_CALLS = frozenset({"now", "today", "utcnow"})


@dataclass(frozen=True)
class Import:
    """One import: `names` holds every dotted name that may be a module, longest first."""

    component: str
    place: str
    names: tuple[str, ...]


def sources() -> list[tuple[str, str, ast.Module]]:
    """Module name, file name and syntax tree of every module of the package."""
    found = []
    for path in sorted((ROOT / "fundqa").rglob("*.py")):
        relative = path.relative_to(ROOT)
        parts = relative.with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append((module, relative.as_posix(), ast.parse(path.read_text(encoding="utf-8"))))
    return found


SOURCES = sources()
MODULES = {module for module, _, _ in SOURCES}


def component(module: str) -> str:
    """fundqa.readers.docx -> readers; fundqa.quantity_lex -> quantity; fundqa -> ""."""
    name = module.partition(".")[2].partition(".")[0]
    whole = name.partition("_")[0]
    return whole if whole in COMPONENTS and name not in COMPONENTS else name


def imports(module: str, place: str, tree: ast.Module) -> Iterator[Import]:
    """Every import of a module, wherever it stands, relative ones made absolute."""
    is_package = place.endswith("__init__.py")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(component(module), f"{place}:{node.lineno}", (alias.name,))
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")
            above = above[: len(above) - node.level + is_package] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(component(module), f"{place}:{node.lineno}", (f"{base}.{alias.name}", base))


def all_imports() -> Iterator[Import]:
    for source in SOURCES:
        yield from imports(*source)


def own_imports() -> Iterator[tuple[Import, str]]:
    """The imports of fundqa by fundqa, each with the component it reaches."""
    for found in all_imports():
        target = next((name for name in found.names if name in MODULES), None)
        if target is not None:
            yield found, component(target)


def layer(name: str) -> int:
    """The number of a component's layer; that every component has one is a test of its own."""
    return next((i for i, names in enumerate(LAYERS) if name in names), -1)


def clock_reads(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of whatever reads the clock: the module time, and now() or today() of datetime's types."""
    dated: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            dated |= {a.asname or a.name for a in node.names if a.name == "datetime"}
            yield from ((node.lineno, a.name) for a in node.names if a.name == "time")
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            if node.module == "datetime":
                dated |= {a.asname or a.name for a in node.names}
            if node.module == "time":
                yield node.lineno, "time"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_CALLS:
            owner = ast.unparse(node.value)
            if owner.split(".")[0] in dated:
                yield node.lineno, f"{owner}.{node.attr}"


def test_every_module_has_a_layer():
    strangers = sorted({component(module) for module in MODULES} - COMPONENTS)
    assert strangers == [], "give each new module a layer in LAYERS"


def test_no_component_is_in_two_layers():
    names = [name for names in LAYERS for name in names]
    assert len(names) == len(set(names))


def test_nothing_imports_a_higher_layer():
    wrong = [
        f"{found.place} imports {target or 'fundqa'}"
        for found, target in own_imports()
        if WRITERS not in (found.component, target) and layer(target) > layer(found.component)
    ]
    assert wrong == []


def test_writers_see_reports_and_nothing_of_how_they_came_about():
    wrong = [
        f"{found.place} imports {target or 'fundqa'}"
        for found, target in own_imports()
        if (found.component == WRITERS and target not in WRITERS_SEE and WRITERS_LOCATE not in found.names)
        or (target == WRITERS and found.component not in MAY_SEE_WRITERS)
    ]
    assert wrong == []


def test_components_do_not_import_each_other_in_a_circle():
    graph: dict[str, set[str]] = {}
    for found, target in own_imports():
        if found.component != target:
            graph.setdefault(found.component, set()).add(target)
    assert list(TopologicalSorter(graph).static_order())


def test_only_the_schema_and_the_ledger_load_frames():
    wrong = [
        f"{found.place} imports {found.names[-1]}"
        for found in all_imports()
        if found.names[-1].split(".")[0] in FRAMES and found.component not in MAY_USE_FRAMES
    ]
    assert wrong == []


def test_nothing_below_the_commands_reads_the_clock():
    wrong = [
        f"{place}:{line} {what}"
        for module, place, tree in SOURCES
        if component(module) not in MAY_READ_CLOCK
        for line, what in clock_reads(tree)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import time", ["time"]),
        ("from time import perf_counter", ["time"]),
        ("import datetime as d\nd.datetime.now()", ["d.datetime.now"]),
        ("from datetime import date as day\nday.today()", ["day.today"]),
        ("def check(today):\n    return today.year", []),
        ("from datetime import date\ndate(2020, 1, 1)", []),
    ],
)
def test_a_clock_is_recognised_however_it_is_imported(code, expected):
    assert [what for _, what in clock_reads(ast.parse(code))] == expected


@pytest.mark.parametrize(
    ("module", "place", "code", "expected"),
    [
        ("fundqa.kinds", "fundqa/kinds/__init__.py", "from . import sums", ("fundqa.kinds.sums", "fundqa.kinds")),
        ("fundqa.kinds.a", "fundqa/kinds/a.py", "from . import sums", ("fundqa.kinds.sums", "fundqa.kinds")),
        ("fundqa.kinds.a", "fundqa/kinds/a.py", "from ..view import View", ("fundqa.view.View", "fundqa.view")),
        ("fundqa.cli", "fundqa/cli.py", "def f():\n    import fundqa.engine", ("fundqa.engine",)),
    ],
)
def test_an_import_is_found_however_it_is_written(module, place, code, expected):
    assert [found.names for found in imports(module, place, ast.parse(code))] == [expected]
