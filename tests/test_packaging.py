"""What is delivered: a source archive, the wheel built from it, and a package that finds its data inside."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import entry_points, metadata
from pathlib import Path

import pytest
from support import ROOT

DATA = ("checks", "schemas", "reports", "scaffold")


def run(*command: str, cwd: Path, **environment: str) -> str:
    """The output of a command; its error output is shown when it fails."""
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, env={**os.environ, **environment},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def data_files() -> set[str]:
    """The data files of the checkout, as the wheel must hold them."""
    files = (path for name in DATA for path in (ROOT / name).rglob("*") if path.is_file())
    return {f"fundqa/_builtin/{path.relative_to(ROOT).as_posix()}" for path in files}


def contents(wheel: Path) -> list[str]:
    """The names of the files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source archive as an installer without git would."""
    out = tmp_path_factory.mktemp("dist")
    run("-m", "hatchling", "build", "-t", "sdist", "-d", str(out), cwd=ROOT)
    with tarfile.open(next(out.glob("*.tar.gz"))) as archive:
        archive.extractall(out, filter="data")
    source = next(path for path in out.iterdir() if path.is_dir())
    run("-m", "hatchling", "build", "-t", "wheel", "-d", str(out), cwd=source)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_the_engine_and_its_data(wheel):
    names = set(contents(wheel))
    assert data_files() - names == set()
    assert {f"fundqa/{p.relative_to(ROOT / 'fundqa').as_posix()}" for p in (ROOT / "fundqa").rglob("*.py")} <= names
    assert "fundqa/py.typed" in names


def test_the_wheel_holds_nothing_else(wheel):
    tops = {name.split("/")[0] for name in contents(wheel)}
    assert sorted(top for top in tops if not top.endswith(".dist-info")) == ["fundqa"]


def test_an_installed_package_reads_its_own_data(wheel, tmp_path):
    """From a folder like site-packages, with no checkout near, the data come from inside the package."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = f"from fundqa.resources import builtin\nfor name in {DATA}: print(builtin(name))"
    printed = run("-c", code, cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert [Path(line) for line in printed.splitlines()] == [tmp_path / "fundqa" / "_builtin" / name for name in DATA]


def test_a_checkout_reads_the_folders_at_its_root():
    from fundqa.resources import builtin

    assert [Path(str(builtin(name))) for name in DATA] == [ROOT / name for name in DATA]


def test_the_command_is_installed_under_its_name():
    (command,) = entry_points(group="console_scripts", name="fundqa")
    assert command.value == "fundqa.cli:main"


def test_great_expectations_stays_out_of_the_core():
    required = metadata("fundqa").get_all("Requires-Dist") or []
    assert [line for line in required if line.startswith("great-expectations") and "extra" not in line] == []
    assert [line for line in required if line.startswith("great-expectations")] != []


def test_the_constraints_pin_exactly_and_name_no_place():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in pins if line.count("==") != 1 or "/" in line or "@" in line or line.startswith("-")] == []
