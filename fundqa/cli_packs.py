"""The commands of those who write rules: rules, test, init."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from fundqa.cli_base import FINDINGS, LANG, OK, PROJECT, guarded
from fundqa.errors import PackError

if TYPE_CHECKING:
    from fundqa.model import Rule
    from fundqa.project import Project
    from fundqa.testing import Tested

_SEVERITIES = ("error", "warning", "info")


@click.command()
@click.argument("rule_id", required=False)
@click.option("--pack", help="只列这个规则包（如 common）")
@click.option("--theme", help="只列这个主题（如 totals）")
@click.option("--severity", type=click.Choice(_SEVERITIES), help="只列这个级别")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--docs", type=click.Path(file_okay=False, path_type=Path), help="把规则手册（每个编号一页）写到这个目录")
@PROJECT
@LANG
@guarded
def rules(
    rule_id: str | None,
    pack: str | None,
    theme: str | None,
    severity: str | None,
    form: str,
    docs: Path | None,
    project: Path | None,
    lang: str,
) -> int:
    """列出规则（fundqa rules，fundqa rules ARI），或解释一条（fundqa rules ARI-03）。"""
    from fundqa import explain, ruledocs
    from fundqa.project import load_project

    loaded = load_project(project)
    if docs is not None:
        for written in ruledocs.write(loaded, docs):
            click.echo(f"→ {written}", err=True)
        return OK
    found = explain.select(loaded.rules, rule_id or "", pack, theme, severity)
    if not found:
        raise _no_rule(loaded, rule_id, pack, theme)
    if form == "json":
        click.echo(explain.as_json(found))
    elif rule_id and found[0].id == rule_id.upper():
        click.echo("\n\n".join(explain.explain(rule, loaded, lang) for rule in found))
    else:
        click.echo(explain.overview(found, loaded, lang))
    return OK


def _no_rule(loaded: Project, rule_id: str | None, pack: str | None, theme: str | None) -> PackError:
    """Which of the wanted does not exist, with those that do."""
    from fundqa.explain import theme_of

    for wanted, every in (
        (pack, [rule.pack for rule in loaded.rules]),
        (theme, [theme_of(rule) for rule in loaded.rules]),
        (rule_id, [rule.id for rule in loaded.rules]),
    ):
        known = tuple(dict.fromkeys(every))
        if wanted and not any(name.startswith(wanted.upper()) or name == wanted for name in known):
            return PackError("unknown_rule", f"没有规则“{wanted}”", f"no rule “{wanted}”", allowed=known)
    return PackError("no_rules", "没有这样的规则", "there is no such rule")


@click.command()
@click.argument("directory", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--accept", is_flag=True, help="把期望改写为现在的结果（改后请逐条看差异）")
@PROJECT
@LANG
@guarded
def test(directory: Path | None, accept: bool, project: Path | None, lang: str) -> int:
    """运行规则旁边的例子：DIR 下的规则；不写 DIR 时是所在项目的规则，不在项目里时是全部内置规则。"""
    from fundqa import testing
    from fundqa.project import load_project

    loaded = load_project(project)
    if directory is None and project is not None:
        directory = project / "checks"
    chosen, loaded = _rules_under(directory, loaded)
    if not chosen:
        raise PackError("no_rules", f"“{directory}”下没有规则", f"no rules under “{directory}”")
    if accept:
        changed = [rule.id for rule in chosen if testing.accept(rule, loaded)]
        click.echo(("已改写：" if lang == "zh" else "rewritten: ") + (", ".join(changed) or "-"), err=True)
    done = []
    for tested in testing.run_rules(chosen, loaded, lang, os.cpu_count() or 1):
        click.echo(_shown(tested, lang))
        done.append(tested)
    alone = testing.orphans(directory) if directory is not None else []
    for path in alone:
        click.echo(f"✗ {path}: " + ("no rule beside it" if lang == "en" else "旁边没有同名的规则"))
    click.echo(_summary(done, lang))
    return FINDINGS if alone or any(tested.bad for tested in done) else OK


def _summary(done: list[Tested], lang: str) -> str:
    bad = sum(tested.bad for tested in done)
    examples = sum(tested.count for tested in done)
    if lang == "en":
        return f"Rules: {len(done)}; examples: {examples}; " + (f"to be mended: {bad}." if bad else "all as expected.")
    return f"共{len(done)}条规则、{examples}个例子；" + (f"{bad}条规则有问题。" if bad else "全部符合。")


def _shown(tested: Tested, lang: str) -> str:
    """A tested rule: one line when it is right, else each example and each gap below it."""
    rule = tested.rule
    lines = [f"{'✗' if tested.bad else '–' if tested.skipped else '✓'} {rule.id} {rule.name} ({tested.count})"]
    if tested.skipped:
        lines.append("  " + ("not run: " if lang == "en" else "没有运行：") + "pip install 'fundqa[run]'")
    for failed in tested.failed:
        lines.append(f"  {failed.case.path}:{failed.case.line}: {failed.case.name}")
        lines += [f"    {line}" for line in failed.difference.splitlines()]
    lines += [f"  ! {text[lang]}" for text in tested.lacking]
    return "\n".join(lines)


def _rules_under(directory: Path | None, loaded: Project) -> tuple[tuple[Rule, ...], Project]:
    """The rules of a folder; those of a folder outside the project are added to its rules."""
    from fundqa.pack import load_rules

    if directory is None:
        return loaded.rules, loaded
    inside = tuple(r for r in loaded.rules if directory.resolve() in Path(r.path).resolve().parents)
    if inside or not directory.is_dir():
        return inside, loaded
    own = load_rules([directory])
    return own, replace(loaded, rules=(*loaded.rules, *own))


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--form",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="一张空白表：按它的栏名起草 schemas/forms/ 里的版式文件",
)
@LANG
@guarded
def init(directory: Path, form: Path | None, lang: str | None) -> int:
    """建立一个自己的项目：自己的规则、版式和词汇；已有的文件一律不动。"""
    from fundqa import init as scaffold

    scaffold_lang = lang or "zh"
    for line in scaffold.make(directory, scaffold_lang):
        click.echo(line)
    if form is not None:
        from fundqa import drafting

        for line in drafting.draft_form(form, directory, scaffold_lang):
            click.echo(line)
    for line in scaffold.next_steps(directory, scaffold_lang):
        click.echo(line)
    return OK
