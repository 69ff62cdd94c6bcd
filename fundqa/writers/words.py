"""The writers' own words, from reports/strings.yml, and the cleaning of words that come from a document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import cast

import yaml

from fundqa.resources import builtin

_KEEP = "\t\n"
# C0 and C1 controls could drive a terminal; the bidi controls could make a figure read backwards; halves of a pair
# and what is no character cannot be written in UTF-8 or in XML.
_NO_CHARACTERS = [*range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), *_NO_CHARACTERS]
_DIRTY = re.compile("[" + "".join(f"\\U{code:08x}" for code in (*_CONTROLS,) if chr(code) not in _KEEP) + "]")
_CLEAN = {code: "\ufffd" for code in _CONTROLS if chr(code) not in _KEEP} | {ord("\r"): " "}


def clean(text: str) -> str:
    """`text` with control characters made visible, of the same length, so that offsets still hold."""
    return text.translate(_CLEAN) if _DIRTY.search(text) else text


def squeeze(text: str) -> str:
    """`text` cleaned, on one line, with runs of blanks made one."""
    return " ".join(clean(text).split())


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; `language` is its BCP 47 tag."""

    language: str
    table: dict[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The words for `key` with `values` put in; KeyError when strings.yml lacks it."""
        return self.table[key].format(**values)

    def get(self, key: str, default: str) -> str:
        """The words for `key`, or `default` when strings.yml has none."""
        return self.table.get(key, default)

    def several(self, key: str, count: int, **values: object) -> str:
        """As a call, with `n` = count; a language with a singular has it under `key` + "_one"."""
        return self(f"{key}_one" if count == 1 and f"{key}_one" in self.table else key, n=count, **values)


@cache
def words(lang: str) -> Words:
    """The writers' words in `lang` ("zh" or "en"; anything else gives Chinese)."""
    return from_file("strings.yml", lang)


@cache
def from_file(name: str, lang: str) -> Words:
    """The words of a file below reports/ (a page of its own may have its own), as `words`."""
    lang = "en" if lang == "en" else "zh"
    source = (builtin("reports") / name).read_text("utf-8")
    entries = cast("dict[str, dict[str, str]]", yaml.load(source, Loader=_loader()))
    return Words(
        "en" if lang == "en" else "zh-CN", {key: entry[lang] for key, entry in entries.items() if lang in entry}
    )


def _loader() -> type[yaml.SafeLoader]:
    return cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
