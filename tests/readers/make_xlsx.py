"""Small workbooks for the readers' tests, written as raw XML so that nothing is hidden by a library."""

from __future__ import annotations

from collections.abc import Sequence

from make_docx import package

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def cell(ref: str, value: str, *, style: int = 0, kind: str = "", formula: str = "") -> str:
    """A cell; a text without `kind` is written in place."""
    inner = f"<f>{formula}</f>" if formula else ""
    if kind == "inlineStr" or (not kind and not value.replace(".", "").replace("-", "").isdigit() and not formula):
        return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
    told = f' t="{kind}"' if kind else ""
    return f'<c r="{ref}" s="{style}"{told}>{inner}{f"<v>{value}</v>" if value else ""}</c>'


def sheet(
    rows: Sequence[Sequence[str]], *, merges: Sequence[str] = (), cols: str = "", hidden: Sequence[int] = ()
) -> str:
    """A sheet of rows of ready cells (cell()); an empty row is left out, as programs do."""
    body = "".join(
        f'<row r="{n}" hidden="{int(n in hidden)}">{"".join(row)}</row>' for n, row in enumerate(rows, 1) if row
    )
    joined = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    merged = f"<mergeCells>{joined}</mergeCells>" if joined else ""
    return f"<worksheet {NS}>{cols}<sheetData>{body}</sheetData>{merged}</worksheet>"


def workbook(
    *sheets: str, states: Sequence[str] = (), formats: Sequence[str] = (), shared: Sequence[str] = (), slash: str = "/"
) -> bytes:
    """A package of sheets named 表1, 表2 …; formats: number formats, styles 1, 2 …; slash: of the zip's names."""
    names = [f"xl/worksheets/sheet{i}.xml" for i in range(1, len(sheets) + 1)]
    told = [f' state="{state}"' if state else "" for state in (*states, *[""] * len(sheets))]
    listed = "".join(
        f'<sheet name="表{i}" sheetId="{i}" r:id="rId{i}"{told[i - 1]}/>' for i in range(1, len(sheets) + 1)
    )
    rels = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATED}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    for kind in ("styles", "sharedStrings"):
        rels += f'<Relationship Id="{kind}" Type="{RELATED}/{kind}" Target="{kind}.xml"/>'
    codes = "".join(f'<numFmt numFmtId="{163 + i}" formatCode="{code}"/>' for i, code in enumerate(formats, 1))
    styles = '<xf numFmtId="0"/>' + "".join(f'<xf numFmtId="{163 + i}"/>' for i in range(1, len(formats) + 1))
    texts = "".join(f"<si><t>{text}</t></si>" for text in shared)
    kinds = [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles"), ("xl/sharedStrings.xml", "sharedStrings")]
    kinds += [(name, "worksheet") for name in names]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="/{name}" ContentType="{SHEETML}.{kind}+xml"/>' for name, kind in kinds)
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{RELATED}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {NS} xmlns:r="{RELATED}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELS}">{rels}</Relationships>',
        "xl/styles.xml": f"<styleSheet {NS}><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f"<sst {NS}>{texts}</sst>",
        **dict(zip(names, sheets, strict=True)),
    }
    return package({name.replace("/", slash): content for name, content in parts.items()})
