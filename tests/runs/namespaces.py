"""Disks of a test's own: a small or a read-only one, mounted where nobody else sees it, and gone with its process."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path

from support import need

_NEW_MOUNTS = 0x00020000


def apart(action: Callable[[], object], said: Path) -> int:
    """The exit code of `action` in a process with mounts of its own; what it prints goes to the file `said`.

    Skips the test where the system gives no process mounts of its own.
    """
    need(_possible(), "a mount namespace (the right to call unshare and mount)")
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 99
    try:
        _leave()
        sys.stdout = sys.stderr = said.open("w", encoding="utf-8", errors="strict")
        os.dup2(sys.stdout.fileno(), 1)
        os.dup2(sys.stdout.fileno(), 2)
        code = _code(action)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _code(action: Callable[[], object]) -> int:
    try:
        action()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0


def _leave() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_MOUNTS):
        raise OSError(ctypes.get_errno(), "unshare")
    _mount("--make-rprivate", "/")


def _mount(*arguments: str | Path) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True, capture_output=True)


@cache
def _possible() -> bool:
    if not sys.platform.startswith("linux") or os.geteuid():
        return False
    tried = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
    return tried.returncode == 0


def small(folder: Path, kib: int) -> None:
    """Put an empty disk of so many KiB at a folder."""
    _mount("-t", "tmpfs", "-o", f"size={kib}k", "none", folder)


def grown(folder: Path, kib: int) -> None:
    """Give such a disk another size; what is on it stays."""
    _mount("-o", f"remount,size={kib}k", folder)


def closed(folder: Path) -> None:
    """Let nothing be written below a folder any more."""
    _mount("--bind", folder, folder)
    _mount("-o", "remount,bind,ro", folder)
