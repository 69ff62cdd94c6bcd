"""From a Document to facts: each number gets its concept, entity, period, basis and dims, and its precision once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from fundqa.bind.circumstances import Setting, plan_of_headings
from fundqa.bind.forms import FormFacts, bind_form, names_in, unread_in, value_mentions
from fundqa.bind.labels import label_terms
from fundqa.bind.outline import heading_paths, nearest_headings, sections
from fundqa.bind.prose import Found, bind_text, is_asserted
from fundqa.bind.published import Published, read_published
from fundqa.bind.published_prose import bind_items
from fundqa.bind.subjects import cast_of
from fundqa.bind.tables import TableFacts, bind_tables
from fundqa.bind.values import quantity_of
from fundqa.document import Cell, Document, Location, Table
from fundqa.extract.forms import RawForm, read_forms
from fundqa.extract.prose import is_running_text
from fundqa.extract.scores import read_scores
from fundqa.formspec import FormSpec
from fundqa.formspec_published import PublishedForms
from fundqa.lexicon import Lexicon, entity_in, normalise
from fundqa.model import Basis, Context, Fact, Name, Span
from fundqa.phrases import Phrases
from fundqa.readers.joined import LOST
from fundqa.texts import Texts
from fundqa.view import Form, UnknownForm, View
from fundqa.view_published import Paper
from fundqa.view_tables import Sheet

_LONGEST_NAME = 40
_SENTENCE_END = re.compile("[。；;，,]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")


@dataclass(slots=True)
class _Scene:
    """A document while it is bound.

    parts: the tables its forms stand in; bound: the cells of forms that have been bound, the rest of a form on the next
    page with its beginning; bare: the tables that lost their columns.
    """

    document: Document
    lexicon: Lexicon
    phrases: Phrases
    period: str
    sole_entity: str
    forms: dict[Location, list[tuple[RawForm, FormFacts]]]
    tables: TableFacts
    parts: frozenset[Location]
    bare: frozenset[Location]
    published: Published | None
    unknown: list[UnknownForm]
    found: Found = field(default_factory=Found)
    bound: set[Location] = field(default_factory=set)


def bind(
    documents: tuple[Document, ...],
    specs: tuple[FormSpec, ...],
    lexicon: Lexicon,
    lang: str,
    published: PublishedForms | None = None,
) -> View:
    """All facts, targets, names, claims and sentences of a submission; relations are derived later."""
    accounts = published or PublishedForms()
    found = Found()
    forms: list[Form] = []
    names: list[Name] = []
    sheets: list[Sheet] = []
    papers: list[Paper] = []
    unknown: list[UnknownForm] = []
    texts = Texts()
    for document in documents:
        scene = _scene(document, specs, lexicon, len(forms), accounts)
        _bind_blocks(scene)
        if scene.published:
            scene.found.groups += scene.published.groups
            projects = _projects(scene)
            papers.append(bind_items(document, scene.published, scene.found, accounts, scene.period, projects))
        found.extend(scene.found)
        unknown += scene.unknown
        forms += [facts.form for own in scene.forms.values() for _, facts in own]
        sheets += scene.tables.sheets
        names += _names(scene)
        texts.update(document.texts())
    return View(
        documents=documents,
        lexicon=lexicon,
        lang=lang,
        forms=tuple(forms),
        facts=tuple(found.facts),
        targets=tuple(found.targets),
        names=tuple(names),
        claims=tuple(found.claims),
        sentences=tuple(found.sentences),
        sections=tuple(section for document in documents for section in sections(document)),
        groups=tuple(found.groups),
        sheets=tuple(sheets),
        papers=tuple(papers),
        shares=tuple(found.shares),
        unread=tuple(found.unread),
        unknown=tuple(unknown),
        submitter=names[0].division if names else "",
        texts=texts,
        headings={at: text for document in documents for at, text in nearest_headings(document).items()},
    )


def _projects(scene: _Scene) -> dict[str, tuple[str, str]]:
    """The projects that have a form, by their names: whom its amounts are of, and what the whole one is called."""
    bound = [facts for own in scene.forms.values() for _, facts in own]
    whole = ((f.form, next((fact.concept for fact in f.facts if not fact.dims and fact.concept), "")) for f in bound)
    return {form.name: (form.entity, concept) for form, concept in whole if form.name and concept}


def _names(scene: _Scene) -> list[Name]:
    """The organisations of the forms and of the other tables, in the order of the document."""
    found: list[Name] = []
    for block in scene.document.blocks:
        if isinstance(block, Table):
            own = scene.forms.get(block.location, [])
            found += [name for _, facts in own for name in facts.names]
            found += names_in(block, scene.lexicon) if block.location not in scene.parts else []
    return found


def _scene(
    document: Document, specs: tuple[FormSpec, ...], lexicon: Lexicon, count: int, accounts: PublishedForms
) -> _Scene:
    period = report_year(document)
    found = list(read_forms(document, specs, lexicon))
    raws = [form for form in found if isinstance(form, RawForm)]
    unknown = [form for form in found if isinstance(form, UnknownForm)]
    for raw in raws:
        read_scores(raw, lexicon)
    forms: dict[Location, list[tuple[RawForm, FormFacts]]] = {}
    for i, raw in enumerate(raws, 1):
        forms.setdefault(raw.table.location, []).append((raw, bind_form(raw, count + i, period, lexicon)))
    entities = {facts.form.entity: facts.form.name for own in forms.values() for _, facts in own}
    cast = cast_of(document, tuple(entities.items()), lexicon)
    itself = cast.sole or ("" if entities else _itself(document, lexicon))
    parts = frozenset(part for raw in raws for part in raw.parts)
    tables = bind_tables(document, parts, period, itself, lexicon)
    published = read_published(document, tables, accounts)
    bound = (facts.form for own in forms.values() for _, facts in own)
    labels = tuple(label_terms(bound, lexicon))
    phrases = cast.phrases.with_terms(labels) if labels else cast.phrases
    bare = _bare(document)
    return _Scene(document, lexicon, phrases, period, cast.sole, forms, tables, parts, bare, published, unknown)


def _bare(document: Document) -> frozenset[Location]:
    """The tables that lost their columns, as the reader says."""
    found = (warning.location for warning in document.warnings if warning.code == LOST)
    return frozenset(location for location in found if location is not None)


def _itself(document: Document, lexicon: Lexicon) -> str:
    """Whom a report without forms speaks of when it names no fund at all: one and the same, called by its title."""
    texts = [text.strip() for _, text in document.texts() if text.strip()]
    titled = len(texts) > 1 and len(texts[0]) <= _LONGEST_NAME and not _SENTENCE_END.search(texts[0])
    return normalise(texts[0]) if titled and not any(map(lexicon.entity_of, texts)) else ""


def report_year(document: Document) -> str:
    """The year the report is about: the one it names most often, the earlier-named one of equals; "" if none."""
    years = Counter(match[1] for _, text in document.texts() for match in _YEAR.finditer(text))
    return years.most_common(1)[0][0] if years else ""


def _bind_blocks(scene: _Scene) -> None:
    paths = heading_paths(scene.document)
    for index, block in enumerate(scene.document.blocks):
        if isinstance(block, Table):
            _bind_table(scene, block)
            continue
        headings = tuple(heading.text for heading in paths[index])
        entity = next((e for text in reversed(headings) if (e := entity_in(text, scene.phrases))), scene.sole_entity)
        period = next((m[1] for text in reversed(headings) if (m := _YEAR.search(text))), scene.period)
        setting = Setting(entity, period, plan_of_headings(headings, scene.lexicon), heading=headings)
        scene.found.extend(bind_text(block.text, block.location, setting, scene.phrases, scene.lexicon))


def _bind_table(scene: _Scene, table: Table) -> None:
    for raw, facts in scene.forms.get(table.location, ()):
        _bind_form(scene, raw, facts)
        scene.bound |= {cell.location for cell in raw.table.cells}
    for cell in table.cells:
        if cell.location in scene.tables.consumed:
            scene.found.facts += scene.tables.by_cell.get(cell.location, [])
        elif cell.location not in scene.bound:
            _bind_loose(scene, cell, Setting(scene.sole_entity, scene.period), table.location in scene.bare)


def _bind_form(scene: _Scene, raw: RawForm, facts: FormFacts) -> None:
    form = facts.form
    goals = {span.location.host: column.basis is not Basis.COMPLETED for column, span in raw.goals}
    by_cell: dict[Location, list[Fact]] = {}
    for fact in facts.facts:
        by_cell.setdefault(fact.location.host, []).append(fact)
    scene.found.targets += facts.targets
    reasons = _reason_cells(facts, scene.lexicon)
    for cell in raw.table.cells:
        setting = Setting(form.entity, form.period, goals.get(cell.location), form.number, form.title)
        if cell.location in goals or cell.location in reasons:
            scene.found.extend(bind_text(cell.text, cell.location, setting, scene.phrases, scene.lexicon))
        elif cell.location in raw.consumed:
            scene.found.facts += by_cell.get(cell.location, [])
            scene.found.unread += unread_in(cell, scene.lexicon)
        else:
            _bind_loose(scene, cell, setting)


def _reason_cells(facts: FormFacts, lexicon: Lexicon) -> set[Location]:
    cells = (row.cells.get(lexicon.columns.reason) for row in facts.form.table("indicators"))
    return {cell.location.host for cell in cells if cell is not None}


def _bind_loose(scene: _Scene, cell: Cell, setting: Setting, bare: bool = False) -> None:
    """A cell that no form explains: its sentences are prose, its bare numbers are counted but say nothing.

    bare: whether it holds a row whose columns are lost, which is never a sentence.
    """
    if not bare and is_running_text(cell.text, scene.lexicon):
        scene.found.extend(bind_text(cell.text, cell.location, setting, scene.phrases, scene.lexicon))
        return
    scene.found.unread += unread_in(cell, scene.lexicon)
    context = Context("table", setting.form, "", None, None, setting.title)
    for mention in value_mentions(Span(cell.text, cell.location), scene.lexicon):
        if not is_asserted(mention):
            at = cell.location.span(mention.start, mention.end)
            aspects = ("", setting.entity, setting.period, None, ())
            scene.found.facts.append(Fact(*aspects, quantity_of(mention, scene.lexicon), mention.surface, at, context))
