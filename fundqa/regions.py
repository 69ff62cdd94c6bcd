"""Submitters as places of different levels: which of them are one place, and which lies in which."""

from __future__ import annotations

from dataclasses import dataclass

from fundqa.divisions import COUNTY, PREFECTURE
from fundqa.lexicon import Lexicon
from fundqa.places import levels_in


@dataclass(frozen=True, slots=True)
class Region:
    """A submitter. key: the same for all ways to write one place; level: 0 where it is not known.

    levels: as written, outermost first; parent: the prefecture that a county lies in, "" where it is not known.
    """

    key: str
    level: int
    levels: tuple[str, ...] = ()
    parent: str = ""

    @property
    def name(self) -> str:
        """The innermost level, as written."""
        return self.levels[-1] if self.levels else self.key


def region_of(written: str, lexicon: Lexicon) -> Region:
    """What a submitter's name says (喀什地区巴楚县), with what the list of divisions adds."""
    levels = _levels(written, lexicon)
    if not levels:
        return Region("", 0)
    own, above = levels[-1], levels[-2] if len(levels) > 1 else ""
    level = _level(own, above, lexicon)
    return Region(_key(own, above, lexicon), level, levels, _parent(own, above, lexicon) if level == COUNTY else "")


def _levels(written: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The levels of a submitter's name; what is left of it after those that are understood is the innermost."""
    found = tuple(levels_in(written, lexicon))
    told = "".join(found)
    rest = written[len(told) :] if written.startswith(told) else ""
    return (*found, rest) if rest else found


def key_of(written: str, lexicon: Lexicon) -> str:
    """What all ways to write one submitter have in common: 巴楚县 and 喀什地区巴楚县; "" for ""."""
    return region_of(written, lexicon).key


def _level(own: str, above: str, lexicon: Lexicon) -> int:
    said = lexicon.organisations.suffixes
    level = max(((len(s), said[s]) for s in said if own.endswith(s)), default=(0, 0))[1]
    if level != COUNTY or not own.endswith(tuple(lexicon.places.two_levels)):
        return level
    known = lexicon.places.divisions.levels(own)
    if PREFECTURE in known:
        return PREFECTURE
    outer = max(((len(s), said[s]) for s in said if above.endswith(s)), default=(0, 0))[1]
    return COUNTY if known or outer in (PREFECTURE, COUNTY) else PREFECTURE if outer else 0


def _key(own: str, above: str, lexicon: Lexicon) -> str:
    """The first of the codes that the place has or had; its name where the list lacks it or has several of it."""
    divisions = lexicon.places.divisions
    codes = divisions.codes(own)
    if above and divisions.codes(above):
        codes = frozenset(code for code in codes if divisions.lies_in(code, above)) or codes
    return min(codes) if codes and len({code[:4] for code in codes}) == 1 else own


def _parent(own: str, above: str, lexicon: Lexicon) -> str:
    """The prefecture as written before the county, else the one that the list of divisions has it in."""
    said = lexicon.organisations.suffixes
    outer = max(((len(s), said[s]) for s in said if above.endswith(s)), default=(0, 0))[1]
    if above and outer != 1:
        return above
    return lexicon.places.divisions.prefecture(own)
