"""The tables of published budgets and final accounts read into the same clean rows in every format."""

from __future__ import annotations

from pathlib import Path

import papers
import pytest
from making import outcomes as found_in
from making import project
from render import as_html, as_xlsx, by_libreoffice
from support import need

from fundqa.document import Document
from fundqa.extract.tables import RawBlock, read_tables
from fundqa.model import Status
from fundqa.readers import office, read, read_bytes
from fundqa.readers.markdown import markdown_document
from fundqa.seeding.mutate_files import written

NAMES = ("BOTH_SIDES", "CODES_FIRST", "CODES_LAST", "BASIC", "OFFICIAL", "EMPTY", "THREE_CODES", "IN_TEN_THOUSANDS")
TITLE = "青檀县水务局2023年度部门决算\n"
EVERYTHING = TITLE + "".join(getattr(papers, name) for name in NAMES)

Values = tuple[tuple[str, str], ...]
Rows = list[tuple[str, tuple[str, ...], Values]]


def rows(block: RawBlock) -> Rows:
    """A block's rows: code, labels, and the filled values by the words above them."""
    heads = {c: "/".join("".join(cell.text.split()) for cell in path) for c, path in block.heads.items()}
    return [
        (
            row.code,
            tuple("".join(cell.text.split()) for cell in row.labels),
            tuple((heads[c], cell.text.strip()) for c, cell in row.values.items() if cell.text.strip()),
        )
        for row in block.rows
    ]


def blocks(document: Document) -> list[tuple[str, Rows]]:
    tables = read_tables(document, frozenset(), project().lexicon)
    return [(table.title.surface, rows(block)) for table in tables for block in table.blocks]


def of(name: str) -> list[Rows]:
    return [found for _, found in blocks(markdown_document(TITLE + getattr(papers, name), "a.md"))]


def test_blocks_side_by_side_have_their_own_labels():
    income, spending = of("BOTH_SIDES")
    assert income[0] == ("", ("一、一般公共预算财政拨款收入",), (("收入/决算数", "812.40"),))
    assert [labels[0] for _, labels, _ in income] == ["一、一般公共预算财政拨款收入", "三、其他收入", "本年收入合计"]
    assert spending[-1] == ("", ("本年支出合计",), (("支出/决算数", "832.50"),))


@pytest.mark.parametrize(("name", "total"), [("CODES_FIRST", 0), ("CODES_LAST", -1)])
def test_codes_of_three_lengths_are_no_amounts_and_the_total_may_stand_first_or_last(name, total):
    (found,) = of(name)
    values = (("本年支出合计", "320.20"), ("基本支出", "260.20"), ("项目支出", "60.00"))
    assert found[total] == ("", ("合计",), values)
    assert sorted({len(code) for code, _, _ in found}) == [0, 3, 5, 7]


def test_each_side_of_the_basic_expenditure_has_codes_names_amounts_and_a_foot():
    staff, running = of("BASIC")
    assert staff[0] == ("301", ("工资福利支出",), (("人员经费/决算数", "200.00"),))
    assert staff[-1] == ("", ("人员经费合计",), (("人员经费/决算数", "210.00"),))
    assert running[-1] == ("", ("公用经费合计",), (("公用经费/决算数", "50.20"),))


def test_a_code_in_three_columns_is_one_code():
    (found,) = of("THREE_CODES")
    assert [code for code, _, _ in found] == [
        "208",
        "20805",
        "2080505",
        "20899",
        "2089999",
        "210",
        "21011",
        "2101101",
        "",
    ]
    assert found[2][2] == (("支出预算/合计", "402,000"), ("支出预算/基本支出", "402,000"))


def test_an_empty_table_gives_no_rows_and_nothing_is_said_of_it():
    assert of("EMPTY") == []
    assert not [o for o in found_in(TITLE + papers.EMPTY) if o.status is Status.FAIL]


def test_each_table_of_a_file_has_the_unit_of_its_own_note():
    worked = {o.worked for o in found_in(TITLE + papers.THREE_CODES + papers.IN_TEN_THOUSANDS)}
    assert {"3002000+200000=3202000元", "0.00+1.40+5.00=6.40万元"} <= worked


@pytest.mark.parametrize("name", NAMES)
def test_a_sound_table_has_no_finding(name):
    assert not [o.message for o in found_in(TITLE + getattr(papers, name)) if o.status is Status.FAIL]


SLIPS = [
    ("CODES_FIRST", "| 200.00 | 60.00 |\n| 2089999", "| 220.00 | 60.00 |\n| 2089999"),
    ("CODES_LAST", "| 合计 | < | 320.20", "| 合计 | < | 302.20"),
    ("BASIC", "200.00", "220.00"),
    ("BASIC", "210.00", "201.00"),
    ("OFFICIAL", "4.20", "4.40"),
    ("THREE_CODES", "| 2,602,000 | 600,000 |\n", "| 2,620,000 | 600,000 |\n"),
    ("IN_TEN_THOUSANDS", "5.00 |\n", "5.50 |\n"),
]


@pytest.mark.parametrize(("name", "right", "wrong"), SLIPS)
def test_a_slip_in_the_sums_is_found(name, right, wrong):
    text = getattr(papers, name)
    assert text.count(right) >= 1
    assert [o for o in found_in(TITLE + text.replace(right, wrong, 1)) if o.status is Status.FAIL]


def bars(document: Document) -> bytes:
    """Rows parted by bars, merged cells printed empty, as some programs turn files into text."""
    lines = []
    for line in written(document, "md").decode().replace(" | <", " |").replace(" | ^", " |").splitlines():
        lines.append(line.replace(" | ", "|").replace("| ", "|").replace(" |", "|"))
    return "\n".join(lines).encode()


WRITE = {
    "md": lambda document: written(document, "md"),
    "docx": lambda document: written(document, "docx"),
    "html": lambda document: as_html(document).encode(),
    "xlsx": as_xlsx,
}


@pytest.fixture(scope="module")
def document() -> Document:
    return markdown_document(EVERYTHING, "a.md")


@pytest.mark.parametrize("suffix", list(WRITE))
def test_the_rows_do_not_depend_on_the_format(document, suffix):
    assert blocks(read_bytes(WRITE[suffix](document), f"a.{suffix}")) == blocks(document)


def test_rows_parted_by_bars_have_the_labels_and_values_without_what_merged_heads_say(document):
    def bare(found: Document) -> list[list[tuple[str, tuple[str, ...], list[str]]]]:
        return [
            [(code, labels, [text for _, text in values]) for code, labels, values in own] for _, own in blocks(found)
        ]

    assert b"||" in bars(document)
    assert bare(read_bytes(bars(document), "a.txt")) == bare(document)


@pytest.fixture(scope="module")
def converted(document, tmp_path_factory) -> dict[str, Path]:
    need(office.program(), "LibreOffice (soffice)")
    folder = tmp_path_factory.mktemp("layouts")
    word, book = folder / "a.docx", folder / "b.xlsx"
    word.write_bytes(written(document, "docx"))
    book.write_bytes(as_xlsx(document))
    sources = {"pdf": word, "doc": word, "rtf": word, "xls": book}
    return {suffix: by_libreoffice([source], suffix, folder)[0] for suffix, source in sources.items()}


@pytest.mark.parametrize("suffix", ["pdf", "doc", "rtf", "xls"])
def test_the_rows_do_not_depend_on_the_format_that_another_program_writes(document, converted, suffix):
    assert blocks(read(converted[suffix])) == blocks(document)
