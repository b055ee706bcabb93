"""Which edits were made, which are unsaved, and what undo and redo would do. A value."""

from dataclasses import dataclass, replace
from datetime import datetime

from dzmap.core.changes import ChangeSet


@dataclass(frozen=True)
class Undone:
    """An undone edit, and the inverse that was recorded if the edit itself was saved."""

    change: ChangeSet
    inverse: ChangeSet | None


@dataclass(frozen=True)
class EditLog:
    """The edits of a session.

    ``in_save`` are being written at this moment, ``pending`` came after them. Undoing an unsaved
    edit takes it off ``pending``; undoing a saved one adds its inverse.
    """

    in_save: tuple[ChangeSet, ...] = ()
    pending: tuple[ChangeSet, ...] = ()
    done: tuple[ChangeSet, ...] = ()
    undone: tuple[Undone, ...] = ()

    @property
    def unsaved(self) -> tuple[ChangeSet, ...]:
        """Everything that is not known to be in the file."""
        return (*self.in_save, *self.pending)

    @property
    def undo_title(self) -> str:
        """What ``undo`` would undo; "" if nothing."""
        return self.done[-1].title if self.done else ""

    @property
    def redo_title(self) -> str:
        """What ``redo`` would redo; "" if nothing."""
        return self.undone[-1].change.title if self.undone else ""

    def recorded(self, change: ChangeSet) -> "EditLog":
        """After a new edit; what was undone before cannot be redone any more."""
        return replace(self, pending=(*self.pending, change), done=(*self.done, change), undone=())

    def undo(self, at: datetime) -> "tuple[EditLog, ChangeSet]":
        """After undoing the last edit, and the change to apply; IndexError if there is none."""
        change = self.done[-1]
        inverse = change.inverse(at=at)
        unsaved = _ends_with(self.pending, change)
        log = replace(
            self,
            pending=self.pending[:-1] if unsaved else (*self.pending, inverse),
            done=self.done[:-1],
            undone=(*self.undone, Undone(change, None if unsaved else inverse)),
        )
        return log, inverse

    def redo(self, at: datetime) -> "tuple[EditLog, ChangeSet]":
        """After redoing the last undone edit, and the change to apply; IndexError if there is none."""
        change, inverse = self.undone[-1].change, self.undone[-1].inverse
        if inverse is not None and _ends_with(self.pending, inverse):
            pending = self.pending[:-1]
        else:
            if inverse is not None:  # both are saved under their ids: this is a new entry
                change = replace(change, id="", at=at)
            pending = (*self.pending, change)
        log = replace(self, pending=pending, done=(*self.done, change), undone=self.undone[:-1])
        return log, change

    def saving(self) -> "EditLog":
        """While what is pending now is being written."""
        return replace(self, in_save=self.pending, pending=())

    def save_failed(self) -> "EditLog":
        """Back to where it was; edits made meanwhile stay."""
        return replace(self, in_save=(), pending=self.unsaved)

    def saved(self) -> "EditLog":
        """After the write; edits made meanwhile are still unsaved."""
        return replace(self, in_save=())


def _ends_with(changes: tuple[ChangeSet, ...], change: ChangeSet) -> bool:
    return bool(changes) and changes[-1].id == change.id
