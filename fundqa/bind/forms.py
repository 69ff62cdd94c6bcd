"""Facts, targets and names of recognised forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from fundqa.bind.adjustments import settled
from fundqa.bind.facets import with_facets
from fundqa.bind.prose import is_asserted
from fundqa.bind.scores import score_facts
from fundqa.bind.values import basis_of, in_company, quantity_of, unit_of
from fundqa.document import Cell, Table
from fundqa.extract.grid import grid_of, span
from fundqa.extract.prose import dimension_of, is_quantity
from fundqa.extract.rawform import Amount, Rate, RawForm
from fundqa.lexicon import Columns, Concept, Lexicon, Organisations, normalise
from fundqa.model import Basis, Context, Dims, Fact, Mention, Name, Span, Target
from fundqa.quantity import parse_cell, parse_row, quantities, to_bound
from fundqa.units import RATIO
from fundqa.view import SCOPE, SOURCE, SOURCES, Form, Row

_LONGEST_PLACE = 8
_LABEL_UNIT = re.compile(r"[（(](?:[^（）()]*[：:])?\s*([^（）()]{1,6})\s*[)）]")


@dataclass(slots=True)
class FormFacts:
    """What one form yields."""

    form: Form
    facts: list[Fact] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)


def bind_form(raw: RawForm, number: int, period: str, lexicon: Lexicon) -> FormFacts:
    """Give every cell of a form its meaning; `period` is used when the form names no year."""
    raw.amounts = settled(raw.amounts, lambda cell: value_mentions(cell, lexicon))
    name = raw.name or raw.title.surface.strip()
    entity = lexicon.entity_of(name) or normalise(name)
    form = Form(
        id=raw.spec.id,
        number=number,
        title=raw.title,
        name=name,
        entity=entity,
        period=raw.period or period,
        columns=frozenset(raw.columns),
        rows=(*_funding_rows(raw, lexicon.columns), *_single_rows(raw, lexicon.columns), *raw.rows),
        locations=tuple(raw.parts),
        complete=not raw.unknown_sources,
        missing=raw.missing,
        rows_at=tuple(raw.parts.values()),
    )
    form = with_facets(
        form, raw, lexicon, lambda cell: value_mentions(cell, lexicon), lambda label: label_unit(label, lexicon)
    )
    found = FormFacts(form)
    amounts = [fact for amount in raw.amounts for fact in _amount_facts(raw, form, amount, lexicon)]
    found.facts += [fact for rate in raw.rates for fact in _rate_facts(raw, form, rate, lexicon)]
    for kind in dict.fromkeys(map(_kind, amounts)):
        found.facts += in_company([fact for fact in amounts if _kind(fact) == kind])
    for row in raw.rows:
        if row.table == "indicators":
            _bind_row(found, raw, row, lexicon)
        found.facts += _scores(row, form, lexicon)
    for role, cell in raw.roles:
        if cell.surface.strip() and cell.surface.strip() not in lexicon.layout.nil:
            found.names.append(_name(role, cell, form, lexicon))
    return found


def _single_rows(raw: RawForm, names: Columns) -> Iterator[Row]:
    year = Span(raw.period, raw.title.location) if raw.period else None
    roles = dict(reversed(raw.roles))
    yield Row("form_header", {names.name: raw.header.get(names.name, raw.title), names.year: year, **roles})
    if raw.goals:
        yield Row("goals", {column.name: cell for column, cell in raw.goals})


def _kind(fact: Fact) -> tuple[object, ...]:
    """What the amounts of one column share: concept, basis and scope."""
    return fact.concept, fact.basis, dict(fact.dims).get(SCOPE)


def _funding_rows(raw: RawForm, names: Columns) -> Iterator[Row]:
    """Each column's total with its sources, and each source that has parts with them."""
    for column in dict.fromkeys((amount.column, amount.basis) for amount in raw.amounts):
        own = [amount for amount in raw.amounts if (amount.column, amount.basis) == column]
        wholes = {amount.source: amount.cell for amount in own if not amount.parent}
        for parent in dict.fromkeys(amount.parent for amount in own):
            parts = [amount for amount in own if amount.parent == parent and amount.source]
            basis = Span(column[1].value, own[0].label.location)
            cells: dict[str, Span | None] = {names.basis: basis}
            cells |= {names.total: wholes[parent]} if parent in wholes else {}
            for amount in parts:
                cells.setdefault(
                    amount.source if amount.source not in cells else normalise(amount.label.surface), amount.cell
                )
            yield Row(SOURCES if parent else "funding", cells)


def _amount_facts(raw: RawForm, form: Form, amount: Amount, lexicon: Lexicon) -> list[Fact]:
    concept = lexicon.concept(amount.concept or raw.spec.concept)
    context = Context("table", form.number, "funding", None, amount.label, form.title)
    pairs = ((SCOPE, amount.scope), (SOURCE, amount.path))
    dims: Dims = tuple(pair for pair in pairs if pair[1])
    facts = []
    for mention in value_mentions(amount.cell, lexicon):
        if not is_asserted(mention):
            quantity = quantity_of(mention, lexicon, unit_of(mention, concept, lexicon, amount.unit or raw.unit))
            at = amount.cell.location.span(mention.start, mention.end)
            aspects = (concept.name, form.entity, form.period, amount.basis, dims)
            facts.append(Fact(*aspects, quantity, mention.surface, at, context))
    return facts


def _rate_facts(raw: RawForm, form: Form, rate: Rate, lexicon: Lexicon) -> list[Fact]:
    """The execution rate of the total or of a source."""
    concept = lexicon.concept(lexicon.rate_for(raw.spec.concept))
    context = Context("table", form.number, "funding", None, rate.label, form.title)
    return [
        Fact(
            concept=concept.name,
            entity=form.entity,
            period=form.period,
            basis=Basis.EXECUTED,
            dims=((SOURCE, rate.source),) if rate.source else (),
            quantity=quantity_of(
                mention, lexicon, unit_of(mention, concept, lexicon, label_unit="%" if rate.percent else "")
            ),
            surface=mention.surface,
            location=rate.cell.location.span(mention.start, mention.end),
            context=context,
        )
        for mention in value_mentions(rate.cell, lexicon)
        if concept.name and not is_asserted(mention)
    ]


def value_mentions(cell: Span, lexicon: Lexicon) -> list[Mention]:
    """The numbers and asserted sets of a value cell; none for an empty or nil cell."""
    text = cell.surface
    if not text.strip() or text.strip() in lexicon.layout.nil:
        return []
    whole = parse_cell(text, lexicon.units)
    found = [whole] if whole is not None else list(quantities(text, lexicon.units))
    kept = [m for m in found if is_quantity(m) or is_asserted(m)]
    return [member for mention in kept for member in (mention.members or (mention,))]


def unread_in(cell: Cell, lexicon: Lexicon) -> list[Span]:
    """The numerals of a cell that cannot be read for certain."""
    if parse_cell(cell.text, lexicon.units) is not None:
        return []
    mentions = (m for m in quantities(cell.text, lexicon.units) if m.kind == "unread")
    return [Span(m.surface, cell.location.span(m.start, m.end)) for m in mentions]


def label_unit(label: str, lexicon: Lexicon) -> str:
    """The unit inside an indicator's name (参保人数（人）), "" when it has none."""
    match = _LABEL_UNIT.search(label)
    return match[1] if match and match[1] in lexicon.units else ""


@dataclass(frozen=True, slots=True)
class CellScene:
    """A value cell of an indicator row with all that its numbers are read against."""

    raw: RawForm
    form: Form
    label: Span
    concept: Concept
    plan: bool
    column: str
    unit: str


def _bind_row(found: FormFacts, raw: RawForm, row: Row, lexicon: Lexicon) -> None:
    names = lexicon.columns
    label = row.cells.get(names.indicator)
    if label is None or not label.surface.strip():
        return
    concept = lexicon.concept(lexicon.concept_of_label(label.surface))
    for column, other, plan in ((names.target, names.result, True), (names.result, names.target, False)):
        cell = row.cells.get(column)
        if cell is not None:
            unit = label_unit(label.surface, lexicon) or _sole_unit(row.cells.get(other), lexicon)
            scene = CellScene(raw, found.form, label, concept, plan, column, unit)
            split = (row.text(names.operator) if plan else "", row.text(names.unit))
            _bind_cell(found, scene, cell, joined_mentions(cell, split, lexicon), lexicon)


def _sole_unit(cell: Span | None, lexicon: Lexicon) -> str:
    """The unit of the row's other value cell, which a bare number beside it shares; "" unless it has exactly one.

    A share is written as 0.97 or as 97, so percent is not carried over.
    """
    symbols = {mention.symbol for mention in value_mentions(cell, lexicon)} if cell else set()
    symbol = symbols.pop() if len(symbols) == 1 else ""
    unit = lexicon.units.get(symbol)
    return symbol if unit and unit.dimension != RATIO else ""


def joined_mentions(cell: Span, split: tuple[str, str], lexicon: Lexicon) -> list[Mention]:
    """The numbers of a value cell whose operator and unit may have columns of their own (≥ | 95 | %)."""
    own = value_mentions(cell, lexicon)
    operator, unit = split
    if len(own) != 1 or not (operator or unit) or own[0].symbol or is_asserted(own[0]):
        return own
    joined = parse_row((operator, cell.surface, unit), lexicon.units)
    if len(joined) != 1 or joined[0].members:
        return own
    return [replace(joined[0], start=own[0].start, end=own[0].end, surface=own[0].surface)]


def _bind_cell(found: FormFacts, scene: CellScene, cell: Span, mentions: list[Mention], lexicon: Lexicon) -> None:
    context = Context("table", scene.form.number, scene.column, None, scene.label, scene.form.title)
    for i, mention in enumerate(mentions):
        at = cell.location.span(mention.start, mention.end)
        unit = unit_of(mention, scene.concept, lexicon, scene.raw.unit, scene.unit)
        if scene.plan or is_asserted(mention):
            aspects = (scene.concept.name, scene.form.entity, scene.form.period)
            found.targets.append(
                Target(*aspects, to_bound(mention, unit=unit, units=lexicon.units), mention.surface, at, context)
            )
        if not is_asserted(mention):
            found.facts.append(
                Fact(
                    concept=scene.concept.name,
                    entity=scene.form.entity,
                    period=scene.form.period,
                    basis=basis_of(scene.concept, dimension_of(mention, lexicon), scene.plan),
                    dims=(("item", str(i + 1)),) if len(mentions) > 1 else (),
                    quantity=quantity_of(mention, lexicon, unit),
                    surface=mention.surface,
                    location=at,
                    context=context,
                )
            )


def _scores(row: Row, form: Form, lexicon: Lexicon) -> Iterator[Fact]:
    names = lexicon.columns
    scored = (names.weight, names.score, names.share, names.converted)
    cells = {name: cell for name in scored if (cell := row.cells.get(name)) is not None}
    return score_facts(
        row, form, lexicon, {name: (cell, value_mentions(cell, lexicon)) for name, cell in cells.items()}
    )


def _name(role: str, cell: Span, form: Form | None, lexicon: Lexicon) -> Name:
    text = cell.surface.strip()
    division, body = split_name(text, lexicon.organisations)
    number, title = (form.number, form.title) if form else (0, None)
    return Name(role, division, body, text, cell.location, Context("table", number, "header", None, None, title))


def names_in(table: Table, lexicon: Lexicon) -> list[Name]:
    """The organisations that a table of no known form names beside the labels of their roles."""
    grid = grid_of(table)
    labels = ((cell, lexicon.organisations.roles.get(normalise(cell.text))) for cell in table.cells)
    pairs = [(role, span(value)) for cell, role in labels if role and (value := grid.right_of(cell)) is not None]
    nothing = lexicon.layout.nil | {""}
    return [_name(role, value, None, lexicon) for role, value in pairs if value.surface.strip() not in nothing]


def split_name(text: str, words: Organisations) -> tuple[str, str]:
    """An organisation's division prefix and body: 喀什地区巴楚县 and 社会保险管理局. The body is never empty."""
    plain, cut = normalise(text), 0
    suffixes = sorted(words.suffixes, key=len, reverse=True)
    position = 2
    while position < len(plain):
        suffix = next((s for s in suffixes if plain.startswith(s, position)), None)
        if suffix is None:
            position += 1
            continue
        end = position + len(suffix)
        if end >= len(plain) or position - cut > _LONGEST_PLACE:
            break
        cut, position = end, end + 1
    return plain[:cut], plain[cut:]
