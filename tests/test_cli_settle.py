"""`fundqa check` with waivers, earlier results, a baseline, several formats, and quietly."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from making import form, run
from test_cli import CLEAN, ERROR, INFO, TEXT, answer, save

OTHER = TEXT.format("2130") + form("河源县工伤保险", budget="2210", spent="2185")
MENDED = TEXT.format("2210") + form("河源县工伤保险", budget="2210", spent="2185")


def findings(path: Path, *options: str | Path) -> list[dict]:
    """The errors of a report, and how it stands."""
    document = answer(run("check", path, "--format", "json", *options))["documents"][0]
    return [o for o in document["outcomes"] if o["status"] == "fail" and o["severity"] == "error"]


def waivers(folder: Path, found: list[dict], more: str = "") -> Path:
    """A file that waives findings."""
    entries = (f'- fingerprint: "{o["fingerprint"]}"\n  reason: 已电话核实\n{more}' for o in found)
    return save(folder, "waivers.yml", "".join(entries))


def earlier(folder: Path, path: Path, name: str = "earlier.json", *options: str | Path) -> Path:
    """The JSON of a report."""
    return save(folder, name, run("check", path, "--format", "json", *options).stdout)


def test_a_waived_finding_is_shown_with_its_reason_and_fails_no_run(tmp_path):
    path = save(tmp_path, "a.md", ERROR)
    found = findings(path)
    assert found
    file = waivers(tmp_path, found)
    done = run("check", path, "--waivers", file)
    assert done.returncode == 0
    assert "[已说明] 已电话核实" in re.sub(r"\n\s*", "", done.stdout)
    assert {o["waiver"] for o in findings(path, "--waivers", file)} == {"已电话核实"}


def test_it_comes_back_when_the_numbers_change_or_the_day_has_passed(tmp_path):
    path = save(tmp_path, "a.md", ERROR)
    found = findings(path)
    changed = run("check", save(tmp_path, "b.md", OTHER), "--waivers", waivers(tmp_path, found))
    assert changed.returncode == 1
    assert "没有用上" in changed.stdout
    late = run("check", path, "--waivers", waivers(tmp_path, found, "  until: 2001-02-03\n"))
    assert late.returncode == 1
    assert "已过期（至2001-02-03）" in late.stdout
    assert run("check", path, "--waivers", waivers(tmp_path, found, "  until: 2999-02-03\n")).returncode == 0


def test_fingerprints_taken_from_the_terminal_waive_what_they_end(tmp_path):
    path = save(tmp_path, "a.md", ERROR)
    shown = run("check", path).stdout
    prints = re.findall(r"\b[0-9a-f]{16}$", shown, re.MULTILINE)
    assert len(prints) == len(set(prints)) > 0
    assert shown.count("--waivers") == 1
    entries = "".join(f'- {{fingerprint: "{mark}", reason: 已电话核实, state: 不采纳}}\n' for mark in prints)
    done = run("check", path, "--fail-on", "info", "--waivers", save(tmp_path, "waivers.yml", entries))
    assert done.returncode == 0
    assert "[不采纳] 已电话核实" in re.sub(r"\n\s*", "", done.stdout)
    assert not re.search(r"\b[0-9a-f]{16}$", done.stdout, re.MULTILINE)


def test_with_json_idle_waivers_are_said_on_standard_error(tmp_path):
    file = save(tmp_path, "w.yml", "- {fingerprint: abc, reason: x}\n")
    done = run("check", save(tmp_path, "a.md", CLEAN), "--format", "json", "--waivers", file)
    assert answer(done)["documents"]
    assert "w.yml:1 abc 没有用上" in done.stderr


def test_broken_files_are_2_before_anything_is_checked(tmp_path):
    path = tmp_path / "missing.md"
    for option, text, said in [
        ("--waivers", "- {fingerprint: abc}\n", "w.x:1:3: [missing_key]"),
        ("--against", "{", "w.x:1:2: [bad_json]"),
        ("--baseline", "[]", "w.x:1:1: [not_a_report]"),
    ]:
        done = run("check", path, option, save(tmp_path, "w.x", text))
        assert done.returncode == 2
        assert said in done.stderr
        assert run("check", path, option, tmp_path / "none").returncode == 2


def test_a_report_handed_in_again_is_compared_with_the_one_before(tmp_path):
    first = save(tmp_path, "a.md", ERROR)
    before = earlier(tmp_path, first)
    assert "仍在" in run("check", first, "--against", before).stdout
    changed = run("check", save(tmp_path, "b.md", OTHER), "--against", before)
    assert (changed.returncode, "仍在（数字有变）" in changed.stdout) == (1, True)
    mended = run("check", save(tmp_path, "c.md", MENDED), "--against", before)
    assert mended.returncode == 0
    assert "√ 已改正 N2T-01" in mended.stdout
    again = run("check", first, "--against", before, "--against", earlier(tmp_path, tmp_path / "c.md", "second.json"))
    assert "再次出现" in again.stdout


def test_a_baseline_lets_old_findings_be_and_new_ones_fail(tmp_path):
    path = save(tmp_path, "a.md", ERROR)
    base = earlier(tmp_path, path)
    done = run("check", path, "--baseline", base)
    assert (done.returncode, "原有" in done.stdout) == (0, True)
    assert run("check", save(tmp_path, "a.md", OTHER), "--baseline", base).returncode == 1
    assert run("check", path, "--baseline", base, "--fail-on", "info").returncode == 1


def test_every_format_goes_to_its_file(tmp_path):
    from fundqa.cli import FORMATS
    from fundqa.cli_files import FORMATS as FILES
    from fundqa.writers import WRITERS

    texts = [name for name in FORMATS if name not in FILES]  # the others make files of their own, and are tested there
    assert [w.name for w in WRITERS] == texts
    path = save(tmp_path, "a.md", ERROR)
    options = [word for name in texts for word in ("--format", name)]
    done = run("check", path, *options, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert {p.suffix for p in (tmp_path / "out").iterdir()} == {w.suffix for w in WRITERS}
    assert json.loads((tmp_path / "out/report.sarif").read_bytes())["version"] == "2.1.0"
    assert ET.parse(tmp_path / "out/report.xml").getroot().get("failures") == "1"
    assert (tmp_path / "out/report.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", ["sarif", "junit", "csv", "markdown"])
def test_a_format_for_programs_stands_alone_on_standard_output(tmp_path, name):
    done = run("check", save(tmp_path, "a.md", ERROR), "--format", name)
    assert (done.returncode, done.stderr) == (1, "")
    assert "N2T-01" in done.stdout


def test_quietly_there_is_the_exit_code_and_errors_only(tmp_path):
    path = save(tmp_path, "a.md", ERROR)
    done = run("check", path, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    missing = run("check", path, tmp_path / "missing.md", "-q")
    assert (missing.returncode, missing.stdout) == (3, "")
    assert re.fullmatch(r".*missing\.md: .* \[missing\]\n", missing.stderr)
    written = run("check", path, "-q", "--format", "csv", "-o", tmp_path / "out")
    assert (written.returncode, written.stdout, written.stderr) == (1, "", "")
    assert (tmp_path / "out/report.csv").exists()


def test_over_many_files_a_table_comes_last_the_worst_first_and_plain(tmp_path):
    paths = [save(tmp_path, name, text) for name, text in (("a.md", CLEAN), ("b.md", INFO), ("c.md", ERROR))]
    done = run("check", *paths)
    end = done.stdout[done.stdout.index("── 合计") :]
    assert re.findall(r"([abc])\.md", end) == ["c", "b", "a"]
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", done.stdout)


def test_several_files_in_other_formats_end_in_the_table_on_standard_error(tmp_path):
    paths = [save(tmp_path, name, text) for name, text in (("a.md", CLEAN), ("c.md", ERROR))]
    done = run("check", *paths, "--format", "csv", "-o", tmp_path / "out")
    assert done.stdout == ""
    assert re.findall(r"([ac])\.md", done.stderr[done.stderr.index("── 合计") :]) == ["c", "a"]
    alone = run("check", paths[0], "--format", "csv", "-o", tmp_path / "out")
    assert "合计" not in alone.stderr


def on_terminal(folder: Path, *options: str | Path) -> str:
    """What a terminal is shown on standard error."""
    pty = pytest.importorskip("pty")
    primary, secondary = pty.openpty()
    call = [sys.executable, "-c", "from fundqa.cli import main; main()", "check", *map(str, options)]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    subprocess.run(call, stdout=subprocess.DEVNULL, stderr=secondary, env=environment, cwd=folder, check=False)
    os.close(secondary)
    shown = b""
    while True:
        try:
            part = os.read(primary, 65536)
        except OSError:  # the other end is closed, and all is read
            part = b""
        if not part:
            os.close(primary)
            return shown.decode("utf-8", "replace")
        shown += part


def test_a_terminal_is_shown_the_progress_over_several_files_with_rate_and_time_left(tmp_path):
    for name in ("a", "b", "c"):
        save(tmp_path, f"{name}.md", CLEAN)
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", on_terminal(tmp_path, "a.md", "b.md", "c.md"))
    assert re.search(r"正在检查 .* 3/3 .*\d\.\d /s .*0:00:00", shown)
    assert "检查" not in on_terminal(tmp_path, "a.md")
    assert on_terminal(tmp_path, "a.md", "b.md", "--quiet") == ""
    assert run("check", tmp_path / "a.md", tmp_path / "b.md").stderr == ""
