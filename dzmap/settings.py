"""What the program remembers between sessions: one declaration per setting, kept as JSON.

The file lies in the user's configuration folder. A value that does not fit falls back to its
default alone; a file that cannot be read at all is kept beside it as ``.bak``. Names this version
does not know are written back untouched, so that an older program does not erase a newer one's.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

import platformdirs

VERSION = 1

T = TypeVar("T")


class Setting(Generic[T]):
    """One setting: its default, how it is read from JSON and written back.

    ``read`` raises ValueError, TypeError or KeyError for a value that does not fit.
    """

    def __init__(
        self,
        default: T,
        read: Callable[[Any], T],
        write: Callable[[T], object] = lambda value: value,
    ) -> None:
        self.default = default
        self.read = read
        self.write = write
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "Setting[T]": ...
    @overload
    def __get__(self, instance: "Settings", owner: type) -> T: ...

    def __get__(self, instance: "Settings | None", owner: type) -> "T | Setting[T]":
        if instance is None:
            return self
        value: T = instance._values.get(self.name, self.default)
        return value

    def __set__(self, instance: "Settings", value: T) -> None:
        instance._values[self.name] = self.read(self.write(value))


@dataclass(frozen=True)
class RecentProject:
    """A project opened before: where it lies, when (ISO local time), and a remark to recognise it."""

    path: str
    opened: str = ""
    remark: str = ""


@dataclass(frozen=True)
class BaseMapChoice:
    """A file under all layers: where it lies, how opaque (0 to 1), and whether it is shown."""

    path: str
    opacity: float = 1.0
    visible: bool = True


@dataclass(frozen=True)
class LayerView:
    """What was switched on, switched off and folded in the layer tree of a project."""

    shown: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()  # groups


@dataclass(frozen=True)
class TableColumns:
    """How somebody arranged a table: its columns from left to right, and those that are hidden."""

    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


def _one_of(*choices: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError(value)
        return str(value)

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _year(value: Any) -> int:
    if not isinstance(value, int) or not 1990 <= value <= 2100:
        raise ValueError(value)
    return value


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _write_day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _texts(value: Any) -> Mapping[str, str]:
    return {_text(name): _text(text) for name, text in value.items()}


def _recent(value: Any) -> tuple[RecentProject, ...]:
    return tuple(
        RecentProject(_text(entry["path"]), _text(entry["opened"]), _text(entry["remark"]))
        for entry in value
    )


def _write_recent(value: tuple[RecentProject, ...]) -> list[dict[str, str]]:
    return [vars(entry) for entry in value]


def _base_maps(value: Any) -> Mapping[str, tuple[BaseMapChoice, ...]]:
    return {
        _text(project): tuple(
            BaseMapChoice(
                _text(entry["path"]),
                min(max(float(entry["opacity"]), 0.0), 1.0),
                _flag(entry["visible"]),
            )
            for entry in entries
        )
        for project, entries in value.items()
    }


def _write_base_maps(value: Mapping[str, tuple[BaseMapChoice, ...]]) -> object:
    return {project: [vars(entry) for entry in entries] for project, entries in value.items()}


def _layer_views(value: Any) -> Mapping[str, LayerView]:
    return {
        _text(project): LayerView(
            *(tuple(map(_text, entry[part])) for part in ("shown", "hidden", "folded"))
        )
        for project, entry in value.items()
    }


def _write_layer_views(value: Mapping[str, LayerView]) -> object:
    return {project: vars(entry) for project, entry in value.items()}


def _table_columns(value: Any) -> Mapping[str, TableColumns]:
    return {
        _text(table): TableColumns(
            *(tuple(map(_text, entry[part])) for part in ("order", "hidden"))
        )
        for table, entry in value.items()
    }


def _write_table_columns(value: Mapping[str, TableColumns]) -> object:
    return {table: vars(entry) for table, entry in value.items()}


class Settings:
    """All settings of one user as typed attributes; ``save`` writes them.

    Args:
        path: the JSON file; a missing one means the defaults.
    """

    language = Setting("zh", _one_of("zh", "en"))
    theme = Setting("system", _one_of("system", "light", "dark"))
    font_size = Setting("standard", _one_of("standard", "large", "extra_large"))
    last_task = Setting("overlay", _text)
    data_year = Setting(2021, _year)
    as_of = Setting[date | None](None, _day, _write_day)  # None: the last day of the data year
    inset = Setting(True, _flag)  # 附图 on the map
    base_maps = Setting[Mapping[str, tuple[BaseMapChoice, ...]]](
        {}, _base_maps, _write_base_maps
    )  # project -> files, lowest first
    layer_views = Setting[Mapping[str, LayerView]](
        {}, _layer_views, _write_layer_views
    )  # project -> its layer tree as last seen, so that looking does not change the file
    online_map = Setting(False, _flag)  # 天地图: the only thing that ever uses a network
    online_style = Setting("vec", _one_of("vec", "img"))
    online_key = Setting("", _text)  # the user's own, from 天地图
    software_rendering = Setting(False, _flag)
    author = Setting("", _text)
    organisation = Setting("", _text)  # 编制单位 on map sheets
    reviewer = Setting("", _text)  # who overrode a verdict last
    preview_source = Setting(
        "", _one_of("", "enterprises", "projects")
    )  # of 命中预览; "" = by data
    sheet_format = Setting("pdf", _one_of("pdf", "docx"))  # of 判定书
    sheets_together = Setting(False, _flag)
    sheet_numbers = Setting[Mapping[str, str]]({}, _texts)  # "project year" -> next 编号
    recent_projects = Setting[tuple[RecentProject, ...]]((), _recent, _write_recent)
    table_columns = Setting[Mapping[str, TableColumns]](
        {}, _table_columns, _write_table_columns
    )  # table -> its columns under the map
    layouts = Setting[Mapping[str, str]]({}, _texts)  # "task/size class" -> base64 of saveState()
    folders = Setting[Mapping[str, str]](
        {}, _texts
    )  # purpose (open, import, export) -> last folder

    def __init__(self, path: Path) -> None:
        self.path = path
        self._values: dict[str, Any] = {}
        self._foreign: dict[str, Any] = {}
        self.damaged: Path | None = None
        self._load()

    @classmethod
    def for_user(cls) -> "Settings":
        """The settings in the user's configuration folder."""
        return cls(platformdirs.user_config_path("dzmap", appauthor=False) / "settings.json")

    def save(self) -> None:
        """Write the file atomically; OSError if the folder cannot be written."""
        declared = _declared()
        values = {
            name: declared[name].write(value)
            for name, value in self._values.items()
            if value != declared[name].default
        }
        document = {"version": VERSION, "values": {**self._foreign, **values}}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_name(f"{self.path.name}.new")
        draft.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(draft, self.path)  # noqa: PTH105 - replaces on Windows too

    def _load(self) -> None:
        try:
            document = json.loads(self.path.read_text(encoding="utf-8"))
            stored = dict(document["values"])
        except FileNotFoundError:
            return
        except OSError:
            return  # not readable now (locked, no right): start with the defaults, touch nothing
        except (ValueError, KeyError, TypeError):
            self._set_aside()
            return
        declared = _declared()
        for name, value in stored.items():
            if name not in declared:
                self._foreign[name] = value
                continue
            try:
                self._values[name] = declared[name].read(value)
            except (ValueError, TypeError, KeyError, AttributeError):
                continue

    def _set_aside(self) -> None:
        kept = self.path.with_name(f"{self.path.name}.bak")
        try:
            os.replace(self.path, kept)  # noqa: PTH105
        except OSError:
            return
        self.damaged = kept


def _declared() -> dict[str, Setting[Any]]:
    return {name: value for name, value in vars(Settings).items() if isinstance(value, Setting)}


def cache_folder() -> Path:
    """Where the program keeps what it can make again (may not exist yet)."""
    return platformdirs.user_cache_path("dzmap", appauthor=False)


def log_folder() -> Path:
    """Where the program writes its log (may not exist yet)."""
    return platformdirs.user_log_path("dzmap", appauthor=False)
