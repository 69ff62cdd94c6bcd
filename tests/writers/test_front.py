"""The front of several files: what it counts, how it is ordered, and that it does without plots."""

import lxml.html
import pytest
from sample_report import sample

from fundqa.writers import front, html, plots
from fundqa.writers.page_files import files
from fundqa.writers.page_marks import Marks
from fundqa.writers.words import words


def made():
    report = sample()
    return front.front(files(report, Marks(report)), words("zh"))


def test_every_cause_that_stands_is_counted_once():
    for line in made().lines:
        cases = [case for card in line.file.cards for case in card.cases]
        assert line.errors + line.warnings + line.remarks + line.settled == len(cases)
        assert sum(cell.total for cell in line.cells) == len(cases) - line.settled


def test_a_cell_tells_severities_by_signs_and_is_sorted_by_the_gravest():
    page = lxml.html.fromstring(html.write(sample()))
    for line in made().lines:
        for cell in (cell for cell in line.cells if cell.total):
            [link] = page.xpath(f'//*[@id="heat"]//a[@href="#{line.file.id}"][@data-family="{cell.family}"]')
            told = ((cell.error, "!"), (cell.warning, "?"), (cell.info, ""))
            assert link.text_content().split() == [f"{count}{sign}" for count, sign in told if count]
            assert link.getparent().get("data-n") == str(cell.weight)
    assert front.Heat("A", 1, 0, 0).weight > front.Heat("A", 0, 99, 99).weight > front.Heat("A", 0, 98, 999).weight


def test_a_file_tells_its_submitter_and_forms():
    page = html.write(sample())
    assert all(form.title in page.split('id="heat"')[1].split("</table>")[0] for form in sample().documents[0].forms)


def test_what_could_not_be_read_stands_first_then_the_worst():
    ranks = [line.rank for line in made().lines]
    assert ranks == sorted(ranks)


def test_frequent_rules_are_ordered_by_severity_and_number():
    found = made().rules
    order = ["error", "warning", "info"]
    assert [order.index(rule.severity) for rule in found] == sorted(order.index(rule.severity) for rule in found)
    assert all(rule.files <= rule.count for rule in found)


def test_without_the_packages_the_page_says_that_it_has_no_plots(monkeypatch):
    monkeypatch.setattr(plots, "PACKAGES", ("no_such_package",))
    page = html.write(sample())
    assert "fundqa[plots]" in page
    assert "<figure>" not in page


def test_plots_need_nothing_that_the_policy_of_the_page_forbids():
    if not plots.available():
        pytest.skip("Altair is not installed")
    for _, drawing in made().plots:
        assert drawing.startswith("<svg")
        assert " style=" not in drawing
        assert "<script" not in drawing
        assert "href=" not in drawing


def test_a_process_of_limited_address_space_draws_nothing_and_lives():
    resource = pytest.importorskip("resource")
    old = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (2**40, old[1]))
    try:
        assert not plots.available()
        assert made().plots == ()
    finally:
        resource.setrlimit(resource.RLIMIT_AS, old)
