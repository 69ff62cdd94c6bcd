"""Packs, forms, words and configurations changed several times over: refused with a place, or they work, in time."""

from __future__ import annotations

import random
import re
import warnings
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from breaking import GARBAGE, broken
from fuzzing import budget, damaged, in_time, patient
from making import form, project
from test_breaking import evaluated, files, taken

from fundqa.config import check_settings, chosen, load_config
from fundqa.engine import check_documents
from fundqa.formspec import FormSpec, load_forms
from fundqa.lexicon import Lexicon
from fundqa.lexicon_load import load_lexicon
from fundqa.model import Rule
from fundqa.pack import example_file, load_rule
from fundqa.pack_settings import own_settings
from fundqa.project import Project
from fundqa.readers.markdown import markdown_document

RULES = tuple(files("checks/**/*-*.yml"))
REPORT = (
    "# 2022年自评\n\n一、概况\n\n2022年河源县工伤保险基金预算支出2210万元，其中：待遇支出2000万元、其他支出210万元，"
    "均达到预期目标。\n"
    + form("河源县工伤保险", budget="2210", spent="2185", rows="| 产出指标 | 数量指标 | 补助人数 | ≥6100人 | 5100人 |")
)


@cache
def texts(paths: tuple[Path, ...]) -> tuple[str, ...]:
    return tuple(path.read_text("utf-8") for path in paths)


def changes(name: str, paths: Sequence[Path], default: int) -> list[tuple[Path, str]]:
    """Files, each with a changed text of it."""
    chance, known = random.Random(name), tuple(paths)
    found = []
    for _ in range(budget(default)):
        path = chance.choice(known)
        text = path.read_text("utf-8")
        if chance.randrange(8):
            found.append((path, broken(text, chance.choice(texts(known)), chance)))
        else:
            found.append((path, damaged(text.encode(), chance).decode("utf-8", "ignore")))
    return found


def works(changed: Project) -> None:
    """A project that was taken checks a report."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        assert check_documents((markdown_document(REPORT, "a.md"),), changed, "zh")


@patient
def test_rules_changed_and_grafted_onto_each_other_are_refused_or_work(tmp_path):
    for path, text in changes("rules", RULES, 60):
        target = tmp_path / path.name
        with in_time(text):
            rule = taken(target, text, lambda: load_rule(target, own_settings(path)))  # noqa: B023
            if isinstance(rule, Rule):
                evaluated(rule, example_file(load_rule(path)))


@patient
def test_forms_changed_several_times_are_refused_or_work_over_the_built_in_ones(tmp_path):
    for path, text in changes("forms", files("schemas/forms/*.yml"), 12):
        with in_time(text):
            found = taken(tmp_path / path.name, text, lambda: load_forms((path.parent, tmp_path)))  # noqa: B023
            if isinstance(found, tuple) and all(isinstance(one, FormSpec) for one in found):
                works(replace(project(), forms=found))
        (tmp_path / path.name).unlink()


@patient
def test_words_changed_several_times_are_refused_or_work_over_the_built_in_ones(tmp_path):
    for path, text in changes("words", files("schemas/lexicon/*.yml"), 12):
        with in_time(text):
            found = taken(tmp_path / path.name, text, lambda: load_lexicon((path.parent, tmp_path)))  # noqa: B023
            if isinstance(found, Lexicon):
                works(replace(project(), lexicon=found))
        (tmp_path / path.name).unlink()


# --- fundqa.toml

KEYS = {
    "": ("lang", "packs", "pack", "severity"),
    "severity": ('"TGT-01"', "N2T-01", '"X-1"', '""'),
    "settings": ("common", "x"),
    "settings.common": ("words", "x"),
    "run": ("inbox", "roster", "waivers", "ledger", "workers", "chunk", "fail_on", "expectations", "dask", "dask_tls"),
    "outputs": ("folder", "run", "files"),
    "schedule": ("cron", "timezone", "misfire"),
    "notify": ("urls", "when", "details"),
    "desk": ("host", "port", "data", "workers", "largest", "session_hours", "retention_days", "secure", "proxies"),
    "运行": ("x",),
}
VALUES = (
    '"zh"', '"error"', '"off"', '["common"]', '["html", "json"]', '""', '"  "', '"${NOT_SET}"', "0", "1", "-1", "3.5",
    "1e400", "nan", "true", "[]", "[[]]", "{}", "{ x = 1 }", "2022-01-01", "12:00:00", "10" * 40, "9" * 5000,
    "0x" + "f" * 5000, "[" * 2000 + "]" * 2000, "{x=" * 500, '"""a\nb"""', "'\\'", '"\\ud800"', '"\\u0000"', "中", "",
)  # fmt: skip


def configuration(chance: random.Random) -> str:
    """Tables and keys as they come, with values of all kinds; now and then damaged."""
    lines = []
    for _ in range(chance.randint(1, 4)):
        table = chance.choice(list(KEYS))
        lines.append(chance.choice((f"[{table}]", f"[{table}]", f"[[{table}]]", f"[{table}.x]")) if table else "")
        keys = KEYS[table]
        lines += [f"{chance.choice(keys)} = {chance.choice(VALUES)}" for _ in range(chance.randint(0, 3))]
        lines += [chance.choice(GARBAGE)] if not chance.randrange(10) else []
    text = "\n".join(lines)
    return text if chance.randrange(5) else damaged((text or "x").encode(), chance).decode("utf-8", "ignore")


def configured(root: Path) -> object:
    """Everything that a configuration is asked for."""
    config = load_config(root)
    check_settings(config, project().packs)
    chosen(project().rules, config, project().packs)
    return config.run, config.desk


@patient
def test_a_configuration_of_any_keys_and_values_is_refused_or_taken(tmp_path):
    chance = random.Random("toml")
    for _ in range(budget(150)):
        text = configuration(chance)
        with in_time(text[:500]):
            taken(tmp_path / "fundqa.toml", text, lambda: configured(tmp_path))


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("table", KEYS)
def test_every_key_takes_or_refuses_every_value(tmp_path, table, value):
    for key in KEYS[table]:
        text = f"[{table}]\n{key} = {value}\n" if table else f"{key} = {value}\n"
        taken(tmp_path / "fundqa.toml", text, lambda: configured(tmp_path))


@pytest.mark.parametrize("expect", ["{x: 1}", "[x]", "3", ""])
def test_an_expectation_that_is_no_word_is_refused(tmp_path, expect):
    path = next(path for path in RULES if "\nkind: expectation\n" in path.read_text("utf-8"))
    text = re.sub(r"(?m)^expect: .*$", f"expect: {expect}", path.read_text("utf-8"))
    target = tmp_path / path.name
    assert taken(target, text, lambda: load_rule(target, own_settings(path))) is None


@pytest.mark.parametrize("entries", ["[]", "3", "[{name: {zh: a, en: b}, words: [c]}]"])
def test_a_rule_about_two_things_has_both(tmp_path, entries):
    path = next(path for path in RULES if path.stem.startswith("STR-04"))
    text = re.sub(
        r"(?s)^expects:.*?^(?=settings:)", f"expects: {entries}\n", path.read_text("utf-8"), flags=re.MULTILINE
    )
    assert taken(tmp_path / path.name, text, lambda: load_rule(tmp_path / path.name, own_settings(path))) is None
