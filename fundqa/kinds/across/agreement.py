"""agree across reports: figures carried over from last year, versions of one report, the indicators of peers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fundqa.kinds.across import uneven, versions, years
from fundqa.kinds.across.base import Archive, check_across
from fundqa.kinds.selecting import Problem, check_keys
from fundqa.model import Rule
from fundqa.report import Outcome

_OF = {"last year": years, "versions": versions, "indicators": uneven}
_EVALUATE: Mapping[str, Callable[[Rule, Archive], list[Outcome]]] = {
    name: module.evaluate for name, module in _OF.items()
}


@dataclass(frozen=True, slots=True)
class AgreeAcross:
    """The kind."""

    name: str = "agree"
    conditions: tuple[str, ...] = (*years.CONDITIONS, *versions.CONDITIONS, *uneven.CONDITIONS)
    placeholders: tuple[str, ...] = (
        "worked", "sign", "gap", "left", "right", "concept", "fund", "earlier", "name", "count", "names", "most",
    )  # fmt: skip

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """What is compared, and over which submissions."""
        of = params.get("of")
        if not isinstance(of, str) or of not in _OF:
            yield Problem(("of",), f"不能是“{of}”", f"cannot be “{of}”", tuple(_OF))
            return
        yield from check_keys(params, ("across", "of", *_OF[of].KEYS), ("across", "of"))
        yield from check_across(params)
        yield from _OF[of].check(params)

    def evaluate(self, rule: Rule, archive: Archive) -> list[Outcome]:
        """As what is compared wants it."""
        return _EVALUATE[str(rule.params["of"])](rule, archive)
