"""Earlier reports: what is new, what still stands, what was mended, what has come back; and a baseline of known ones.

An earlier report is the JSON that `--format json` wrote. A finding is known again by its fingerprint, else by its
identity, which leaves the numbers out; in the file that took its file's place before any other.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fundqa.errors import PackError
from fundqa.model import Severity, Status, Verdict
from fundqa.report import Change, Comparison, DocumentReport, Gone, Outcome, Report

SCHEMA = "fundqa/report-1"
_TEXTS = ("rule", "status", "severity", "title", "message", "identity", "fingerprint")


@dataclass(frozen=True, slots=True)
class OldOutcome:
    """An outcome of an earlier report; `artefact`: a rounding difference that was not shown."""

    rule: str
    status: Status
    severity: Severity
    title: str
    message: str
    identity: str
    fingerprint: str
    waived: bool = False
    artefact: bool = False


@dataclass(frozen=True, slots=True)
class OldDocument:
    """A file of an earlier report."""

    path: str
    outcomes: tuple[OldOutcome, ...]

    @property
    def failed(self) -> tuple[OldOutcome, ...]:
        """Its findings."""
        return tuple(o for o in self.outcomes if o.status is Status.FAIL)


Earlier = tuple[OldDocument, ...]
"""An earlier report: its files."""


def load_earlier(path: Path) -> Earlier:
    """The report in a JSON file; PackError when it is none."""
    try:
        text = path.read_text("utf-8-sig")
        data: object = json.loads(text, parse_float=str)
    except json.JSONDecodeError as error:
        excerpt = (text.splitlines() or [""])[min(error.lineno, len(text.splitlines()) or 1) - 1][:200]
        raise PackError(
            "bad_json", "不是合法的 JSON", f"not valid JSON: {error.msg}",
            path=str(path), line=error.lineno, col=error.colno, excerpt=excerpt if error.colno <= 200 else "",
        ) from error  # fmt: skip
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        zh, en = f"无法读取：{error}", f"cannot be read: {error}"
        raise PackError("unreadable", zh, en, path=str(path), line=1, col=1) from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        zh, en = "这不是 fundqa 写出的 JSON 结果", "this is no JSON report of fundqa's"
        raise PackError("not_a_report", zh, en, path=str(path), line=1, col=1, allowed=(SCHEMA,))
    return tuple(_document(entry, path, f"documents[{i}]") for i, entry in _entries(data, "documents", path, ""))


def _document(entry: Mapping[str, object], path: Path, at: str) -> OldDocument:
    outcomes = (_outcome(o, path, f"{at}.outcomes[{i}]") for i, o in _entries(entry, "outcomes", path, f"{at}."))
    return OldDocument(_text(entry, "path", path, at), tuple(outcomes))


def _outcome(entry: Mapping[str, object], path: Path, at: str) -> OldOutcome:
    rule, status, severity, title, message, identity, fingerprint = (_text(entry, k, path, at) for k in _TEXTS)
    if status not in list(Status):
        raise _wrong(path, f"{at}.status", tuple(Status))
    if severity not in list(Severity):
        raise _wrong(path, f"{at}.severity", tuple(Severity))
    slight = entry.get("verdict") in (Verdict.TRUNCATED, Verdict.RESIDUE) and severity == Severity.INFO
    waived = entry.get("waiver") is not None
    return OldOutcome(
        rule, Status(status), Severity(severity), title, message, identity, fingerprint, waived, slight
    )  # fmt: skip


def _entries(holder: Mapping[str, object], key: str, path: Path, at: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    found = holder.get(key)
    if not isinstance(found, list):
        raise _wrong(path, f"{at}{key}", ())
    for index, entry in enumerate(found):
        if not isinstance(entry, dict):
            raise _wrong(path, f"{at}{key}[{index}]", ())
        yield index, entry


def _text(entry: Mapping[str, object], key: str, path: Path, at: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str):
        raise _wrong(path, f"{at}.{key}", ())
    return value


def _wrong(path: Path, at: str, allowed: Sequence[str]) -> PackError:
    zh, en = f"“{at}”缺失或有误", f"“{at}” is missing or wrong"
    return PackError("bad_report", zh, en, path=str(path), line=1, col=1, allowed=allowed)


def compare(report: Report, earlier: Sequence[Earlier]) -> Report:
    """`report` with what became of each finding since earlier reports, the oldest first, and what is gone of the last.

    Waivers must have been applied before: a finding whose waiver no longer holds has come back.
    """
    if not earlier:
        return report
    *older, last = earlier
    took = _took_place(last, report.documents)
    old = [_Known(took.get(i, -1), o) for i, document in enumerate(last) for o in document.failed]
    new = [(i, o) for i, document in enumerate(report.documents) for o in document.outcomes]
    found = _matched([(k.home, k.outcome) for k in old], [entry for entry in new if _failed(entry[1])], _KEYS)
    before = {o.identity for version in older for document in version for o in document.failed}
    documents = tuple(
        replace(d, outcomes=tuple(_changed(o, found.get(id(o)), before) for o in d.outcomes)) for d in report.documents
    )
    comparison = Comparison(
        gone=tuple(_gone(old, {id(o) for o in found.values()}, report.documents)),
        missing=tuple(document.path for i, document in enumerate(last) if i not in took),
    )
    return replace(report, documents=documents, comparison=comparison)


@dataclass(frozen=True, slots=True)
class _Known:
    """A finding of the last report, and the number of the file that took its file's place, -1 for none."""

    home: int
    outcome: OldOutcome


def _failed(outcome: Outcome) -> bool:
    return outcome.status is Status.FAIL


def _changed(outcome: Outcome, old: OldOutcome | None, before: set[str]) -> Outcome:
    if not _failed(outcome):
        return outcome
    if old is None:
        return replace(outcome, change=Change.RETURNED if outcome.identity in before else Change.NEW)
    if old.waived and outcome.waiver is None:
        return replace(outcome, change=Change.RETURNED)
    same = old.fingerprint == outcome.fingerprint
    return replace(outcome, change=Change.UNCHANGED if same else Change.UPDATED)


def _gone(old: Sequence[_Known], found: set[int], documents: Sequence[DocumentReport]) -> Iterator[Gone]:
    """The findings of the last report that met none; those of files that were not read now are left out."""
    unclear = {o.identity for document in documents for o in document.outcomes if o.status is Status.OPEN}
    for known in old:
        was = known.outcome
        if id(was) in found or was.artefact or known.home < 0 or documents[known.home].error:
            continue
        home = documents[known.home].path
        open_now = was.identity in unclear
        yield Gone(home, was.rule, was.severity, was.title, was.message, was.identity, was.fingerprint, open_now)


_Placed = tuple[int, OldOutcome]
_Now = tuple[int, Outcome]
_Key = Callable[[int, OldOutcome | Outcome], Hashable]
_KEYS: tuple[_Key, ...] = (
    lambda home, o: (home, o.fingerprint),
    lambda _, o: o.fingerprint,
    lambda home, o: (home, o.identity),
    lambda _, o: o.identity,
)
"""What makes an earlier finding and one of now the same, the surest first."""


def _matched(old: Iterable[_Placed], new: Iterable[_Now], keys: Sequence[_Key]) -> dict[int, OldOutcome]:
    """For the findings of now (by their id) that stood before, what they were; each earlier one is met once."""
    left, wanted = list(old), list(new)
    result: dict[int, OldOutcome] = {}
    for key in keys:
        waiting: dict[Hashable, list[_Placed]] = defaultdict(list)
        for placed in reversed(left):
            waiting[key(*placed)].append(placed)
        met: set[int] = set()
        for home, outcome in wanted:
            if candidates := waiting.get(key(home, outcome)):
                result[id(outcome)] = candidates.pop()[1]
                met.add(id(result[id(outcome)]))
        wanted = [(home, o) for home, o in wanted if id(o) not in result]
        left = [placed for placed in left if id(placed[1]) not in met]
    return result


def _took_place(last: Earlier, now: Sequence[DocumentReport]) -> dict[int, int]:
    """Which file of now stands for each earlier one: by path, by name, by what they share; the only two are one."""
    took: dict[int, int] = {}
    for name in (_path, _name):
        free = {name(d.path): i for i, d in reversed(list(enumerate(now))) if i not in took.values()}
        for index, document in enumerate(last):
            if index not in took and name(document.path) in free:
                took[index] = free.pop(name(document.path))
    shared = [Counter(o.identity for o in document.outcomes) for document in now]
    for index, document in enumerate(last):
        if index not in took:
            own = Counter(o.identity for o in document.outcomes)
            scores = {i: (own & shared[i]).total() for i in range(len(now)) if i not in took.values()}
            best = max(scores, key=lambda i: scores[i], default=-1)
            if best >= 0 and (scores[best] or len(last) == len(now) == 1):
                took[index] = best
    return took


def _path(path: str) -> str:
    return path


def _name(path: str) -> str:
    return path.replace("!", "/").rpartition("/")[2]


def with_baseline(report: Report, baseline: Earlier) -> Report:
    """`report` with the findings marked as known that stand in `baseline` with the same numbers; they fail no run."""
    took = _took_place(baseline, report.documents)
    old = [(took.get(i, -1), o) for i, document in enumerate(baseline) for o in document.failed]
    new = [(i, o) for i, document in enumerate(report.documents) for o in document.outcomes if _failed(o)]
    found = _matched(old, new, _KEYS[:2])
    documents = tuple(
        replace(d, outcomes=tuple(replace(o, known=True) if id(o) in found else o for o in d.outcomes))
        for d in report.documents
    )
    return replace(report, documents=documents)
