"""What fundqa run refuses before it does anything, with the place where it stands and what is allowed there."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time

import psycopg
import pytest
from click.testing import CliRunner
from making import run
from projects import INBOX, Home, report, workbook

from fundqa.cli import main
from fundqa.config import load_config
from fundqa.errors import PackError
from fundqa.ledger import database
from fundqa.ledger.database import normal
from fundqa.ledger.tables import RUNS
from fundqa.runs.roster import load_roster

SETTINGS = [
    ("[run]\ninboxes = ['a']", 2, "unknown_key", "inbox"),
    ("[run]\nfail_on = 'bad'", 2, "bad_value", "warning"),
    ("[run]\n\nchunk = 0", 3, "not_a_number", ""),
    ("[run]\nworkers = 'two'", 2, "not_a_number", ""),
    ("[run]\nworkers = true", 2, "not_a_number", ""),
    ("[run]\ninbox = [1]", 2, "not_words", ""),
    ("[run]\nexpectations = 'yes'", 2, "bad_value", "false"),
    ("[run]\nledger = '${NO_SUCH_VARIABLE}'", 2, "no_variable", ""),
    ("[outputs]\nfiles = ['html', 'doc']", 2, "bad_value", "letter"),
    ("[outputs]\nfolder = ''", 2, "not_a_word", ""),
    ("[schedule]\nkron = '0 2 * * *'", 2, "unknown_key", "cron"),
    ("[notify]\nwhen = 'sometimes'", 2, "bad_value", "findings"),
    ("[notify]\nwho = ['x']", 2, "unknown_key", "urls"),
    ("run = 1", 1, "", ""),
    ("[runs]\ninbox = []", 1, "unknown_key", "run"),
]


@pytest.mark.parametrize(("text", "line", "code", "allowed"), SETTINGS, ids=lambda value: str(value)[:24])
def test_a_broken_setting_is_shown_where_it_stands(tmp_path, text, line, code, allowed):
    path = tmp_path / "fundqa.toml"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(PackError) as refused:
        _ = load_config(tmp_path).run
    told = str(refused.value)
    assert told.startswith(f"{path}:{line}:")
    assert code in told
    assert allowed in told
    assert text.splitlines()[line - 1] in told


ROSTERS = [
    ("县,基金,年度\n河源县,工伤,2022\n\n青砚县,工伤,22\n", 4, "22"),
    ("县,基金,年度\n河源县,工伤,2022\n\n河源县,工伤,2022年\n", 4, "第2行"),
    ("县,年度\n河源县,2022\n", 1, "基金"),
    ("县,基金,年度,截止日期\n河源县,工伤,2022,三月底\n", 2, "三月底"),
    ("县,基金,年度,截止日期\n河源县,工伤,2022,2023-02-30\n", 2, "2023-02-30"),
    ("县,基金,年度\n,工伤,2022\n", 2, "县"),
    ("县,基金,年度\n", 1, ""),
]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize(("text", "line", "said"), ROSTERS)
def test_a_mistake_in_the_roster_is_shown_with_its_row(tmp_path, text, line, said, suffix):
    path = tmp_path / f"应报{suffix}"
    if suffix == ".csv":
        path.write_bytes(text.encode("gb18030"))
    else:
        workbook(path, [row.split(",") for row in text.splitlines()])
    with pytest.raises(PackError) as refused:
        load_roster(path)
    assert str(refused.value).startswith(f"{path}:{line}:1: [bad_roster]")
    assert said in str(refused.value)


def test_a_roster_is_a_table(tmp_path):
    for name, content in (("a.docx", b"x"), ("a.xlsx", b"x"), ("a.csv", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(PackError, match="bad_roster"):
            load_roster(tmp_path / name)


def invoked(*arguments: object):
    """The command in this process: exit code and what it said; nothing may end in a traceback."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("ledger", "said"),
    [
        ("mysql://x/y", "mysql://x/y"),
        ("ledger.db", "ledger.db"),
        ("postgresql://127.0.0.1:1/none", "打不开台账"),
        ("sqlite:///fundqa.toml", "打不开台账"),
        ("sqlite:////proc/none/ledger.db", "打不开台账"),
    ],
)
def test_a_ledger_that_cannot_be_opened(tmp_path, ledger, said):
    home = Home.make(tmp_path / "p", run=f'ledger = "{ledger}"')
    code, told = invoked("run", home.root)
    assert code == 2
    assert said in told


@pytest.mark.parametrize(
    ("lines", "said"),
    [('waivers = ["no.yml"]', "no.yml"), ('roster = "no.csv"', "no.csv")],
)
def test_files_that_are_named_and_not_there(tmp_path, lines, said):
    home = Home.make(tmp_path / "p", run=lines)
    code, told = invoked("run", home.root)
    assert code == 2
    assert f"{home.root}/fundqa.toml:5:" in told
    assert said in told


def test_an_inbox_that_is_not_there_and_a_folder_that_is_no_project(tmp_path):
    home = Home.make(tmp_path / "p")
    (home.root / INBOX).rmdir()
    assert invoked("run", home.root)[0] == 2
    (home.root / "fundqa.toml").write_text("", encoding="utf-8")
    code, told = invoked("run", home.root)
    assert (code, "inbox" in told) == (2, True)
    assert not (home.root / ".fundqa").exists()


def test_a_ledger_of_a_newer_fundqa_is_left_alone(tmp_path):
    home = Home.make(tmp_path / "p")
    home.go()
    with sqlite3.connect(home.root / ".fundqa" / "ledger.db") as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    code, told = invoked("run", home.root)
    assert code == 2
    assert "newer_ledger" in told


def test_a_ledger_that_somebody_else_keeps_locked(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "_BUSY", 100)
    home = Home.make(tmp_path / "p")
    home.put("a.md", report(told="2310"))
    home.go()
    home.put("a.md", report(told="2410"))
    other = sqlite3.connect(home.root / ".fundqa" / "ledger.db")
    other.execute("begin immediate")
    code, told = invoked("run", home.root)
    other.rollback()
    other.close()
    assert code == 4
    assert "locked" in told
    assert home.go().manifest.checked == 1


def test_a_server_that_goes_away_in_the_middle(tmp_path, postgres):
    url = postgres.emptied()
    home = Home.make(tmp_path / "p", run=f'ledger = "{url}"\nchunk = 1')
    for i in range(40):
        home.put(f"r{i:02}.md", report(told=str(2300 + i)))
    with psycopg.connect(url, autocommit=True) as watch:
        process = started(home)
        wait_for(lambda: count(watch, "files") > 1, process)
        watch.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()")
        _, told = process.communicate(timeout=60)
        assert process.returncode == 4, told
        assert "台账出错" in told
        assert "Traceback" not in told
        before = count(watch, "files")
        assert 0 < before < 40
        assert run("run", home.root).returncode == 1
        assert count(watch, "files") == 40
        assert count(watch, "runs") == 2


def count(connection, table: str) -> int:
    """Rows of a table, 0 where it does not stand yet."""
    there = connection.execute("select to_regclass(%s)", (table,)).fetchone()[0]
    return connection.execute(f"select count(*) from {table}").fetchone()[0] if there else 0


def started(home: Home) -> subprocess.Popen[str]:
    """The command as a process of its own group."""
    call = [sys.executable, "-m", "fundqa", "run", str(home.root)]
    return subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8",
                            start_new_session=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"})  # fmt: skip


def wait_for(condition, process) -> None:
    """Wait until something holds, for as long as the process lives."""
    while not condition():
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.01)


def test_outputs_that_cannot_be_written_are_delivered_by_the_next_run(tmp_path):
    home = Home.make(tmp_path / "p", rest='[outputs]\nfiles = ["json"]')
    home.put("a.md", report(told="2310"))
    home.out.write_text("a file where a folder should be", encoding="utf-8")
    code, told = invoked("run", home.root)
    assert code == 4
    assert "无法写出结果" in told
    home.out.unlink()
    assert home.go().manifest.checked == 1
    assert f"files/{INBOX}/a.md.json" in home.written()
    assert sorted(state for (state,) in home.query(RUNS.c.state)) == ["failed", "finished"]


def test_outputs_of_the_run_that_cannot_be_written(tmp_path):
    home = Home.make(tmp_path / "p")
    home.put("a.md", report(told="2310"))
    home.out.mkdir()
    (home.out / "run.json").mkdir()
    code, told = invoked("run", home.root)
    assert code == 4
    assert "run.json" in told


def test_the_second_of_two_runs_says_so_and_leaves(tmp_path):
    import signal

    home = Home.make(tmp_path / "p", run="chunk = 1")
    for i in range(30):
        home.put(f"r{i:02}.md", report(told=str(2300 + i)))
    first = started(home)
    lock = home.root / ".fundqa" / "run.lock"
    wait_for(lambda: lock.exists() and lock.read_text() == str(first.pid), first)
    os.kill(first.pid, signal.SIGSTOP)
    try:
        before = home.written() if home.out.exists() else {}
        second = run("run", home.root)
        assert (second.returncode, second.stdout) == (4, "")
        assert "另一个 fundqa run" in second.stderr
        assert (home.written() if home.out.exists() else {}) == before
    finally:
        os.kill(first.pid, signal.SIGCONT)
    assert first.wait(60) == 1
    first.stderr.close()
    assert [state for (state,) in home.query(RUNS.c.state)] == ["finished"]
    assert len(home.paths()) == 30


def test_two_machines_with_one_server_do_not_run_at_once(tmp_path, postgres):
    from fundqa.runs.lock import Busy, alone

    url = normal(postgres.emptied(), tmp_path)
    first, second = database.connect(url), database.connect(url)
    with alone(tmp_path / "a", first), pytest.raises(Busy), alone(tmp_path / "b", second):
        pass
    with alone(tmp_path / "b", second):
        pass
    first.dispose()
    second.dispose()


def test_workers_of_a_run_that_was_killed_alone_hold_nothing(tmp_path):
    """The next run need not wait for what the workers of the last one are at."""
    home = Home.make(tmp_path / "p", run="chunk = 20")
    for i in range(40):
        home.put(f"r{i:02}.md", report(told=str(2300 + i)))
    first = started(home)
    lock = home.root / ".fundqa" / "run.lock"
    wait_for(lambda: lock.exists() and lock.read_text() == str(first.pid), first)
    time.sleep(0.2)
    first.kill()
    first.wait()
    first.stderr.close()
    home.go()
    assert len(home.paths()) == 40
