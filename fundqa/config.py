"""fundqa.toml: what a project chooses (packs, language, severities, settings), each mistake shown where it stands."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fundqa import tomlfile
from fundqa.config_desk import TABLE as DESK
from fundqa.config_desk import DeskConfig, load_desk
from fundqa.config_run import TABLES, RunConfig, load_run
from fundqa.model import Rule, Severity
from fundqa.pack_settings import Pack, Setting, Settings
from fundqa.yamlfile import KeyPath, YamlFile

NAME = "fundqa.toml"
LANGUAGES = ("zh", "en")
OFF = "off"
SEVERITIES = (*(s.value for s in Severity), OFF)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_KEYS = ("lang", "packs", "severity", "settings", *TABLES, DESK)


@dataclass(frozen=True, slots=True)
class Config:
    """A project's choices. lang "": the default; packs None: all of them; severity by rule id, or "off".

    run, desk: what is said of runs and of the web desk, read when asked for: only then its variables must be there.
    """

    file: YamlFile
    lang: str = ""
    packs: tuple[str, ...] | None = None
    severity: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Settings] = field(default_factory=dict)

    @property
    def run(self) -> RunConfig:
        """What the project says of its runs. Raises PackError."""
        return load_run(self.file)

    @property
    def desk(self) -> DeskConfig:
        """What the project says of its web desk. Raises PackError."""
        return load_desk(self.file)


def find_root(start: Path) -> Path | None:
    """The nearest folder from `start` upwards that holds a fundqa.toml; relative where `start` is."""
    levels = len(start.resolve().parents) + 1
    ways = (start.joinpath(*[".."] * level) for level in range(levels))
    found = next((folder for folder in ways if (folder / NAME).is_file()), None)
    plain = Path(os.path.normpath(found)) if found else None
    return plain if plain and found and plain.resolve() == found.resolve() else found


def settled(project: Path | None, lang: str | None, start: Path) -> tuple[Path | None, str]:
    """The project and the language of a command: those given, else what is found upwards from `start`, else "zh"."""
    root = project or find_root(start)
    return root, lang or (load_config(root).lang if root else "") or LANGUAGES[0]


def load_config(root: Path) -> Config:
    """The fundqa.toml of a project folder, an empty one where there is none; PackError when it is wrong."""
    path = root / NAME
    if not path.is_file():
        return Config(YamlFile(str(path), "", {}, {}))
    file = tomlfile.load(path)
    _known(file, file.mapping(), (), _KEYS)
    lang = file.get(("lang",))
    if lang is not None and lang not in LANGUAGES:
        raise file.error("bad_value", f"没有语言“{lang}”", f"no language “{lang}”", ("lang",), LANGUAGES)
    return Config(file, str(lang or ""), _packs(file), _severities(file), _settings(file))


def chosen(rules: Iterable[Rule], config: Config, packs: Mapping[str, Pack]) -> tuple[Rule, ...]:
    """The rules of the chosen packs, as grave as the project wants them; PackError for packs and rules not there."""
    every = tuple(rules)
    names = tuple(dict.fromkeys([*packs, *(rule.pack for rule in every)]))
    for name in config.packs or ():
        if name not in names:
            raise config.file.error("bad_value", f"没有规则包“{name}”", f"no pack “{name}”", ("packs",), names)
    known = tuple(dict.fromkeys(rule.id for rule in every))
    for rule_id in config.severity:
        if rule_id not in known:
            at = ("severity", rule_id)
            raise config.file.error("unknown_rule", f"没有规则“{rule_id}”", f"no rule “{rule_id}”", at, known)
    kept = (rule for rule in every if config.packs is None or rule.pack in config.packs)
    return tuple(_graded(rule, config) for rule in kept if config.severity.get(rule.id) != OFF)


def check_settings(config: Config, packs: Mapping[str, Pack]) -> None:
    """PackError for a setting that its pack does not have, or whose value is of another kind."""
    for name, values in config.settings.items():
        if name not in packs:
            at: KeyPath = ("settings", name)
            raise config.file.error("bad_value", f"没有规则包“{name}”", f"no pack “{name}”", at, tuple(packs))
        _known(config.file, values, ("settings", name), tuple(packs[name].settings))
        for key, setting in values.items():
            _same_kind(config.file, setting, packs[name].settings[key])


def _same_kind(file: YamlFile, own: Setting, default: Setting) -> None:
    """PackError for a list where a number is, a word where a number is, and so on."""
    if _kind(own.value) not in (_kind(default.value), "number" if _kind(default.value) == "text" else ""):
        zh, en = f"这个值应当像“{default.value}”", f"the value must be like “{default.value}”"
        raise file.error("bad_value", zh, en, own.at)


def _kind(value: object) -> str:
    if isinstance(value, bool | list | dict):
        return type(value).__name__
    return "number" if _NUMBER.fullmatch(str(value)) else "text"


def _graded(rule: Rule, config: Config) -> Rule:
    wanted = config.severity.get(rule.id)
    return rule.graded(Severity(wanted)) if wanted else rule


def _known(file: YamlFile, found: Iterable[str], at: KeyPath, keys: Sequence[str]) -> None:
    for key in found:
        if key not in keys:
            raise file.error("unknown_key", f"不认识的键“{key}”", f"unknown key “{key}”", (*at, key), keys)


def _packs(file: YamlFile) -> tuple[str, ...] | None:
    value = file.get(("packs",))
    if value is None:
        return None
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        raise file.error("not_words", "这里应当是一列规则包的名称", "expected a list of packs here", ("packs",))
    return tuple(value)


def _severities(file: YamlFile) -> dict[str, str]:
    entries = file.mapping(("severity",)) if file.get(("severity",)) is not None else {}
    for key, value in entries.items():
        if value not in SEVERITIES:
            zh, en = f"没有等级“{value}”", f"no severity “{value}”"
            raise file.error("bad_severity", zh, en, ("severity", key), SEVERITIES)
    return {key: str(value) for key, value in entries.items()}


def _settings(file: YamlFile) -> dict[str, Settings]:
    found: dict[str, Settings] = {}
    for pack in file.mapping(("settings",)) if file.get(("settings",)) is not None else ():
        entries = file.mapping(("settings", pack))
        found[pack] = {key: Setting(value, file, ("settings", pack, key)) for key, value in entries.items()}
    return found
