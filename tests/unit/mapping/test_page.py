import base64
import hashlib
import re
import subprocess
import sys

import pytest

from dzmap.mapping.page import offline_html, shell_html
from dzmap.resources import resource_path

_REMOTE = re.compile(
    r"""(?:src|href|url\(|import)\s*[=(]?\s*["']?\s*(?:https?:)?//""", re.IGNORECASE
)


def offline(**changes: str) -> str:
    parts = {
        "title": "标题",
        "script": "window.ran = true;",
        "data": "{}",
        "before": '<div class="map-frame">',
        "after": "</div>",
    }
    return offline_html(**(parts | changes))


def policy(page: str) -> dict[str, list[str]]:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found
    directives = (directive.split() for directive in found[1].split("; "))
    return {name: values for name, *values in directives}


def inline(page: str, tag: str) -> list[str]:
    pattern = rf"<{tag}(?![^>]*(?:src=|application/json))[^>]*>(.*?)</{tag}>"
    return re.findall(pattern, page, re.DOTALL)


def test_that_the_page_is_the_same_in_another_process() -> None:
    code = "import sys; from dzmap.mapping.page import shell_html; sys.stdout.buffer.write(shell_html().encode())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603
    assert other.stdout.decode() == shell_html()


def test_that_the_shipped_page_is_what_folium_makes() -> None:
    shipped = resource_path("web", "shell.html").read_text(encoding="utf-8")
    assert shipped == shell_html(), "run packaging/build_page.py"


@pytest.mark.parametrize("page", [shell_html(), offline()], ids=["window", "file"])
class TestBothPages:
    def test_that_no_remote_address_is_loaded(self, page: str) -> None:
        # Leaflet's text holds a link to its authors that the page never shows.
        leaflet = resource_path("web", "vendor", "leaflet.js").read_text(encoding="utf-8")
        assert not _REMOTE.search(page.replace(leaflet.partition("\n//# source")[0], ""))

    def test_that_the_library_of_vector_base_maps_waits_until_one_is_shown(self, page: str) -> None:
        library = resource_path("web", "vendor", "protomaps-leaflet.js").read_text(encoding="utf-8")
        assert library[:200] not in page
        assert "protomaps-leaflet.js" not in "".join(re.findall(r"<script[^>]*>", page))

    def test_that_the_policy_comes_first_and_forbids_what_is_not_named(self, page: str) -> None:
        assert page.index("Content-Security-Policy") < page.index("<script")
        assert policy(page)["default-src"] == ["'none'"]
        assert "'unsafe-inline'" not in page
        assert "'unsafe-eval'" not in page

    @pytest.mark.parametrize("tag", ["script", "style"])
    def test_that_the_policy_knows_every_inline_part(self, page: str, tag: str) -> None:
        parts = inline(page, tag)
        assert parts
        for part in parts:
            digest = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy(page)[f"{tag}-src"]

    def test_that_it_is_a_chinese_page_with_one_map(self, page: str) -> None:
        assert '<html lang="zh-CN">' in page
        assert page.count('id="map_main"') == 1


def test_that_the_file_has_everything_inside() -> None:
    page = offline()
    assert "<link" not in page
    assert not re.search(r"<script[^>]*\bsrc=", page)
    assert not re.search(r"url\((?!#)", "".join(inline(page, "style")))
    assert "sourceMappingURL" not in page
    assert policy(page)["connect-src"] == ["'none'"]
    assert page.index("map-frame") < page.index('id="map_main"') < page.index("window.ran")


def test_that_a_title_is_text() -> None:
    assert "<title>&lt;b&gt;德州&lt;/b&gt;</title>" in offline(title="<b>德州</b>")
