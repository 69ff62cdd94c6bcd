"""fundqa run from end to end: what is checked when, what a bad file costs, and that it finds what `check` finds."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from making import project, run
from projects import INBOX, Home, report, workbook

from fundqa import engine
from fundqa.batch import check_many
from fundqa.init import make
from fundqa.ledger.tables import FILES, OUTCOMES, RUNS, SUBMISSIONS
from fundqa.runs.pooling import pooled
from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written
from fundqa.writers.json import write

JSON = '[outputs]\nfiles = ["json"]'
FORMS = ("T0", "T2", "T5", "T6")


@pytest.fixture
def home(tmp_path):
    return Home.make(tmp_path / "项目", rest=JSON)


def hundred(home: Home) -> list[str]:
    """A hundred reports of all sorts: whole ones, tables alone, narratives alone, and some with contradictions."""
    made: dict[str, str | bytes] = {f"w{s}.docx": written(generate(s).document, "docx") for s in range(2)}
    for s in range(4):
        made[f"t{s}.docx"] = written(generate(s, form=FORMS[s], narrative="none").document, "docx")
    for s in range(54):
        made[f"n{s}.docx"] = written(generate(s, form="none", narrative=f"N{s % 5 + 1}").document, "docx")
    for s in range(40):
        made[f"m{s}.md"] = report(told=str(2200 + s), spent=str(2150 + s * 2))
    for name, content in made.items():
        home.put(name, content)
    return [f"{INBOX}/{name}" for name in made]


def test_a_run_finds_in_a_hundred_files_what_check_finds_byte_by_byte(home, monkeypatch):
    names = hundred(home)
    result = home.go(workers=2)
    assert (result.manifest.checked, result.manifest.unreadable) == (100, 0)
    monkeypatch.chdir(home.root)
    failed = 0
    for name in names:
        alone = write(check_many([Path(name)], project(), "zh", workers=0)).encode()
        assert (home.out / "files" / f"{name}.json").read_bytes() == alone, name
        failed += b'"status": "fail"' in alone
    assert failed > 40


def test_the_command_writes_the_same_as_the_command_check(home):
    home.put("a.md", report(told="2310"))
    assert run("run", home.root).returncode == 1
    alone = run("check", f"{INBOX}/a.md", "--format", "json", cwd=home.root)
    assert (home.out / "files" / INBOX / "a.md.json").read_text("utf-8") == alone.stdout
    home.put("b.docx", b"PK\x03\x04 not at all")
    assert run("run", home.root).returncode == 3, "an unreadable file is graver than a finding"


def test_files_of_one_report_are_one_submission_and_one_output(home):
    told, table = report(told="2310").split("\n\n\n")
    more = "全县各有关部门密切配合，按照批复的绩效目标组织实施，各项工作有序推进，基金运行总体平稳。\n\n"
    home.put("河源县/正文.md", told.replace("\n\n", f"\n\n{more * 3}"))
    home.put("河源县/附表.md", table)
    home.go()
    assert home.query(SUBMISSIONS.c.unit, SUBMISSIONS.c.county) == [(f"{INBOX}/河源县/正文.md", "河源县")]
    written_files = [name for name in home.written() if name.startswith("files/")]
    assert written_files == [f"files/{INBOX}/河源县/正文.md.json"]


def breaking(monkeypatch) -> None:
    """Rules as a bad day has them: one that raises, one that takes its process along. Workers inherit them."""
    evaluate = engine.evaluate

    def bad_day(view, rules):
        text = "".join(view.texts.values())
        if "此处报错" in text:
            raise ValueError("a rule nobody has tried on this")
        if "此处崩溃" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        return evaluate(view, rules)

    monkeypatch.setattr(engine, "evaluate", bad_day)


def bomb() -> bytes:
    """A small Word file that unpacks to more than any report."""
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b" " * 300_000_000)
    return buffer.getvalue()


def test_one_bad_file_never_stops_a_run(home, monkeypatch):
    breaking(monkeypatch)
    bad = {
        "坏.docx": b"PK\x03\x04 not at all", "空.docx": b"", "炸弹.docx": bomb(), "坏.zip": b"PK\x03\x04\0\0",
        "报错.md": report() + "\n此处报错。\n", "崩溃.md": report() + "\n此处崩溃。\n",
        "二进制.md": bytes(range(256)) * 9,
    }  # fmt: skip
    for i in range(13):
        home.put(f"r{i:02}.md", report(told=str(2300 + i)))
    for name, content in bad.items():
        home.put(name, content)
    result = home.go(workers=2)
    good = FILES.c.error_code.is_(None)
    assert [path for (path,) in home.query(FILES.c.path, where=good)] == [f"{INBOX}/r{i:02}.md" for i in range(13)]
    errors = dict(home.query(FILES.c.path, FILES.c.error_code, where=~good))
    assert {path.removeprefix(f"{INBOX}/") for path in errors} == set(bad)
    assert [errors[f"{INBOX}/{name}"] for name in ("报错.md", "崩溃.md")] == ["crashed", "crashed"]
    assert result.manifest.unreadable == len(bad)
    assert result.manifest.findings["error"] == 13
    told = json.loads(home.written()[f"files/{INBOX}/崩溃.md.json"])
    assert told["documents"][0]["error"]["code"] == "crashed"
    assert home.go().manifest.checked == 0, "what broke once is not tried every night"


def test_the_second_run_checks_nothing_and_the_third_what_has_changed(home):
    for name in ("a.md", "b.md", "c.md"):
        home.put(name, report(told="2310"))
    assert home.go().manifest.checked == 3
    before = home.written()
    second = home.go().manifest
    assert (second.checked, second.files, second.changes["new"]) == (0, 3, 0)
    assert {n for n, text in home.written().items() if before[n] != text} <= {"manifest.json", "run.html"}
    home.put("c.md", report())
    third = home.go().manifest
    assert third.changes["mended"] == 1


def many(home: Home, count: int = 13) -> None:
    """So many files that each is a report by itself."""
    for i in range(count):
        home.put(f"r{i:02}.md", report(told=str(2300 + i)))


def test_only_what_changed_moved_or_came_is_checked(home):
    many(home)
    home.go()
    home.put("r00.md", report())
    (home.root / INBOX / "r01.md").rename(home.root / INBOX / "s01.md")
    (home.root / INBOX / "r02.md").unlink()
    home.put("r13.md", report())
    result = home.go().manifest
    assert (result.checked, result.files) == (3, 13)
    assert set(home.paths()) == {f"r{i:02}.md" for i in range(3, 14)} | {"r00.md", "s01.md"}
    assert result.changes["mended"] == 3
    outputs = {name for name in home.written() if name.startswith("files/")}
    assert outputs == {f"files/{INBOX}/{name}.json" for name in home.paths()}


def test_an_output_goes_when_there_is_nothing_more_to_tell(tmp_path):
    home = Home.make(tmp_path / "p", rest='[outputs]\nfiles = ["html", "markdown", "letter"]')
    home.put("a.md", report(told="2310"))
    home.go()
    first = {name for name in home.written() if name.startswith("files/")}
    assert {Path(name).suffix for name in first} >= {".html", ".md"}
    assert any(".letter/" in name for name in first)
    home.put("a.md", report(told="2210").replace("。", "。 "))
    home.go()
    left = {name for name in home.written() if name.startswith("files/")}
    assert left < first


def test_other_rules_settings_or_another_language_mean_checking_again(home):
    home.put("a.md", report(told="2310"))
    home.go()
    home.configure(rest=f'{JSON}\n[severity]\n"N2T-01" = "warning"')
    assert home.go().manifest.findings["warning"] >= 1
    assert home.go().manifest.checked == 0
    assert list(make(home.root, "zh"))
    assert home.go().manifest.checked == 1, "a rule of the project's own"
    assert home.go(again=True).manifest.checked == 1
    assert home.go(lang="en").manifest.checked == 1
    ((message,),) = home.query(OUTCOMES.c.message, where=OUTCOMES.c.rule == "N2T-01")
    assert "Correct the text" in message


def test_a_chunk_is_as_good_as_its_files(home):
    """Whatever the size of the chunks and the number of workers, the ledger is the same."""
    from projects import contents

    many(home, 14)
    found = []
    for chunk, workers in ((1, 1), (5, 2), (100, 1)):
        other = Home.make(home.root.parent / f"{chunk}", run=f"chunk = {chunk}")
        for path in (home.root / INBOX).iterdir():
            other.put(path.name, path.read_bytes())
        other.go(workers=workers)
        found.append(contents(other.root))
    assert found[0] == found[1] == found[2]


def test_archives_and_globs_are_inboxes_too(home, tmp_path):
    import zipfile

    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("青砚县/a.md", report("青砚县"))
    home.put("old/a.md", report())
    home.put("new/b.md", report())
    (home.root / "fundqa.toml").write_text(
        f'[run]\ninbox = ["{INBOX}/n*", "{archive}"]\nexpectations = false\n', encoding="utf-8"
    )
    home.go()
    assert [path for (path,) in home.query(FILES.c.path)] == [f"{archive}!青砚县/a.md", f"{INBOX}/new/b.md"]
    assert home.go().manifest.checked == 0


def test_names_that_are_no_utf8_do_no_harm(home):
    name = b"\xba\xd3.md".decode("utf-8", "surrogateescape")
    try:
        home.put(name, report())
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    assert home.go().manifest.files == 1
    assert home.go().manifest.checked == 0


def test_waivers_are_applied_and_expire(home):
    home.put("a.md", report(told="2310"))
    home.go()
    (fingerprint,) = [f for (f,) in home.query(OUTCOMES.c.fingerprint, where=OUTCOMES.c.rule == "N2T-01")]
    (home.root / "w.yml").write_text(
        f'- fingerprint: "{fingerprint}"\n  reason: 年中追加\n  until: 2026-03-01\n', encoding="utf-8"
    )
    home.configure(run='waivers = ["w.yml"]', rest=JSON)
    made = home.go().manifest
    assert (made.waived, made.findings["error"]) == (1, 0)
    from datetime import date

    late = home.go(today=date(2026, 3, 2)).manifest
    assert (late.waived, late.findings["error"]) == (0, 1)


def test_what_has_not_come_is_counted_by_the_roster(home):
    home.put("a.md", report())
    head, due = ["县区", "险种", "年度", "截止日期"], ["河源县", "工伤保险", 2022, "2023年3月31日"]
    workbook(home.root / "应报.xlsx", (["2022年应报"], head, due, [], ["青砚县", "", "2022"]))
    home.configure(run='roster = "应报.xlsx"')
    made = home.go().manifest
    assert (made.due, made.missing) == (2, 1)


def test_the_manifest_says_with_what_and_how_much(home):
    many(home, 2)
    home.go()
    told = json.loads(home.written()["manifest.json"])
    assert {"fundqa", "python", "pandera"} <= set(told["versions"])
    assert {"common", "fund-performance"} <= set(told["packs"])
    assert (told["files"], told["settings"]["inbox"]) == (2, [INBOX])
    (kept,) = [json.loads(m) for m, state in home.query(RUNS.c.manifest, RUNS.c.state) if state == "finished"]
    assert kept == told


def test_progress_is_told_with_stage_and_counts(home):
    many(home, 3)
    told = []
    home.go(progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "check"] == [("check", 0, 3), ("check", 3, 3)]
    assert told[-1][0] == "close"


def test_the_executor_is_given_chunks_of_the_size_that_is_set(home):
    many(home, 14)
    home.configure(run="chunk = 4")
    sizes = []

    def watched(task, chunks):
        return pooled(task, (sizes.append(len(chunk)) or chunk for chunk in chunks), 1)

    home.go(executor=watched)
    assert sizes == [4, 4, 4, 2]
