"""Files that are there wholly or as they were before, and what to do where a disk does not take them."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)


def put(target: Path, content: bytes) -> None:
    """Write a file beside its place, then move it there. Raises OSError, which names the file."""
    name = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException as error:
        if name:
            Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno:
            raise OSError(error.errno, error.strerror, str(target)) from error
        raise


def undelivered(error: OSError, lang: str) -> str:
    """That results could not be written, where, why, and what to do about it."""
    zh, en = "无法写出结果", "the results could not be written"
    cures = (
        (_FULL, ("磁盘已满或超出限额，请腾出空间后重新运行", "the disk or its quota is full; make room, run it again")),
        (_CLOSED, ("这里只读或没有写权限，请换一个目录，或请管理员开放写权限",
                   "this place is read-only or closed to you; choose another folder, or have it opened")),
    )  # fmt: skip
    cure = next((words for codes, words in cures if error.errno in codes), ("", ""))
    if lang == "en":
        return f"{en}: {error}" + (f"\n{cure[1]}; what stood there before is unchanged" if cure[1] else "")
    return f"{zh}：{error}" + (f"\n{cure[0]}；原有的文件没有改动" if cure[0] else "")
