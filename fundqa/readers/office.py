"""Old Word files by way of LibreOffice: converted in a private profile, with limits, and never beside the original."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from fundqa.errors import ReadError
from fundqa.readers.limits import MIB
from fundqa.readers.refusals import refuse

SECONDS = 40
"""For one call, and half a second more for each file after the first."""
_MEMORY = 4096 * MIB
_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/opt/libreoffice/program/soffice",
)
_WORD = (b"\xec\xa5", b"\xdc\xa5")
_SETTINGS = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
"""What the profile forbids: a hostile file links to pictures elsewhere, which would be fetched, and carries macros.

Links of old binary files are followed all the same: they lead to a proxy that is none.
"""
_TARGET = "docx:MS Word 2007 XML"
_SECTOR = 512
_ENCRYPTED = 0x0100


def program() -> str | None:
    """Where LibreOffice is, None when it is not installed. FUNDQA_SOFFICE names it where it cannot be found."""
    named = os.environ.get("FUNDQA_SOFFICE")
    if named is not None:
        return shutil.which(named)
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def is_encrypted(data: bytes) -> bool:
    """Whether a Word file of the old format has a password: a bit of the header of its text stream."""
    for at in range(_SECTOR, min(len(data), 64 * MIB) - 12, _SECTOR):
        if data[at : at + 2] in _WORD:
            return bool(int.from_bytes(data[at + 10 : at + 12], "little") & _ENCRYPTED)
    return False


def to_docx(data: bytes, name: str, suffix: str) -> bytes:
    """The file as .docx. suffix: of the kind it is, with the dot.

    Raises ReadError needs_libreoffice, or broken_doc where LibreOffice cannot open it within the limits.
    """
    return convert({name: (data, suffix)})[name]


def convert(files: Mapping[str, tuple[bytes, str]]) -> dict[str, bytes]:
    """Several files as .docx by their names, in one call; those that fail it are tried again one by one.

    A single file that cannot be converted raises ReadError; of several it is left out.
    """
    soffice = program()
    if soffice is None:
        raise refuse("needs_libreoffice", next(iter(files), ""))
    names = list(files)
    found = exported(soffice, [files[name] for name in names], _TARGET)
    done = {name: content for name, content in zip(names, found, strict=True) if content is not None}
    if len(names) == 1:
        if not done:
            raise refuse("broken_doc", names[0])
        return done
    for name in names:
        if name not in done:
            with contextlib.suppress(ReadError):
                done[name] = to_docx(*files[name][:1], name, files[name][1])
    return done


def exported(soffice: str, files: Sequence[tuple[bytes, str]], target: str) -> list[bytes | None]:
    """One run of LibreOffice over some files and their suffixes: each in another format, None where none was made.

    target: the suffix of that format, and behind a colon the filter that writes it where it is not the usual one.
    """
    with tempfile.TemporaryDirectory(prefix="fundqa-") as folder:
        work, out = Path(folder), Path(folder, "out")
        inputs = [work / f"{i}{suffix}" for i, (_, suffix) in enumerate(files)]
        for path, (data, _) in zip(inputs, files, strict=True):
            path.write_bytes(data)
        profile = f"-env:UserInstallation={_profile(work / 'profile').as_uri()}"
        options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"]
        wanted = ["--convert-to", target, "--outdir", str(out)]
        _run([soffice, profile, *options, *wanted, *map(str, inputs)], SECONDS + len(files) / 2)
        outputs = [out / f"{path.stem}.{target.partition(':')[0]}" for path in inputs]
        return [path.read_bytes() if path.is_file() else None for path in outputs]


def _profile(folder: Path) -> Path:
    """A new profile that follows no links and runs nothing."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        encoding="utf-8",
    )
    return folder


def _run(command: Sequence[str], seconds: float) -> None:
    """Run a command in a process group of its own, which is killed when the time is over."""
    posix = os.name == "posix"
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=posix,
    )  # fmt: skip
    try:
        _limit(process.pid)
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with contextlib.suppress(OSError):
            if posix:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()


def _limit(pid: int) -> None:
    """Bound the memory of a process just started, where the system can."""
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
