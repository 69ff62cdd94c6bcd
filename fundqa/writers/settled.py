"""What waivers, a baseline and earlier reports say of findings, in words; what every writer shows of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from fundqa.model import Status
from fundqa.report import Change, DocumentReport, Gone, Outcome, Report, State, Use, Waiver, WaiverUse
from fundqa.writers.words import Words, squeeze

_LISTED = 20
"""Up to so many idle waivers are listed one by one."""


class Settled:
    """The waivers that hold in a report, and the notes, found again by the findings they are of."""

    def __init__(self, report: Report) -> None:
        used = (use.waiver for use in report.waivers if use.use is Use.USED)
        self._waivers = {(w.fingerprint, w.reason): w for w in used}
        self._notes = {use.waiver.fingerprint: use.waiver for use in report.waivers if use.use is Use.NOTED}

    def waiver(self, outcome: Outcome) -> Waiver | None:
        """The waiver `outcome` is waived by, None when nothing more than its reason is known."""
        return self._waivers.get((outcome.fingerprint, outcome.waiver or ""))

    def note(self, outcome: Outcome) -> Waiver | None:
        """What was noted of `outcome`, which is not waived: it is to be mended, or was said to be."""
        return self._notes.get(outcome.fingerprint) if outcome.waiver is None else None

    def label(self, outcome: Outcome, say: Words) -> str:
        """What a waived finding is called: waived, a false alarm, not adopted."""
        waiver = self.waiver(outcome)
        state = waiver.state if waiver else State.EXPLAINED
        return say("finding.waived") if state is State.EXPLAINED else say(f"ledger.state.{state}")

    def excuse(self, outcome: Outcome, say: Words) -> str:
        """The reason `outcome` is waived for, with who says so and until when; "" when it is not waived."""
        if outcome.waiver is None:
            return ""
        waiver = self.waiver(outcome)
        return squeeze(outcome.waiver) + (_signed(waiver, say) if waiver else "")


def _signed(waiver: Waiver, say: Words) -> str:
    """Who, when and until when, as an aside; "" when none of it is known."""
    day = [waiver.when.isoformat()] if waiver.when else []
    end = [say("waiver.until", day=waiver.until.isoformat())] if waiver.until else []
    known = [part for part in (squeeze(waiver.who), *day, *end) if part]
    return say("aside", text=say("list").join(known)) if known else ""


def standing(outcome: Outcome, say: Words) -> tuple[str, ...]:
    """How a finding stands to earlier reports, in words: new, still there …, known from the baseline."""
    change = [say(f"change.{outcome.change}")] if outcome.change else []
    return (*change, say("finding.known")) if outcome.known else tuple(change)


def gone(report: Report, doc: DocumentReport) -> tuple[Gone, ...]:
    """The findings of the last report that no longer stand in `doc`."""
    return tuple(g for g in report.comparison.gone if g.document == doc.path) if report.comparison else ()


def changes(outcomes: Iterable[Outcome], lost: Iterable[Gone], say: Words) -> Iterator[str]:
    """How many findings are new, still there, changed, back; how many are mended, how many can no longer be judged."""
    counts = Counter(o.change for o in outcomes if o.status is Status.FAIL and o.change and not o.artefact)
    lost = list(lost)
    unclear = sum(g.unclear for g in lost)
    for change in Change:
        if counts[change]:
            yield say("change.count", what=say(f"change.{change}"), n=counts[change])
    if len(lost) > unclear:
        yield say("change.count", what=say("change.gone"), n=len(lost) - unclear)
    if unclear:
        yield say("change.count", what=say("change.unclear"), n=unclear)


def remarks(report: Report, say: Words) -> Iterator[str]:
    """What is to be said of the waivers and earlier files themselves: expired, unused, mended in vain, wrong alarms."""
    for use in (Use.EXPIRED, Use.UNUSED, Use.NOTED):
        idle = [known for known in report.waivers if known.use is use and known.waiver.state is not State.PENDING]
        yield from (_idle(known, say) for known in idle[:_LISTED])
        if len(idle) > _LISTED:
            yield say("waiver.more", use=say(f"waiver.{use}"), n=len(idle) - _LISTED)
    wrong = Counter(u.rule for u in report.waivers if u.use is Use.USED and u.waiver.false_alarm)
    if wrong:
        counts = (say("change.count", what=rule, n=count) for rule, count in wrong.most_common())
        yield say("waiver.false_alarms") + say("colon") + say("list").join(counts)
    for path in report.comparison.missing if report.comparison else ():
        yield say("comparison.missing", file=squeeze(path))


def _idle(known: WaiverUse, say: Words) -> str:
    waiver = known.waiver
    where = f"{squeeze(waiver.origin)} " if waiver.origin else ""
    until = say("aside", text=say("waiver.until", day=waiver.until.isoformat())) if waiver.until else ""
    what = say(f"waiver.{known.use}") + (until if known.use is Use.EXPIRED else "")
    return f"{where}{squeeze(waiver.fingerprint)} {what}{say('colon')}{squeeze(waiver.reason)}"
