"""Which small slip would mend a failed equality: found, ranked, at most two, and never applied."""

from __future__ import annotations

import pytest
from making import form, of_rule, outcomes

from fundqa.model import Status, Verdict
from fundqa.report import Outcome

TITLE = "2022年失业保险基金绩效自评报告\n\n"


def failed(text: str, rule: str) -> Outcome:
    """The only failed outcome of a rule."""
    found = of_rule(outcomes(text), rule, Status.FAIL)
    assert len(found) == 1, [outcome.message for outcome in found]
    return found[0]


def budget(prose: str, table: str) -> str:
    """A report whose prose and form give a budget."""
    return f"{TITLE}2022年失业保险基金支出预算{prose}。\n{form('失业保险', budget=table, spent='1')}"


@pytest.mark.parametrize(
    ("prose", "table", "guess"),
    [
        ("3178.46万元", "3187.46", "3178.46万元有两位数字颠倒，应为3187.46万元"),
        ("31874.6万元", "3187.46", "31874.6万元小数点或单位错位，应为3187.46万元"),
        ("0.5312元", "5312", "0.5312元小数点或单位错位"),
        ("31187.46万元", "3187.46", "31187.46万元多写了一位，应为3187.46万元"),
        ("387.46万元", "3187.46", "387.46万元漏了一位，应为3187.46万元"),
        ("3187.46万元", "3137.46", "3187.46万元有一位写错，应为3137.46万元"),
    ],
)
def test_a_slip_of_one_number_is_guessed(prose: str, table: str, guess: str) -> None:
    """Prose and form differ by one slip of the writer."""
    outcome = failed(budget(prose, table), "N2T-01")
    assert outcome.verdict is Verdict.DIFFER
    assert any(said.startswith(guess) for said in outcome.diagnosis), outcome.diagnosis


def test_a_figure_of_the_other_column_is_named() -> None:
    """The prose gives the executed amount as the budget."""
    text = f"{TITLE}2022年失业保险基金支出预算2936.5万元。\n{form('失业保险', budget='3187.4', spent='2936.5')}"
    assert any("抄错了栏" in said for said in failed(text, "N2T-01").diagnosis)


def test_two_parts_with_the_same_slip_are_found_together() -> None:
    """Two of three parts lost the same place; no single change mends the sum."""
    text = TITLE + "2022年失业保险基金支出0.42亿元，其中：待遇支出0.41亿元，补贴支出0.09亿元，培训支出0.03亿元。"
    first = failed(text, "N2N-01").diagnosis[0]
    assert first.startswith("0.09亿元、0.03亿元小数点或单位错位，应为0.009亿元、0.003亿元")


def test_every_guess_says_that_it_is_one_and_there_are_two_at_most() -> None:
    """A guess is never an instruction."""
    text = TITLE + "2022年失业保险基金支出0.42亿元，其中：待遇支出0.41亿元，补贴支出0.09亿元，培训支出0.03亿元。"
    diagnosis = failed(text, "N2N-01").diagnosis
    assert 0 < len(diagnosis) <= 2
    assert all("仅供参考" in said for said in diagnosis)


def test_a_supported_number_is_not_suspected() -> None:
    """The total agrees with the form, so only the parts are guessed at."""
    text = f"{TITLE}2022年失业保险基金支出预算862万元，其中：待遇支出550万元，补贴支出321万元。\n"
    found = failed(text + form("失业保险", budget="862", spent="800"), "N2N-01").diagnosis
    assert found
    assert not any(said.startswith("862") for said in found)


def test_a_difference_that_no_small_slip_explains_has_no_guess() -> None:
    """Nothing is said rather than something far-fetched."""
    assert failed(budget("4821.73万元", "3187.46"), "N2T-01").diagnosis == ()


def test_a_round_figure_in_prose_is_a_warning_that_says_so() -> None:
    """2000万元 beside 1998.6 is how people speak (design 3.4)."""
    outcome = failed(budget("2000万元", "1998.6"), "N2T-01")
    assert outcome.severity == "warning"
    assert "取的整数" in outcome.diagnosis[0]


def test_a_figure_that_is_not_round_stays_an_error() -> None:
    """2001万元 is no round figure."""
    assert failed(budget("2001万元", "1998.6"), "N2T-01").severity == "error"
