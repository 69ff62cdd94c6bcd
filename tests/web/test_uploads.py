"""What is taken in, what every answer carries, what is thrown away."""

from datetime import timedelta

import pytest
from desk_support import BAD, TestDesk

from fundqa.web.access import now
from fundqa.web.intake import plain_name
from fundqa.web.options import retention, sweep


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("run.exe", b"MZ", "不是能核对的文件类型"),
        ("page.svg", b"<svg onload=alert(1)>", "不是能核对的文件类型"),
        ("report.docx", b"MZ\x90\x00", "内容与扩展名不符"),
        ("report.pdf", b"PK\x03\x04", "内容与扩展名不符"),
        ("report.txt", b"%PDF-1.7", "内容与扩展名不符"),
        ("report.txt", b"a\x00b", "内容与扩展名不符"),
        ("report.docx", b"", "是空文件"),
        ("large.txt", b"a" * (1024 * 1024 + 1), "超过 1 MiB"),
    ],
)
def test_what_is_no_report_is_refused_by_what_it_holds(tmp_path, name, content, said):
    desk = TestDesk(tmp_path, largest=1)
    answer = desk.sign_in("county").upload((name, content))
    assert answer.status_code == 400
    assert said in answer.text
    assert not list(desk.store.uploads.glob("*")) if desk.store.uploads.exists() else True


def test_too_many_files_are_refused(tmp_path):
    desk = TestDesk(tmp_path, most_files=2)
    answer = desk.sign_in("county").upload(*[(f"{i}.txt", b"a") for i in range(3)])
    assert "一次至多 2 个文件" in answer.text


def test_a_page_that_asks_for_json_gets_it(desk):
    county = desk.sign_in("county")
    files = [("files", ("a.exe", b"MZ"))]
    answer = county.post("/dossiers", files=files, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert "不是能核对的文件类型" in answer.json()["error"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("报告.docx", "报告.docx"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\work\\报告.docx", "报告.docx"),
        (".hidden.txt", "hidden.txt"),
        ("a\x00b\n.txt", "a�b\n.txt"),
        ("..", "file"),
    ],
)
def test_a_name_is_only_a_name(given, kept):
    assert plain_name(given).replace("\n", "\n") == kept


def test_files_lie_under_random_names(desk):
    desk.sign_in("county").hand_in(BAD, name="报告.md")
    (stored,) = desk.store.uploads.iterdir()
    assert stored.read_bytes() == BAD.encode()
    assert len(stored.name) == 48
    assert "." not in stored.name


def test_every_answer_keeps_foreign_pages_and_scripts_out(desk):
    county = desk.sign_in("county")
    number = county.hand_in()
    desk.work()
    for path in ("/", f"/dossiers/{number}", "/account", "/nothing", "/sign-in", "/static/desk.css"):
        headers = county.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert path.startswith("/static/") or headers["cache-control"] == "no-store"


def test_the_report_page_runs_only_its_own_script(desk):
    county = desk.sign_in("county")
    number = county.hand_in("# 报告<script>alert(1)</script>\n\n" + BAD)
    desk.work()
    answer = county.get(f"/dossiers/{number}/report")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'sha256-" in policy
    assert "default-src 'none'" in policy
    assert "<script>alert" not in answer.text


def test_pages_hold_no_script_or_style_of_their_own(desk):
    county = desk.sign_in("county")
    number = county.hand_in()
    desk.work()
    for path in ("/", f"/dossiers/{number}", "/account"):
        page = county.get(path).text
        assert page.count("<script") == 1
        assert "<style" not in page
        assert " style=" not in page
        assert "onclick" not in page


def test_old_drafts_go_with_their_files_and_nothing_else_does(desk):
    county = desk.sign_in("county")
    old, corrected, sent = county.hand_in(), county.hand_in(), county.hand_in("# 报告\n\n工作已经完成。\n")
    fresh = county.hand_in(previous=corrected)
    desk.work()
    county.post(f"/dossiers/{sent}/submit")
    later = now() + timedelta(days=31)
    assert sweep(desk.store, 0, later) == 0
    desk.store.change(fresh, "done", created=later)
    assert sweep(desk.store, 30, later) == 1
    assert desk.store.get(old) is None
    assert not desk.store.results(old).exists()
    assert len(list(desk.store.uploads.iterdir())) == 3
    assert county.get(f"/dossiers/{sent}").status_code == 200


def test_an_administrator_sets_how_long_drafts_are_kept(desk):
    assert retention(desk.store, 7) == 7
    assert desk.sign_in("admin").post("/admin/settings", data={"retention": "90"}).status_code == 303
    assert retention(desk.store, 7) == 90
