"""天地图: tiles of the national map service, fetched by the program and only when switched on."""

import http.client
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import quote

from typing_extensions import override

from dzmap.core.problems import KnownError
from dzmap.services.base_map_model import BaseMapFacts

_ADDRESS = "https://t{server}.tianditu.gov.cn"
_SERVERS = 8
_PATIENCE_SECONDS = 8.0
_REST_SECONDS = 30.0  # after a failure nothing is asked for so long: a dead network is not retried
_LARGEST = 2 * 2**20
_LAYERS = {"vec": ("vec", "cva"), "img": ("img", "cia")}
_NAMES = ("cva", "cia")  # place names, drawn over the other layer
_TITLES = {"vec": "天地图矢量", "cva": "天地图注记", "img": "天地图影像", "cia": "天地图影像注记"}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Whoever answers for 天地图 sends nobody elsewhere."""

    @override
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


class Tianditu:
    """Opens the layers of a style, each with the user's key.

    Args:
        address: where the service is, with ``{server}`` for one of its hosts.
        now: seconds of a clock that never goes back.
    """

    def __init__(self, address: str = _ADDRESS, now: Callable[[], float] = time.monotonic) -> None:
        self._address = address
        self._now = now

    def open(self, style: str, key: str) -> "tuple[TiandituLayer, ...]":
        """The layers of ``vec`` or ``img``, lowest first; nothing is asked for yet."""
        return tuple(TiandituLayer(name, key, self._address, self._now) for name in _LAYERS[style])


class TiandituLayer:
    """One layer; safe to read from any thread."""

    def __init__(self, name: str, key: str, address: str, now: Callable[[], float]) -> None:
        self._name, self._key, self._address, self._now = name, key, address, now
        self._opener = urllib.request.build_opener(_NoRedirect())
        self._lock = threading.Lock()
        self._quiet_until = 0.0
        self._closed = False
        self.facts = BaseMapFacts(
            title=_TITLES[name],
            form="天地图",
            vector=False,
            bounds=(-180.0, -85.0, 180.0, 85.0),
            coarsest=1,
            finest=18,
            overlay=name in _NAMES,
            attribution="天地图 国家地理信息公共服务平台",
        )

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """One tile as the service gives it; KnownError if it cannot be had."""
        with self._lock:
            if self._closed:
                return None
            if self._now() < self._quiet_until:
                raise _unreachable("刚才没有连上，过一会儿再试")
        try:
            return self._fetch(self._url(zoom, column, row))
        except urllib.error.HTTPError as error:
            error.close()
            self._rest()
            refused = error.code in (401, 403, 418)
            reason = "密钥无效或用量已满" if refused else f"服务器回答 {error.code}"
            raise _unreachable(reason) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            self._rest()
            raise _unreachable("连不上服务器") from error

    def close(self) -> None:
        """Ask for nothing any more."""
        with self._lock:
            self._closed = True

    def _rest(self) -> None:
        with self._lock:
            self._quiet_until = self._now() + _REST_SECONDS

    def _url(self, zoom: int, column: int, row: int) -> str:
        server = (column + row) % _SERVERS
        return (
            f"{self._address.format(server=server)}/{self._name}_w/wmts?SERVICE=WMTS"
            f"&REQUEST=GetTile&VERSION=1.0.0&LAYER={self._name}&STYLE=default&TILEMATRIXSET=w"
            f"&FORMAT=tiles&TILEMATRIX={zoom}&TILEROW={row}&TILECOL={column}"
            f"&tk={quote(self._key, safe='')}"
        )

    def _fetch(self, url: str) -> bytes:
        request = urllib.request.Request(url, headers={"User-Agent": "Mozilla/5.0 dzmap"})  # noqa: S310
        with self._opener.open(request, timeout=_PATIENCE_SECONDS) as answer:
            data: bytes = answer.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise ValueError("answer too long")
        return data


def _unreachable(reason: str) -> KnownError:
    return KnownError(
        "天地图暂时取不到，缺的地方显示为灰色",
        reason=reason,
        remedy="检查网络和“底图”里的密钥，或关闭在线底图。其他功能不受影响。",
    )
