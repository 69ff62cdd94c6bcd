"""What tests share: where things are, what may be missing, and how Hypothesis runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
"""The repository root, which is itself a fundqa project."""

# A loaded machine is no reason to fail, and two runs of one commit see the same cases.
settings.register_profile("fundqa", deadline=None, derandomize=True)
settings.load_profile("fundqa")


def need(present: object, what: str) -> None:
    """Skips the test when `what`, something from outside Python, is missing; fails it where everything is required."""
    if present:
        return
    if os.environ.get("FUNDQA_REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is missing and FUNDQA_REQUIRE_ALL=1")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports beside the repository; it is no part of it, so its tests skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of real reports is not beside the repository")
    return folder


@pytest.fixture(scope="session")
def seed(shared: Path) -> Path:
    """The first real report fundqa was made for, as a text dump."""
    reports = sorted((shared / "seed").glob("*.txt"))
    if not reports:
        pytest.skip("no seed report in the folder of real reports")
    return reports[0]
