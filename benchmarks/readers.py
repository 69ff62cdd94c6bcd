"""What reading costs: Word files, workbooks and PDF files here and with the libraries that others read them with.

python benchmarks/readers.py [--quick] [FILE.docx … FILE.xlsx … FILE.pdf …]; without files, generated reports as Word,
Excel and LibreOffice (which PDF files need) write them. Each other library gives the text of every paragraph and cell,
or what it makes of the file as Markdown, and nothing is done with it.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree
from measure import INSTALL, Act, Budget, Row, absent, budget_of, compared, installed, told

from fundqa.readers import read_bytes
from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written
from fundqa.seeding.writers import write_all

DOCX_MOST, PDF_LEAST = 3, 5
ROUNDS = 5
KINDS = {
    "docx": ("Word 文件", "a Word file", ("lxml", "python-docx", "markitdown")),
    "xlsx": ("工作簿", "a workbook", ("openpyxl", "markitdown")),
    "pdf": ("PDF 文件", "a PDF file", ("pdfplumber", "markitdown")),
}
"""What is read, and what it is read with besides."""
Reader = Callable[[bytes], object]


def rows(budget: Budget) -> Iterator[Row]:
    """Each kind of file with each other reader of it."""
    for kind, data in files(budget).items():
        yield from against(kind, data, budget)


def files(budget: Budget) -> dict[str, bytes | None]:
    """A generated file of each kind; None where it cannot be made here."""
    sample = generate(3).document
    word = written(sample, "docx")
    longer = word if budget.quick else changed(word, _repeated)
    made: dict[str, bytes | None] = {"docx": changed(longer, _verbose), "xlsx": written(sample, "xlsx"), "pdf": None}
    if not budget.quick:
        (made["pdf"],) = write_all([sample], "pdf")
    return made


def against(kind: str, data: bytes | None, budget: Budget, name: str = "") -> Iterator[Row]:
    """A file read here and by each other reader: its time in ours; for lxml's bare parse ours in its."""
    zh, en, others = KINDS[kind]
    readers = {other: reader(kind, other) for other in others} if data is not None else {}
    known = {other: read for other, read in readers.items() if read is not None}
    acts: list[Act] = [partial(read, data) for read in known.values()]
    found = compared(partial(read_bytes, data, f"a.{kind}"), acts, budget.of(ROUNDS, 1)) if data is not None else []
    ratios = dict(zip(known, found, strict=True))
    for other in others:
        key, aim = f"{kind}-{other}", {"least": PDF_LEAST} if other == "pdfplumber" else {}
        size = f"{name or 'generated'}, {len(data or b'') // 1024} KiB"
        if other == "lxml":
            told_zh, told_en = (
                f"读{zh}：是 lxml 只解析其正文所用时间的几倍",
                f"reading {en}: time in bare parses of its text by lxml",
            )
            yield Row(key, told_zh, told_en, 1 / ratios[other], most=DOCX_MOST, detail=size)
            continue
        told_zh, told_en = f"读{zh}：与 {other} 相比的速度", f"reading {en}, as fast as {other}"
        if other in ratios:
            yield Row(key, told_zh, told_en, ratios[other], detail=size, **aim)
        else:
            yield absent(key, told_zh, told_en, INSTALL if data is not None else "LibreOffice, not with --quick", **aim)


def reader(kind: str, name: str) -> Reader | None:
    """Another reader of a kind of file; None where it is not installed."""
    if name == "markitdown":
        return _markitdown(kind)
    if name == "pdfplumber":
        found = installed(name)
        return partial(_plumbed, found[0]) if found else None
    if name == "openpyxl":
        found = installed(name)
        return partial(_workbook, found[0]) if found else None
    return bare if name == "lxml" else _word


def bare(data: bytes) -> etree._Element:
    """The document part of a Word file, unpacked and parsed, and nothing more."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def _word(data: bytes) -> list[str]:
    made = docx.Document(io.BytesIO(data))
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return [*(paragraph.text for paragraph in made.paragraphs), *cells]


def _workbook(openpyxl, data: bytes) -> list[object]:
    made = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return [(value, sheet.merged_cells) for sheet in made for row in sheet.iter_rows(values_only=True) for value in row]


def _plumbed(pdfplumber, data: bytes) -> int:
    with pdfplumber.open(io.BytesIO(data)) as made:
        return sum(len(page.extract_text() or "") + len(page.extract_tables()) for page in made.pages)


@cache
def _markitdown(kind: str) -> Reader | None:
    found = installed("markitdown")
    if found is None:
        return None
    own = found[0].MarkItDown(enable_plugins=False)
    return lambda data: own.convert_stream(io.BytesIO(data), file_extension=f".{kind}").text_content


def changed(data: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """A Word file with its body changed."""
    made = docx.Document(io.BytesIO(data))
    change(made.element.body)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _repeated(body: etree._Element) -> None:
    """The body's own blocks twenty times more."""
    own = list(body)[:-1]
    for _ in range(20):
        for element in own:
            body.insert(len(body) - 1, etree.fromstring(etree.tostring(element)))


def _verbose(body: etree._Element) -> None:
    """What Word adds to every paragraph, run and cell: revision ids, fonts, spacing, spelling marks, borders."""
    for number, paragraph in enumerate(list(body.iter(qn("w:p")))):
        for name in ("rsidR", "rsidRDefault", "rsidP"):
            paragraph.set(qn(f"w:{name}"), f"{number * 7919 % 2**24:08X}")
        own = paragraph.get_or_add_pPr()
        own.append(_element("spacing", line="360", lineRule="auto"))
        own.append(_element("jc", val="center"))
        own.append(_fonts())
        for run in list(paragraph.iter(qn("w:r"))):
            run.set(qn("w:rsidRPr"), f"{number:08X}")
            if run.find(qn("w:rPr")) is None:
                run.insert(0, _fonts())
            run.addprevious(_element("proofErr", type="spellStart"))
            run.addnext(_element("proofErr", type="spellEnd"))
        if number % 10 == 0:
            paragraph.append(_element("bookmarkStart", id=str(number), name=f"_Toc{number}"))
            paragraph.append(_element("bookmarkEnd", id=str(number)))
    for cell in body.iter(qn("w:tc")):
        properties = cell.get_or_add_tcPr()
        borders = _element("tcBorders")
        borders.extend(_element(side, val="single", sz="4") for side in ("top", "left", "bottom", "right"))
        properties.extend([_element("tcW", w="1200", type="dxa"), borders, _element("vAlign", val="center")])


def _fonts() -> etree._Element:
    """The properties of a run as Word writes them out."""
    own = _element("rPr")
    own.append(_element("rFonts", ascii="FangSong_GB2312", eastAsia="FangSong_GB2312", hAnsi="FangSong_GB2312"))
    own.extend([_element("kern", val="0"), _element("sz", val="24"), _element("szCs", val="24")])
    return own


def _element(name: str, /, **attributes: str) -> etree._Element:
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def main() -> None:
    """The files of the command line, else generated ones."""
    budget = budget_of(sys.argv[1:])
    given = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("--")]
    told(rows(budget)) if not given else None
    for path in given:
        told(against(path.suffix[1:].lower(), path.read_bytes(), budget, path.name))


if __name__ == "__main__":
    main()
