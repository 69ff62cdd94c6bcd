"""The command line as its users meet it: in a process of its own, with files of every kind, and never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from making import form, run
from support import ROOT, need

EXAMPLE = ROOT / "examples" / "青砚县2022.txt"
SCHEMA = json.loads((ROOT / "reports" / "json" / "report-1.schema.json").read_text(encoding="utf-8"))
CLEAN = "# 2022年工伤保险基金运行情况\n\n全年各项业务按规定办理。\n"
INFO = "# 一、概况\n\n全年各项业务按规定办理。\n\n# 三、打算\n\n继续做好各项业务。\n"
ROWS = "| 产出指标 | 数量指标 | 参保人数 | 4100人 | 3920人 |"
WARNING = "# 2022年自评\n\n" + form("河源县工伤保险", budget="2210", spent="2185", rows=ROWS)
TEXT = "# 2022年自评\n\n2022年河源县工伤保险基金预算支出{}万元。\n"
ERROR = TEXT.format("2120") + form("河源县工伤保险", budget="2210", spent="2185")


def save(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def answer(done: subprocess.CompletedProcess[str]) -> dict:
    """The JSON on stdout, which is all that stands there."""
    found = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(found)
    return dict(found)


def outcomes(document: dict) -> list[tuple[str, ...]]:
    keys = ("rule", "status", "severity", "message", "fingerprint")
    return [tuple(outcome[key] for key in keys) for outcome in document["outcomes"]]


# --- exit codes


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        (CLEAN, "info", 0), (INFO, "info", 1), (INFO, "warning", 0), (INFO, "error", 0),
        (WARNING, "info", 1), (WARNING, "warning", 1), (WARNING, "error", 0),
        (ERROR, "warning", 1), (ERROR, "error", 1), (ERROR, "never", 0),
    ],
)  # fmt: skip
def test_the_exit_code_says_whether_something_as_grave_was_found(tmp_path, text, level, code):
    done = run("check", save(tmp_path, "a.md", text), "--fail-on", level)
    assert (done.returncode, done.stderr) == (code, "")


def test_errors_are_what_fails_a_check_by_default(tmp_path):
    assert run("check", save(tmp_path, "a.md", ERROR)).returncode == 1
    assert run("check", save(tmp_path, "b.md", WARNING)).returncode == 0


def test_wrong_usage_is_2(tmp_path):
    path = save(tmp_path, "a.md", CLEAN)
    wrong: list[list[str | Path]] = [
        ["check"], ["check", path, "--format", "xml"], ["check", path, "--lang", "fr"],
        ["check", path, "--workers", "-1"],
        ["check", path, "--fail-on", "all"], ["check", path, "--project", tmp_path / "none"], ["chek", path],
        ["check", path, "--format", "json", "--format", "html"], ["rules", "XXX-99"], ["schema", "nothing"],
    ]  # fmt: skip
    for arguments in wrong:
        done = run(*arguments)
        assert done.returncode == 2, arguments
        assert done.stderr
        assert "Traceback" not in done.stderr


def test_a_broken_pack_is_2_and_comes_before_an_unreadable_file(tmp_path):
    (tmp_path / "checks").mkdir()
    save(tmp_path / "checks", "ARI-99-x.yml", "id: ARI-99\nkind: nothing\n")
    done = run("check", tmp_path / "missing.md", "--project", tmp_path)
    assert done.returncode == 2
    assert "ARI-99-x.yml:2:1: [bad_kind]" in done.stderr
    assert "可用的值" in done.stderr


def test_an_unreadable_file_is_3_and_the_others_are_still_checked(tmp_path):
    paths = [save(tmp_path, "a.md", ERROR), tmp_path / "missing.docx", save(tmp_path, "b.md", CLEAN)]
    done = run("check", *paths, "--format", "json")
    first, missing, last = answer(done)["documents"]
    assert done.returncode == 3
    assert first["outcomes"]
    assert missing["error"]["code"] == "missing"
    assert missing["outcomes"] == []
    assert last["error"] is None
    assert [d["path"] for d in (first, missing, last)] == [str(path) for path in paths]


def test_results_that_cannot_be_written_are_4_before_findings(tmp_path):
    path = save(tmp_path, "a.md", ERROR)
    done = run("check", path, "--format", "json", "-o", save(tmp_path, "occupied", "x") / "sub")
    assert done.returncode == 4
    assert "无法写出结果" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unreadable_file_comes_before_results_that_cannot_be_written(tmp_path):
    done = run("check", tmp_path / "missing.md", "--format", "json", "-o", save(tmp_path, "occupied", "x") / "sub")
    assert done.returncode == 3


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs a device that is full")
@pytest.mark.parametrize("target", ["/dev/full"])
def test_a_full_device_is_4(tmp_path, target):
    need(Path(target).exists(), target)
    path = save(tmp_path, "a.md", CLEAN)
    call = [sys.executable, "-c", "from fundqa.cli import main; main()", "check", str(path), "--format", "json"]
    with open(target, "wb") as full:
        done = subprocess.run(call, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 4
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_reader_that_closes_the_pipe_is_no_reason_for_a_traceback(style):
    call = [sys.executable, "-c", "from fundqa.cli import main; main()", "check", str(EXAMPLE), "--format", style]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait() == 4
    assert "Traceback" not in said
    assert "Exception" not in said


# --- what cannot be read

GBK = CLEAN.replace("# ", "").encode("gbk")
ZIP = b"PK\x05\x06" + bytes(18)
BAD = [
    ("missing.docx", None), ("empty.txt", b""), ("blank.docx", b""), ("binary.txt", bytes(range(256)) * 40),
    ("broken.docx", b"PK\x03\x04 no archive"), ("hollow.docx", ZIP), ("text.docx", "不是文档".encode()),
    ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64)), ("no suffix", b"\x00\x01\x02"), ("half.docx", None),
]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("name", "content"), BAD, ids=[name for name, _ in BAD])
def test_a_bad_file_is_said_in_the_reader_s_language(tmp_path, name, content, lang):
    path = tmp_path / name
    if name == "half.docx":
        content = (ROOT / "examples" / "青砚县2022.docx").read_bytes()[:20_000]
    if content is not None:
        path.write_bytes(content)
    done = run("check", path, "--lang", lang)
    assert done.returncode == 3
    assert "Traceback" not in done.stdout + done.stderr
    assert name in done.stdout + done.stderr
    body = (done.stdout + done.stderr).replace(str(path), "").replace(name, "")
    assert any("一" <= c <= "鿿" for c in body) == (lang == "zh")


def test_a_folder_without_reports_is_said_to_be_one(tmp_path):
    done = run("check", tmp_path)
    assert done.returncode == 3
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8-sig", "utf-16"])
def test_a_text_in_another_encoding_is_a_report_like_any(tmp_path, encoding):
    plain = EXAMPLE.read_text(encoding="utf-8")
    path = save(tmp_path, "a.txt", plain.encode(encoding))
    again = save(tmp_path, "b.txt", plain)
    first, second = answer(run("check", path, again, "--format", "json"))["documents"]
    assert outcomes(first) == outcomes(second)
    assert first["forms"]


def test_a_report_without_a_form_is_checked_for_what_it_has(tmp_path):
    done = run("check", save(tmp_path, "a.txt", GBK), "--format", "json")
    (document,) = answer(done)["documents"]
    assert done.returncode == 0
    assert document["forms"] == []
    assert {o["status"] for o in document["outcomes"]} <= {"pass", "not_applicable"}


# --- formats and languages


def test_json_is_alone_on_stdout_and_the_text_goes_to_stderr(tmp_path):
    path = save(tmp_path, "a.md", ERROR)
    done = run("check", path, "--format", "json", "--format", "text", "--facts")
    (document,) = answer(done)["documents"]
    assert document["facts"]
    assert "N2T-01" in done.stderr


def test_facts_are_listed_only_when_they_are_asked_for(tmp_path):
    path = save(tmp_path, "a.md", ERROR)
    assert "facts" not in answer(run("check", path, "--format", "json"))["documents"][0]


def test_a_folder_of_results_holds_every_format(tmp_path):
    path = save(tmp_path, "a.md", ERROR)
    done = run("check", path, "--format", "json", "--format", "html", "-o", tmp_path / "deep" / "out")
    assert done.returncode == 1
    assert done.stdout == ""
    written = {p.suffix: p.read_text(encoding="utf-8") for p in (tmp_path / "deep" / "out").iterdir()}
    assert set(written) == {".json", ".html"}
    Draft202012Validator(SCHEMA).validate(json.loads(written[".json"]))
    assert "N2T-01" in written[".html"]


def test_english_speaks_english_but_quotes_chinese(tmp_path):
    path = save(tmp_path, "a.md", ERROR)
    (document,) = answer(run("check", path, "--lang", "en", "--format", "json"))["documents"]
    (found,) = [o for o in document["outcomes"] if o["rule"] == "N2T-01" and o["status"] == "fail"]
    assert found["title"].isascii()
    assert "2120万元" in found["message"]
    assert "budget" in found["message"]
    (chinese,) = answer(run("check", path, "--format", "json"))["documents"]
    prints = [[o["fingerprint"] for o in d["outcomes"]] for d in (document, chinese)]
    assert prints[0] == prints[1]


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1"])
def test_a_console_that_lacks_signs_shows_the_rest(tmp_path, encoding):
    path = save(tmp_path, "a.md", ERROR)
    call = [sys.executable, "-c", "from fundqa.cli import main; main()", "check", str(path)]
    done = subprocess.run(call, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": encoding})
    assert done.returncode == 1
    assert b"N2T-01" in done.stdout
    assert b"Traceback" not in done.stderr


# --- several files


@pytest.mark.parametrize("workers", ["2", "8"])
def test_several_workers_give_what_one_gives_in_the_same_order(tmp_path, workers):
    paths = [save(tmp_path, f"{i}.md", text) for i, text in enumerate((ERROR, CLEAN, WARNING, INFO, ""))]
    one, many = (
        run("check", *paths, tmp_path / "none.txt", "--format", "json", "--workers", n) for n in ("1", workers)
    )
    assert one.returncode == many.returncode == 3
    assert one.stdout == many.stdout


def test_a_file_named_twice_is_checked_once(tmp_path):
    path = save(tmp_path, "a.md", ERROR)
    assert len(answer(run("check", path, path, "--format", "json"))["documents"]) == 1


def test_files_of_one_report_agree_across_files(tmp_path):
    text = save(tmp_path, "正文.md", TEXT.format("2210"))
    table = save(tmp_path, "附表.md", "# 附表\n" + form("河源县工伤保险", budget="2210", spent="2185"))
    apart = answer(run("check", text, table, "--format", "json"))["documents"]
    joined = answer(run("check", text, table, "--together", "--format", "json"))["documents"]

    def verified(documents: list[dict]) -> list[tuple[str, set[str]]]:
        found = [o for d in documents for o in d["outcomes"] if (o["rule"], o["status"]) == ("N2T-01", "pass")]
        return [(o["worked"].split("\n")[0], {f["location"]["document"] for f in o["facts"][:2]}) for o in found]

    assert verified(apart) == []
    assert verified(joined) == [("2210万元 = 2210万元", {str(text), str(table)})]


def test_files_of_one_report_disagree_across_files_in_the_anchor_s_file(tmp_path):
    text = save(tmp_path, "正文.md", TEXT.format("2120"))
    table = save(tmp_path, "附表.md", "# 附表\n" + form("河源县工伤保险", budget="2210", spent="2185"))
    first, second = answer(run("check", table, text, "--together", "--format", "json"))["documents"]
    fails = [[o["rule"] for o in d["outcomes"] if o["status"] == "fail"] for d in (first, second)]
    assert "N2T-01" in fails[1]
    assert "N2T-01" not in fails[0]
    assert run("check", table, text, "--together").returncode == 1


# --- other commands


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_rules_are_listed_and_one_is_explained_with_its_examples(lang):
    listed = run("rules", "--lang", lang)
    assert listed.returncode == 0
    assert "ARI-03" in listed.stdout
    explained = run("rules", "n2n-01", "--lang", lang)
    assert explained.returncode == 0
    assert "N2N-01" in explained.stdout


def test_a_rule_that_is_not_there_names_those_that_are():
    done = run("rules", "ARI-99")
    assert done.returncode == 2
    assert "ARI-03" in done.stderr


def test_a_schema_is_printed_as_yaml_and_as_python():
    listed = run("schema").stdout.splitlines()
    assert {"indicators", "GK09\t国有资本经营预算财政拨款收入支出表"} <= set(listed)
    assert any(line.startswith("T0\t") for line in listed)
    assert "columns:" in run("schema", "indicators").stdout
    compile(run("schema", "indicators", "--python").stdout, "schema.py", "exec")


def test_a_folder_of_rules_is_tested(tmp_path):
    folder = ROOT / "checks" / "common" / "narrative"
    done = run("test", folder)
    assert done.returncode == 0, done.stdout
    assert "N2N-01" in done.stdout
    own = tmp_path / "own"
    shutil.copytree(folder, own)
    example = next(own.glob("N2N-01-*.test.md"))
    example.write_text(example.read_text(encoding="utf-8").replace("> pass", "> n/a", 1), encoding="utf-8")
    changed = run("test", own)
    assert changed.returncode == 1
    assert "N2N-01" in changed.stdout
    assert "Traceback" not in changed.stderr


def test_a_folder_without_rules_is_wrong_usage(tmp_path):
    done = run("test", tmp_path)
    assert done.returncode == 2
    assert "[no_rules]" in done.stderr


def test_an_encoding_is_asked_for(tmp_path):
    report = tmp_path / "a.txt"
    report.write_bytes("預算收入12萬元。".encode("big5"))
    (found,) = answer(run("check", report, "--encoding", "Big5", "--format", "json", "--facts"))["documents"]
    assert "預算收入" in str(found)
    assert run("check", report, "--encoding", "no-such").returncode == 2
