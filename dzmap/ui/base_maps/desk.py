"""The base maps of the open project: opened from the settings, shown on the map, remembered."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from dzmap.core.problems import KnownError
from dzmap.mapping.tiles import TileShelf
from dzmap.services.base_maps import BASE_MAP_SUFFIXES, open_base_map, plain_credit
from dzmap.services.jobs import Progress
from dzmap.settings import BaseMapChoice
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from dzmap.services.base_map_model import BaseMapFacts
    from dzmap.services.ports import BaseMap
    from dzmap.ui.map.view import MapView

_FAULT_INTERVAL_MS = 500
_PROJECTS_REMEMBERED = 50
_ONLINE_KEY = "online map"


@dataclass(eq=False)
class ShownFile:
    """A file in use; ``facts`` is None while it is being opened or when it cannot be."""

    choice: BaseMapChoice
    facts: "BaseMapFacts | None" = None
    base: str = ""
    error: KnownError | None = None


@dataclass
class _Online:
    bases: list[str] = field(default_factory=list)
    facts: "list[BaseMapFacts]" = field(default_factory=list)
    faulty: bool = False


class BaseMapDesk(QObject):
    """Holds what lies under the layers. ``changed`` tells that ``files`` or the service changed.

    ``files`` are drawn lowest first, over 天地图 if that is switched on.
    """

    changed = Signal()
    online_changed = Signal(bool)
    file_missing = Signal(object)  # a ShownFile whose file cannot be opened

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.files: list[ShownFile] = []
        self._online = _Online()
        self._faults: SimpleQueue[tuple[str, Exception]] = SimpleQueue()
        self._shelf = TileShelf(lambda base, error: self._faults.put((base, error)))
        self._fault_timer = QTimer(self, interval=_FAULT_INTERVAL_MS)
        self._fault_timer.timeout.connect(self._tell_faults)
        desk.document.opened.connect(self._open_project)
        desk.document.closed.connect(self._close_project)
        desk.document.state_changed.connect(self._follow_copy)

    def attach(self, view: "MapView") -> None:
        """Let the map have the tiles."""
        view.serve_tiles(self._shelf)

    def takes(self, path: Path) -> bool:
        """Whether a dropped file is one for here."""
        return path.suffix.lower() in BASE_MAP_SUFFIXES

    @property
    def online(self) -> bool:
        """Whether tiles are fetched from 天地图 now."""
        return bool(self._online.bases)

    def add(self, path: Path) -> None:
        """Open a file and show it above the other base maps."""
        if any(Path(shown.choice.path) == path for shown in self.files):
            self._desk.notices.toast(tr("这个底图已经在用"))
            return
        self._open(ShownFile(BaseMapChoice(str(path))), new=True)

    def replace(self, shown: ShownFile, path: Path) -> None:
        """Another path for a file that was not found."""
        shown.choice = replace(shown.choice, path=str(path))
        shown.error = None
        self._open(shown)

    def remove(self, shown: ShownFile) -> None:
        """Take a file off the map; the file itself stays where it is."""
        if shown in self.files:
            self.files.remove(shown)
        self._drop(shown)
        self._desk.notices.end_banner(_banner_key(shown))
        self._keep()

    def set_visible(self, shown: ShownFile, visible: bool) -> None:
        """Show or hide a file."""
        shown.choice = replace(shown.choice, visible=visible)
        self._keep()

    def set_opacity(self, shown: ShownFile, opacity: float) -> None:
        """0 (clear) to 1."""
        shown.choice = replace(shown.choice, opacity=opacity)
        self._remember()
        self._tell()

    def move(self, shown: ShownFile, by: int) -> None:
        """Raise (positive) or lower a file among the base maps."""
        place = self.files.index(shown)
        self.files.pop(place)
        self.files.insert(min(max(place + by, 0), len(self.files)), shown)
        self._keep()

    def zoom_to(self, shown: ShownFile) -> None:
        """Show the whole extent of a file."""
        view = self._desk.stage.view
        if view is not None and shown.facts is not None:
            view.zoom_to(shown.facts.bounds)

    def set_online(self, *, on: bool, style: str, key: str) -> None:
        """Switch 天地图 on or off; without a key it stays off."""
        settings = self._desk.settings
        settings.online_style, settings.online_key = style, key.strip()
        settings.online_map = on and bool(settings.online_key)
        self._close_online()
        self._open_online()
        self.changed.emit()
        self._tell()

    def _open_project(self) -> None:
        session = self._desk.document.session
        if session is None:
            return
        for choice in self._desk.settings.base_maps.get(str(session.path), ()):
            shown = ShownFile(choice)
            self.files.append(shown)
            self._open(shown)
        self._open_online()
        self.changed.emit()
        self._tell()

    def _close_project(self) -> None:
        for shown in self.files:
            self._drop(shown)
            self._desk.notices.end_banner(_banner_key(shown))
        self.files = []
        self._close_online()
        self.changed.emit()
        self._tell()

    def _follow_copy(self) -> None:
        """Saved under another name, the project keeps its base maps."""
        session = self._desk.document.session
        kept = self._desk.settings.base_maps
        if session is not None and self.files and str(session.path) not in kept:
            self._remember()

    def _open(self, shown: ShownFile, *, new: bool = False) -> None:
        document = self._desk.document
        session = document.session
        readers, path = document.application.base_maps, Path(shown.choice.path)

        def work(progress: Progress) -> "BaseMap":
            progress.step(tr("打开底图"))
            return open_base_map(readers, path)

        def take(source: "BaseMap") -> None:
            if document.session is not session or not (new or shown in self.files):
                source.close()
                return
            if new:
                self.files.append(shown)
            self._drop(shown)
            shown.facts, shown.error = source.facts, None
            shown.base = self._shelf.put(source)
            if source.facts.note:
                self._desk.notices.toast(f"{path.name}：{source.facts.note}")
            self._keep()

        def fail(error: KnownError) -> None:
            if new:
                self._desk.notices.error(error)
            elif shown in self.files:
                shown.error = error
                self._miss(shown)

        self._desk.jobs.run(
            tr("打开底图"),
            work,
            key=f"base map {path}",
            on_done=take,
            on_failed=fail,
            on_dropped=lambda source: source.close(),
        )

    def _miss(self, shown: ShownFile) -> None:
        error = shown.error
        text = tr("底图 {name} 打不开：{reason}。").format(
            name=Path(shown.choice.path).name, reason=error.reason if error is not None else ""
        )
        again = (tr("重新选择…"), lambda: self.file_missing.emit(shown))
        self._desk.notices.banner("warn", text, again, key=_banner_key(shown))
        self.changed.emit()

    def _open_online(self) -> None:
        settings = self._desk.settings
        if self._desk.document.session is not None and settings.online_map and settings.online_key:
            service = self._desk.document.application.online_maps
            for layer in service.open(settings.online_style, settings.online_key):
                self._online.bases.append(self._shelf.put(layer))
                self._online.facts.append(layer.facts)
        self.online_changed.emit(self.online)

    def _close_online(self) -> None:
        for base in self._online.bases:
            self._shelf.drop(base)
        self._online = _Online()
        self._desk.notices.end_banner(_ONLINE_KEY)
        self.online_changed.emit(False)

    def _drop(self, shown: ShownFile) -> None:
        if shown.base:
            self._shelf.drop(shown.base)
        shown.base, shown.facts = "", None

    def _keep(self) -> None:
        self._remember()
        self.changed.emit()
        self._tell()

    def _remember(self) -> None:
        session = self._desk.document.session
        if session is None:
            return
        kept = dict(self._desk.settings.base_maps)
        kept.pop(str(session.path), None)
        if self.files:
            kept[str(session.path)] = tuple(shown.choice for shown in self.files)
        self._desk.settings.base_maps = dict(list(kept.items())[-_PROJECTS_REMEMBERED:])

    def _tell(self) -> None:
        """Bring the map up to date."""
        maps = [
            _description(base, facts, 1.0)
            for base, facts in zip(self._online.bases, self._online.facts, strict=True)
        ] + [
            _description(shown.base, shown.facts, shown.choice.opacity)
            for shown in self.files
            if shown.facts is not None and shown.choice.visible
        ]
        self._desk.stage.tell("baseMaps", keep=True, maps=maps)
        self._desk.stage.over_base_map = bool(maps)
        if maps:
            self._fault_timer.start()
        else:
            self._fault_timer.stop()

    def _tell_faults(self) -> None:
        try:
            base, error = self._faults.get_nowait()
        except Empty:
            return
        if base in self._online.bases:
            if self._online.faulty:
                return
            self._online.faulty = True
            known = error if isinstance(error, KnownError) else None
            reason = known.reason if known is not None else str(error)
            self._desk.notices.banner(
                "warn",
                tr("天地图暂时取不到（{reason}），缺的地方显示为灰色。").format(reason=reason),
                key=_ONLINE_KEY,
            )
            return
        for shown in self.files:
            if shown.base == base:
                name = Path(shown.choice.path).name
                text = tr("底图 {name} 有一部分读不出来，文件可能已损坏，那里显示为灰色。")
                self._desk.notices.banner("warn", text.format(name=name), key=_banner_key(shown))


def _banner_key(shown: ShownFile) -> str:
    return f"base map {shown.choice.path}"


def _description(base: str, facts: "BaseMapFacts", opacity: float) -> dict[str, object]:
    """What the page needs to know of a base map."""
    return {
        "id": base,
        "vector": facts.vector,
        "attribution": plain_credit(facts.attribution),
        "opacity": opacity,
        "bounds": list(facts.bounds),
        "coarsest": facts.coarsest,
        "finest": facts.finest,
        "layers": list(facts.layers),
    }
