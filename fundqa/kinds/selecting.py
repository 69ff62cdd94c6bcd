"""Operands as rules write them ({concept: 支出, basis: 执行, in: table}) and the facts they choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Protocol

from fundqa.model import CHANGE, RATE, SHARE, Basis, Fact
from fundqa.units import DIMENSIONS
from fundqa.view import View
from fundqa.view_tables import TABLE_PLACE

PROSE, TABLE, GRID = PLACES = ("prose", "table", TABLE_PLACE)
ASPECTS = ("concept", "entity", "period", "dims", "form", "basis")
KEYS = ("concept", "basis", "in", "dimension", "dims", "period", "ending", "account")
DIMS = ("any", "total", CHANGE, SHARE, RATE)
PERIODS = ("prior",)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a rule: where in it, both languages, and the allowed values where there are few."""

    at: tuple[str | int, ...]
    zh: str
    en: str
    allowed: tuple[str, ...] = ()


class Ruled(Protocol):
    """What a rule's file is checked against, whether its kind looks at one report or at many."""

    @property
    def name(self) -> str:
        """What rules write under `kind`."""
        ...

    @property
    def conditions(self) -> tuple[str, ...]:
        """What a case's `when` can be."""
        ...

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The blanks its messages may have; *given adds the names of the rule's operands."""
        ...

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """What is wrong with a rule's own keys."""
        ...


@dataclass(frozen=True, slots=True)
class Operand:
    """Which facts can be an operand. Empty fields do not restrict.

    dims: "any", "total" (no funding source), or only changes, only shares; period: "prior" is the year before;
    endings: how the concept's name may end; account: only what a published budget or final account states.
    """

    concepts: tuple[str, ...] = ()
    basis: Basis | None = None
    place: str = ""
    dimensions: tuple[str, ...] = ()
    dims: str = "any"
    period: str = ""
    endings: tuple[str, ...] = ()
    account: bool = False

    def fits(self, fact: Fact) -> bool:
        """Whether a fact can be this operand."""
        return (
            (not self.concepts or fact.concept in self.concepts)
            and (not self.endings or fact.concept.endswith(self.endings))
            and (not self.place or place_of(fact) == self.place)
            and (not self.dimensions or fact.quantity.unit.dimension in self.dimensions)
            and self._of_kind(fact)
            and (not self.account or bool(fact.context.account))
            and (self.basis is None or self._on_basis(fact))
        )

    def _of_kind(self, fact: Fact) -> bool:
        if self.dims in (CHANGE, SHARE, RATE):
            return any(name == self.dims for name, _ in fact.dims)
        return self.dims == "any" or not fact.dims

    def _on_basis(self, fact: Fact) -> bool:
        assert self.basis is not None
        return any(basis.compatible(self.basis) for basis in bases(fact))

    def choose(self, view: View) -> list[Fact]:
        """All facts of the report that fit, in order; one list for all that ask, not to be changed."""
        return view.once(_chosen, self)

    def alike(self, view: View, anchor: Fact, by: Sequence[str]) -> Sequence[Fact]:
        """The facts that fit and agree with an anchor in the named aspects, in order."""
        return view.once(by_aspects, self, tuple(by)).get(aspects(anchor, by), ())


def place_of(fact: Fact) -> str:
    """Where a number stands: in prose, in the table of a form, or in a table that is no form."""
    loose = fact.context.place == TABLE and not fact.context.form
    return GRID if loose else fact.context.place


def bases(fact: Fact) -> tuple[Basis, ...]:
    """The bases a fact has or may have."""
    return (fact.basis,) if fact.basis is not None else fact.candidates


def operand(spec: object) -> Operand:
    """An operand from its YAML mapping; `check_operand` has accepted it."""
    entry: Mapping[str, object] = spec if isinstance(spec, dict) else {}
    basis = entry.get("basis")
    return Operand(
        words(entry.get("concept")),
        Basis(str(basis)) if basis else None,
        str(entry.get("in") or ""),
        words(entry.get("dimension")),
        str(entry.get("dims") or "any"),
        str(entry.get("period") or ""),
        words(entry.get("ending")),
        entry.get("account") is True,
    )


def words(value: object) -> tuple[str, ...]:
    """A YAML value that is one word or a list of words."""
    if isinstance(value, list):
        return tuple(str(word) for word in value)
    return (str(value),) if value else ()


def check_operand(spec: object, at: tuple[str | int, ...]) -> Iterator[Problem]:
    """What is wrong with an operand's mapping."""
    if not isinstance(spec, dict):
        yield Problem(at, "操作数应当是键值对", "an operand is a mapping", KEYS)
        return
    allowed = {
        "basis": tuple(b.value for b in Basis), "in": PLACES, "dimension": DIMENSIONS, "dims": DIMS, "period": PERIODS,
    }  # fmt: skip
    if spec.get("account", True) is not True:
        yield Problem((*at, "account"), "只能是 true", "can only be true", ("true",))
    for key, value in spec.items():
        if key not in KEYS:
            yield Problem((*at, key), f"不认识的键“{key}”", f"unknown key “{key}”", KEYS)
            continue
        for word in value if key == "dimension" and isinstance(value, list) else [value]:
            if key in allowed and word not in allowed[key]:
                yield Problem((*at, key), f"不能是“{word}”", f"cannot be “{word}”", allowed[key])


def check_keys(params: Mapping[str, object], known: Sequence[str], required: Sequence[str]) -> Iterator[Problem]:
    """Unknown and missing keys of a rule's own part."""
    for key in params:
        if key not in known:
            yield Problem((key,), f"这类规则没有键“{key}”", f"rules of this kind have no key “{key}”", tuple(known))
    for key in required:
        if key not in params:
            yield Problem((), f"缺少键“{key}”", f"the key “{key}” is missing", tuple(known))
        elif params[key] in (None, "", [], {}):
            yield Problem((key,), f"键“{key}”是空的", f"the key “{key}” is empty")


def check_number(value: object, at: tuple[str | int, ...]) -> Iterator[Problem]:
    """A value that should be a number, and not an endless one."""
    try:
        fits = not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        fits = False
    if not fits:
        yield Problem(at, "应当是数字", "a number is needed")


def check_words(params: Mapping[str, object], key: str, allowed: Sequence[str]) -> Iterator[Problem]:
    """Words of a key that are outside a closed list."""
    for word in words(params.get(key)):
        if word not in allowed:
            yield Problem((key,), f"不能是“{word}”", f"cannot be “{word}”", tuple(allowed))


def aspects(fact: Fact, by: Sequence[str]) -> tuple[object, ...]:
    """What a fact is in the named aspects."""
    return tuple(fact.context.form if aspect == "form" else getattr(fact, aspect) for aspect in by)


def _chosen(view: View, wanted: Operand) -> list[Fact]:
    return [fact for fact in view.facts if wanted.fits(fact)]


def by_aspects(view: View, wanted: Operand, by: Sequence[str]) -> dict[tuple[object, ...], list[Fact]]:
    """The facts that can be an operand by what they are in some aspects; asked for by way of `view.once`."""
    found: dict[tuple[object, ...], list[Fact]] = {}
    for fact in wanted.choose(view):
        found.setdefault(aspects(fact, by), []).append(fact)
    return found


def known(fact: Fact, by: Sequence[str]) -> bool:
    """Whether a fact has the aspects it is to be matched by."""
    return all(getattr(fact, aspect) for aspect in by if aspect in ("concept", "entity", "period"))
