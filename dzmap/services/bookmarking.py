"""Keeping bookmarks in the open project; each change is an edit that undo takes back."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from dzmap.core.bookmarks import Bookmark
from dzmap.core.changes import BOOKMARK_TABLE, ChangeSet, TableChange, record_rows
from dzmap.services.session import Session


def new_id() -> str:
    """An id for a new bookmark."""
    return uuid4().hex[:12]


def listed(session: Session) -> list[Bookmark]:
    """The bookmarks in the user's order."""
    return sorted(session.bookmarks(), key=lambda bookmark: (bookmark.rank, bookmark.id))


def free_name(session: Session, wanted: str) -> str:
    """The name, with a number behind it if another bookmark has it."""
    taken = {bookmark.name for bookmark in session.bookmarks()}
    if wanted not in taken:
        return wanted
    number = next(n for n in range(2, len(taken) + 3) if f"{wanted} {n}" not in taken)
    return f"{wanted} {number}"


def keep(session: Session, bookmark: Bookmark, *, title: str) -> ChangeSet:
    """Add a bookmark behind the others, or put it in the place of the one with its id."""
    former = [one for one in session.bookmarks() if one.id == bookmark.id]
    if not former:
        last = max((one.rank for one in session.bookmarks()), default=0)
        bookmark = replace(bookmark, rank=last + 1)
    return _edit(session, title, former, [bookmark])


def remove(session: Session, bookmark: Bookmark) -> ChangeSet:
    """Take a bookmark out."""
    return _edit(session, f"删除书签：{bookmark.name}", [bookmark], [])


def move(session: Session, bookmark: Bookmark, by: int) -> ChangeSet:
    """Move a bookmark up (-1) or down (1) in the list; at the end nothing happens."""
    order = listed(session)
    at = next(n for n, one in enumerate(order) if one.id == bookmark.id)
    to = min(max(at + by, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    ranked = [replace(one, rank=place) for place, one in enumerate(order, start=1)]
    return _edit(session, "调整书签顺序", session.bookmarks(), ranked)


def _edit(
    session: Session, title: str, before: Sequence[Bookmark], after: Sequence[Bookmark]
) -> ChangeSet:
    rows = (record_rows(BOOKMARK_TABLE, records) for records in (before, after))
    return session.edit(title, TableChange(BOOKMARK_TABLE, *rows))
