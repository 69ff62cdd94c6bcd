"""From upload to decision: what a county and its reviewer see on the way."""

import json

from desk_support import BAD, GOOD
from sqlalchemy import select

from fundqa.ledger.tables import FILES, SUBMISSIONS
from fundqa.ledger.tables_desk import DOSSIERS
from fundqa.web.dossiers import CHECKING, FAILED, QUEUED

WARNED = "# 青砚县2022年度报告\n\n全年支出XX万元，工作基本完成。\n"
"""A report with a warning and no error."""


def state(desk, number: str) -> str:
    return desk.store.get(number)["state"]


def fingerprints(desk, number: str, severity: str) -> list[str]:
    rows = desk.store.findings(number)
    return [row["fingerprint"] for row in rows if row["severity"] == severity and not row["related"]]


def test_a_report_waits_and_is_checked_outside_the_request(desk):
    county = desk.sign_in("county")
    number = county.hand_in()
    assert county.get(f"/dossiers/{number}/state").json() == {"state": QUEUED, "ahead": 0}
    assert "正在核对" in county.get(f"/dossiers/{number}").text
    desk.work()
    assert state(desk, number) == "done"
    page = county.get(f"/dossiers/{number}").text
    assert "不能提交" in page
    assert "590万元" in page


def test_the_verdict_follows_from_errors_warnings_and_explanations(desk):
    county = desk.sign_in("county")
    bad, warned, good = county.hand_in(BAD), county.hand_in(WARNED), county.hand_in(GOOD)
    desk.work()
    assert "不能提交" in county.get(f"/dossiers/{bad}").text
    assert "可以提交" in county.get(f"/dossiers/{good}").text
    assert "说明后可提交" in county.get(f"/dossiers/{warned}").text
    assert county.post(f"/dossiers/{bad}/submit").status_code == 409
    assert county.post(f"/dossiers/{warned}/submit").status_code == 409
    for fingerprint in fingerprints(desk, warned, "warning"):
        said = {"fingerprint": fingerprint, "text": "数字待财政局确认后补报。"}
        assert county.post(f"/dossiers/{warned}/explain", data=said).status_code == 303
    assert county.post(f"/dossiers/{warned}/submit").status_code == 303
    assert state(desk, warned) == "submitted"


def test_a_correction_says_what_is_mended_and_keeps_explanations_at_hand(desk):
    county = desk.sign_in("county")
    first = county.hand_in(BAD + "\n" + "其他支出XX万元。\n")
    desk.work()
    (fingerprint,) = fingerprints(desk, first, "warning")[:1]
    county.post(f"/dossiers/{first}/explain", data={"fingerprint": fingerprint, "text": "待补的数字"})
    second = county.hand_in(BAD.replace("290", "220") + "\n" + "其他支出XX万元。\n", previous=first)
    desk.work()
    page = county.get(f"/dossiers/{second}").text
    assert "第2稿" in page
    assert "仍在" in page
    assert "待补的数字" in page
    assert "不能提交" not in page
    assert not any(row["severity"] == "error" for row in desk.store.findings(second))
    assert "已有新稿" in county.get("/").text


def test_a_reviewer_rejects_with_a_reason_and_the_county_sees_it(desk):
    county, reviewer = desk.sign_in("county"), desk.sign_in("reviewer")
    number = county.hand_in(WARNED)
    desk.work()
    for fingerprint in fingerprints(desk, number, "warning"):
        county.post(f"/dossiers/{number}/explain", data={"fingerprint": fingerprint, "text": "没有"})
    county.post(f"/dossiers/{number}/submit")
    said = next(iter(desk.store.explanations(number).values()))
    path = f"/review/explanations/{said['id']}"
    assert reviewer.post(path, data={"state": "rejected"}).status_code == 409
    assert reviewer.post(path, data={"state": "rejected", "reason": "请写明依据"}).status_code == 303
    assert reviewer.post(path, data={"state": "accepted"}).status_code == 409
    back = f"/review/dossiers/{number}"
    assert reviewer.post(back, data={"state": "returned"}).status_code == 409
    assert reviewer.post(back, data={"state": "returned", "reason": "说明不充分"}).status_code == 303
    page = county.get(f"/dossiers/{number}").text
    assert "请写明依据" in page
    assert "说明不充分" in page
    assert "说明后可提交" in page
    assert county.post(f"/dossiers/{number}/submit").status_code == 409


def test_what_is_submitted_is_in_the_ledger_and_its_correction_takes_its_place(desk):
    county, reviewer = desk.sign_in("county"), desk.sign_in("reviewer")
    first = county.hand_in(GOOD)
    desk.work()
    county.post(f"/dossiers/{first}/submit")
    desk.work()
    reviewer.post(f"/review/dossiers/{first}", data={"state": "returned", "reason": "请补充"})
    second = county.hand_in(GOOD.replace("甲项", "丙项"), previous=first)
    desk.work()
    county.post(f"/dossiers/{second}/submit")
    desk.work()
    with desk.desk.ledger.engine.connect() as connection:
        files = connection.execute(select(FILES.c.path, FILES.c.origin, FILES.c.current).order_by(FILES.c.id)).all()
        current = connection.execute(select(SUBMISSIONS.c.current).order_by(SUBMISSIONS.c.id)).scalars().all()
    assert [tuple(row) for row in files] == [
        (f"desk/{first}/报告.md", "desk", False),
        (f"desk/{second}/报告.md", "desk", True),
    ]
    assert current == [False, True]


def test_narrative_and_tables_dropped_together_are_one_report(desk):
    county = desk.sign_in("county")
    text = "# 青砚县2022年报告\n\n" + "本年按计划推进各项工作，经办服务进一步改进，群众满意度稳定。\n\n" * 4
    table = "| 项目 | 金额（万元） |\n|---|---|\n| 甲 | 300 |\n| 乙 | 290 |\n| 合计 | 520 |\n"
    answer = county.upload(("正文.md", text.encode()), ("附表.md", table.encode()))
    number = answer.headers["location"].rpartition("/")[2]
    desk.work()
    report = json.loads(county.get(f"/api/v1/dossiers/{number}/report").text)
    assert [doc["path"] for doc in report["documents"]] == ["正文.md", "附表.md"]
    assert any(row["document"] == "附表.md" for row in desk.store.findings(number))


def test_results_and_originals_are_downloads(desk):
    county = desk.sign_in("county")
    number = county.hand_in(BAD, name="<b>报告</b>.md")
    desk.work()
    for path in ("download/page", "download/ledger", "download/data", "original/1"):
        answer = county.get(f"/dossiers/{number}/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["content-disposition"].startswith("attachment"), path
    assert county.get(f"/dossiers/{number}/original/1").content == BAD.encode()
    assert county.get(f"/dossiers/{number}/download/copy?name=../../ledger.db").status_code == 404
    assert "<b>报告" not in county.get(f"/dossiers/{number}").text


def test_a_file_that_cannot_be_read_is_said_to_be_so(desk):
    county = desk.sign_in("county")
    number = county.upload(("坏.docx", b"PK\x03\x04 nothing more")).headers["location"].rpartition("/")[2]
    desk.work()
    assert state(desk, number) == FAILED
    page = county.get(f"/dossiers/{number}").text
    assert "没有核对成" in page
    assert "坏.docx" in page


def test_what_was_acknowledged_is_checked_after_everything_was_killed(desk):
    county = desk.sign_in("county")
    waiting, begun = county.hand_in(GOOD), county.hand_in(BAD)
    with desk.store.engine.begin() as connection:
        connection.execute(DOSSIERS.update().where(DOSSIERS.c.id == begun).values(state=CHECKING, tries=1))
    with desk.client():  # the server starts anew
        pass
    desk.work()
    assert state(desk, waiting) == state(desk, begun) == "done"


def test_what_ends_its_process_time_and_again_is_given_up(desk):
    number = desk.sign_in("county").hand_in()
    with desk.store.engine.begin() as connection:
        connection.execute(DOSSIERS.update().values(state=CHECKING, tries=2))
    with desk.client():
        pass
    assert state(desk, number) == FAILED


def test_the_export_has_no_formulas(desk):
    county, reviewer = desk.sign_in("county"), desk.sign_in("reviewer")
    number = county.hand_in(WARNED)
    desk.work()
    for fingerprint in fingerprints(desk, number, "warning"):
        county.post(f"/dossiers/{number}/explain", data={"fingerprint": fingerprint, "text": '=HYPERLINK("x")'})
    county.post(f"/dossiers/{number}/submit")
    answer = reviewer.get("/review/export.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    text = answer.content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text
