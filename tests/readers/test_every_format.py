"""The same report gives the same outcomes whatever it was saved as; `carrier` rules aside, which are about the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from render import as_html, as_xlsx, by_libreoffice
from support import need

from fundqa.engine import check_documents
from fundqa.project import Project, load_project
from fundqa.readers import office, read
from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written

SEEDS = (0, 3, 5, 14)
FORMATS = ("md", "txt", "html", "xlsx", "xls", "doc", "pdf")


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
            "html": as_html(document).encode(), "xlsx": as_xlsx(document),
        }  # fmt: skip
        for suffix, data in contents.items():
            found[seed, suffix] = folder / f"{seed}.{suffix}"
            found[seed, suffix].write_bytes(data)
    for source, suffix in (("docx", "doc"), ("docx", "pdf"), ("xlsx", "xls")):
        paths = by_libreoffice([found[seed, source] for seed in SEEDS], suffix, folder)
        found |= {(seed, suffix): path for seed, path in zip(SEEDS, paths, strict=True)}
    return found


def outcomes(path: Path, project: Project) -> list[tuple[object, ...]]:
    (report,) = check_documents((read(path, name=f"report{path.suffix}", layout=project.layout),), project)
    return [
        (o.rule, o.name, o.status, o.verdict, o.severity, o.worked, o.fingerprint)
        for o in report.outcomes
        if not o.carrier
    ]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_outcomes_do_not_depend_on_the_format(files, project, seed, suffix):
    assert outcomes(files[seed, suffix], project) == outcomes(files[seed, "docx"], project)
