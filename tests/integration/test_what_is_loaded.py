import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("dzmap.__main__", ("pandas", "geopandas", "PySide6", "folium", "typst")),
        ("dzmap.core.screening", ("PySide6", "folium", "openpyxl")),
        ("dzmap.bootstrap", ("PySide6", "pandas")),
        ("dzmap.ui.app", ("numpy", "pandas", "geopandas", "PySide6.QtWebEngineCore")),
    ],
)
def test_that_nothing_heavy_is_loaded_before_it_is_needed(
    module: str, unwanted: tuple[str, ...]
) -> None:
    script = f"import sys, {module}; print(*(name for name in {unwanted!r} if name in sys.modules))"
    done = subprocess.run(  # noqa: S603 - our own interpreter and names
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
