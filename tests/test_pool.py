"""Workers with limits: a job that hangs, dies or eats memory ends alone."""

from __future__ import annotations

import os
import time
from multiprocessing.util import Finalize
from pathlib import Path

import pytest

from fundqa.pool import Broken, Limits, each

LIMITS = Limits(seconds=3, memory=512)


def work(job: str) -> str:
    """A job that does what it is called."""
    if job == "hang":
        time.sleep(60)
    if job == "die":
        os._exit(9)
    if job == "eat":
        return str(len(bytearray(2**31)))
    if job == "raise":
        raise LookupError(job)
    return job.upper()


def reasons(*jobs: str, workers: int = 2) -> dict[str, str]:
    results = dict(each(work, jobs, workers, LIMITS))
    assert sorted(results) == list(range(len(jobs)))
    return {
        job: result.reason if isinstance(result := results[i], Broken) else str(result) for i, job in enumerate(jobs)
    }


def test_bad_jobs_end_alone_and_the_others_are_done():
    jobs = ("a", "die", "b", "hang", "c", "eat", "d")
    assert reasons(*jobs) == {
        "a": "A", "die": "crashed", "b": "B", "hang": "timeout", "c": "C", "eat": "memory", "d": "D",
    }  # fmt: skip


def test_one_worker_does_what_two_do():
    assert reasons("a", "die", "b", workers=1) == {"a": "A", "die": "crashed", "b": "B"}


def test_an_error_of_ours_is_raised_where_the_results_are_taken():
    with pytest.raises(LookupError):
        list(each(work, ["raise"], 1, LIMITS))


def test_no_jobs_give_no_results():
    assert list(each(work, [], 2, LIMITS)) == []


def leave_word(path: str) -> int:
    """A job that leaves its process something to do at its end."""
    Finalize(None, Path(path).write_text, ("ended",), exitpriority=0)
    return os.getpid()


def test_a_worker_that_is_no_longer_needed_ends_by_itself(tmp_path):
    word = tmp_path / "word"
    ((_, process),) = each(leave_word, [str(word)], 1, LIMITS)
    assert process != os.getpid()
    assert word.read_text() == "ended"
