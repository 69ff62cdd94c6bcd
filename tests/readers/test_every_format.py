"""The same report gives the same outcomes whatever it was saved as; `carrier` rules aside, which are about the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from render import as_html, as_xlsx, by_libreoffice, with_macros
from support import need

from fundqa.engine import check_documents
from fundqa.model import Status
from fundqa.project import Project, load_project
from fundqa.readers import office, read
from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written
from fundqa.seeding.writers_sheets import separated

SEEDS = (0, 3, 5, 14)
FORMATS = ("md", "txt", "html", "xlsx", "xls", "doc", "pdf")
KINDRED = ("rtf", "wps", "et", "docm")
"""What LibreOffice cannot write is made of what it can: .wps and .et of today are .doc and .xls by another name, .docm
is .docx with another content type. One report is enough to see that they are read as what they are."""
CASES = [*((seed, suffix) for suffix in FORMATS for seed in SEEDS), *((SEEDS[0], suffix) for suffix in KINDRED)]


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project()


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[tuple[int, str], Path]:
    """Some generated reports in every format: what fundqa cannot write, LibreOffice does."""
    need(office.program(), "LibreOffice (soffice)")
    folder = tmp_path_factory.mktemp("formats")
    found = {}
    for seed in SEEDS:
        document = generate(seed).document
        contents = {
            "docx": written(document, "docx"), "md": written(document, "md"), "txt": written(document, "dump"),
            "html": as_html(document).encode(), "xlsx": as_xlsx(document), "csv": separated(document),
            "docm": with_macros(written(document, "docx")),
        }  # fmt: skip
        for suffix, data in contents.items():
            found[seed, suffix] = folder / f"{seed}.{suffix}"
            found[seed, suffix].write_bytes(data)
    for source, suffix in (("docx", "doc"), ("docx", "rtf"), ("docx", "pdf"), ("xlsx", "xls")):
        paths = by_libreoffice([found[seed, source] for seed in SEEDS], suffix, folder)
        found |= {(seed, suffix): path for seed, path in zip(SEEDS, paths, strict=True)}
    for source, suffix in (("doc", "wps"), ("xls", "et")):
        for seed in SEEDS:
            found[seed, suffix] = folder / f"{seed}.{suffix}"
            found[seed, suffix].write_bytes(found[seed, source].read_bytes())
    return found


def outcomes(path: Path, project: Project) -> list[tuple[object, ...]]:
    (report,) = check_documents((read(path, name=f"report{path.suffix}", layout=project.layout),), project)
    return [
        (o.rule, o.name, o.status, o.verdict, o.severity, o.worked, o.fingerprint)
        for o in report.outcomes
        if not o.carrier
    ]


@pytest.fixture(scope="module")
def expected(files, project) -> dict[int, list[tuple[object, ...]]]:
    """The outcomes of the Word files."""
    return {seed: outcomes(files[seed, "docx"], project) for seed in SEEDS}


@pytest.mark.parametrize(("seed", "suffix"), CASES)
def test_the_outcomes_do_not_depend_on_the_format(files, project, expected, seed, suffix):
    assert outcomes(files[seed, suffix], project) == expected[seed]


@pytest.mark.parametrize("seed", SEEDS)
def test_separated_values_give_no_finding_that_the_report_has_not(files, project, expected, seed):
    """They say nothing of merged cells, so that some of a form's numbers cannot be told; none is told wrongly."""
    known = {(name, fingerprint) for _, name, *_, fingerprint in expected[seed]}
    found = outcomes(files[seed, "csv"], project)
    assert not [o for o in found if o[2] is Status.FAIL and (o[1], o[-1]) not in known]
