"""The rules across reports in a run: what they say of files is what the ledger says, part by part."""

from datetime import date

import pytest
from making import project
from projects import INBOX, Home
from sqlalchemy import select

from fundqa.across import evaluate_across, partition_of
from fundqa.engine import check_documents
from fundqa.ledger.rows import ACROSS
from fundqa.ledger.tables import OUTCOMES
from fundqa.model import Status
from fundqa.readers.markdown import markdown_document
from fundqa.runs.run import prepare, run
from fundqa.seeding.mutate_files import written
from fundqa.seeding.series import series
from fundqa.stock import stock_of


@pytest.fixture(scope="module")
def reports():
    """A prefecture's reports over two years, as Markdown by file name."""
    members = series(3, counties=3, years=(2021, 2022))
    return {f"{m.place}{m.year}.md": written(m.sample.document, "md").decode() for m in members}


def ledger_says(home: Home) -> set[tuple[object, ...]]:
    """The outcomes across reports that failed or stayed open, as a new run finds them."""
    setup = prepare(home.root, "zh")
    run(setup, today=date(2026, 3, 1))
    out = OUTCOMES.c
    query = select(out.rule, out.name, out.status, out.message, out.worked, out.fingerprint).where(out.origin == ACROSS)
    with setup.ledger.engine.connect() as connection:
        return {tuple(row) for row in connection.execute(query)}


def files_say(texts: dict[str, str]) -> set[tuple[object, ...]]:
    """The same of the files alone, without a ledger."""
    lexicon = project().lexicon
    found = [
        report
        for name, text in sorted(texts.items())
        for report in check_documents((markdown_document(text, f"{INBOX}/{name}"),), project())
    ]
    rules = [rule for rule in project().rules if partition_of(rule)]
    outcomes = evaluate_across(stock_of(found, lexicon), rules)
    kept = [o for o in outcomes if o.status in (Status.FAIL, Status.OPEN)]
    return {(o.rule, o.name, o.status.value, o.message, o.worked, o.fingerprint) for o in kept}


def test_the_ledger_says_what_the_files_say_and_nothing_of_consistent_reports(tmp_path, reports):
    home = Home.make(tmp_path)
    for name, text in reports.items():
        (home.root / INBOX / name).write_text(text, "utf-8")
    said = ledger_says(home)
    assert said == files_say(reports)
    assert not [row for row in said if row[2] == "fail" and row[0] in ("XRP-01", "XRP-02", "XRP-03")]


def test_a_second_version_with_another_figure_is_found_and_goes_with_it(tmp_path, reports):
    home = Home.make(tmp_path)
    name, text = next((n, t) for n, t in reports.items() if "2022" in n)
    spent = next(word for word in text.split("|") if word.strip().replace(".", "").isdigit() and len(word.strip()) > 6)
    other = text.replace(spent.strip(), spent.strip().replace(spent.strip()[0], "9", 1))
    (home.root / INBOX / name).write_text(text, "utf-8")
    second = home.root / INBOX / f"修改稿{name}"
    second.write_text(other, "utf-8")
    assert [row for row in ledger_says(home) if row[0] == "XRP-07" and row[2] == "fail"]
    second.unlink()
    assert not [row for row in ledger_says(home) if row[0] == "XRP-07" and row[2] == "fail"]
