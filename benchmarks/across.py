"""Rules across reports: what they find of planted errors, what they say of right reports, how fast they are.

    python benchmarks/across.py [--series N] [--submissions N]

Series are generated (counties of a prefecture over years, consistent in every way), errors are planted one at a time
in a figure that a rule has found right, and a copy of a report is handed in again with one figure changed. Speed is
measured on submissions that are renamed copies of generated ones, partition by partition as a ledger would load them.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from time import process_time

from fundqa.across import PARTITIONS, evaluate_across, partition_of
from fundqa.engine import check_documents
from fundqa.kinds.across.base import YEARS
from fundqa.model import Fact, Severity, Status
from fundqa.project import Project, load_project
from fundqa.report import DocumentReport, Outcome
from fundqa.seeding.series import Member, series
from fundqa.seeding.series_errors import misstated, same_figure
from fundqa.stock import Stock, Submission, stock_of, submissions
from fundqa.units import COUNT, MONEY

CARRIED = ("XRP-01", "XRP-02", "XRP-03")
PER_RULE = 12


def reports_of(members: Sequence[Member], project: Project) -> list[DocumentReport]:
    """The checked reports of a series."""
    return [report for member in members for report in check_documents((member.sample.document,), project)]


def judged(reports: Sequence[DocumentReport], project: Project) -> list[Outcome]:
    """What the rules across reports say of reports."""
    return evaluate_across(stock_of(reports, project.lexicon), project.rules)


def failed(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Errors and warnings."""
    return [o for o in outcomes if o.status is Status.FAIL and o.severity is not Severity.INFO]


def planted(
    members: Sequence[Member], reports: list[DocumentReport], right: Sequence[Outcome], project: Project, seed: int
) -> Iterator[tuple[str, bool]]:
    """Errors one at a time: the rule that should find each, and whether it does."""
    chance = Random(seed)
    for rule in CARRIED:
        passed = [o for o in right if o.rule == rule and o.status is Status.PASS and o.equality]
        for outcome in chance.sample(passed, min(PER_RULE, len(passed))):
            fact = outcome.evidence[0].item
            if isinstance(fact, Fact) and (changed := _changed(members, reports, fact, rule, project)):
                index, report = changed
                now = failed(judged([*reports[:index], report, *reports[index + 1 :]], project))
                yield rule, any(o.rule == rule and _same(o, fact) for o in now)
    for i in chance.sample(range(len(reports)), min(PER_RULE // 2, len(reports))):
        yield from _second_version(members[i], reports, i, project, chance)


def _changed(
    members: Sequence[Member], reports: Sequence[DocumentReport], fact: Fact, rule: str, project: Project
) -> tuple[int, DocumentReport] | None:
    """A report with one figure changed: where a sum is checked, wherever the report states it."""
    index = next(i for i, report in enumerate(reports) if report.path == fact.location.document)
    facts = same_figure((known.fact for known in reports[index].facts), fact) if rule == "XRP-03" else (fact,)
    document = misstated(members[index].sample.document, facts)
    return (index, check_documents((document,), project)[0]) if document else None


def _same(outcome: Outcome, fact: Fact) -> bool:
    found = outcome.evidence[0].item
    return isinstance(found, Fact) and (found.concept, found.entity, found.period, found.location.document) == (
        fact.concept, fact.entity, fact.period, fact.location.document
    )  # fmt: skip


def _second_version(
    member: Member, reports: list[DocumentReport], index: int, project: Project, chance: Random
) -> Iterator[tuple[str, bool]]:
    """A copy that is the same, which nobody should report, and one with another figure."""
    own = member.sample.document
    copy = _renamed(check_documents((own,), project)[0], "copy.md")
    silent = not [o for o in failed(judged([*reports, copy], project)) if o.rule == "XRP-07"]
    yield "XRP-07 same", silent
    facts = [k.fact for k in reports[index].facts if k.fact.basis and k.fact.entity and not k.fact.dims]
    facts = [f for f in facts if f.basis in ("执行", "完成") and f.concept and f.period == str(member.year)]
    facts = [f for f in facts if f.quantity.unit.dimension in (MONEY, COUNT)]
    fact = chance.choice(facts)
    document = misstated(own, same_figure((known.fact for known in reports[index].facts), fact))
    if document is not None:
        other = _renamed(check_documents((document,), project)[0], "other.md")
        yield "XRP-07", any(o.rule == "XRP-07" for o in failed(judged([*reports, other], project)))


def _renamed(report: DocumentReport, path: str) -> DocumentReport:
    """The report under another path; its places keep their document, which no rule compares."""
    return replace(report, path=path, submission=path)


def quality(count: int, project: Project) -> None:
    """Print what is found of planted errors in `count` series, and what is said of right ones."""
    found: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    number = 0
    for seed in range(count):
        members = series(seed)
        reports = reports_of(members, project)
        right = judged(reports, project)
        number += len(reports)
        outcomes.update(o.rule for o in right if o.status is Status.PASS)
        alarms.update(f"{o.rule} {o.message}" for o in failed(right))
        for rule, hit in planted(members, reports, right, project, seed):
            tried[rule] += 1
            found[rule] += hit
    print(f"{count} series, {number} reports; passes: {dict(sorted(outcomes.items()))}")
    for rule in sorted(tried):
        print(f"{rule}: {found[rule]} of {tried[rule]}")
    print(f"false alarms: {sum(alarms.values())}")
    for message in alarms:
        print(f"  {message}")


def many(count: int, project: Project) -> list[Submission]:
    """Submissions of counties with invented names, ten to a prefecture, over two years."""
    made = [own for seed in range(2) for own in submissions(reports_of(series(seed, years=(2021, 2022)), project))]
    by_year = {year: [own for own in made if own.year == year] for year in ("2021", "2022")}
    found = []
    for i in range(count // 2):
        for year, own in by_year.items():
            base = own[i % len(own)]
            county = f"{_name(i // 10)}地区{_name(i)}县"
            found.append(replace(base, key=f"{i}-{year}", documents=(f"{i}-{year}.md",), county=county))
    return found


def _name(number: int) -> str:
    letters = "荻砚霁棠筠鹭蔚皎澹槿煦葭曦岚芷翎瑶汐萤桐"
    return "".join(letters[number // 20**place % 20] for place in range(3))


def speed(count: int, project: Project) -> None:
    """Print how long each partition of `count` submissions takes."""
    stock = many(count, project)
    print(f"{len(stock)} submissions, {sum(len(own.facts) for own in stock)} facts")
    for partition in PARTITIONS:
        rules = [rule for rule in project.rules if partition_of(rule) == partition]
        parts: dict[str, list[Submission]] = {}
        for own in stock:
            parts.setdefault(own.county if partition == YEARS else own.year, []).append(own)
        begun = process_time()
        outcomes = sum(len(evaluate_across(Stock(tuple(p), project.lexicon), rules)) for p in parts.values())
        print(f"{partition}: {len(parts)} parts, {outcomes} outcomes, {process_time() - begun:.1f} s of processor time")


def main() -> None:
    """Both, as the command line wants them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=5)
    parser.add_argument("--submissions", type=int, default=10_000)
    wanted = parser.parse_args()
    project = load_project()
    if wanted.series:
        quality(wanted.series, project)
    if wanted.submissions:
        speed(wanted.submissions, project)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
