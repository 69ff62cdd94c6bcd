"""reports/sample is what the formats make of the example today; `make sample` makes it anew."""

from __future__ import annotations

import importlib.util
import io
import zipfile

import pytest
from support import ROOT

from fundqa.writers import FILE_WRITERS, WRITERS

SPEC = importlib.util.spec_from_file_location("make_sample", ROOT / "examples" / "make_sample.py")
assert SPEC is not None
assert SPEC.loader is not None
make_sample = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_sample)


@pytest.fixture(scope="module")
def rendered() -> dict[str, bytes]:
    return dict(make_sample.rendered())


def contents(file: bytes) -> object:
    """What is in a file: of an archive (docx, xlsx) its members, whatever day and order they were packed in."""
    if not zipfile.is_zipfile(io.BytesIO(file)):
        return file
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_the_sample_is_current(writer, rendered):
    name = f"report{writer.suffix}"
    kept = (make_sample.SAMPLE / name).read_bytes()
    assert contents(kept) == contents(rendered[name]), "run make sample and read the difference"


def test_the_files_of_their_own_are_current(rendered):
    own = [name for name in rendered if not name.startswith("report.")]
    assert len(own) == len(FILE_WRITERS)
    for name in own:
        kept = (make_sample.SAMPLE / name).read_bytes()
        assert contents(kept) == contents(rendered[name]), "run make sample and read the difference"


def test_the_sample_holds_nothing_else(rendered):
    assert {path.name for path in make_sample.SAMPLE.iterdir()} == set(rendered)
