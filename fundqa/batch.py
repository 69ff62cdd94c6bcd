"""Checking many files: in this process, or in several workers that each load the rules once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from fundqa.engine import check_files
from fundqa.project import Project, load_project
from fundqa.report import DocumentReport, Report

_loaded: dict[tuple[Path | None, str], Project] = {}


def check_many(
    paths: Sequence[Path],
    project: Project,
    lang: str,
    *,
    together: bool = False,
    workers: int = 1,
    project_root: Path | None = None,
) -> Report:
    """The report of some files, in their order, whatever the number of workers."""
    unique = list(dict.fromkeys(paths))
    if together or workers == 1 or len(unique) == 1:
        return check_files(unique, project, lang, together)
    with ProcessPoolExecutor(min(workers, len(unique))) as pool:
        found = pool.map(_check_one, unique, [project_root] * len(unique), [lang] * len(unique))
        return Report(tuple(found), lang)


def _check_one(path: Path, root: Path | None, lang: str) -> DocumentReport:
    key = (root, lang)
    if key not in _loaded:
        _loaded[key] = load_project(root)
    return check_files([path], _loaded[key], lang).documents[0]
