"""What every test has: the reports beside the repository where they are, and how Hypothesis runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from support import ROOT, need

__all__ = ["ROOT", "need"]

# A loaded machine is no reason to fail, and two runs of one commit see the same cases.
settings.register_profile("fundqa", deadline=None, derandomize=True)
settings.load_profile("fundqa")

# Where commands in processes of their own count towards coverage: each takes half as long again, so not everywhere.
MEASURED = {"test_cli", "test_config", "test_desk", "test_init", "test_rule_tools"}


@pytest.fixture(autouse=True, scope="module")
def measured(request: pytest.FixtureRequest) -> Iterator[None]:
    """Has the commands of some modules count towards coverage, in `make coverage`, which names the file for it."""
    with pytest.MonkeyPatch.context() as patch:
        if "COVERAGE_FILE" in os.environ and request.path.stem in MEASURED:
            patch.setenv("COVERAGE_PROCESS_START", str(ROOT / "pyproject.toml"))
        yield


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
