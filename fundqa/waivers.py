"""Waivers: findings that someone accounts for, by fingerprint, with a reason and for as long as they say.

A waiver holds on to the numbers: when they change, the finding has another fingerprint and stands again by itself. A
file of waivers (waivers.yml) is a list:

    - fingerprint: "3f0a9c1d2b4e5f60"
      reason: 县里已补充说明：年中追加预算
      who: 财政局社保股
      when: 2026-03-01
      until: 2026-12-31
      state: 已说明

`state` is 已说明 (explained, as without it), 误报 (a false alarm; `false_alarm: true` says the same) or 不采纳 (not
adopted).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from fundqa.model import Status
from fundqa.report import DocumentReport, Report, State, Use, Waiver, WaiverUse
from fundqa.waivers_ledger import SUFFIXES, load_ledger, named_states
from fundqa.yamlfile import KeyPath, YamlFile, load

__all__ = ["Waiver", "apply", "false_alarms", "load_waivers"]

KEYS = ("fingerprint", "reason", "who", "when", "until", "file", "state", "false_alarm")
"""The keys of a waiver; the first two are required."""


def load_waivers(path: Path) -> tuple[Waiver, ...]:
    """The waivers of a YAML file or a ledger; PackError with line and column for the first thing wrong in it."""
    if path.suffix.lower() in SUFFIXES:
        return load_ledger(path)
    file = load(path)
    entries = file.data if file.data is not None else []
    if not isinstance(entries, list):
        raise file.error("not_a_list", "这里应当是豁免的列表", "expected a list of waivers here")
    return tuple(_waiver(file, index) for index in range(len(entries)))


def _waiver(file: YamlFile, index: int) -> Waiver:
    at: KeyPath = (index,)
    for key in file.mapping(at):
        if key not in KEYS:
            raise file.error("unknown_key", f"没有键“{key}”", f"no key “{key}”", (*at, key), KEYS)
    line = file.marks.get(at, (1, 1))[0]
    return Waiver(
        fingerprint=_words(file, at, "fingerprint", required=True).lstrip("'"),
        reason=_words(file, at, "reason", required=True),
        who=_words(file, at, "who"),
        when=_day(file, at, "when"),
        until=_day(file, at, "until"),
        file=_words(file, at, "file"),
        state=_state(file, at),
        origin=f"{file.path}:{line}",
    )


def _words(file: YamlFile, at: KeyPath, key: str, required: bool = False) -> str:
    """The text of a key; a bare number would have lost its leading zeros."""
    value = file.get((*at, key))
    if value is not None and not isinstance(value, str):
        raise file.error("not_text", "这里应当是文字，请加引号", "expected text here; put it in quotes", (*at, key))
    if required and not (value or "").strip():
        zh, en = f"豁免必须写明 {key}", f"a waiver needs its {key}"
        raise file.error("missing_key", zh, en, (*at, key), KEYS[:2])
    return (value or "").strip()


def _day(file: YamlFile, at: KeyPath, key: str) -> date | None:
    value = file.get((*at, key))
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        zh, en = f"“{value}”不是日期", f"“{value}” is no date"
        raise file.error("bad_date", zh, en, (*at, key), ("YYYY-MM-DD",)) from error


def _state(file: YamlFile, at: KeyPath) -> State:
    """The state by its name in either language, or by the flag of those that are wrong."""
    wrong, name = _flag(file, at, "false_alarm"), _words(file, at, "state")
    if not name:
        return State.FALSE_ALARM if wrong else State.EXPLAINED
    named = {text: state for text, state in named_states().items() if state.waives}
    state = named.get(name)
    if state is None:
        raise file.error("bad_state", f"没有状态“{name}”", f"no state “{name}”", (*at, "state"), tuple(named))
    if wrong and state is not State.FALSE_ALARM:
        zh, en = f"误报的状态不能是“{name}”", f"a false alarm cannot be “{name}”"
        raise file.error("bad_state", zh, en, (*at, "state"), tuple(named))
    return state


def _flag(file: YamlFile, at: KeyPath, key: str) -> bool:
    value = file.get((*at, key))
    if value is None or isinstance(value, bool):
        return bool(value)
    raise file.error("bad_flag", f"不能是“{value}”", f"it cannot be “{value}”", (*at, key), ("true", "false"))


def apply(report: Report, waivers: Sequence[Waiver], today: date) -> Report:
    """`report` with the findings waived that a waiver in force speaks of, and what became of each waiver.

    A waiver holds on the day of its `until` and no longer. `today` decides, for nothing here reads the clock. A note on
    a finding that is to be mended, or said to be, is only kept while the finding stands.
    """
    met: dict[int, str] = {}
    documents = tuple(_applied(document, waivers, today, met) for document in report.documents)
    uses = tuple(
        WaiverUse(waiver, _use(waiver, index in met, today), met.get(index, ""))
        for index, waiver in enumerate(waivers)
        if (waiver.state.waives or index in met)
        and (not waiver.file or any(_speaks_of(waiver, document) for document in report.documents))
    )
    return replace(report, documents=documents, waivers=uses)


def _applied(document: DocumentReport, waivers: Sequence[Waiver], today: date, met: dict[int, str]) -> DocumentReport:
    """`document` with its waived findings; `met` gets the rule of the finding that each waiver meets."""
    own: dict[str, list[int]] = {}
    for index, waiver in enumerate(waivers):
        if _speaks_of(waiver, document):
            own.setdefault(waiver.fingerprint, []).append(index)
    outcomes = []
    for outcome in document.outcomes:
        found = own.get(outcome.fingerprint, []) if outcome.status is Status.FAIL else []
        excuses = [index for index in found if waivers[index].state.waives]
        holding = [index for index in excuses if not _expired(waivers[index], today)]
        notes = [index for index in found if index not in excuses]
        met.update((index, outcome.rule) for index in (*(holding[:1] or excuses), *notes))
        outcomes.append(replace(outcome, waiver=waivers[holding[0]].reason) if holding else outcome)
    return replace(document, outcomes=tuple(outcomes))


def _speaks_of(waiver: Waiver, document: DocumentReport) -> bool:
    name = document.path.replace("!", "/").rpartition("/")[2]
    return waiver.file in ("", document.path, name)


def _expired(waiver: Waiver, today: date) -> bool:
    return waiver.until is not None and waiver.until < today


def _use(waiver: Waiver, met: bool, today: date) -> Use:
    if not waiver.state.waives:
        return Use.NOTED
    if _expired(waiver, today):
        return Use.EXPIRED
    return Use.USED if met else Use.UNUSED


def false_alarms(uses: Iterable[WaiverUse]) -> Counter[str]:
    """How many findings of each rule are waived as false alarms: a rule that is often wrong is seen."""
    return Counter(use.rule for use in uses if use.waiver.false_alarm and use.rule)
