"""What a mutation run needs of pytest, given to it with `-p mutating`: nothing kept, and no example made smaller.

A mutant runs in a process that has already run the tests; what a cache holds from then would hide it.
"""

from __future__ import annotations

import sys

import pytest
from hypothesis import Phase, settings

_PARTS = ("fundqa.quantity", "fundqa.expr")


def pytest_sessionstart() -> None:
    settings.register_profile("mutating", settings(), phases=(Phase.explicit, Phase.generate), database=None)
    settings.load_profile("mutating")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    for name, module in tuple(sys.modules.items()):
        if name.startswith(_PARTS):
            for value in vars(module).values():
                if (forget := getattr(value, "cache_clear", None)) and value.__name__ not in ("lexer", "not_numbers"):
                    forget()
