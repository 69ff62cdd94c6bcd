"""The number reader against the gold table: at least 98 of a hundred quantities right, none of them invented."""

from __future__ import annotations

from gold_table import Score, classes, forbidden, misnamed, scores

LEAST = 0.98


def test_precision_and_recall() -> None:
    by_class = scores()
    total = Score()
    for score in by_class.values():
        total.add(score)
    weak = {n: (s.precision, s.recall, s.faults) for n, s in by_class.items() if min(s.precision, s.recall) < LEAST}
    assert total.precision >= LEAST, weak
    assert total.recall >= LEAST, weak


def test_nothing_is_read_otherwise_than_the_table_says_but_the_kind_of_scores() -> None:
    """分 is a measure for the reader and a count in the table; every other key of every snippet is as it says."""
    faults = [fault for score in scores().values() for fault in score.faults]
    assert [fault for fault in faults if not fault.endswith("分' kind 'measure' for 'count'")] == []


def test_an_ambiguous_numeral_never_becomes_a_value() -> None:
    assert [fault for _, entries in classes() for entry in entries for fault in forbidden(entry)] == []


def test_dates_and_ordinals_are_called_so() -> None:
    named = [entry for _, entries in classes() for entry in entries if "others" in entry]
    wrong = [fault for entry in named for fault in misnamed(entry)]
    assert len(wrong) <= (1 - LEAST) * sum(len(entry["others"]) for entry in named), wrong
