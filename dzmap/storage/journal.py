"""The recovery journal: unsaved change sets beside the project, for the day it crashes.

``.NAME.journal`` belongs to the running session; what a crashed one left is moved to
``.NAME.recovered`` on the next opening and stays until the user restores or discards it. Each record
carries its length and checksum: a torn tail is ignored.
"""

import contextlib
import os
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

from dzmap.core.changes import ChangeSet
from dzmap.core.problems import KnownError
from dzmap.core.system_errors import reason_of
from dzmap.storage.payload import decode_change, encode_change

_MAGIC = b"dzmap-journal 1\n"
_RECORD = struct.Struct(">II")


class Journal:
    """The unsaved change sets of one project."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._path = project.with_name(f".{project.name}.journal")
        self._leftover = project.with_name(f".{project.name}.recovered")
        self._written: list[tuple[str, int]] = []  # id and end position of each record

    def write(self, changes: Sequence[ChangeSet]) -> None:
        """Make the journal say exactly ``changes``; what it says already is not written again.

        Raises:
            KnownError: the disk is full or gone. The journal still says what it said before.
        """
        if not changes:
            self.forget()
            return
        kept = 0
        for change, (written, _) in zip(changes, self._written, strict=False):
            if change.id != written:
                break
            kept += 1
        try:
            self._rewrite_tail(kept, changes[kept:])
        except OSError as error:
            raise KnownError(
                "这一步修改没有记下，已取消",
                file=str(self._path),
                reason=f"写不了恢复文件：{reason_of(error)}",
                remedy="检查磁盘空间和文件夹的写入权限，再做一次。此前的修改都还在。",
            ) from error

    def forget(self) -> None:
        """Remove the journal: everything is saved, or the user gave it up."""
        self._written = []
        # If the file cannot go now, its change sets are recognised as saved when it is found again.
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def take_over(self) -> None:
        """Set aside what a crashed session left; to be called by the owner of the lock only."""
        if not self._path.exists():
            return
        if self._leftover.exists():
            tail = self._path.read_bytes().removeprefix(_MAGIC)
            whole = _MAGIC + b"".join(map(_frame, _records(self._leftover)))
            self._path.write_bytes(whole + tail)
        self._path.replace(self._leftover)

    def leftovers(self) -> tuple[ChangeSet, ...]:
        """The change sets that crashed sessions left, oldest first; damaged ones are left out."""
        changes = []
        for data in _records(self._leftover):
            try:
                changes.append(decode_change(data))
            except ValueError:
                break
        return tuple(changes)

    def forget_leftovers(self) -> None:
        """Remove what a crashed session left: it was restored, or the user does not want it."""
        self._leftover.unlink(missing_ok=True)

    def _rewrite_tail(self, kept: int, changes: Sequence[ChangeSet]) -> None:
        written = self._written[:kept]
        position = written[-1][1] if written else len(_MAGIC)
        data = bytearray()
        for change in changes:
            data += _frame(encode_change(change))
            written.append((change.id, position + len(data)))
        with self._path.open("r+b" if self._path.exists() else "w+b") as file:
            try:
                file.truncate(position if kept else 0)
                if not kept:
                    file.write(_MAGIC)
                file.seek(position)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                self._written = self._written[:kept]
                raise
        self._written = written


def _frame(data: bytes) -> bytes:
    return _RECORD.pack(len(data), zlib.crc32(data)) + data


def _records(path: Path) -> list[bytes]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    if not content.startswith(_MAGIC):
        return []
    records = []
    position = len(_MAGIC)
    while position + _RECORD.size <= len(content):
        length, checksum = _RECORD.unpack_from(content, position)
        position += _RECORD.size
        data = content[position : position + length]
        if len(data) != length or zlib.crc32(data) != checksum:
            break
        records.append(data)
        position += length
    return records
