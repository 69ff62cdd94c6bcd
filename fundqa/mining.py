"""Relations found in many reports, as rule files ready to adopt, with where each of them breaks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fundqa import testing
from fundqa.kinds.across.base import Archive, called
from fundqa.kinds.across.mined import RATE, SUM, Limits, Observation, Relation, observations, relations, text_of, worked
from fundqa.model import Fact
from fundqa.pack import load_rule
from fundqa.project import Project
from fundqa.quantity import format_quantity
from fundqa.resources import builtin
from fundqa.stock import Stock

_LETTERS = ("甲", "乙", "丙")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class MinedRule:
    """A relation as a rule: its file's stem, the text of the rule and of its examples, and what it rests on.

    held, broken: the reports in which it holds and breaks, as text, each broken one with the arithmetic.
    """

    stem: str
    relation: str
    fund: str
    rule: str
    examples: str
    held: tuple[str, ...]
    broken: tuple[str, ...]


def mine(stock: Stock, limits: Limits) -> list[MinedRule]:
    """The relations that hold in most of the reports of a stock; those that break somewhere come first."""
    archive = Archive(stock)
    found = [each for each in relations(observations(archive, archive.latest), limits) if _is_new(each)]
    found.sort(key=lambda each: (not each.broken, -len(each.held), each.form))
    return [_mined(archive, each) for each in found]


def _is_new(found: Relation) -> bool:
    """Whether a rule can say it: its numbers name their basis."""
    return all(each.facts[name].basis is not None for each in found.held[:1] for name in found.form.names)


def _mined(archive: Archive, found: Relation) -> MinedRule:
    lang, text = archive.stock.lang, text_of(found.form)
    name = f"mined-{hashlib.sha256(f'{found.fund}|{text}'.encode()).hexdigest()[:8]}"
    held = tuple(called(archive, each.own) for each in found.held)
    broken = tuple(f"{called(archive, each.own)} {worked(found.form, each.facts)[0]}" for each in found.broken)
    first = found.held[0]
    operands = [
        (letter, concept, first.facts[concept].basis)
        for letter, concept in zip(_LETTERS, found.form.names, strict=False)
    ]
    total, *parts = _LETTERS[: len(operands)]
    values = {
        "comment": f"{found.fund} {text}",
        "held": _few(held),
        "broken": _few(broken),
        "name": name,
        "count": len(held),
        "title_zh": f"{text}不成立",
        "title_en": f"“{text}” does not hold",
        "operands": [(letter, concept, str(basis)) for letter, concept, basis in operands],
        "assertion": f"{total} == {({SUM: ' + ', RATE: ' / '}).get(found.form.kind, '').join(parts)}",
        "message_zh": f"按“{text}”应为：{{worked}}，{{sign}}{{gap}}。",
        "message_en": f"By “{text}”: {{worked}} ({{sign}}{{gap}}). ",
    }
    rule = _templates().get_template("rule.yml.j2").render(values)
    examples = _templates().get_template("example.md.j2").render(title=text, cases=list(_cases(found, lang)))
    return MinedRule(f"ARI-05-{name}", text, found.fund, rule, examples, held, broken)


def _few(lines: Sequence[str]) -> list[str]:
    return [*lines[:_SHOWN], *([f"… (+{len(lines) - _SHOWN})"] if len(lines) > _SHOWN else [])]


@cache
def _templates() -> Environment:
    folder = Path(str(builtin("scaffold"))) / "mined"
    made = Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined, keep_trailing_newline=True)
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    made.filters["tojson"] = lambda text: '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
    return made


def _cases(found: Relation, lang: str) -> Iterator[Mapping[str, object]]:
    """A report in which the relation holds, one in which it breaks, one that lacks a number of it."""
    right = found.held[0]
    names = found.form.names
    wrong = found.broken[0].facts if found.broken else {**right.facts, names[0]: _doubled(right.facts[names[0]])}
    zh = lang != "en"
    yield _case("不成立" if zh else "It breaks", right, [wrong[name] for name in names])
    yield _case("成立" if zh else "It holds", right, [right.facts[name] for name in names])
    yield _case("缺少一个数" if zh else "A number is missing", right, [right.facts[name] for name in names[1:]])


def _case(name: str, each: Observation, facts: Sequence[Fact]) -> Mapping[str, object]:
    rows = [(_label(fact), format_quantity(fact.quantity)) for fact in facts]
    return {"name": name, "fund": each.fund, "year": each.own.year, "rows": rows}


def _label(fact: Fact) -> str:
    return " ".join(fact.context.label.surface.split()) if fact.context.label else fact.concept


def _doubled(fact: Fact) -> Fact:
    quantity = fact.quantity
    changed = replace(quantity, value=quantity.value * 2, low=quantity.low * 2, high=quantity.high * 2)
    return replace(fact, quantity=changed)


def save(found: Sequence[MinedRule], folder: Path, project: Project) -> Iterator[Path]:
    """Write rules and examples into a folder, each example with what the rule says of it today; gives what it wrote.

    Files that are there already stay as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for each in found:
        path = folder / f"{each.stem}.yml"
        if path.exists():
            continue
        path.write_text(each.rule, "utf-8", newline="\n")
        path.with_suffix(".test.md").write_text(each.examples, "utf-8", newline="\n")
        rule = load_rule(path)
        testing.accept(rule, replace(project, rules=(*project.rules, rule)))
        yield path
