"""The example reports: the Word files are the dumps, cell by cell, and nothing is taken from a real report."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from support import ROOT

from fundqa.document import Document, Table
from fundqa.readers import Layout, read, read_bytes

EXAMPLES = ROOT / "examples"
DUMPS = sorted(EXAMPLES.glob("*.txt"))
NUMBER = re.compile(r"\d+(?:\.\d+)?")
LONG = 12
BY_NAME = pytest.mark.parametrize("dump", DUMPS, ids=lambda path: path.stem)
# The form, which is the same everywhere, speaks in words like these; a report's own sentences do not.
FORM = re.compile(r"[（(].*?[)）]|实际完成|预期指标|社会保险基金|绩效")


def load_builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_docx", EXAMPLES / "build_docx.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


builder = load_builder()


@pytest.fixture(scope="module")
def layout() -> Layout:
    words = yaml.safe_load((ROOT / "schemas" / "lexicon" / "layout.yml").read_text(encoding="utf-8"))
    return Layout(tuple(words["form_title_endings"]))


def said(document: Document) -> list[object]:
    """What a report says: its blocks in order, of a table the cells that hold something."""
    return [
        [cell.text for cell in block.cells if cell.text.strip()] if isinstance(block, Table) else block.text
        for block in document.blocks
    ]


def kinds(document: Document) -> list[tuple[str, int, str]]:
    return [(type(b).__name__, getattr(b, "level", 0), getattr(b, "number", "")) for b in document.blocks]


def under(table: Table, head: str, skip: int = 1) -> list[str]:
    """The cells that stand under the cell `head`, on the table's grid."""
    top = next(cell for cell in table.cells if cell.text.startswith(head))
    grid = table.grid()
    return [grid[row, top.col].text for row in range(top.row + skip, table.rows)]


def forms(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def test_there_are_two_examples_each_with_its_expectations():
    assert len(DUMPS) == 2
    assert [p.stem for p in DUMPS] == [p.stem for p in sorted(EXAMPLES.glob("*.docx"))]
    assert [p.stem for p in DUMPS] == [p.stem for p in sorted((EXAMPLES / "expected").glob("*.yml"))]


def test_the_word_files_are_what_the_script_makes():
    for path, content in builder.examples(EXAMPLES):
        assert path.read_bytes() == content, f"{path.name}: run python examples/build_docx.py"


@BY_NAME
def test_both_formats_say_the_same(dump, layout):
    word = dump.with_suffix(".docx")
    one, other = read(dump, layout=layout), read(word, layout=layout)
    assert said(one) == said(other)
    assert kinds(one) == kinds(other)
    # one example has tracked changes in its Word file, which no other format can have
    assert [warn for warn in other.warnings if warn.code != "tracked"] == []


@BY_NAME
def test_merges_are_real_and_columns_keep_their_heads(dump, layout):
    tables = forms(read(dump.with_suffix(".docx"), layout=layout))
    printed = forms(read(dump, layout=layout))
    assert len(tables) == len(printed) == 2
    for table, plain in zip(tables, printed, strict=True):
        assert {cell.colspan for cell in table.cells if cell.text.endswith("表")} == {table.cols}
        assert "" not in under(table, "一级指标") + under(table, "二级指标")
        for head in ("三级指标", "预期指标值", "实际完成指标值"):
            assert under(table, head) == under(plain, head)


def test_automatic_numbers_and_tracked_changes_are_word_s_own(layout):
    document = read(EXAMPLES / "青砚县2022.docx", layout=layout)
    automatic = [b.text[: b.auto] for b in document.blocks if not isinstance(b, Table) and b.auto]
    assert automatic == ["一、", "二、", "三、", "四、"]
    assert "2963.52" not in str(said(document))


@pytest.mark.parametrize(
    ("text", "options", "problem"),
    [
        ("二、第二\n", {"numbered": True}, "would number"),
        ("支出8万元\n", {"revisions": (("支出", "9", "7"),)}, "no such words"),
    ],
)
def test_what_word_could_not_say_the_same_way_is_refused(text, options, problem):
    options = {k: tuple(builder.Revision(*r) for r in v) if k == "revisions" else v for k, v in options.items()}
    with pytest.raises(ValueError, match=problem):
        builder.build(text, **options)


def test_an_empty_value_stays_a_cell_and_an_empty_level_is_merged(layout):
    dump = "\t甲\n\t乙\n\t1\n\n\t\n\t丙\n\t\n\n\t\n\t\n\t\n\n\t丁\n\t\n\t2\n"
    (table,) = forms(read_bytes(builder.build(dump), "x.docx", layout=layout))
    assert [(c.text, c.row, c.col, c.rowspan) for c in table.cells] == [
        ("甲", 0, 0, 3), ("乙", 0, 1, 1), ("1", 0, 2, 1), ("丙", 1, 1, 2), ("", 1, 2, 1), ("", 2, 2, 1),
        ("丁", 3, 0, 1), ("", 3, 1, 1), ("2", 3, 2, 1),
    ]  # fmt: skip


def test_a_real_report_is_converted_cell_by_cell(seed, layout):
    word = read_bytes(builder.build(seed.read_text(encoding="utf-8")), "seed.docx", layout=layout)
    assert said(word) == said(read(seed, layout=layout))


def long_pieces(text: str) -> set[str]:
    """The stretches between punctuation that are long enough to be somebody's own words."""
    pieces = re.split(r"[\s，。；：、;,:!?！？]+", text)
    return {piece for piece in pieces if len(piece) >= LONG and not FORM.search(piece)}


def test_no_words_are_taken_from_the_real_report(seed):
    real = long_pieces(seed.read_text(encoding="utf-8"))
    assert all(real & long_pieces(dump.read_text(encoding="utf-8")) == set() for dump in DUMPS)


def test_the_second_example_shares_no_figure_and_no_indicator_with_the_others(seed, layout):
    second = EXAMPLES / "青砚县2022.txt"
    for path in (seed, EXAMPLES / "禾川县2021.txt"):
        for of in (figures, indicators):
            assert of(path, layout) & of(second, layout) == set()


def figures(path: Path, layout: Layout) -> set[str]:  # noqa: ARG001
    return set(NUMBER.findall(path.read_text(encoding="utf-8")))


def indicators(path: Path, layout: Layout) -> set[str]:
    return {name.strip() for table in forms(read(path, layout=layout)) for name in under(table, "三级指标")}


@BY_NAME
def test_expectations_quote_the_report(dump):
    expected = yaml.safe_load((EXAMPLES / "expected" / f"{dump.stem}.yml").read_text(encoding="utf-8"))
    text = dump.read_text(encoding="utf-8")
    quoted = [f["about"] for f in expected["findings"]] + [a for v in expected["verified"] for a in v["about"]]
    assert [about for about in quoted if about not in text] == []
    assert {f["status"] for f in expected["findings"]} == {"fail"}
    for fate, by_form in expected.get("numbers", {}).items():
        assert sum(map(len, by_form.values())) == expected["coverage"][fate]
