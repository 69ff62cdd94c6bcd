"""The settings of a pack (pack.yml), and their values in the places of its rules that name them as $name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fundqa.errors import PackError
from fundqa.yamlfile import KeyPath, YamlFile, load

_MARK = "$"
_NAMED = re.compile(r"\$([\w-]+)")
_KEYS = ("id", "title", "owner", "forms", "settings")


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting's value and where it stands: in a pack.yml, or in the fundqa.toml of a project."""

    value: object
    file: YamlFile
    at: KeyPath


Settings = Mapping[str, Setting]


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack.yml says of its pack: the folder's name, titles ("" when not given), and its settings."""

    name: str
    zh: str
    en: str
    settings: Settings


def pack_of(path: Path) -> str:
    """The name of the folder that holds pack.yml above a rule file, else of the rule's own folder."""
    folder = _folder(path)
    return (folder or path.parent).name


def own_settings(path: Path) -> Settings:
    """The settings in the pack.yml that a rule file lies under."""
    folder = _folder(path)
    return load_pack(folder / "pack.yml").settings if folder else {}


def load_packs(folders: Sequence[Path]) -> dict[str, Pack]:
    """Every pack by its folder's name; the settings of later folders replace earlier ones, name by name."""
    found: dict[str, Pack] = {}
    for folder in folders:
        for path in sorted(folder.rglob("pack.yml")):
            pack = load_pack(path)
            known = found.get(pack.name, pack)
            titles = (pack.zh or known.zh, pack.en or known.en)
            found[pack.name] = Pack(pack.name, *titles, {**known.settings, **pack.settings})
    return found


def load_pack(path: Path) -> Pack:
    """One pack.yml; PackError for what it does not understand."""
    file = load(path)
    root = file.mapping()
    for key in root:
        if key not in _KEYS:
            raise file.error("unknown_key", f"不认识的键“{key}”", f"unknown key “{key}”", (key,), _KEYS)
    name = path.parent.name
    if root.get("id", name) != name:
        zh, en = f"id 应与文件夹同名：{name}", f"the id is the folder's name: {name}"
        raise file.error("bad_value", zh, en, ("id",), (name,))
    title = file.mapping(("title",)) if "title" in root else {}
    settings = file.mapping(("settings",)) if "settings" in root else {}
    values = {key: Setting(value, file, ("settings", key)) for key, value in settings.items()}
    return Pack(name, str(title.get("zh", "")), str(title.get("en", "")), values)


def with_settings(file: YamlFile, settings: Settings) -> YamlFile:
    """A rule file with the value of each setting in place of its name; PackError for a name that is not set."""
    return replace(file, data=_filled(file, file.data, (), settings))


def used_settings(file: YamlFile, settings: Settings) -> Iterator[tuple[str, object]]:
    """The settings that a rule file names, in the order of the pack, with their values."""
    named = set(_names(file.data))
    return ((name, setting.value) for name, setting in settings.items() if name in named)


def blamed(error: PackError, settings: Settings) -> PackError:
    """A mistake in a rule's line that a setting fills is a mistake of the setting: it is shown where that stands."""
    named = [settings[name] for name in _NAMED.findall(error.excerpt) if name in settings]
    if not named or error.code == "bad_setting":
        return error
    return named[0].file.error(error.code, error.zh, error.en, named[0].at, error.allowed)


def _folder(path: Path) -> Path | None:
    return next((parent for parent in path.parents if (parent / "pack.yml").is_file()), None)


def _names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for entry in value:
            yield from _names(entry)
    elif isinstance(value, str) and value.startswith(_MARK):
        yield value[len(_MARK) :]


def _filled(file: YamlFile, value: object, at: KeyPath, settings: Settings) -> object:
    if isinstance(value, dict):
        return {key: _filled(file, entry, (*at, key), settings) for key, entry in value.items()}
    if isinstance(value, list):
        return [_filled(file, entry, (*at, i), settings) for i, entry in enumerate(value)]
    if not isinstance(value, str) or not value.startswith(_MARK):
        return value
    name = value[len(_MARK) :]
    if name not in settings:
        zh, en = f"pack.yml 里没有设置“{name}”", f"pack.yml has no setting “{name}”"
        raise file.error("bad_setting", zh, en, at, tuple(settings))
    return settings[name].value
