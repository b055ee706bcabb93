"""Consistent copies of a project file that may be in use."""

from pathlib import Path

from dzmap.storage.connection import connected


def copy_into(source: Path, draft: Path, what: str, *, shown: Path) -> None:
    """Copy the last committed state of ``source`` to the new file ``draft``.

    Args:
        source: a project file.
        draft: does not exist yet.
        what: the Chinese sentence that says what failed, should it fail.
        shown: the path to name in the message instead of ``draft``.
    """
    draft.touch()
    with (
        connected(source, what) as original,
        connected(draft, what, write=True, shown=shown) as copy,
    ):
        original.backup(copy)
