"""The YAML files of schemas/lexicon, the built-in one of a name under those of projects, and the word lists in them."""

from __future__ import annotations

from pathlib import Path

from fundqa.yamlfile import YamlFile, load

Files = list[YamlFile]


def merged(folders: tuple[Path, ...], name: str) -> Files:
    """The files of that name, the built-in one first; a later one has no section that the first lacks."""
    files = [load(folder / name) for folder in folders if (folder / name).is_file()]
    for file in files[1:]:
        for key in file.mapping():
            if key not in files[0].mapping():
                allowed = tuple(files[0].mapping())
                raise file.error("unknown_key", f"不认识的键“{key}”", f"unknown key “{key}”", (key,), allowed)
    return files


def known_files(folders: tuple[Path, ...]) -> None:
    """PackError for a YAML file of a later folder that the first one, the built-in lexicon, does not have."""
    known = tuple(path.name for path in sorted(folders[0].glob("*.yml")))
    for path in (path for folder in folders[1:] for path in sorted(folder.glob("*.yml"))):
        if path.name not in known:
            zh, en = f"词汇里没有“{path.name}”这个文件", f"the lexicon has no file “{path.name}”"
            raise load(path).error("unknown_file", zh, en, (), known)


def word_list(file: YamlFile, *at: str | int) -> tuple[str, ...]:
    """The list of words at a place of a file, () when there is none; PackError for anything else."""
    value = file.get(at)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise file.error("not_words", "这里应当是一列词语", "expected a list of words here", at)
    return tuple(value)


def words_in(files: Files, *at: str | int) -> tuple[str, ...]:
    """The words at a place of all files, each once."""
    return tuple(dict.fromkeys(word for file in files for word in word_list(file, *at)))


def name_lists(files: Files, section: str, field: str) -> dict[str, tuple[str, ...]]:
    """The word list `field` of every name in a section."""
    return {name: word_list(file, section, name, field) for file in files for name in file.mapping((section,))}


def sections(files: Files, section: str) -> list[str]:
    """The names in a section of all files, each once."""
    return list(dict.fromkeys(name for file in files for name in file.mapping((section,))))


def count_of(file: YamlFile, key: str) -> int:
    """How many entries the list `key` of a file has."""
    entries = file.get((key,))
    return len(entries) if isinstance(entries, list) else 0
