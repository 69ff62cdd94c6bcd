"""What expectations answered, as outcomes like all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from fundqa.causes import fingerprinted
from fundqa.kinds.expectation import MOSTLY, UNMET, arguments, blanks, filled
from fundqa.lexicon import Lexicon
from fundqa.model import Rule, Status
from fundqa.report import Outcome, Scope

SCOPE = "ledger"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What an expectation found: of a column's values how many there are (total), how many are unexpected, and some
    of them; of a figure over all rows its value. problem: why it could not be asked, "" when it could.
    """

    met: bool
    total: int | None = None
    unexpected: int = 0
    listed: tuple[str, ...] = ()
    value: object = None
    problem: str = ""

    @property
    def empty(self) -> bool:
        """Whether there was nothing to look at."""
        return not self.problem and (self.value is None if self.total is None else self.total == 0)

    @property
    def lasting(self) -> bool:
        """Whether JSON can hold it, and asking the same again would give the same."""
        return not self.problem and isinstance(self.value, str | int | float | None)


Answers = Mapping[str, Mapping[str, object]]
"""What expectations were asked of and answered, as a run keeps it for the next one."""
_ASKED = "asked"


def remembered(asked: str, answer: Answer) -> Mapping[str, object]:
    """An answer with the hash of what it was asked of, as JSON can hold it."""
    return {_ASKED: asked, **asdict(answer)}


def answered(kept: Mapping[str, object] | None, asked: str) -> Answer | None:
    """The answer that is remembered when it was asked of the same; None when it was not."""
    if not kept or not asked or kept.get(_ASKED) != asked:
        return None
    plain: dict[str, Any] = {key: value for key, value in kept.items() if key != _ASKED}
    return Answer(**plain | {"listed": tuple(plain["listed"])})


def judged(
    rules: Sequence[Rule], answers: Sequence[Answer | None], today: date, lexicon: Lexicon, lang: str
) -> list[Outcome]:
    """One outcome a rule: failed, passed, open (could not be asked) or not applicable (nothing to look at)."""
    found = [_outcome(rule, a, today, lexicon, lang) for rule, a in zip(rules, answers, strict=True)]
    return fingerprinted(found)


def _outcome(rule: Rule, answer: Answer | None, today: date, lexicon: Lexicon, lang: str) -> Outcome:
    status, reason = _status(answer, lexicon, lang)
    values = _values(rule, answer, today, lexicon, lang) if answer else {}
    case = rule.case(UNMET) if status is Status.FAIL else None
    message = reason or rule.title[lang]
    if case:
        message = filled(case.message[lang], values) + rule.fix[lang]
    return Outcome(
        rule=rule.id,
        name=rule.name,
        status=status,
        severity=rule.capped(case.severity if case else rule.severity),
        title=rule.title[lang],
        message=message,
        scope=Scope(SCOPE, "", lexicon.messages.scopes[SCOPE][lang]),
        evidence=(),
        worked=_worked(answer, values),
        reason=reason or None,
        identity=f"{rule.id}|{rule.name}|{SCOPE}",
        fingerprint=_told(answer) if case else "",
        fix=rule.fix[lang],
        why=rule.why[lang],
    )


def _status(answer: Answer | None, lexicon: Lexicon, lang: str) -> tuple[Status, str]:
    say = lexicon.messages.reason
    if answer is None:
        return Status.OPEN, say("no_expectations", lang)
    if answer.problem:
        return Status.OPEN, say("expectation_failed", lang, names=answer.problem)
    if answer.empty:
        return Status.NOT_APPLICABLE, say("no_rows", lang)
    return (Status.PASS if answer.met else Status.FAIL), ""


def _values(rule: Rule, answer: Answer, today: date, lexicon: Lexicon, lang: str) -> Mapping[str, str]:
    """What fills the blanks of a message."""
    given = arguments(rule, today)
    found = {key: plain(value) for key, value in given.items() if key in ("min_value", "max_value")}
    found[MOSTLY] = percent(given.get(MOSTLY, 1))
    different = list(dict.fromkeys(answer.listed))
    shown = lexicon.messages.join(different[:_SHOWN], lang)
    if len(different) > _SHOWN or answer.unexpected > len(answer.listed):
        shown = lexicon.messages.reason("and_others", lang, names=shown)
    counted = {"count": str(answer.unexpected), "total": str(answer.total or 0), "examples": shown}
    share = percent(answer.unexpected / answer.total) if answer.total else ""
    return blanks(rule, today) | found | counted | {"share": share, "value": plain(answer.value)}


def _worked(answer: Answer | None, values: Mapping[str, str]) -> str | None:
    """The figures of an answer: unexpected of all, or the value."""
    if answer is None or answer.problem or answer.empty:
        return None
    return values["value"] if answer.total is None else f"{values['count']}/{values['total']}"


def _told(answer: Answer | None) -> str:
    """What changes when other rows are unexpected."""
    return "" if answer is None else f"{answer.unexpected}|{answer.value}|{'|'.join(sorted(set(answer.listed)))}"


def percent(value: object) -> str:
    """A share in percent, to one place."""
    return f"{plain(round(float(str(value)) * 100, 1))}%"


def plain(value: object) -> str:
    """A value as people write it: a float to two places, without zeros at the end."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)
