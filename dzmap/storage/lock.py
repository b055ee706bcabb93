"""A file beside the project says who is editing it, so that a second user opens read-only."""

import contextlib
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from dzmap.services.ports import LockHolder
from dzmap.storage.processes import birth_mark


@dataclass(frozen=True, kw_only=True)
class Editor:
    """Who opens projects: this process of this user on this computer."""

    user: str
    host: str
    pid: int = field(default_factory=os.getpid)


@dataclass(frozen=True, kw_only=True)
class _Entry:
    user: str
    host: str
    pid: int
    born: str
    since: str
    token: str

    def holder(self) -> LockHolder:
        return LockHolder(user=self.user, host=self.host, since=datetime.fromisoformat(self.since))

    def is_stale(self, here: str) -> bool:
        """Whether its process is gone; only the same computer can tell."""
        if self.host != here:
            return False
        born = birth_mark(self.pid)
        return born is None or (bool(born) and bool(self.born) and born != self.born)


def lock_path(project: Path) -> Path:
    """Where the lock of a project lies."""
    return project.with_name(f".{project.name}.lock")


class ProjectLock:
    """The right to write a project. Take it with ``acquire``."""

    def __init__(self, path: Path, token: str) -> None:
        self._path = path
        self._token = token

    @classmethod
    def acquire(cls, project: Path, editor: Editor, since: datetime) -> "ProjectLock | LockHolder":
        """Take the lock, also from a process that died; else say who holds it.

        Raises:
            OSError: the folder cannot be written.
        """
        path = lock_path(project)
        entry = _Entry(
            user=editor.user,
            host=editor.host,
            pid=editor.pid,
            born=birth_mark(editor.pid) or "",
            since=since.isoformat(),
            token=uuid4().hex,
        )
        # Written aside and linked or renamed into place: nobody ever reads half a lock.
        draft = path.with_name(f"{path.name}.{entry.token}")
        try:
            draft.write_text(json.dumps(asdict(entry), ensure_ascii=False), encoding="utf-8")
            if not _place(draft, path):
                other = _read(path)
                if other is not None and not other.is_stale(editor.host):
                    return other.holder()
                draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        owner = _read(path)
        if owner is not None and owner.token != entry.token:
            return owner.holder()
        return cls(path, entry.token)

    def intruder(self) -> LockHolder | None:
        """Who took the lock away meanwhile (its file was deleted by hand, say), if anyone."""
        entry = _read(self._path)
        return entry.holder() if entry is not None and entry.token != self._token else None

    def release(self) -> None:
        """Give the lock back; harmless if it is not ours any more."""
        with contextlib.suppress(OSError):
            if self.intruder() is None:
                self._path.unlink(missing_ok=True)


def holder_of(project: Path, here: str) -> LockHolder | None:
    """Who edits ``project`` now, if anyone does."""
    entry = _read(lock_path(project))
    return entry.holder() if entry is not None and not entry.is_stale(here) else None


def _place(draft: Path, path: Path) -> bool:
    """Put ``draft`` at ``path`` unless something is there."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    except OSError:  # no hard links on FAT and exFAT
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(draft.read_text(encoding="utf-8"))
        except FileExistsError:
            return False
    return True


def _read(path: Path) -> _Entry | None:
    try:
        return _Entry(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
