"""The command seed-errors: copies and manifest, the score, and what it says when it is used wrongly."""

from __future__ import annotations

import json

import pytest
from making import project, run
from support import ROOT

from fundqa.readers import read

REPORT = ROOT / "examples" / "青砚县2022.txt"


def test_copies_and_their_manifest_are_written(tmp_path):
    done = run("seed-errors", REPORT, "--per-file", "4", "--seed", "3", "-o", tmp_path)
    assert done.returncode == 0
    files = json.loads((tmp_path / "manifest.json").read_text("utf-8"))["files"]
    assert sum(not entry["harmless"] for entry in files) == 4
    original = list(read(REPORT, layout=project().layout, name="x").texts())
    assert {entry["file"].rpartition(".")[2] for entry in files} == {"txt"}
    for entry in files:
        assert bool(entry["broken"]) != entry["harmless"]
        copy = list(read(tmp_path / entry["file"], layout=project().layout, name="x").texts())
        assert [place for place, _ in copy] == [place for place, _ in original]
        assert copy != original


def test_the_same_seed_writes_the_same_files(tmp_path):
    for folder in ("a", "b"):
        run("seed-errors", REPORT, "--per-file", "3", "--seed", "9", "-o", tmp_path / folder)
    written = [
        {path.relative_to(tmp_path / folder): path.read_bytes() for path in (tmp_path / folder).rglob("*.*")}
        for folder in ("a", "b")
    ]
    assert written[0] == written[1]
    assert len(written[0]) > 4


def test_the_score_is_json_alone_on_stdout():
    done = run("seed-errors", REPORT, "--per-file", "3", "--score", "--format", "json")
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer["schema"] == "fundqa/score-1"
    assert answer["errors"]["of"] == 3


@pytest.mark.parametrize(
    ("arguments", "code"),
    [((), 2), (("x.txt",), 2), (("x.txt", "--generate", "2", "--score"), 2), (("x.txt", "--score"), 3)],
)
def test_wrong_usage_and_missing_files_have_their_codes(arguments, code):
    assert run("seed-errors", *arguments).returncode == code
