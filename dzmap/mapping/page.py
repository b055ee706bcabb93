"""The map page: folium builds the shell, which holds no data and names no remote address.

The same shell serves the window (assets by address below ``dzmap://app/``) and the one-file report
(assets inlined). Everything that folium would make up at random is fixed, so the page is the same
byte for byte each time. This module is imported when a page is built and not before: folium is slow
to load. The window's page is built ahead (``packaging/build_page.py``).
"""

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

import folium  # noqa: TID253
from branca.element import Element, Figure
from folium.template import Template  # noqa: TID253

from dzmap.mapping.addresses import CHANNEL_SCRIPT
from dzmap.resources import design_tokens, resource_path

MAP_NAME = "map_main"
_ICONS = (
    "cursor",
    "hand_right",
    "zoom_in",
    "zoom_out",
    "full_screen_maximize",
    "select_object",
    "ruler",
    "pen",
    "bookmark",
    "chevron_down",
    "chevron_left",
    "chevron_right",
    "chevron_up",
    "dismiss",
    "map",
)
_LIBRARIES = ("vendor/leaflet.js",)
_STYLES = ("vendor/leaflet.css", "map.css")
_CENTRE = (37.25, 116.7)  # seen only until the first scene says where to look


class _Raw(Element):
    """A piece of HTML that is put in as it stands (branca would read it as a template)."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self._name, self._id = name, name
        self.text = text


class _ShellMap(folium.Map):
    """A folium map whose assets are the program's own and whose names never change."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's name and type
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, *, linked: bool) -> None:
        if linked:
            self.default_js = [(name, name) for name in _LIBRARIES]
            self.default_css = [(name, name) for name in _STYLES]
        super().__init__(
            location=_CENTRE,
            zoom_start=9,
            tiles=None,
            zoom_control=False,
            prefer_canvas=True,
            no_touch=False,
            attribution_control=False,
            keyboard=False,
            double_click_zoom=False,
            inertia=False,
            zoom_animation=False,
            fade_animation=False,
            marker_zoom_animation=False,
            zoom_snap=0.25,
            zoom_delta=1,
            wheel_px_per_zoom_level=110,
            font_size="13.333px",
        )
        self.options.update(min_zoom=5, max_zoom=19)
        self._name, self._id = "map", "main"
        root = cast("Figure", self.get_root())
        root._id = "page"
        self.root = root


@cache
def shell_html() -> str:
    """The page of the window: links to scripts and styles below its own address."""
    shell = _ShellMap(linked=True)
    _dress(shell.root)
    for name in (CHANNEL_SCRIPT, "live.js"):
        kind = ' type="module"' if name == "live.js" else ""
        shell.root.header.add_child(_Raw(f'<script src="{name}"{kind}></script>', name))
    return _guarded(
        shell.root.render(),
        {"script-src": ["'self'"], "style-src": ["'self'"], "connect-src": ["'self'"]},
    )


def offline_html(
    *,
    title: str,
    script: str,
    data: str,
    before: str,
    after: str,
    style: str = "",
) -> str:
    """One file with everything in it: libraries, scripts, styles and data.

    Args:
        title: of the document, as text.
        script: the program's own scripts as one classic script.
        data: JSON, already safe inside a script element.
        before: HTML in front of the map; whoever made it escaped what comes from data.
        after: HTML behind the map, likewise.
        style: CSS besides that of the map.
    """
    shell = _ShellMap(linked=False)
    root = shell.root
    root.title = html.escape(title)
    sheets = [_read(name) for name in _STYLES] + [style]
    css = "\n".join(_without_files(sheet) for sheet in sheets)
    root.header.add_child(_Raw(f"<style>{css}</style>", "styles"))
    for name in _LIBRARIES:
        library = re.sub(r"\n//# sourceMappingURL=\S+", "", _read(name))
        root.header.add_child(_Raw(f"<script>{library}</script>", name))
    _dress(root)
    root.render()  # only now folium adds the map's own element, at the end
    elements = root.html._children
    below = _Raw(after, "after")
    record = _Raw(f'<script type="application/json" id="report-data">{data}</script>', "data")
    parts = {"before": _Raw(before, "before"), **elements, "after": below, "data": record}
    elements.clear()
    for name, part in parts.items():
        root.html.add_child(part, name=name)
    page, closing, _ = root.render().rpartition("</html>")
    return _guarded(f"{page}<script>{script}</script>\n{closing}\n", {})


def _dress(root: Figure) -> None:
    """Put in what both pages share: language, design tokens, icons, the north arrow."""
    root.header.add_child(_Raw(f"<style>{_token_css()}</style>", "tokens"))
    root.html.add_child(_Raw(_icon_sprite(), "icons"))
    root.html.add_child(_Raw(_NORTH, "north"))


def _guarded(page: str, sources: Mapping[str, Sequence[str]]) -> str:
    """Add the language and a Content-Security-Policy that allows these inline parts and no more."""
    policy = {
        "default-src": ["'none'"],
        "script-src": [*sources.get("script-src", ()), *_hashes(page, "script")],
        "style-src": [*sources.get("style-src", ()), *_hashes(page, "style")],
        "connect-src": list(sources.get("connect-src", ("'none'",))),
        "img-src": ["'self'", "data:", "blob:"] if sources else ["data:", "blob:"],
        "font-src": ["'self'"] if sources else ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    content = "; ".join(f"{name} {' '.join(values)}" for name, values in policy.items())
    meta = f'<meta http-equiv="Content-Security-Policy" content="{content}" />'
    page = page.replace("<html>", '<html lang="zh-CN">', 1)
    return page.replace("<head>", f"<head>\n{meta}", 1)


def _hashes(page: str, tag: str) -> list[str]:
    """CSP hashes of the inline elements of that tag that a browser would run or apply."""
    pattern = rf"<{tag}(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>(.*?)</{tag}>"
    found = []
    for body in re.findall(pattern, page, flags=re.DOTALL):
        normal = body.replace("\r\n", "\n").replace("\r", "\n")
        digest = base64.b64encode(hashlib.sha256(normal.encode()).digest()).decode()
        found.append(f"'sha256-{digest}'")
    return found


def _read(name: str) -> str:
    return resource_path("web", *name.split("/")).read_text(encoding="utf-8")


def _without_files(css: str) -> str:
    """Leave out what would load another file: fonts, images, source maps."""
    css = re.sub(r"@font-face\s*{[^}]*}", "", css)
    return re.sub(r"url\((?!['\"]?(?:data:|#))[^)]*\)", "none", css)


def _token_css() -> str:
    tokens: dict[str, Any] = design_tokens()
    light, dark = (_properties(tokens[theme]) for theme in ("light", "dark"))
    ground = f"--map-context:{tokens['map']['context']};"
    return f":root{{{light}{ground}}}.dark{{{dark}}}"


def _properties(colors: Mapping[str, str]) -> str:
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in colors.items())


def _icon_sprite() -> str:
    symbols = []
    for name in _ICONS:
        path = resource_path("icons", "fluent", f"{name}_20_regular.svg")
        svg = path.read_text(encoding="utf-8")
        inner = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", svg, flags=re.DOTALL)
        symbols.append(f'<symbol id="icon-{name}" viewBox="0 0 20 20">{inner}</symbol>')
    return f'<svg hidden width="0" height="0" aria-hidden="true">{"".join(symbols)}</svg>'


_NORTH = (
    '<template id="north-arrow"><svg viewBox="0 0 20 30">'
    '<path d="M10 1 18 28 10 22Z" fill="#1B2733" stroke="#1B2733" stroke-width="1"/>'
    '<path d="M10 1 2 28 10 22Z" fill="#fff" stroke="#1B2733" stroke-width="1"/>'
    "</svg></template>"
)
