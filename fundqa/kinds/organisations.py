"""Comparing the names of organisations in one role: division prefix and body apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fundqa.bind.forms import split_name
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.lookup import form_numbered
from fundqa.lexicon import Lexicon, normalise
from fundqa.model import Evidence, Name, Rule, Status
from fundqa.report import Outcome
from fundqa.view import View

DIVISION, BODY = "division differs", "body differs"
CONDITIONS = (DIVISION, BODY)
_SEVERAL = re.compile(r"[、，,；;/]")
_BRACKET = re.compile(r"（([^（）]*)）")
_CODE = re.compile(r"^[\[【]?\d[\d-]*[\]】]?-?")


@dataclass(frozen=True, slots=True)
class Office:
    """An office as its name says: where it is ("" unsaid, 县 for 我县), the level of that (0 unsaid), its body."""

    division: str
    level: int
    body: str


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """Every name against the first of its role; offices of different schemes may have different bodies."""
    outcomes: list[Outcome] = []
    first: dict[str, list[Name]] = {}
    for name in view.names:
        seen = first.setdefault(name.role, [])
        rival = _rival(name, seen, view)
        if rival is None:
            seen.append(name)
        else:
            outcomes.append(_judge(rule, view, rival, name))
    return outcomes or not_applicable(rule, view)


def _rival(name: Name, seen: list[Name], view: View) -> Name | None:
    """The earlier name this one repeats: the same body, else one of the same project or fund."""
    bodies = {office.body for office in offices(name, view.lexicon)}
    for other in seen:
        if bodies & {office.body for office in offices(other, view.lexicon)}:
            return other
    entity = _entity(name, view)
    return next((other for other in seen if entity and _entity(other, view) == entity), None)


def _entity(name: Name, view: View) -> str:
    form = form_numbered(view, name.context.form)
    return form.entity if form else ""


def offices(name: Name, lexicon: Lexicon) -> list[Office]:
    """The offices a cell names: one, several side by side, or one with its former or short name in brackets."""
    plain = normalise(name.surface)
    texts = [_BRACKET.sub("", plain), *_BRACKET.findall(plain)]
    return [_office(text, lexicon) for part in texts for text in _SEVERAL.split(part) if text]


def _office(text: str, lexicon: Lexicon) -> Office:
    plain = _CODE.sub("", text) or text
    body = max((known for known in lexicon.organisations.bodies if plain.endswith(known)), key=len, default="")
    division, rest = (plain[: -len(body)], body) if body else _split(plain, lexicon)
    division = _without_parent(division, lexicon)
    if any(hit.tag("neutral") and hit.end - hit.start == len(division) for hit in lexicon.phrases.scan(division)):
        division = _suffix(division, lexicon)
    return Office(division, _level(division, lexicon), lexicon.organisations.bodies.get(rest, rest))


def _split(plain: str, lexicon: Lexicon) -> tuple[str, str]:
    """A name whose body the lexicon lacks, cut behind its division, which can be short (渠县) or only a suffix (县)."""
    words = lexicon.organisations
    division, body = split_name(plain, words)
    if division:
        return division, body
    cut = next((end for end in (1, 2) if plain[end - 1 : end] in words.suffixes), 0)
    return plain[:cut], plain[cut:]


def _without_parent(division: str, lexicon: Lexicon) -> str:
    """A prefix without the office above (云溪县人社局 before 社保中心)."""
    known = next((body for body in lexicon.organisations.bodies if division.endswith(body)), "")
    return division.removesuffix(known)


def _judge(rule: Rule, view: View, left: Name, right: Name) -> Outcome:
    when = _difference(left, right, view.lexicon)
    return build(
        rule,
        view,
        Draft(
            Status.FAIL if when else Status.PASS,
            (Evidence("right", right), Evidence("left", left)),
            when=when,
            values={"left": left.surface, "right": right.surface, "role": left.role},
        ),
    )


def _difference(left: Name, right: Name, lexicon: Lexicon) -> str:
    """What sets two names apart; "" when some office of the one is an office of the other."""
    pairs = [(a, b) for a in offices(left, lexicon) for b in offices(right, lexicon) if a.body == b.body]
    if not pairs:
        return BODY
    return "" if any(_same_division(a, b, lexicon) for a, b in pairs) else DIVISION


def _same_division(left: Office, right: Office, lexicon: Lexicon) -> bool:
    """Whether two prefixes can name one place: by the lists, or where one leaves out upper levels or its suffix."""
    divisions = lexicon.places.divisions
    if divisions.codes(left.division) and divisions.codes(right.division):
        return divisions.same(left.division, right.division)
    if left.level and right.level and left.level != right.level:
        return False
    short, long = sorted((left.division, right.division), key=len)
    return long.endswith(short) or any(bare.endswith(short) for bare in _bare(long, lexicon))


def _bare(division: str, lexicon: Lexicon) -> Iterator[str]:
    """A division without its suffix: 云溪 for 云溪县."""
    for suffix in lexicon.organisations.suffixes:
        if division.endswith(suffix) and len(division) > len(suffix) + 1:
            yield division.removesuffix(suffix)


def _level(division: str, lexicon: Lexicon) -> int:
    """The level its longest suffix gives (地区 is no 区), 0 when it has none."""
    return lexicon.organisations.suffixes.get(_suffix(division, lexicon), 0)


def _suffix(division: str, lexicon: Lexicon) -> str:
    return max((s for s in lexicon.organisations.suffixes if division.endswith(s)), key=len, default="")
