"""Whatever is changed in a built-in file, it is taken or refused with its place, and what is taken does not crash."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from breaking import mutations
from making import project
from support import ROOT

from fundqa import schema, testing, yamlfile
from fundqa.bind import bind
from fundqa.config import load_config
from fundqa.derive import derive
from fundqa.engine import evaluate
from fundqa.errors import PackError
from fundqa.formspec import load_forms
from fundqa.lexicon_load import load_lexicon
from fundqa.model import Rule
from fundqa.pack import example_file, load_rule
from fundqa.pack_settings import load_pack, own_settings
from fundqa.readers.markdown import markdown_document
from fundqa.view import View

CASES = 4


def files(pattern: str) -> list[Path]:
    return sorted(ROOT.glob(pattern))


def taken(path: Path, text: str, load: Callable[[], object]) -> object | None:
    """What `load` makes of the text at `path`; None when it refuses it, which it may do only with a place in it."""
    path.write_text(text, encoding="utf-8")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # odd patterns
            return load()
    except PackError as error:
        refusal = error
    well_placed(refusal, path)
    return None


def well_placed(error: PackError, path: Path) -> None:
    """The error stands in the file, or in the pack.yml whose setting fills the line that is wrong."""
    place = Path(error.path)
    assert place == path or place.name == "pack.yml", str(error)
    lines = place.read_text(encoding="utf-8").splitlines() or [""]
    assert 1 <= error.line <= len(lines), str(error)
    assert error.col >= 1
    assert error.excerpt == lines[error.line - 1].removeprefix("\ufeff")


@cache
def views(path: Path) -> tuple[View, ...]:
    """The first examples of a rule, ready for rules."""
    loaded = project()
    cases = testing.load_cases(path)[:CASES]
    documents = [tuple(markdown_document(text, name) for name, text in case.files) for case in cases if case.files]
    return tuple(derive(bind(found, loaded.forms, loaded.lexicon, "zh")) for found in documents)


def evaluated(rule: Rule, path: Path) -> None:
    """Evaluate a changed rule on the examples of the right one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        for view in views(path):
            evaluate(view, [rule])


@pytest.mark.parametrize("path", files("checks/**/*-*.yml"), ids=lambda path: path.stem)
def test_a_changed_rule_is_refused_with_its_place_or_works(path, tmp_path):
    settings = own_settings(path)
    examples = example_file(load_rule(path))
    target = tmp_path / path.name
    for text in mutations(path, 36):
        rule = taken(target, text, lambda: load_rule(target, settings))
        if isinstance(rule, Rule):
            evaluated(rule, examples)


@pytest.mark.parametrize("path", files("checks/*/pack.yml"), ids=lambda path: path.parent.name)
def test_a_changed_pack_is_refused_with_its_place_or_taken(path, tmp_path):
    (tmp_path / path.parent.name).mkdir()
    target = tmp_path / path.parent.name / "pack.yml"
    for text in mutations(path, 60):
        taken(target, text, lambda: load_pack(target))


@pytest.mark.parametrize("path", files("schemas/forms/*.yml"), ids=lambda path: path.stem)
def test_a_changed_form_is_refused_with_its_place_or_taken(path, tmp_path):
    target = tmp_path / path.name
    for text in mutations(path, 60):
        taken(target, text, lambda: load_forms((tmp_path,)))


@pytest.mark.parametrize("path", files("schemas/lexicon/*.yml"), ids=lambda path: path.stem)
def test_changed_words_are_refused_with_their_place_or_taken(path, tmp_path):
    folder = tmp_path / "lexicon"
    shutil.copytree(ROOT / "schemas" / "lexicon", folder)
    target = folder / path.name
    for text in mutations(path, 18):
        taken(target, text, lambda: load_lexicon((folder,)))


@pytest.mark.parametrize("path", files("schemas/tables/*.yml"), ids=lambda path: path.stem)
def test_a_changed_table_is_refused_with_its_place_or_taken(path, tmp_path):
    target = tmp_path / path.name
    for text in mutations(path, 24):
        taken(target, text, lambda: schema.load(path.stem, (tmp_path,)))


TOML = """\
lang = "zh"
packs = ["common", "own"]

[severity]
"TGT-01" = "info"
N2T-01 = "off"

[settings.own]
words = "若干"
"""


@pytest.mark.parametrize(
    "garbage", ["\x00", "]", "[", "=", '"', "'''", "\n[severity]\n", "x", "\\", "\t", "é", "1", "#"]
)
def test_a_changed_configuration_is_refused_with_its_place_or_taken(garbage, tmp_path):
    target = tmp_path / "fundqa.toml"
    for at in range(len(TOML)):
        taken(target, TOML[:at] + garbage + TOML[at:], lambda: load_config(tmp_path))


ALLOWED = [
    "a: &x [*x]\n", "a: &x 1\nb: *x\n", "a: !!python/none x\n", "a: 2020-13-45\n", "? [a]\n: 1\n", "\x00",
    "a\n---\nb\n", "[" * 500, "a: " + "9" * 5000, "\ufeffa: 1\n", "a: !!binary x\n", "<<: 3\n",
]  # fmt: skip


@pytest.mark.parametrize("text", ALLOWED, ids=range(len(ALLOWED)))
def test_what_yaml_allows_and_a_data_file_does_not_is_no_traceback(text, tmp_path):
    target = tmp_path / "x.yml"
    found = taken(target, text, lambda: yamlfile.load(target))
    assert found is None or isinstance(found, yamlfile.YamlFile)
