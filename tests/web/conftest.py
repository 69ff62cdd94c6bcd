"""A fresh desk for each test."""

import pytest
from desk_support import TestDesk


@pytest.fixture
def desk(tmp_path):
    return TestDesk(tmp_path)
