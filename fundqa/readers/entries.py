"""What is asked of an entry of any zip file before it is unpacked: office packages and archives of files alike."""

from __future__ import annotations

import zipfile

from fundqa.readers.limits import MAX_RATIO, RATIO_FLOOR_BYTES
from fundqa.readers.refusals import refuse


def check_entry(info: zipfile.ZipInfo, name: str) -> None:
    """Raises ReadError too_large for an entry that unpacks to far more than it is, encrypted for one with password."""
    if info.file_size > max(RATIO_FLOOR_BYTES, MAX_RATIO * info.compress_size):
        raise refuse("too_large", name, f"1:{info.file_size // max(info.compress_size, 1)}")
    if info.flag_bits & 1:
        raise refuse("encrypted", name)
