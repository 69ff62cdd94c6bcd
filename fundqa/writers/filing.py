"""What the formats that are filed have in common: which files are one report, their names, the order of findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fundqa.model import Target
from fundqa.report import DocumentReport, Outcome, Report
from fundqa.writers.digest import Cause, digest, operands
from fundqa.writers.words import clean

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_LONGEST = 80
_GAP = "Δ="
_COMPARED = re.compile(r"[≠><≈]")


@dataclass(frozen=True, slots=True)
class Submission:
    """The files of one report, those that were read."""

    documents: tuple[DocumentReport, ...]

    @property
    def submitter(self) -> str:
        """Whose report it is, "" when its forms do not say."""
        return next((clean(doc.submitter) for doc in self.documents if doc.submitter), "")

    @property
    def causes(self) -> tuple[tuple[DocumentReport, Cause], ...]:
        """What was found and nobody has accounted for, in the order of the report."""
        return tuple(
            (doc, cause)
            for doc in self.documents
            for cause in sorted(open_causes(doc), key=lambda cause: position(cause.lead, doc.path))
        )


def submissions(report: Report) -> tuple[Submission, ...]:
    """The documents of `report` by the report they are part of, in order; those that could not be read are left out."""
    found: dict[str, list[DocumentReport]] = {}
    for doc in report.documents:
        if doc.error is None:
            found.setdefault(doc.submission or doc.path, []).append(doc)
    return tuple(Submission(tuple(docs)) for docs in found.values())


def open_causes(doc: DocumentReport) -> tuple[Cause, ...]:
    """The causes of `doc` without the findings that are settled."""
    left = []
    for cause in digest(doc).causes:
        members = [outcome for outcome in (cause.lead, *cause.others) if not outcome.settled]
        if members:
            left.append(Cause(members[0], tuple(members[1:])))
    return tuple(left)


def position(outcome: Outcome, path: str) -> tuple[int, int, int, int]:
    """Where the first of what `outcome` compares stands in the document with this path; the beginning if nowhere."""
    own = (e.location for e in operands(outcome) if e.location.document == path)
    return min(((at.block, at.row, at.col, at.start) for at in own), default=(0, 0, 0, 0))


def file_names(paths: Sequence[str], ending: str) -> tuple[str, ...]:
    """A name for each document's file: its stem and `ending`; the folder before it where two stems are the same."""
    stems = [_stem(path) for path in paths]
    twice = {stem for stem, count in Counter(stems).items() if count > 1}
    wanted = [_foldered(path) if stem in twice else stem for path, stem in zip(paths, stems, strict=True)]
    return tuple(f"{name}{ending}" for name in _numbered(wanted))


def _parts(path: str) -> list[str]:
    return [part for part in re.split(r"[/\\!]", path) if part]


def _stem(path: str) -> str:
    name = (_parts(path) or [""])[-1]
    stem = name.rpartition(".")[0] or name
    return _FORBIDDEN.sub("_", clean(stem))[:_LONGEST].strip(". ") or "_"


def _foldered(path: str) -> str:
    folder = _FORBIDDEN.sub("_", clean("-".join(_parts(path)[-2:-1])))[:_LONGEST].strip(". ")
    return f"{folder}-{_stem(path)}" if folder else _stem(path)


def _numbered(names: Iterable[str]) -> Iterable[str]:
    """The names, with a number behind those that came before; case does not tell files apart everywhere."""
    seen: set[str] = set()
    for name in names:
        number, own = 1, name
        while own.casefold() in seen:
            number += 1
            own = f"{name}({number})"
        seen.add(own.casefold())
        yield own


def expected(outcome: Outcome) -> str:
    """What the number should be by the others, as the arithmetic says it, or its target; "" where neither is known.

    Of a claim it is nothing: it may be the results that are wrong.
    """
    line = (outcome.worked or "").partition("\n")[0]
    if outcome.equality and _COMPARED.search(line):
        return _COMPARED.split(line)[0].rpartition("=")[2].strip()
    compared = operands(outcome)
    targets = {e.location: e for e in compared if e.role == "target"}
    if not compared or compared[0].role != "result" or len(targets) != 1 or outcome.worked is None:
        return ""
    (target,) = targets.values()
    legal = not isinstance(target.item, Target) or target.item.bound.legal
    return target.surface.strip() if legal else ""


def gap(outcome: Outcome) -> str:
    """By how much it is off, as the arithmetic says it, with its sign; "" where that makes no sense."""
    lines = (line.strip() for line in (outcome.worked or "").splitlines())
    return next((line.removeprefix(_GAP) for line in lines if line.startswith(_GAP)), "")
