"""The history of a project's runs, as text, as a page and as rows."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fundqa.ledger.trends import GRAVE, SEVERITIES, History, Trend
from fundqa.model import Rule
from fundqa.writers import plots
from fundqa.writers.pages import environment, joined, policy, raw
from fundqa.writers.words import Words, from_file, squeeze, words

STRINGS = "run/strings.yml"
FOLDERS = ("run", "html")
_BARS = "▁▂▃▄▅▆▇█"
_SHOWN, _PLOTTED = 30, 6
_MINUTE = "%Y-%m-%d %H:%M"
_TITLE = 30
"""Characters of an id's titles."""
_COLUMNS = ("run", "finished", "county", "year", "rule", "severity", "findings", "waived")

Titles = Mapping[str, str]
"""The title of each rule's id."""


def titles_of(rules: Iterable[Rule], lang: str) -> Titles:
    """The titles of each id, of several the first ones that fit."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        found.setdefault(rule.id, []).append(rule.title[lang])
    return {rule_id: _fitting(own, words(lang)("semicolon")) for rule_id, own in found.items()}


def _fitting(titles: Sequence[str], separator: str) -> str:
    text = titles[0]
    for title in titles[1:]:
        longer = f"{text}{separator}{title}"
        if len(longer) > _TITLE:
            return f"{text} …"
        text = longer
    return text


def as_csv(history: History) -> str:
    """One row a run, county, year and rule; times in UTC."""
    moments = {point.run: point.finished.isoformat(timespec="seconds") for point in history.points}
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for c in history.counts:
        writer.writerow((c.run, moments[c.run], c.county, c.year, c.rule, c.severity, c.findings, c.waived))
    return out.getvalue()


def as_text(history: History, titles: Titles, lang: str, zone: str) -> str:
    """Tables for a terminal: the runs, then counties and rules with their trend, the most findings first."""
    say = from_file(STRINGS, lang)
    last = say.several("history.of", len(history.points))
    parts = [f"{say('history.title')} · {last}", _table(_runs(history, say, words(lang), zone))]
    for key, trends, named in _groups(history, titles, say):
        rows = [[named(t.name), sparkline(t.values), *map(str, t.values[-_SHOWN // 3 :])] for t in trends[:_SHOWN]]
        body = _table(rows) if rows else say("history.none")
        parts += ["", say(key), body, *([f"… +{len(trends) - _SHOWN}"] if len(trends) > _SHOWN else [])]
    return "\n".join(parts) + "\n"


def _groups(history: History, titles: Titles, say: Words) -> Iterator[tuple[str, list[Trend], Callable[[str], str]]]:
    """What is counted: its words, the trends, and how each is named."""
    rules = {c.rule for c in history.counts}
    counted = SEVERITIES if len(rules) == 1 else GRAVE
    yield "history.counties", history.by_county(counted), lambda name: squeeze(name) or say("history.across")
    yield "history.rules", history.by_rule(), lambda name: f"{name} {titles.get(name, '')}".strip()


def _runs(history: History, say: Words, base: Words, zone: str) -> list[list[str]]:
    grades = history.by_severity()
    heads = [say(f"history.{key}") for key in ("run", "time", "files", "unreadable", "checked")]
    rows = [[*heads, *(base(f"severity.{severity}") for severity in SEVERITIES)]]
    for index, point in enumerate(history.points):
        counts = [str(grades[severity].values[index]) for severity in SEVERITIES]
        known = [str(point.run), local(point.finished, zone), str(point.files), str(point.unreadable)]
        rows.append([*known, percent(point.share), *counts])
    return rows


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Rows in columns by display width; the first column to the left, figures to the right."""
    from rich.cells import cell_len

    width = [max(cell_len(row[i]) for row in rows if i < len(row)) for i in range(max(map(len, rows)))]
    lines = []
    for row in rows:
        cells = [text + " " * (width[i] - cell_len(text)) if i == 0 else " " * (width[i] - cell_len(text)) + text
                 for i, text in enumerate(row)]  # fmt: skip
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def sparkline(values: Sequence[int]) -> str:
    """Values as a line of little bars, from 0 to the greatest."""
    top = max(values, default=0)
    return "".join(_BARS[round(value / top * (len(_BARS) - 1))] if top else _BARS[0] for value in values)


def percent(share: float | None) -> str:
    """A share in percent, to one place; "" for none."""
    return "" if share is None else f"{share * 100:.1f}%"


def local(moment: datetime, zone: str) -> str:
    """A moment of the ledger (UTC) as the clock of a zone showed it; in UTC where the zone is not known here."""
    try:
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).strftime(_MINUTE)
    except (ZoneInfoNotFoundError, ValueError):
        return f"{moment.strftime(_MINUTE)} UTC"


def as_page(history: History, titles: Titles, lang: str, zone: str, project: str) -> str:
    """A self-contained page: plots where Altair is installed, and tables with the trend of each county and rule."""
    say, base = from_file(STRINGS, lang), words(lang)
    style = joined(("base.css", "front.css", "run.css"), FOLDERS)
    groups = [
        (key, [(named(t.name), t, points(t.values)) for t in trends])
        for key, trends, named in _groups(history, titles, say)
    ]
    return environment(*FOLDERS).get_template("history.html.j2").render(
        say=say,
        base=base,
        project=project,
        runs=_runs(history, say, base, zone),
        groups=groups,
        shown=history.points[-_SHOWN // 3 :],
        plots=[(title, raw(drawing)) for title, drawing in _plots(history, say, base) if drawing],
        drawable=plots.available(),
        style=raw(style),
        policy=policy(style, ""),
    )  # fmt: skip


def points(values: Sequence[int], width: int = 96, height: int = 20) -> str:
    """Values as the points of a polyline in a box of that size."""
    top, step = max(1, *values) if values else 1, width / max(len(values) - 1, 1)
    return " ".join(f"{i * step:.1f},{height - 1 - value / top * (height - 2):.1f}" for i, value in enumerate(values))


def _plots(history: History, say: Words, base: Words) -> Iterator[tuple[str, str]]:
    """One plot a question; none with a single run, which has no trend."""
    if len(history.points) < 2:
        return
    grades = [(base(f"severity.{name}"), trend) for name, trend in history.by_severity().items()]
    colours = {base(f"severity.{name}"): plots.COLOURS[name] for name in SEVERITIES}
    yield say("history.plot_severity"), _lines(history, grades, colours)
    counties = [(squeeze(t.name) or say("history.across"), t) for t in history.by_county()[:_PLOTTED]]
    yield say("history.plot_counties"), _lines(history, counties)
    rules = [(trend.name, trend) for trend in history.by_rule(GRAVE)[:_PLOTTED]]
    yield say("history.plot_rules"), _lines(history, rules)
    shares = [{"run": p.run, "n": round(p.share * 100, 1), "of": say("history.checked")}
              for p in history.points if p.share is not None]  # fmt: skip
    yield say("history.plot_checked"), plots.lines(shares, across="run", along="n", by="of")


def _lines(history: History, trends: Sequence[tuple[str, Trend]], colours: Mapping[str, str] | None = None) -> str:
    rows = [
        {"run": point.run, "n": value, "of": name}
        for name, trend in trends
        for point, value in zip(history.points, trend.values, strict=True)
    ]
    return plots.lines(rows, across="run", along="n", by="of", colours=colours)
