"""checks/ as rules: one YAML file each, checked when it is loaded, errors as path:line:col with the allowed values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fundqa.kinds import KINDS, kind_of
from fundqa.kinds.base import Kind
from fundqa.model import Case, Legal, Rule, Severity, Text
from fundqa.pack_settings import Settings, load_settings, own_settings, pack_of, with_settings
from fundqa.resources import builtin
from fundqa.yamlfile import KeyPath, YamlFile, load

_ID = re.compile(r"[A-Z0-9]{3}-\d{2}[a-z]?")
_BLANK = re.compile(r"\{([^{}]*)\}")
_COMMON = ("id", "name", "kind", "severity", "title", "cases", "why", "fix", "legal", "carrier", "false_alarms")
_SEVERITIES = tuple(s.value for s in Severity)


def rule_files(folders: Sequence[Path]) -> Iterator[Path]:
    """The rule files of some checks folders, pack.yml and examples left out, in a stable order."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*.yml")) if path.name != "pack.yml")


def builtin_checks() -> Path:
    """The folder of the built-in packs."""
    return Path(str(builtin("checks")))


def load_rules(folders: Sequence[Path]) -> tuple[Rule, ...]:
    """All rules of some checks folders, ordered by id; PackError for the first that is wrong.

    Later folders win: a rule of the same id and name replaces the earlier one, and the settings in a pack.yml replace
    those of the pack of the same folder name.
    """
    settings = load_settings(folders)
    rules = [load_rule(path, settings.get(pack_of(path), {})) for path in rule_files(folders)]
    return tuple(sorted({(rule.id, rule.name): rule for rule in rules}.values(), key=lambda r: (r.id, r.name)))


def load_rule(path: Path, settings: Settings | None = None) -> Rule:
    """One rule file; `settings` are those of its pack, by default the ones that lie with it."""
    if settings is None:
        settings = own_settings(path)
    file = with_settings(load(path), settings)
    root = file.mapping()
    kind = _kind(file)
    rule_id = str(_required(file, "id"))
    if not _ID.fullmatch(rule_id):
        raise file.error("bad_id", "规则编号形如 ARI-03", "a rule id looks like ARI-03", ("id",))
    if not path.name.startswith(f"{rule_id}-"):
        raise file.error("bad_name", f"文件名应以 {rule_id}- 开头", f"the file's name begins with {rule_id}-", ("id",))
    params = {key: value for key, value in root.items() if key not in _COMMON}
    for problem in kind.check(params):
        raise file.error("bad_rule", problem.zh, problem.en, problem.at, problem.allowed)
    return Rule(
        id=rule_id,
        name=str(_required(file, "name")),
        kind=kind.name,
        severity=_severity(file, ("severity",)),
        title=_text(file, ("title",)),
        cases=tuple(_cases(file, kind, params)),
        why=_text(file, ("why",)),
        fix=_text(file, ("fix",)),
        params=params,
        pack=pack_of(path),
        path=str(path),
        carrier=bool(root.get("carrier")),
        legal=tuple(_legal(file)),
        false_alarms=_words(file, "false_alarms"),
    )


def _required(file: YamlFile, key: str) -> object:
    value = file.mapping().get(key)
    if value in (None, ""):
        raise file.error("missing_key", f"缺少键“{key}”", f"the key “{key}” is missing", (), _COMMON)
    return value


def _words(file: YamlFile, key: str) -> tuple[str, ...]:
    entries = file.mapping().get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, str) and entry for entry in entries):
        raise file.error("not_words", "这里应当是文字的列表", "expected a list of words here", (key,))
    return tuple(entries)


def _kind(file: YamlFile) -> Kind:
    kind = kind_of(str(_required(file, "kind")))
    if kind is None:
        raise file.error("bad_kind", "没有这一类规则", "no such kind", ("kind",), [k.name for k in KINDS])
    return kind


def _severity(file: YamlFile, at: KeyPath) -> Severity:
    value = file.get(at)
    if value not in _SEVERITIES:
        raise file.error("bad_severity", f"没有等级“{value}”", f"no severity “{value}”", at, _SEVERITIES)
    return Severity(str(value))


def _text(file: YamlFile, at: KeyPath) -> Text:
    entry = file.get(at)
    if not isinstance(entry, dict) or not entry.get("zh") or not entry.get("en"):
        raise file.error("bad_text", "需要 zh 和 en 两种文字", "zh and en are both needed", at, ("zh", "en"))
    return Text(str(entry["zh"]), str(entry["en"]))


def _cases(file: YamlFile, kind: Kind, params: Mapping[str, object]) -> Iterator[Case]:
    entries = file.get(("cases",))
    if not isinstance(entries, list) or not entries:
        raise file.error("missing_key", "缺少键“cases”", "the key “cases” is missing", ())
    for i, entry in enumerate(entries):
        at: KeyPath = ("cases", i)
        when = entry.get("when") if isinstance(entry, dict) else None
        if when not in kind.conditions:
            raise file.error("bad_case", f"没有情形“{when}”", f"no case “{when}”", (*at, "when"), kind.conditions)
        message = _text(file, (*at, "message"))
        _check_blanks(file, kind, params, message, (*at, "message"))
        severity = _severity(file, (*at, "severity")) if "severity" in entry else _severity(file, ("severity",))
        yield Case(str(when), severity, message)


def _check_blanks(file: YamlFile, kind: Kind, params: Mapping[str, object], message: Text, at: KeyPath) -> None:
    given = params.get("given")
    names = tuple(given) if isinstance(given, dict) and "*given" in kind.placeholders else ()
    allowed = (*(p for p in kind.placeholders if p != "*given"), *names)
    for lang in ("zh", "en"):
        for blank in _BLANK.findall(message[lang]):
            if blank not in allowed:
                raise file.error("bad_blank", f"没有空格“{blank}”", f"no blank “{blank}”", (*at, lang), allowed)


def _legal(file: YamlFile) -> Iterator[Legal]:
    entries = file.get(("legal",))
    for i, entry in enumerate(entries if isinstance(entries, list) else []):
        if not isinstance(entry, dict) or not entry.get("document"):
            raise file.error("bad_legal", "依据需要 document", "a legal basis needs a document", ("legal", i))
        yield Legal(str(entry["document"]), int(str(entry.get("since") or 0)))
