"""Word files to try things on, and what is the same about two of them when only comments tell them apart."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from lxml import etree
from support import ROOT

from fundqa.errors import ReadError
from fundqa.readers import read_bytes
from fundqa.readers.package import parse_xml
from fundqa.seeding.generator import generate
from fundqa.seeding.writers import word

sys.path.insert(0, str(Path(__file__).parent / "readers"))  # tests outside it use its makers too
from make_docx import NS, docx, p, package, r, tbl, tc, tr

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
BOLD = (
    '<w:r w:rsidR="00AB"><w:rPr><w:b/><w:sz w:val="32"/></w:rPr><w:t>预算0.42亿元</w:t><w:tab/><w:t>，执行</w:t></w:r>'
)
BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>'
    f"{p('框内支出12万元。')}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)
ODD = docx(
    p("  一、", BOLD, "0.43亿元。")
    + p(f"<w:hyperlink>{r('甲乙')}</w:hyperlink>", f"<w:ins>{r('丙丁')}</w:ins>", "戊。")
    + p(r("锚"), BOX, "后文。")
    + tbl(tr("甲", tc(inner=p("第一段3万元") + p() + p("第二段4万元")), ""),
          tr(tc(inner=tbl(tr("内", "5")) + p("外6")), "丁", tc()))
    + f'<w:p><w:pPr><w:rPr><w:del w:id="7"/></w:rPr></w:pPr>{r("并入")}</w:p>' + p("下段7户。")
    + p("注", '<w:r><w:footnoteReference w:id="2"/></w:r>', "解。"),
)  # fmt: skip
FOOTNOTES = f'<w:footnotes {NS}><w:footnote w:id="2">{p("脚注8人。")}</w:footnote></w:footnotes>'


def odd() -> bytes:
    """Runs of a look, links, insertions, a text box, nested tables, an empty cell, merged paragraphs, a footnote."""
    return package(parts_of(ODD) | {"word/footnotes.xml": FOOTNOTES})


def whole() -> bytes:
    """A file with a table, an empty cell, a text box and a footnote that office programs open, parts and all."""
    box = (
        '<w:r><w:pict><v:shape id="b" style="width:120pt;height:40pt"><v:textbox><w:txbxContent>'
        f"{p('框内支出12万元。')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = p("总支出5万元。", note) + p(r("锚"), box) + tbl(tr("甲", "3万元"), tr("乙", "")) + p("完。")
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    override = '<Override PartName="/word/{}.xml" ContentType="' + word + '.{}+xml"/>'
    relation = '<Relationship Id="rId{}" Type="' + office + '/{}" Target="{}"/>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    return package(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f"{override.format('document', 'document.main')}{override.format('footnotes', 'footnotes')}</Types>"
            ),
            "_rels/.rels": relations.format(relation.format(1, "officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {NS}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations.format(relation.format(1, "footnotes", "footnotes.xml")),
            "word/footnotes.xml": FOOTNOTES,
        }
    )


def word_files() -> Iterator[tuple[str, bytes]]:
    """Word files of many makes that can be read: examples, generated ones, the odd one, and real ones if at hand."""
    yield "odd", odd()
    yield "whole", whole()
    for path in sorted((ROOT / "examples").glob("*.docx")):
        yield path.name, path.read_bytes()
    for seed in range(3):
        yield f"generated {seed}", word(generate(seed).document)
    for path in sorted((ROOT.parent / "shared" / "real").glob("*/*.docx")):
        data = path.read_bytes()
        try:
            if read_bytes(data, path.name).format == "docx":
                yield path.name, data
        except ReadError:
            continue


def parts_of(data: bytes) -> dict[str, str | bytes]:
    """The content of every part of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def uncommented(root: etree._Element) -> bytes:
    """A document without its comments' marks, neighbouring runs of one look merged, as canonical XML."""
    root = deepcopy(root)
    for name in ("commentRangeStart", "commentRangeEnd"):
        for mark in list(root.iter(W + name)):
            mark.getparent().remove(mark)
    for mark in list(root.iter(W + "commentReference")):
        run = mark.getparent()
        run.getparent().remove(run)
    for text in root.iter(W + "t"):
        text.attrib.pop(SPACE, None)
    for run in list(root.iter(W + "r")):
        _merge(run)
    for text in list(root.iter(W + "t")):
        _merge_text(text)
    return etree.tostring(root, method="c14n")


def _look(run: etree._Element) -> tuple[bytes, dict[object, object]]:
    found = run.find(W + "rPr")
    return b"" if found is None else etree.tostring(found, method="c14n", exclusive=True), dict(run.attrib)


def _merge(run: etree._Element) -> None:
    """Append to a run those that follow it and look the same."""
    if run.getparent() is None:
        return
    while (after := run.getnext()) is not None and after.tag == run.tag and _look(after) == _look(run):
        run.extend([child for child in after if child.tag != W + "rPr"])
        run.getparent().remove(after)


def _merge_text(text: etree._Element) -> None:
    if text.getparent() is None:
        return
    while (after := text.getnext()) is not None and after.tag == text.tag:
        text.text = (text.text or "") + (after.text or "")
        text.getparent().remove(after)


def document(data: bytes) -> etree._Element:
    parts = parts_of(data)
    name = next(name for name in parts if name.replace("\\", "/").lower().endswith("word/document.xml"))
    return parse_xml(bytes(parts[name]), "a", name)


def covered(data: bytes) -> dict[str, str]:
    """For each comment, the text between its marks, tabs as such, without text boxes that are anchored there."""
    root = document(data)
    open_: set[str] = set()
    found: dict[str, str] = {}
    for element in root.iter():
        number = element.get(W + "id", "")
        if element.tag == W + "commentRangeStart":
            open_.add(number)
            found[number] = ""
        elif element.tag == W + "commentRangeEnd":
            open_.remove(number)
        elif element.tag in (W + "t", W + "tab") and next(element.iterancestors(W + "txbxContent"), None) is None:
            for each in open_:
                found[each] += (element.text or "") if element.tag == W + "t" else "\t"
    assert not open_
    return found


def texts_of(data: bytes) -> list[str]:
    """The comments of a file, in the order of their part."""
    root = etree.fromstring(parts_of(data)["word/comments.xml"])
    return ["\n".join("".join(par.itertext()) for par in c.iter(W + "p")) for c in root.iter(W + "comment")]
