"""The pages list every setting of fundqa.toml with its values and default, every address of the API, and no other."""

from __future__ import annotations

import dataclasses
import re
import tomllib

import pytest
from support import ROOT

from fundqa import config_run
from fundqa.config import load_config
from fundqa.config_desk import DeskConfig
from fundqa.config_run import RunConfig
from fundqa.web import routes_api

TEXTS = {name: (ROOT / "docs" / name).read_text("utf-8") for name in ("runs.zh.md", "runs.md", "desk.zh.md", "desk.md")}
RUNS = pytest.mark.parametrize("page", [TEXTS["runs.zh.md"], TEXTS["runs.md"]], ids=["zh", "en"])
DESK = pytest.mark.parametrize("page", [TEXTS["desk.zh.md"], TEXTS["desk.md"]], ids=["zh", "en"])
_CODE = re.compile(r"`([^`]+)`")
_CHOICES = {"fail_on": config_run.LEVELS, "run": config_run.RUN_FORMATS, "files": config_run.FILE_FORMATS,
            "when": config_run.OCCASIONS}  # fmt: skip


def rows(page: str) -> list[tuple[str, str, str]]:
    """The settings of runs: key, meaning, default. Several keys of one row are rows of their own."""
    section = page[page.index("`[run] inbox`") - 2 :].partition("\n\n")[0]
    found = []
    for line in section.splitlines():
        keys, meaning, default = (cell.strip() for cell in line.strip("| ").split(" | "))
        found += [(key.rpartition(" ")[2], meaning, default) for key in _CODE.findall(keys)]
    return found


@RUNS
def test_every_setting_of_a_run_is_there_and_no_other(page):
    wanted = [field.name for field in dataclasses.fields(RunConfig)]
    assert sorted(key for key, _, _ in rows(page)) == sorted(wanted)


@RUNS
def test_the_values_and_the_default_of_a_setting_are_named(page):
    default = RunConfig()
    for key, meaning, said in rows(page):
        assert set(_CHOICES.get(key, ())) <= set(_CODE.findall(meaning)), key
        value = getattr(default, key)
        values = value if isinstance(value, tuple) else (value,)
        shown = [str(one).lower() if isinstance(one, bool) else str(one) for one in values]
        assert all(one in said for one in shown), (key, shown, said)


@DESK
def test_the_settings_of_the_desk_are_shown_with_their_defaults_and_can_be_read(page, tmp_path):
    """The title, which has none, stands there as a comment."""
    (shown,) = re.findall(r"^```toml\n(\[desk\]\n.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "fundqa.toml").write_text(shown, "utf-8")
    assert load_config(tmp_path).desk == DeskConfig()
    keys = {field.name for field in dataclasses.fields(DeskConfig)}
    assert set(tomllib.loads(shown)["desk"]) == keys - {"title"}
    (tmp_path / "fundqa.toml").write_text(shown.replace("# title", "title"), "utf-8")
    assert load_config(tmp_path).desk.title


@DESK
def test_every_address_of_the_api_is_there_and_no_other(page):
    shown = re.findall(r"^\| `([A-Z]+) (/api/v1/\S+)` \|", page, re.MULTILINE)
    there = [
        (method, route.path.replace("{number}", "{id}"))
        for route in routes_api.ROUTER.routes
        for method in route.methods
    ]
    assert sorted(shown) == sorted(pair for pair in there if pair[0] != "HEAD")
