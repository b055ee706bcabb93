"""QGIS itself opens the project file and says how it draws it."""

import json
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from dzmap.core.attribute_filter import AttributeFilter, Comparison, FilterRow
from dzmap.core.changes import TableChange
from dzmap.core.frames import conform
from dzmap.core.layer_style import Category, Labelling, LayerStyle, Look, Method, Per, Rendering
from dzmap.core.symbols import Symbol
from dzmap.core.tables import TABLES
from dzmap.services.overlay import overlay_model
from dzmap.services.session import Session, create_project, open_session
from dzmap.services.styling import as_chosen, set_styles
from dzmap.storage import GeoPackageStores

PYTHON = "/usr/bin/python3"  # the one that Debian's QGIS belongs to
SCRIPT = Path(__file__).parents[1] / "helpers" / "qgis_styles.py"
RED, BLUE = "#C0242B", "#14507F"


def _has_qgis() -> bool:
    folders = ("/usr/lib/python3/dist-packages/qgis", "/usr/share/qgis/python/qgis")
    return Path(PYTHON).exists() and any(Path(folder).is_dir() for folder in folders)


pytestmark = pytest.mark.skipif(not _has_qgis(), reason="QGIS is not installed here")


def _spatial(table: str, /, places: list[Any], **columns: Any) -> pd.DataFrame:
    frame = gpd.GeoDataFrame(columns, geometry=places, crs="EPSG:4490")
    return conform(frame, TABLES[table])


def _tables() -> dict[str, pd.DataFrame]:
    boxes = [shapely.box(116 + n / 2, 37, 116.4 + n / 2, 37.4) for n in range(6)]
    points = [shapely.Point(116.02 + n / 20, 37.1 + n % 7 / 30) for n in range(60)]
    count = range(60)
    return {
        "counties": _spatial(
            "counties", boxes, id=[f"c{n}" for n in range(6)], name=[f"县{n}" for n in range(6)],
            official_area_km2=[10.0, 20, 40, 80, 160, 320],
        ),
        "zones": _spatial(
            "zones", boxes, id=[f"z{n}" for n in range(6)], name=[f"区{n}" for n in range(6)],
            level=["国家级", "省级"] * 3,
        ),
        "enterprises": _spatial(
            "enterprises", points, id=[f"e{n}" for n in count], name=[f"企业{n}" for n in count],
        ),
        "projects": _spatial(
            "projects", points, id=[f"p{n}" for n in count], name=[f"项目{n}" for n in count],
            kind=["invest", "invest", "upgrade"] * 20, stage=["开工", "竣工", None] * 20,
            total_invest_wan_yuan=[np.nan if n % 10 == 9 else 10.0 * n for n in count],
        ),
        "townships": _spatial(
            "townships", points[:9], id=[f"t{n}" for n in range(9)], name=["镇"] * 9,
            county_id=["c0", "c1", "it's"] * 3,
        ),
        "parcels": _spatial(
            "parcels", boxes, id=[f"d{n}" for n in range(6)], name=[f"地{n}" for n in range(6)]
        ),
    }  # fmt: skip


STYLES = (
    LayerStyle(
        id="counties",
        opacity=0.5,
        coarsest=500_000.0,
        finest=1_000.0,
        look=Look(
            rendering=Rendering.GRADUATED,
            column="official_area_km2",
            method=Method.QUANTILE,
            class_count=3,
            ramp="viridis",
        ),
        labelling=Labelling(size_pt=12.0, halo=False),
    ),
    LayerStyle(id="zones_national", opacity=0.4, look=Look(symbol=Symbol(fill=RED))),
    LayerStyle(
        id="zones_provincial",
        coarsest=300_000.0,
        look=Look(
            rendering=Rendering.GRADUATED,
            column="within.enterprises",
            per=Per.MU,
            class_count=2,
        ),
        labelling=Labelling(
            rule=AttributeFilter((FilterRow("name", Comparison.ONE_OF, "区1、区3"),))
        ),
    ),
    LayerStyle(
        id="townships",
        look=Look(
            rendering=Rendering.CATEGORISED,
            column="county_id",
            categories=(
                Category("it's", "<它>", Symbol(fill=RED)),
                Category("", "其他", Symbol(fill=BLUE)),
            ),
        ),
    ),
    LayerStyle(
        id="projects",
        filter=AttributeFilter((FilterRow("stage", Comparison.EQUAL, "开工"),)),
        look=Look(
            rendering=Rendering.GRADUATED,
            column="total_invest_wan_yuan",
            method=Method.MANUAL,
            breaks=(100.0, 300.0),
        ),
    ),
    LayerStyle(id="upgrades", look=Look(rendering=Rendering.PROPORTIONAL, column="total_invest_wan_yuan")),
    LayerStyle(id="enterprises", look=Look(rendering=Rendering.CLUSTERS, radius=40.0)),
)  # fmt: skip
LAYERS = ("counties", "zones", "townships", "projects", "enterprises", "parcels")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("qgis") / "样式.gpkg"
    create_project(GeoPackageStores(), path, _tables())
    with closing(open_session(GeoPackageStores(), path)) as session:
        set_styles(session, STYLES)
        session.save()
    return path


def ask_qgis(path: Path, *layers: str, picture: Path | None = None) -> dict[str, Any]:
    command = [PYTHON, str(SCRIPT), str(path), ",".join(layers)]
    command += [str(picture)] if picture else []
    environment = {"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin", "HOME": str(path.parent)}
    run = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, timeout=60, check=False, env=environment
    )
    assert run.returncode == 0, run.stderr
    told = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    return dict(zip(layers, told, strict=True))


@pytest.fixture(scope="module")
def qgis(project: Path) -> dict[str, Any]:
    return ask_qgis(project, *LAYERS)


@pytest.fixture(scope="module")
def ours(project: Path) -> Any:
    with closing(open_session(GeoPackageStores(), project)) as session:
        yield {layer.id: layer for layer in as_chosen(overlay_model(session), session).layers}


def _legend(layer: Any) -> list[list[str]]:
    return [[entry.label, entry.symbol.fill or entry.symbol.line] for entry in layer.classes]


def test_that_qgis_takes_every_style(qgis: dict[str, Any]) -> None:
    assert all(told["loaded"] for told in qgis.values())


def test_that_ranges_colours_scales_and_labels_are_ours(qgis: dict[str, Any], ours: Any) -> None:
    told = qgis["counties"]
    assert told["type"] == "graduatedSymbol"
    assert told["legend"] == _legend(ours["counties"])[::-1]
    assert [low for low, _ in told["ranges"][1:]] == [high for _, high in told["ranges"][:-1]]
    assert (told["ranges"][0][0], told["ranges"][-1][1]) == (10, 320)
    assert told["opacity"] == 0.5
    assert told["scales"] == [1000, 500_000]
    assert told["label"] == ["name", 12, False]


def test_that_categories_are_ours_with_any_text(qgis: dict[str, Any], ours: Any) -> None:
    assert qgis["townships"]["type"] == "categorizedSymbol"
    assert qgis["townships"]["legend"] == _legend(ours["townships"])


def test_that_two_layers_of_one_table_are_two_groups_of_rules(
    qgis: dict[str, Any], ours: Any
) -> None:
    provincial, national = qgis["zones"]["rules"]
    assert (national["colour"], national["opacity"]) == (RED, 0.4)
    assert provincial["scales"][1] == 300_000
    assert [[rule["label"], rule["colour"]] for rule in provincial["children"]] == _legend(
        ours["zones_provincial"]
    )
    assert qgis["zones"]["labels"] == "rule-based"


def test_that_a_filter_and_what_is_missing_are_rules(qgis: dict[str, Any], ours: Any) -> None:
    upgrades, investments = qgis["projects"]["rules"]
    assert "\"stage\" = '开工'" in investments["filter"]
    colours = [[rule["label"], rule["colour"]] for rule in investments["children"]]
    assert [entry[0] for entry in colours] == [entry.label for entry in ours["projects"].classes]
    assert upgrades["children"][0]["label"] == "无数据"
    assert upgrades["children"][1]["filter"] == "ELSE"


def test_that_clusters_are_clusters(qgis: dict[str, Any]) -> None:
    assert qgis["enterprises"]["type"] == "pointCluster"
    assert qgis["enterprises"]["tolerance"] == pytest.approx(40 * 25.4 / 96, abs=0.01)
    assert qgis["enterprises"]["inner"]["type"] in ("singleSymbol", "RuleRenderer")


def test_that_clusters_are_kept_with_filters_and_where_two_layers_gather(
    project: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "副本.gpkg"
    copy.write_bytes(project.read_bytes())
    look = Look(rendering=Rendering.CLUSTERS, radius=40.0)
    few = AttributeFilter((FilterRow("name", Comparison.ONE_OF, "企业1、企业3"),))
    with closing(open_session(GeoPackageStores(), copy)) as session:
        both = [LayerStyle(id=name, look=look) for name in ("projects", "upgrades")]
        set_styles(
            session, [*both, LayerStyle(id="enterprises", filter=few, opacity=0.5, look=look)]
        )
        session.save()
    told = ask_qgis(copy, "projects", "enterprises")
    assert {one["type"] for one in told.values()} == {"pointCluster"}
    assert [rule["label"] for rule in told["projects"]["inner"]["rules"]] == [
        "技改项目",
        "投资项目",
    ]
    assert "企业3" in told["enterprises"]["inner"]["rules"][0]["filter"]
    assert told["enterprises"]["opacity"] == 0.5
    # Without a font QGIS sets the number in Dingbats, as a sign.
    disk = told["enterprises"]["disk"]
    assert disk["font"] == "Microsoft YaHei"
    assert disk["texts"] == {"2": "2", "12999": "1.2万", "354321": "35万"}


def test_that_styles_follow_rows_and_go_with_undo(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "副本.gpkg"
    copy.write_bytes(project.read_bytes())
    with closing(open_session(GeoPackageStores(), copy)) as session:
        _edit_counties(session)
        heat = Look(rendering=Rendering.HEAT, radius=30.0)
        set_styles(session, [LayerStyle(id="enterprises", look=heat), LayerStyle(id="townships")])
        session.save()
    told = ask_qgis(copy, "counties", "enterprises", "townships")
    assert told["counties"]["ranges"][-1][1] == 3200
    assert told["enterprises"]["type"] == "heatmapRenderer"
    assert told["enterprises"]["radius"] == pytest.approx(30 * 25.4 / 96, abs=0.01)
    assert told["townships"]["type"] == "singleSymbol"


def test_that_any_look_by_any_column_can_be_saved(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "副本.gpkg"
    copy.write_bytes(project.read_bytes())
    columns = ("gone", "name", "total_invest_wan_yuan", "within.enterprises", "area.mu",
               "enterprise_years.revenue_wan_yuan")  # fmt: skip
    with closing(open_session(GeoPackageStores(), copy)) as session:
        for rendering in Rendering:
            for place, column in enumerate(columns):
                per = Per.ENTERPRISE if place % 2 else Per.NOTHING
                look = Look(rendering=rendering, column=column, per=per)
                set_styles(session, [LayerStyle(id=name, look=look) for name in LOOKED_AT])
                session.save()
        marks = Look(rendering=Rendering.PROPORTIONAL, column="within.enterprises")
        set_styles(session, [LayerStyle(id="parcels", look=marks)])
        session.save()
    assert ask_qgis(copy, "parcels")["parcels"]["loaded"]


LOOKED_AT = ("parcels", "enterprises", "projects", "zones_national", "counties")


def _edit_counties(session: Session) -> None:
    rows = session.table("counties")
    larger = rows.assign(official_area_km2=rows["official_area_km2"] * 10)
    session.edit("改", TableChange("counties", rows, larger))
