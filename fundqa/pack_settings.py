"""The settings of a pack (pack.yml), and their values in the places of its rules that name them as $name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fundqa.yamlfile import KeyPath, YamlFile, load

Settings = Mapping[str, object]
_MARK = "$"


def pack_of(path: Path) -> str:
    """The name of the folder that holds pack.yml above a rule file, else of the rule's own folder."""
    folder = _folder(path)
    return (folder or path.parent).name


def own_settings(path: Path) -> Settings:
    """The settings in the pack.yml that a rule file lies under."""
    folder = _folder(path)
    return _read(folder / "pack.yml") if folder else {}


def load_settings(folders: Sequence[Path]) -> dict[str, dict[str, object]]:
    """The settings of every pack by its folder's name; those of later folders replace earlier ones, name by name."""
    found: dict[str, dict[str, object]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("pack.yml")):
            found.setdefault(path.parent.name, {}).update(_read(path))
    return found


def with_settings(file: YamlFile, settings: Settings) -> YamlFile:
    """A rule file with the value of each setting in place of its name; PackError for a name that is not set."""
    return replace(file, data=_filled(file, file.data, (), settings))


def _folder(path: Path) -> Path | None:
    return next((parent for parent in path.parents if (parent / "pack.yml").is_file()), None)


def _read(path: Path) -> dict[str, object]:
    file = load(path)
    entry = file.mapping().get("settings", {})
    if not isinstance(entry, dict):
        raise file.error("not_a_mapping", "这里应当是键值对", "expected a mapping here", ("settings",))
    return entry


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
    return settings[name]
