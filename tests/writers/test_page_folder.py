"""The report of very many files: a front that leads to a page for each report, all of them self-contained."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner
from lxml import html
from sample_report import again, sample
from support import ROOT

import fundqa.writers
from fundqa.cli import main
from fundqa.engine import check_files
from fundqa.project import load_project
from fundqa.report import Report
from fundqa.writers.base import File
from fundqa.writers.html import MOST, WRITER

FEW = replace(WRITER, most=2)


def written(report: Report) -> dict[str, bytes]:
    return {file.name: file.content for file in FEW.files(report)}


def links(content: bytes) -> list[str]:
    return [a.get("href") for a in html.fromstring(content).iter("a")]


@pytest.fixture(scope="module")
def folder() -> dict[str, bytes]:
    return written(sample())


def test_a_few_files_are_one_page_as_ever():
    report = Report(sample().documents[:2])
    assert list(FEW.files(report)) == [File("report.html", WRITER.write(report).encode())]
    assert MOST == WRITER.most == 300


def test_many_files_are_a_front_and_a_page_each(folder):
    assert list(folder) == ["report.html", "report/0001.html", "report/0002.html", "report/0003.html"]
    for number, doc in enumerate(sample().documents, 1):
        page = html.fromstring(folder[f"report/{number:04}.html"])
        assert page.xpath("//article[@class='file']/@id") == ["d1"]
        assert doc.path.rpartition("/")[2] in page.text_content()


def test_the_front_leads_to_every_page_and_has_no_findings_of_its_own(folder):
    front = html.fromstring(folder["report.html"])
    assert set(links(folder["report.html"])) == set(folder) - {"report.html"}
    names = {row.xpath("string(th/a)"): row.xpath("string(th/a/@href)") for row in front.xpath("//tbody/tr[th/a]")}
    wanted = {doc.path.rpartition("/")[2]: f"report/{n:04}.html" for n, doc in enumerate(sample().documents, 1)}
    assert names == wanted
    assert not list(front.iter("article"))


def test_every_page_leads_back_and_else_nowhere_but_into_itself(folder):
    for name in set(folder) - {"report.html"}:
        page = html.fromstring(folder[name])
        away = [link for link in links(folder[name]) if not link.startswith("#")]
        assert away == ["../report.html"]
        ids = {element.get("id") for element in page.iter() if isinstance(element.tag, str)}
        assert {link[1:] for link in links(folder[name]) if link.startswith("#")} <= ids


def test_what_is_to_be_said_of_waivers_is_said_on_the_front_alone():
    report = again()
    doc = report.documents[0]
    found = written(replace(report, documents=(doc, *(replace(doc, path=f"{n}.md") for n in range(3)))))
    assert [b'id="remarks"' in content for content in found.values()] == [True, False, False, False, False]


def test_the_files_of_one_report_share_a_page_and_the_front_leads_to_each():
    text, table = (replace(doc, submission="a") for doc in sample().documents[:2])
    found = written(replace(sample(), documents=(text, table, sample().documents[2])))
    assert list(found) == ["report.html", "report/0001.html", "report/0002.html"]
    assert {"report/0001.html#d1", "report/0001.html#d2", "report/0002.html"} <= set(links(found["report.html"]))
    page = html.fromstring(found["report/0001.html"])
    assert page.xpath("//article[@class='file']/@id") == ["d1", "d2"]


def test_a_page_shows_the_reports_own_text_as_in_the_one_page():
    paths = sorted((ROOT / "examples").glob("*.docx"))[:1]
    report = check_files(paths, load_project())
    (_, alone) = replace(WRITER, most=0).files(report)
    shown = alone.content.decode().replace('<p class="home"><a href="../report.html">全部文件</a></p>\n', "")
    assert shown == WRITER.write(report)


def test_the_command_writes_the_folder_and_names_the_front(tmp_path, monkeypatch):
    others = tuple(writer for writer in fundqa.writers.WRITERS if writer is not WRITER)
    monkeypatch.setattr(fundqa.writers, "WRITERS", (*others, replace(WRITER, most=1)))
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(f"# 报告{name}\n\n2022年支出预算36万元。\n", "utf-8")
    options = ("--workers", "0", "--format", "html", "-o", tmp_path / "out")
    done = CliRunner().invoke(main, ["check", *map(str, (tmp_path / "a.md", tmp_path / "b.md", *options))])
    assert done.exit_code == 0, done.output
    assert {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.html")} == {
        "report.html", "report/0001.html", "report/0002.html",
    }  # fmt: skip
    assert done.stderr.count("→") == 1
