"""The administrative divisions of GB/T 2260: which names there are and were, at which level, and what lies in what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

PROVINCE, PREFECTURE, COUNTY = 1, 2, 3
"""Levels: the larger the number the smaller the division."""


def level_of(code: str) -> int:
    """The level of a six-digit code."""
    if code.endswith("0000"):
        return PROVINCE
    return PREFECTURE if code.endswith("00") else COUNTY


class Divisions:
    """The divisions of some files, read when first asked for: a check that meets no place pays nothing.

    Files hold lines code,name,until and comments; later files add to earlier ones. `peoples` are left out in short
    forms (昌吉州 for 昌吉回族自治州), `autonomous` are the endings that then lose their first part, with what is left.
    """

    def __init__(
        self, files: Iterable[Path] = (), peoples: Iterable[str] = (), autonomous: Mapping[str, str] | None = None
    ) -> None:
        self._files = tuple(files)
        self._peoples = tuple(sorted(peoples, key=len, reverse=True))
        self._autonomous = dict(autonomous or {})

    @cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """Every name, full or in its short form, with the codes that have or had it."""
        found: dict[str, set[str]] = {}
        for code, name, _ in self._rows:
            found.setdefault(name, set()).add(code)
        for name in [name for name in found if len(name) > 4]:
            short = self._short(name)
            if short != name and short not in found:
                found[short] = set(found[name])
        return {name: frozenset(codes) for name, codes in found.items()}

    @cached_property
    def _rows(self) -> list[list[str]]:
        lines = (line for path in self._files for line in path.read_text("utf-8").splitlines())
        return [line.split(",") for line in lines if line and not line.startswith("#")]

    @cached_property
    def _in_force(self) -> frozenset[str]:
        return frozenset(name for _, name, until in self._rows if not until)

    def former(self, name: str) -> bool:
        """Whether a name was that of a division and is no longer any's."""
        return name in self.names and name not in self._in_force and not self._is_short(name)

    def _is_short(self, name: str) -> bool:
        """Whether a division in force has the name as its short form."""
        return any(self._short(full) == name for full in self._in_force if full[:2] == name[:2])

    @cached_property
    def longest(self) -> int:
        """The length of the longest name."""
        return max(map(len, self.names), default=0)

    def _short(self, name: str) -> str:
        """The name of an autonomous division without its peoples."""
        for ending, left in self._autonomous.items():
            stem = name.removesuffix(ending)
            if stem != name:
                bare = stem
                while cut := next((p for p in self._peoples if bare.endswith(p) and len(bare) > len(p) + 1), ""):
                    bare = bare.removesuffix(cut)
                return bare + left
        return name

    def codes(self, name: str) -> frozenset[str]:
        """The codes that have or had a name; none for a name that is in no list."""
        return self.names.get(name, frozenset())

    def levels(self, name: str) -> frozenset[int]:
        """The levels that divisions of a name have; none for a name that is in no list."""
        return frozenset(level_of(code) for code in self.codes(name))

    def same(self, left: str, right: str) -> bool:
        """Whether two names are or were those of one division (襄樊市, 襄阳市)."""
        return bool(self.codes(left) & self.codes(right))

    def within(self, child: str, parent: str) -> bool | None:
        """Whether a division of one name lies or lay in one of the other; None where a list has one of them not."""
        inner, outer = self.codes(child), self.codes(parent)
        if not inner or not outer:
            return None
        return any(_inside(code, above) for code in inner for above in outer)

    @cached_property
    def _standing(self) -> Mapping[str, str]:
        """The names in force by code."""
        return {code: name for code, name, until in self._rows if not until}

    def lies_in(self, code: str, outer: str) -> bool:
        """Whether the division of a code lies in one of a name."""
        return any(_inside(code, above) for above in self.codes(outer))

    def prefecture(self, name: str) -> str:
        """The prefecture that every county of a name lies or lay in; "" where it is not known or not one only."""
        above = {code[:4] + "00" for code in self.codes(name) if level_of(code) == COUNTY}
        return self._standing.get(above.pop(), "") if len(above) == 1 else ""

    def below(self, name: str) -> tuple[str, ...]:
        """The counties in force in the prefecture of a name, in the order of their codes; () where there is none."""
        codes = [c for c in self.codes(name) if level_of(c) == PREFECTURE and c in self._standing]
        return tuple(own for code, own in self._standing.items() if len(codes) == 1 and _inside(code, codes[0]))

    def begins(self, text: str, start: int) -> str:
        """The longest listed name that begins at a place of a text; "" where none does."""
        most = min(self.longest, len(text) - start)
        return next((text[start : start + n] for n in range(most, 1, -1) if text[start : start + n] in self.names), "")


def _inside(code: str, above: str) -> bool:
    """Whether a code lies below another; the counties of a city with no prefectures lie right below the city."""
    if code == above:
        return False
    if level_of(above) == PROVINCE:
        return code[:2] == above[:2]
    return level_of(above) == PREFECTURE and code[:4] == above[:4]
