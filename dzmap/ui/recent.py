"""The projects opened before, newest first."""

from datetime import date, datetime, timedelta
from pathlib import Path

from dzmap.settings import RecentProject, Settings
from dzmap.ui.i18n import tr

_KEPT = 12


def remember(settings: Settings, path: Path, *, at: datetime, remark: str = "") -> None:
    """Put ``path`` to the top of the list."""
    entry = RecentProject(str(path), at.strftime("%Y-%m-%dT%H:%M:%S"), remark)
    others = (old for old in settings.recent_projects if old.path != entry.path)
    settings.recent_projects = (entry, *others)[:_KEPT]


def forget(settings: Settings, path: str) -> None:
    """Take ``path`` off the list; the file itself is not touched."""
    settings.recent_projects = tuple(
        entry for entry in settings.recent_projects if entry.path != path
    )


def spoken_time(stamp: str, today: date) -> str:
    """An ISO time as people say it: 今天 10:32, 昨天 16:05, 2022-01-14."""
    try:
        at = datetime.fromisoformat(stamp)
    except ValueError:
        return ""
    if at.date() == today:
        return tr("今天 {time}").format(time=f"{at:%H:%M}")
    if at.date() == today - timedelta(days=1):
        return tr("昨天 {time}").format(time=f"{at:%H:%M}")
    return f"{at:%Y-%m-%d}"
