"""Clean reports: consistent ones with invented places, composed from schemas/generator, with all that holds in them.

A seed chooses form, narrative, subjects, year and manner; a hidden ledger of exact amounts is kept for each subject;
sentences and tables then state its figures, each at its own precision, and every statement remembers its figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from fundqa.seeding.books import Account, fund_sources, keep, second_level
from fundqa.seeding.indicators import Indicator, indicators, scored
from fundqa.seeding.known import known
from fundqa.seeding.narrative import Narrator
from fundqa.seeding.page import Line, Page
from fundqa.seeding.prose import Composer
from fundqa.seeding.relation import Sample
from fundqa.seeding.sides import SideMaker
from fundqa.seeding.style import Style, style
from fundqa.seeding.tables import FormMaker
from fundqa.seeding.words import Choice, Entry, words

FORMS = ("T0", "T1", "T2", "T3", "T4", "T5", "T6")
NARRATIVES = ("N1", "N2", "N3", "N4", "N5")
NONE = "none"

_MISSES = 2  # in one report: more would be a report about failure
_SIDE_TABLES = 25  # in a hundred reports
_MOST = {"fund": 4, "project": 2, "department": 1}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a report is to be. form, narrative: one of FORMS and NARRATIVES, or NONE; subject: fund, project …"""

    form: str
    narrative: str
    subject: str
    year: int


@dataclass(frozen=True, slots=True)
class Given:
    """What a report of a series does not leave to chance: whose it is, the year, the funds, and figures of theirs.

    place: a county or a prefecture; region: the prefecture above it, "" for none; grain: in 元, that of the series;
    figures: by fund and by name, in base units.
    """

    place: str
    region: str
    year: int
    funds: tuple[str, ...]
    grain: Decimal
    figures: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)


def generate(
    seed: int, *, form: str | None = None, narrative: str | None = None, given: Given | None = None
) -> Sample:  # fmt: skip
    """The report of a seed; form and narrative ("none": without one) override what the seed would choose.

    ValueError for an unknown form or narrative, or when both are "none".
    """
    return written(seed, form, narrative, given)[0]


def written(seed: int, form: str | None, narrative: str | None, given: Given | None) -> tuple[Sample, list[Account]]:
    """As `generate`, with the ledgers behind the report."""
    choice = Choice(seed)
    plan = _plan(choice, form, narrative)
    entries = _entries(choice, plan)
    manner = style(choice, min(entry["size"][0] for entry in entries))
    common, organisations = _place(choice, plan, entries[0], given)
    if given:
        plan = replace(plan, subject="fund", year=given.year)
        entries = [fund for fund in words()["funds"]["funds"] if fund["id"] in given.funds]
        manner = replace(manner, grain=given.grain)
    spec = words()["forms"].get(plan.form, {})
    composer = Composer(choice, manner, common)
    figures = given.figures if given else {}
    accounts = [
        _account(choice, i, entry, plan, spec, composer, figures.get(entry.get("id", ""), {}))
        for i, entry in enumerate(entries)
    ]
    page = Page(f"{common['place']}{plan.year}-{seed}.md")
    _write(page, composer, plan, spec, accounts, organisations)
    relations = known(page.statements, accounts, composer.rows)
    return Sample(page.document(), relations, _tags(plan, manner, accounts, common)), accounts


def _plan(choice: Choice, form: str | None, narrative: str | None) -> Plan:
    given = [(form, FORMS), (narrative, NARRATIVES)]
    for value, allowed in given:
        if value is not None and value not in (*allowed, NONE):
            raise ValueError(f"{value} is none of {', '.join((*allowed, NONE))}")
    if narrative is None:
        narrative = choice.pick(NARRATIVES) if form == NONE or choice.often(92) else NONE
    if form is None:
        form = choice.pick(FORMS) if narrative == NONE or choice.often(92) else NONE
    if form == narrative == NONE:
        raise ValueError("a report has a form, a narrative, or both")
    texts, spec = words()["narratives"], words()["forms"].get(form, {})
    subjects = texts["subjects"][narrative]
    both = [subject for subject in subjects if subject in spec.get("subjects", subjects)]
    low, high = texts["years"][narrative]
    first, last = spec.get("years", (low, high))
    years = (max(low, first), min(high, last)) if max(low, first) <= min(high, last) else (low, high)
    return Plan(form, narrative, choice.pick(both or subjects), choice.number(*years))


def _entries(choice: Choice, plan: Plan) -> list[Entry]:
    """The subjects of the report; a report on funds has those of one office."""
    if plan.subject != "fund":
        return choice.some(words()["projects"][f"{plan.subject}s"], choice.number(1, _MOST[plan.subject]))
    funds: list[Entry] = words()["funds"]["funds"]
    office = choice.pick(funds)["office"]
    return choice.some([fund for fund in funds if fund["office"] == office], choice.number(1, _MOST["fund"]))


def _place(
    choice: Choice, plan: Plan, entry: Entry, given: Given | None
) -> tuple[dict[str, str], dict[str, Line]]:  # fmt: skip
    """The invented place, the year, and the offices: as words, and as lines for cells."""
    texts = words()["places"]

    def name(suffixes: Sequence[str]) -> str:
        return "".join(choice.pick(syllables) for syllables in (texts["first"], texts["second"], suffixes))

    place, region = name(texts["counties"]), name(texts["prefectures"])
    prefix = region if choice.often(50) else ""
    if given:
        place, prefix, plan = given.place, given.region, replace(plan, subject="fund", year=given.year)
        entry = next(fund for fund in words()["funds"]["funds"] if fund["id"] in given.funds)
    fund = plan.subject == "fund"
    unit = choice.pick(texts["offices"][entry["office"]]) if fund else entry["unit"]
    superior = choice.pick(texts["offices"]["superior"]) if fund else entry["office"]
    year = str(plan.year)
    common = {"place": place, "region": prefix, "year": year, "last": str(plan.year - 1), "next": str(plan.year + 1)}
    common |= {"unit": place + unit, "kind": place[-1], "body": superior}
    for start, plan_name in words()["frames"]["plans"]:
        if plan.year >= start:
            common["plan"] = plan_name
    bodies = {"spender": unit, "unit": unit, "superior": superior}
    organisations = {role: Line.of(prefix + place + body, f"org:{role}") for role, body in bodies.items()}
    return common, organisations


def _account(
    choice: Choice,
    number: int,
    entry: Entry,
    plan: Plan,
    spec: Entry,
    composer: Composer,
    given: Mapping[str, Decimal],
) -> Account:
    """One subject: its ledger, its indicators, its scores."""
    name = choice.pick(entry["names"])  # a fund goes by several names, a project by the one it was approved under
    table_name = entry["names"][0] if plan.subject == "fund" else name
    own = {"people": choice.pick(entry["people"]), "fund": name, "table_name": table_name, "caption": ""}
    explained = plan.narrative != NONE or any("reason" in column for column in spec["columns"])
    own["explains"] = "yes" if plan.narrative != NONE else ""
    account = Account(number, entry, own, given=given)
    _name(choice, account, plan)
    grain = composer.style.grain
    keep(choice, account, entry["size"], grain, adjusted="initial" in spec.get("amounts", {"initial": 0}))
    separate = "cost_weights" in spec and plan.year >= 2021
    missed = sum(not row.achieved for rows in composer.rows.values() for row in rows)
    able = explained and plan.form != "T5" and account.value("rate") <= 1 and not given
    misses = _MISSES - missed if able else 0
    rows = indicators(choice, account, plan.year, separate_cost=separate, misses=misses)
    rows = (*_four_dimensions(choice, spec), *rows)
    if spec:
        _sources(choice, account, plan, spec, composer)
    if "weights" in spec:
        costly = separate and any(row.group == "cost" for row in rows)
        rows = scored(choice, account, rows, spec["cost_weights" if costly else "weights"])
    composer.rows[number] = rows
    return account


def _name(choice: Choice, account: Account, plan: Plan) -> None:
    """What prose and form call the subject."""
    texts = words()["narratives"]["subject_names"][plan.subject]
    own = account.words
    own["fund"] = choice.pick(texts["prose"]).format(name=own["fund"], office=account.entry["office"])
    own["table_name"] = choice.pick(texts["table"]).format(name=own["table_name"])
    own["caption"] = choice.pick(texts["caption"])


def _sources(choice: Choice, account: Account, plan: Plan, spec: Entry, composer: Composer) -> None:
    special = f"{plan.subject}_sources"
    account.words["sources"] = special if special in spec else "sources"
    names = list(spec[account.words["sources"]])
    fund_sources(choice, account, names, composer.style.grain)
    if spec["layout"] == "matrix" and names[0] == "grant" and choice.often(25):
        count = choice.number(2, len(words()["forms"]["common"]["second"]))
        second_level(choice, account, names[0], count, composer.style.grain)


def _four_dimensions(choice: Choice, spec: Entry) -> list[Indicator]:
    """The rows on decision and process that forms of four dimensions have before the others."""
    texts = words()["forms"]["common"]
    rows = []
    for group in ("decision", "process"):
        if group in spec.get("weights", {}):
            for i, (name, level2) in enumerate(texts[group]):
                target = choice.pick(texts["full_marks"])
                result = choice.pick((target, texts["as_expected"]))
                rows.append(
                    Indicator(f"{group}{i}", name, name, group, level2, "text", "text", target_text=target,
                              result_text=result)
                )  # fmt: skip
    return rows


def _write(
    page: Page, composer: Composer, plan: Plan, spec: Entry, accounts: list[Account], organisations: dict[str, Line]
) -> None:
    narrator = Narrator(page, composer, accounts)
    if plan.narrative != NONE:
        _narrate(narrator, plan, accounts, bool(spec))
    choice = composer.choice
    if spec:
        maker = FormMaker(composer, spec, organisations, inside=choice.often(60), unit_in_label=choice.often(60))
        for account in accounts:
            maker.write(page, account, _goals(narrator, account))
    if choice.often(_SIDE_TABLES) or accounts[0].given:
        SideMaker(composer).write(page, choice.pick(accounts), "balance" if accounts[0].given else "")


def _narrate(narrator: Narrator, plan: Plan, accounts: list[Account], forms: bool) -> None:
    texts, composer = words()["narratives"], narrator.composer
    title = composer.line(texts["titles"][plan.subject], None, subject=accounts[0].words["fund"])
    narrator.page.say(title or Line())
    for entry in texts[plan.narrative]:
        narrator.section(entry)
    if composer.choice.often(40):
        _sign(narrator)
    if forms:
        narrator.headings += 1
        narrator.heading(composer.choice.pick(texts["forms"]), 0, narrator.headings, "")


def _sign(narrator: Narrator) -> None:
    """Office and date under the text."""
    choice = narrator.composer.choice
    month, day = str(choice.number(1, 6)), str(choice.number(1, 28))
    for template in words()["frames"]["signature"]:
        line = narrator.composer.line([template], None, m=month, d=day)
        narrator.page.say(line or Line())


def _goals(narrator: Narrator, account: Account) -> tuple[Line, Line]:
    """The two texts on the overall goal: what was to be, what was reached."""
    frames = words()["forms"]["common"]["goals"]
    claim = narrator.claim("goal_claims", account) or Line()
    target = narrator.composer.line(frames["target"], account) or Line()
    return target, narrator.composer.line(frames["result"], account, claim=claim) or Line()


def _tags(plan: Plan, manner: Style, accounts: list[Account], common: dict[str, str]) -> dict[str, str]:
    return {
        "form": plan.form,
        "narrative": plan.narrative,
        "subject": plan.subject,
        "year": str(plan.year),
        "unit": manner.table_unit.symbol,
        "prose_unit": manner.prose[0],
        "place": common["place"],
        "subjects": ",".join(account.entry.get("id", account.entry["names"][0]) for account in accounts),
    }
