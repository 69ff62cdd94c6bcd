"""checks/ as rules: one YAML file each, checked when it is loaded, errors as path:line:col with the allowed values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fundqa.errors import PackError
from fundqa.kinds import KINDS, kind_of
from fundqa.kinds.across import BATCH_KINDS, batch_kind_of
from fundqa.kinds.selecting import Ruled
from fundqa.model import BATCH, Case, Legal, Rule, Severity, Text
from fundqa.pack_settings import (
    Settings,
    blamed,
    load_packs,
    own_settings,
    pack_of,
    used_settings,
    with_settings,
)
from fundqa.resources import builtin
from fundqa.yamlfile import KeyPath, YamlFile, load

_ID = re.compile(r"[A-Z0-9]{3}-\d{2}[a-z]?")
_BLANK = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
_COMMON = (
    "id",
    "name",
    "kind",
    "scope",
    "severity",
    "title",
    "cases",
    "why",
    "fix",
    "legal",
    "carrier",
    "false_alarms",
)
_SCOPES = (BATCH,)
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SEVERITIES = tuple(s.value for s in Severity)
_FLAGS = ("true", "false")
_TEXT = ("zh", "en")
_CASE = ("when", "severity", "message")
_LEGAL = ("document", "since", "until")


def rule_files(folders: Sequence[Path]) -> Iterator[Path]:
    """The rule files of some checks folders, pack.yml and examples left out, in a stable order."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*.yml")) if path.name != "pack.yml")


def builtin_checks() -> Path:
    """The folder of the built-in packs."""
    return Path(str(builtin("checks")))


def load_rules(folders: Sequence[Path], changed: Mapping[str, Settings] | None = None) -> tuple[Rule, ...]:
    """All rules of some checks folders, ordered by id; PackError for the first that is wrong.

    Later folders win: a rule of the same id and name replaces the earlier one, and the settings in a pack.yml replace
    those of the pack of the same folder name; `changed` (by pack) replaces them all. A rule without examples is at
    most info.
    """
    changed = changed or {}
    settings = {pack.name: {**pack.settings, **changed.get(pack.name, {})} for pack in load_packs(folders).values()}
    rules = [proven(load_rule(path, settings.get(pack_of(path), {}))) for path in rule_files(folders)]
    return tuple(sorted({(rule.id, rule.name): rule for rule in rules}.values(), key=lambda r: (r.id, r.name)))


def proven(rule: Rule) -> Rule:
    """The rule as it may be used: one without a file of examples beside it reports nothing graver than info."""
    return rule if example_file(rule).is_file() else rule.graded(Severity.INFO)


def example_file(rule: Rule) -> Path:
    """Where a rule's examples stand: beside it."""
    return Path(rule.path).with_suffix(".test.md")


def load_rule(path: Path, settings: Settings | None = None) -> Rule:
    """One rule file; `settings` are those of its pack, by default the ones that lie with it."""
    if settings is None:
        settings = own_settings(path)
    written = load(path)
    try:
        rule = _rule(path, with_settings(written, settings))
    except PackError as error:
        raise blamed(error, settings) from error
    return replace(rule, settings=tuple(used_settings(written, settings)))


def _rule(path: Path, file: YamlFile) -> Rule:
    root = file.mapping()
    kind = _kind(file)
    rule_id = _word(file, "id")
    if not _ID.fullmatch(rule_id):
        raise file.error("bad_id", "规则编号形如 ARI-03", "a rule id looks like ARI-03", ("id",))
    if not path.name.startswith(f"{rule_id}-"):
        raise file.error("bad_name", f"文件名应以 {rule_id}- 开头", f"the file's name begins with {rule_id}-", ("id",))
    params = {key: value for key, value in root.items() if key not in _COMMON}
    for problem in kind.check(params):
        raise file.error("bad_rule", problem.zh, problem.en, problem.at, problem.allowed)
    return Rule(
        id=rule_id,
        name=_name(file),
        kind=kind.name,
        severity=_severity(file, ("severity",)),
        title=_text(file, ("title",)),
        cases=tuple(_cases(file, kind, params)),
        why=_text(file, ("why",)),
        fix=_text(file, ("fix",)),
        params=params,
        pack=pack_of(path),
        path=str(path),
        carrier=_flag(file, "carrier"),
        scope=BATCH if _batch(file) else "",
        legal=tuple(_legal(file)),
        false_alarms=_words(file, "false_alarms"),
    )


def _word(file: YamlFile, key: str) -> str:
    value = file.mapping().get(key)
    if value is None or value == "":
        raise file.error("missing_key", f"缺少键“{key}”", f"the key “{key}” is missing", (), _COMMON)
    if not isinstance(value, str):
        raise file.error("not_a_word", f"“{key}”应当是一个词", f"“{key}” is one word", (key,))
    return value


def _name(file: YamlFile) -> str:
    name = _word(file, "name")
    if not _NAME.fullmatch(name):
        zh, en = "名称用小写英文、数字和连字符", "a name is lower case letters, digits and hyphens"
        raise file.error("bad_name", zh, en, ("name",))
    return name


def _flag(file: YamlFile, key: str) -> bool:
    value = file.mapping().get(key, False)
    if not isinstance(value, bool):
        raise file.error("bad_value", f"“{key}”是 true 或 false", f"“{key}” is true or false", (key,), _FLAGS)
    return value


def _words(file: YamlFile, key: str) -> tuple[str, ...]:
    entries = file.mapping().get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, str) and entry for entry in entries):
        raise file.error("not_words", "这里应当是文字的列表", "expected a list of words here", (key,))
    return tuple(entries)


def _batch(file: YamlFile) -> bool:
    scope = file.mapping().get("scope", "")
    if scope not in ("", *_SCOPES):
        raise file.error("bad_value", f"没有范围“{scope}”", f"no scope “{scope}”", ("scope",), _SCOPES)
    return scope == BATCH


def _kind(file: YamlFile) -> Ruled:
    name, batch = _word(file, "kind"), _batch(file)
    kind: Ruled | None = batch_kind_of(name) if batch else kind_of(name)
    if kind is None:
        names = [k.name for k in (BATCH_KINDS if batch else KINDS)]
        raise file.error("bad_kind", "没有这一类规则", "no such kind", ("kind",), names)
    return kind


def _severity(file: YamlFile, at: KeyPath) -> Severity:
    value = file.get(at)
    if value not in _SEVERITIES:
        raise file.error("bad_severity", f"没有等级“{value}”", f"no severity “{value}”", at, _SEVERITIES)
    return Severity(str(value))


def _text(file: YamlFile, at: KeyPath) -> Text:
    entry = file.get(at)
    if not isinstance(entry, dict):
        raise file.error("bad_text", "需要 zh 和 en 两种文字", "zh and en are both needed", at, _TEXT)
    _known(file, entry, at, _TEXT)
    for lang in _TEXT:
        if not isinstance(entry.get(lang), str) or not entry[lang].strip():
            raise file.error("bad_text", "需要 zh 和 en 两种文字", "zh and en are both needed", at, _TEXT)
    return Text(str(entry["zh"]), str(entry["en"]))


def _known(file: YamlFile, entry: Mapping[str, object], at: KeyPath, keys: Sequence[str]) -> None:
    for key in entry:
        if key not in keys:
            raise file.error("unknown_key", f"不认识的键“{key}”", f"unknown key “{key}”", (*at, key), keys)


def _cases(file: YamlFile, kind: Ruled, params: Mapping[str, object]) -> Iterator[Case]:
    entries = file.get(("cases",))
    if not isinstance(entries, list) or not entries:
        raise file.error("missing_key", "缺少键“cases”", "the key “cases” is missing", ("cases",))
    for i, entry in enumerate(entries):
        at: KeyPath = ("cases", i)
        if not isinstance(entry, dict):
            raise file.error("not_a_mapping", "这里应当是键值对", "expected a mapping here", at, _CASE)
        _known(file, entry, at, _CASE)
        when = entry.get("when")
        if when not in kind.conditions:
            raise file.error("bad_case", f"没有情形“{when}”", f"no case “{when}”", (*at, "when"), kind.conditions)
        if when in [other["when"] for other in entries[:i]]:
            raise file.error("bad_case", f"情形“{when}”写了两次", f"the case “{when}” stands here twice", (*at, "when"))
        message = _text(file, (*at, "message"))
        _check_blanks(file, kind, params, message, (*at, "message"))
        severity = _severity(file, (*at, "severity")) if "severity" in entry else _severity(file, ("severity",))
        yield Case(str(when), severity, message)


def _check_blanks(file: YamlFile, kind: Ruled, params: Mapping[str, object], message: Text, at: KeyPath) -> None:
    own = [params.get(p[1:]) for p in kind.placeholders if p.startswith("*")]
    names = tuple(name for entry in own if isinstance(entry, dict) for name in entry)
    allowed = (*(p for p in kind.placeholders if not p.startswith("*")), *names)
    for lang in _TEXT:
        for blank in _BLANK.findall(message[lang]):
            if blank not in allowed:
                raise file.error("bad_blank", f"没有空格“{blank}”", f"no blank “{blank}”", (*at, lang), allowed)
        if _BRACE.search(_BLANK.sub("", message[lang])):
            zh, en = "花括号要成对，里面是空格的名称", "braces come in pairs around the name of a blank"
            raise file.error("bad_blank", zh, en, (*at, lang), allowed)


def _legal(file: YamlFile) -> Iterator[Legal]:
    entries = file.mapping().get("legal", [])
    if not isinstance(entries, list):
        raise file.error("bad_legal", "依据应当是一列", "legal is a list", ("legal",), _LEGAL)
    for i, entry in enumerate(entries):
        at: KeyPath = ("legal", i)
        if not isinstance(entry, dict) or not isinstance(entry.get("document"), str) or not entry["document"]:
            raise file.error("bad_legal", "依据需要 document", "a legal basis needs a document", at)
        _known(file, entry, at, _LEGAL)
        yield Legal(entry["document"], _year(file, entry, (*at, "since")), _year(file, entry, (*at, "until")))


def _year(file: YamlFile, entry: Mapping[str, object], at: KeyPath) -> int:
    value = entry.get(str(at[-1]), 0)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise file.error("bad_legal", "这里应当是年份", "a year is needed here", at)
    return value
