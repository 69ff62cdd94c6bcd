"""A project with the files that the pages speak of, small ones, for the commands that they show."""

from __future__ import annotations

import shutil
import socket
import zlib
from pathlib import Path

import xlsxwriter
from docs_steps import call
from making import form, word_builder
from support import ROOT

from fundqa.ledger.store import Ledger
from fundqa.web import accounts
from fundqa.web.access import now

TEXT = "2022年河源县工伤保险基金绩效自评报告\n\n2022年河源县工伤保险基金预算支出{}万元。\n"
ROWS = (
    ("河源县工伤保险基金绩效目标完成情况表",), ("（2022年度）",),
    ("项目名称", "河源县工伤保险基金支出"), ("预算数", "2210", "执行数", "2185"),
    ("一级指标", "二级指标", "三级指标", "预期指标值", "实际完成指标值"),
    ("产出指标", "数量指标", "业务办理件数", "12件", "12件"),
)  # fmt: skip
SETTINGS = """
[run]
inbox = ["收件"]
expectations = false
workers = 1

[schedule]
cron = "30 2 * * *"
"""


def make(root: Path) -> Path:
    """The folder, filled: a project by `fundqa init`, reports under every name that a page uses."""
    for folder in (".", "my-office"):
        code, printed = call(["init", folder], root)
        assert code == 0, printed
    (root / "fundqa.toml").write_text(SETTINGS, "utf-8")
    for folder in (root, root / "2024"):
        put(
            folder / "收件" / "自评.md",
            "# " + TEXT.format("2120") + form("河源县工伤保险", budget="2210", spent="2185"),
        )
    (root / "2024" / "fundqa.toml").write_text(SETTINGS, "utf-8")
    put(root / "报告.md", "# " + TEXT.format("2120"))
    shutil.copytree(ROOT / "examples", root / "examples", ignore=shutil.ignore_patterns("__pycache__", "expected"))
    example = next(iter(sorted((root / "examples").glob("青*.docx"))))
    for name in ("report.docx", "报告.docx"):
        shutil.copy(example, root / name)
    for name in ("narrative.docx", "正文.docx", "2022.docx", "2023.docx", "空白表.docx"):
        (root / name).write_bytes(word_builder().build(TEXT.format("2120") if name != "空白表.docx" else dump()))
    for name in ("tables.xlsx", "附表.xlsx"):
        workbook(root / name)
    (root / "决算.pdf").write_bytes(pdf("2022 1234.56 100"))
    return root


def put(path: Path, text: str) -> None:
    """A text in a folder that may not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def dump() -> str:
    """The form as a dump: each cell a line after a tab, an empty line after each row."""
    return "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in ROWS[2:]) + "\n"


def workbook(path: Path) -> None:
    """The form as a workbook."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("附表")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)


def pdf(text: str) -> bytes:
    """A page with a line of text, as a PDF file."""
    drawn = zlib.compress(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode())
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return out + head % (table, len(out))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def a_county(home: Path) -> str:
    """The token of a county's account that is made at the desk of a project."""
    engine = Ledger.open("sqlite:///.fundqa/ledger.db", home).engine
    user = accounts.add_user(engine, "county", "county", accounts.COUNTY, "青澜市青砚县", "correct horse 1", now())
    token = accounts.new_token(engine, user, "curl", now())
    engine.dispose()
    return token
