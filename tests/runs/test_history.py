"""The history: what each run left standing, per county and rule, as text, page and rows."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from click.testing import CliRunner, Result
from projects import Home, report

from fundqa.cli import main
from fundqa.errors import PackError
from fundqa.ledger import trends
from fundqa.ledger.store import Ledger
from fundqa.runs import history as shown
from fundqa.writers import plots

TODAY = date(2026, 3, 1)
ZONE = "Asia/Shanghai"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Three runs: two counties with one error each; one of them mended; a third county with errors."""
    home = Home.make(tmp_path_factory.mktemp("history") / "项目")
    home.put("a.md", report(county="河源县", told="2310"))
    home.put("b.md", report(county="青砚县", told="2310"))
    home.go(today=TODAY)
    home.put("b.md", report(county="青砚县"))
    home.go(today=TODAY)
    home.put("c.md", report(county="白水县", told="2310"))
    home.go(today=TODAY)
    return home


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def looked(home: Home, **choice: object) -> trends.History:
    ledger = Ledger.open("sqlite:///.fundqa/ledger.db", home.root)
    try:
        return trends.history(ledger.engine, **choice)  # type: ignore[arg-type]
    finally:
        ledger.engine.dispose()


def test_a_trend_follows_each_county_from_run_to_run(home):
    found = looked(home)
    by_county = {trend.name: trend.values for trend in found.by_county(("error",))}
    assert by_county == {"河源县": (1, 1, 1), "白水县": (0, 0, 1), "青砚县": (1, 0, 0)}
    assert [trend.change for trend in found.by_county(("error",))] == [0, 1, 0]
    assert found.by_severity()["error"].values == (2, 1, 2)
    assert [point.files for point in found.points] == [2, 2, 3]


def test_one_county_one_rule_or_the_last_runs_alone(home):
    assert {count.county for count in looked(home, county="青砚县").counts} == {"青砚县"}
    assert [point.files for point in looked(home, county="青砚县").points] == [1, 1, 1]
    assert {count.rule for count in looked(home, rule="n2t-01").counts} == {"N2T-01"}
    assert [point.run for point in looked(home, last=2).points] == [2, 3]


@pytest.mark.parametrize(("choice", "allowed"), [({"county": "东港县"}, "青砚县"), ({"rule": "ARI-99"}, "N2T-01")])
def test_what_no_run_knew_is_refused_with_what_they_know(home, choice, allowed):
    with pytest.raises(PackError) as raised:
        looked(home, **choice)
    assert allowed in raised.value.allowed


def test_the_text_has_runs_counties_and_rules(home):
    result = run("history", str(home.root))
    assert result.exit_code == 0, result.stderr
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["青砚县", "█▁▁", "1", "0", "0"] in lines
    assert ["N2T-01", "正文预算金额与附表不一致", "█▅█", "2", "1", "2"] in [[*line[:2], *line[-4:]] for line in lines]
    english = run("history", str(home.root), "--lang", "en")
    assert english.stdout.startswith("Runs so far · the last 3 runs\n")


def test_the_rows_are_one_a_run_county_year_and_rule(home):
    rows = list(csv.DictReader(StringIO(run("history", str(home.root), "--format", "csv", "--rule", "N2T-01").stdout)))
    assert [(row["run"], row["county"], row["year"], row["findings"], row["waived"]) for row in rows] == [
        ("1", "河源县", "2022", "1", "0"),
        ("1", "青砚县", "2022", "1", "0"),
        ("2", "河源县", "2022", "1", "0"),
        ("3", "河源县", "2022", "1", "0"),
        ("3", "白水县", "2022", "1", "0"),
    ]


def test_the_page_is_one_file_with_plots_that_fetches_nothing(home, tmp_path):
    target = tmp_path / "new" / "history.html"
    assert run("history", str(home.root), "--format", "html", "-o", str(target)).exit_code == 0
    page = target.read_text(encoding="utf-8")
    assert page.count("<figure>") == (4 if plots.available() else 0)
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "http://" not in page.replace("http://www.w3.org/", "")
    assert page.count("<polyline") == len(looked(home).by_county()) + len(looked(home).by_rule())


def test_without_a_ledger_nothing_is_made(tmp_path):
    home = Home.make(tmp_path / "新")
    result = run("history", str(home.root))
    assert (result.exit_code, "no_runs" in result.stderr) == (2, True)
    assert not (home.root / ".fundqa").exists()


def test_a_sparkline_reaches_from_nothing_to_the_most():
    assert [shown.sparkline(values) for values in ((), (0, 0), (0, 1, 2, 4))] == ["", "▁▁", "▁▃▅█"]
    assert shown.points((0, 2), width=10, height=12) == "0.0,11.0 10.0,1.0"
    assert shown.points(()) == ""


def test_times_are_those_of_the_project_s_clock():
    utc = datetime(2026, 3, 1, 17, 30, tzinfo=UTC).replace(tzinfo=None)
    assert shown.local(utc, ZONE) == "2026-03-02 01:30"
    assert shown.local(utc, "Moon/Crater") == "2026-03-01 17:30 UTC"
