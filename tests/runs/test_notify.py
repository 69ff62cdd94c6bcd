"""Notes after a run, as a server receives them: counts, on the occasions that are set, and no word of a report."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner
from projects import Home, report

from fundqa.cli import main
from fundqa.ledger.store import Ledger


@pytest.fixture
def server():
    """A server that keeps what is posted to it, and answers with its `code`."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(serving.code)
            self.end_headers()

        def log_message(self, *_):
            pass

    serving = HTTPServer(("127.0.0.1", 0), Handler)
    serving.code, serving.received = 200, received
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    yield serving
    serving.shutdown()
    thread.join()
    serving.server_close()


@pytest.fixture
def home(tmp_path, server):
    home = Home.make(tmp_path / "某市")
    told(home, server, "news")
    home.put("河源县秘密.md", report(told="2310"))
    return home


def told(home: Home, server: HTTPServer, when: str, more: str = "", run: str = "") -> None:
    """Set whom to tell, and when."""
    url = f"json://user:password@127.0.0.1:{server.server_port}"
    home.configure(run=run, rest=f'[notify]\nurls = ["{url}"]\nwhen = "{when}"\n{more}')


def go(home: Home, *more: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["run", str(home.root), *more])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "password" not in done.output
    return done.exit_code, done.output


def test_counts_are_told_and_no_word_of_a_report(home, server):
    assert go(home)[0] == 1
    (note,) = server.received
    assert note["title"] == "fundqa 某市: 第 1 次运行"
    assert "- 核对 1 个文件，台账共 1 个，无法读取 0 个" in note["message"].splitlines()
    assert "新增 1" in note["message"]
    for word in ("河源县", "2310", "2210", "预算", ".md", "N2T"):
        assert word not in json.dumps(note, ensure_ascii=False), word


def test_titles_and_places_are_told_when_that_is_asked_for(home, server):
    told(home, server, "news", "details = true")
    go(home)
    lines = server.received[0]["message"].splitlines()
    assert any(line.startswith("- 错误 N2T-01 ") and line.endswith("· 收件/河源县秘密.md") for line in lines)
    assert not any(number in server.received[0]["message"] for number in ("2310", "2210"))


@pytest.mark.parametrize(
    ("when", "notes"), [("always", 3), ("news", 2), ("findings", 2), ("failure", 0)]
)  # fmt: skip
def test_the_occasion_is_chosen(home, server, when, notes):
    """Three runs: findings that are new, the same findings, and none any more."""
    told(home, server, when)
    go(home)
    go(home)
    for path in (home.root / "收件").iterdir():
        path.unlink()
    home.put("b.md", "没有数的报告。\n")
    assert go(home)[0] == 0
    assert len(server.received) == notes


def test_missing_reports_are_counted(home, server):
    (home.root / "due.csv").write_text("县,基金,年度\n河源县,工伤,2022\n青砚县,工伤,2022\n", encoding="utf-8")
    told(home, server, "always", run='roster = "due.csv"')
    go(home, "--lang", "en")
    assert "- missing: 1 of 2 reports" in server.received[0]["message"]


@pytest.mark.parametrize("when", ["failure", "news"])
def test_a_run_that_fails_is_told_by_its_kind_alone(home, server, when, monkeypatch):
    told(home, server, when)

    def fails(*_):
        raise OSError("no space left beside 河源县")

    monkeypatch.setattr(Ledger, "write", fails)
    assert go(home)[0] == 4
    (note,) = server.received
    assert "运行失败" in note["title"]
    assert "OSError" in note["message"]
    assert "河源县" not in note["message"]


def test_a_project_that_cannot_even_begin_is_told_of_too(home, server):
    told(home, server, "failure", run='roster = "no.csv"')
    assert go(home)[0] == 2
    assert "no_file" in server.received[0]["message"]


def test_outputs_that_could_not_be_written_are_a_failure(home, server):
    told(home, server, "failure")
    (home.root / "out" / "run.json").mkdir(parents=True)
    assert go(home)[0] == 4
    assert "没有全部写出" in server.received[0]["message"]


def test_a_note_that_is_not_received_is_said_and_changes_nothing(home, server):
    server.code = 500
    code, said = go(home)
    assert code == 1
    assert "通知没有送出：json://" in said
    assert len(home.paths()) == 1


def test_an_address_that_nobody_knows_is_a_broken_setting(home, server):
    home.configure(rest='[notify]\nurls = ["nobody://secret"]')
    code, said = go(home)
    assert code == 2
    assert "fundqa.toml:" in said
    assert "secret" not in said.splitlines()[0]
    assert server.received == []
