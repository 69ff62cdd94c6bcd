"""The pages on operations: both languages show the same, and what they show works with the exit codes there are."""

from __future__ import annotations

import configparser
import re
import sys
import types

import pytest
from support import ROOT

from fundqa import cli_base
from fundqa.config import load_config
from fundqa.runs import scheduling

PAGES = {lang: (ROOT / "docs" / name).read_text("utf-8") for lang, name in
         (("zh", "operations.zh.md"), ("en", "operations.md"))}  # fmt: skip


def blocks(page: str, kind: str) -> list[str]:
    """The blocks of a kind on a page."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [body for name, body in found if name == kind]


def test_both_languages_show_the_same():
    for kind in ("", "ini", "toml", "python"):
        assert blocks(PAGES["zh"], kind) == blocks(PAGES["en"], kind)
    assert [re.findall(r"\| (\d) \|", page) for page in PAGES.values()] == [list("01234")] * 2


def test_the_schedule_that_is_shown_is_one(tmp_path):
    (shown,) = blocks(PAGES["en"], "toml")
    (tmp_path / "fundqa.toml").write_text(shown, encoding="utf-8")
    assert scheduling.plan(load_config(tmp_path)).misfire == 3600


def test_the_unit_takes_a_run_that_is_done_for_a_success():
    service, timer = blocks(PAGES["en"], "ini")
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str
    unit.read_string(service)
    done = {str(code) for code in (cli_base.FINDINGS, cli_base.UNREADABLE)}
    assert set(unit["Service"]["SuccessExitStatus"].split()) == done
    assert unit["Service"]["RestartForceExitStatus"] == str(cli_base.UNDELIVERED)
    assert unit["Service"]["RestartPreventExitStatus"] == str(cli_base.USAGE)
    assert "Persistent=true" in timer


class Failed(Exception):
    """What Airflow takes for a failure that may be tried again."""


class Hopeless(Exception):
    """What Airflow takes for one that may not."""


@pytest.mark.parametrize(
    ("code", "raised"), [(0, None), (1, None), (2, Hopeless), (3, None), (4, Failed), (-9, Failed)]
)
def test_the_airflow_task_fails_when_the_run_fails(monkeypatch, code, raised):
    """The task as shown, with stand-ins for what it needs of Airflow, and programs that end with each code."""
    import subprocess

    def function(given=None, **_):
        return given if callable(given) else lambda inner: inner

    decorators = types.SimpleNamespace(dag=function, task=function)
    exceptions = types.SimpleNamespace(AirflowException=Failed, AirflowFailException=Hopeless)
    for name, module in (("airflow.decorators", decorators), ("airflow.exceptions", exceptions)):
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(subprocess, "run", lambda _: types.SimpleNamespace(returncode=code))
    (shown,) = blocks(PAGES["en"], "python")
    if raised is None:
        exec(compile(shown, "operations.md", "exec"), {})
    else:
        with pytest.raises(raised):
            exec(compile(shown, "operations.md", "exec"), {})


@pytest.mark.parametrize("page", [*PAGES.values(), (ROOT / "docs" / "ledger.md").read_text("utf-8")])
def test_links_lead_to_files(page):
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", page) if "://" not in link]
    assert [link for link in links if not (ROOT / "docs" / link).is_file()] == []
