"""What tests import: where the repository is, and what to do when something from outside Python is missing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
"""The repository root, which is itself a fundqa project."""


def need(present: object, what: str) -> None:
    """Skips the test when `what`, something from outside Python, is missing; fails it where everything is required."""
    if present:
        return
    if os.environ.get("FUNDQA_REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is missing and FUNDQA_REQUIRE_ALL=1")
    pytest.skip(f"{what} is missing")
