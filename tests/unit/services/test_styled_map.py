from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from dzmap.core.attribute_filter import AttributeFilter, Comparison, FilterRow
from dzmap.core.changes import TableChange
from dzmap.core.frames import conform
from dzmap.core.layer_style import (
    Category,
    Labelling,
    LayerStyle,
    LayerTree,
    Look,
    Method,
    Per,
    Rendering,
    Statistic,
)
from dzmap.core.ramps import ramps
from dzmap.core.symbols import Hatch, Symbol
from dzmap.core.tables import TABLES
from dzmap.mapping.server import MapServer
from dzmap.services.map_model import MapLayer, MapModel
from dzmap.services.overlay import overlay_model
from dzmap.services.session import Session
from dzmap.services.style_columns import columns_of, numbers_of
from dzmap.services.style_presets import (
    control_categories,
    land_use_categories,
    proposed_categories,
    verdict_categories,
)
from dzmap.services.styling import Stylist, as_chosen, set_style, set_tree, styled
from tests.helpers.memory_stores import memory_session

MONEY = "total_invest_wan_yuan"


def _table(name: str, /, **columns: object) -> pd.DataFrame:
    geometry = columns.pop("geometry", None)
    plain = pd.DataFrame(columns)
    if geometry is None:
        return conform(plain, TABLES[name])
    return conform(gpd.GeoDataFrame(plain, geometry=geometry, crs="EPSG:4490"), TABLES[name])


@pytest.fixture(scope="module")
def session() -> Session:
    """Three zones side by side; ten projects and six enterprises in the first, one in the second."""
    zones = _table(
        "zones",
        id=["a", "b", "c"],
        name=["甲区", "乙区", "丙区"],
        short_name=["甲", "乙", "丙"],
        level=["国家级"] * 3,
        geometry=[shapely.box(116 + n, 37, 116.5 + n, 37.1) for n in range(3)],
    )
    spots = [shapely.Point(116.01 + n / 50, 37.05) for n in range(10)]
    projects = _table(
        "projects",
        id=[f"p{n}" for n in range(10)],
        name=[f"项目{n}" for n in range(10)],
        kind=["invest"] * 10,
        stage=["签约", "供地", "开工", "竣工", None] * 2,
        total_invest_wan_yuan=[100.0, 400, 900, 1600, np.nan, 10, 20, 30, 40, 50],
        land_mu=[10.0, 10, 10, 10, 10, 10, 1, 0, np.nan, 10],
        geometry=spots,
    )
    firms = _table(
        "enterprises",
        id=[f"e{n}" for n in range(7)],
        name=[f"企业{n}" for n in range(7)],
        geometry=[*spots[:6], shapely.Point(117.2, 37.05)],
    )
    years = _table(
        "enterprise_years",
        id=[f"y{n}" for n in range(8)],
        enterprise_id=[*(f"e{n}" for n in range(7)), "e0"],
        year=[2021] * 7 + [2020],
        revenue_wan_yuan=[10_000.0] * 7 + [99.0],
    )
    return memory_session(
        {"zones": zones, "projects": projects, "enterprises": firms, "enterprise_years": years}
    )


@pytest.fixture(scope="module")
def model(session: Session) -> MapModel:
    return overlay_model(session)


def _layer(model: MapModel, name: str) -> MapLayer:
    return next(layer for layer in model.layers if layer.id == name)


def _drawn(
    session: Session, model: MapModel, name: str, look: Look | None = None, **choices: object
) -> tuple[MapLayer, tuple[str, ...]]:
    style = replace(LayerStyle(id=name, look=look), **choices)  # type: ignore[arg-type]
    made = styled(model, session, [style], LayerTree())
    return _layer(made, name), made.notes


def _legend(layer: MapLayer) -> list[tuple[str, int]]:
    return [(entry.label, entry.count) for entry in layer.classes]


# --- plain choices -----------------------------------------------------------------------------


def test_that_plain_choices_change_nothing_else(session: Session, model: MapModel) -> None:
    before = _layer(model, "zones_national")
    after, notes = _drawn(
        session, model, "zones_national", title="国家级", group="我的", opacity=0.4, coarsest=2e5
    )
    assert after == replace(before, title="国家级", group="我的", opacity=0.4, coarsest=2e5)
    assert after.features is before.features
    assert notes == model.notes


def test_that_the_tree_orders_and_removes_and_leaves_others_in_place(
    session: Session, model: MapModel
) -> None:
    ids = [layer.id for layer in model.layers]
    assert ids == ["zones_national", "projects", "enterprises"]
    tree = LayerTree(order=("enterprises", "gone", "projects"), groups=("企业与项目",))
    ordered = styled(model, session, [], tree).layers
    assert [layer.id for layer in ordered] == ["zones_national", "enterprises", "projects"]
    removed = styled(model, session, [], LayerTree(removed=("enterprises",))).layers
    assert [layer.id for layer in removed] == ["zones_national", "projects"]
    assert ordered[1] is model.layers[2]


def test_that_a_project_keeps_what_was_chosen(session: Session, model: MapModel) -> None:
    set_style(session, LayerStyle(id="projects", title="项目"))
    set_tree(session, LayerTree(order=("enterprises", "projects")))
    chosen = as_chosen(model, session)
    assert [layer.title for layer in chosen.layers] == ["国家级开发区", "规上企业", "项目"]
    session.undo()
    session.undo()
    assert as_chosen(model, session) == model


def test_that_a_filter_keeps_rows_and_says_so(session: Session, model: MapModel) -> None:
    rule = AttributeFilter((FilterRow(MONEY, Comparison.AT_LEAST, "400"),))
    layer, _ = _drawn(session, model, "projects", filter=rule)
    assert layer.features["id"].tolist() == ["p1", "p2", "p3"]
    assert layer.tags[-1] == "已筛选 3/10"
    assert _legend(layer) == [("投资项目", 3)]
    inside = AttributeFilter((FilterRow("within.enterprises", Comparison.AT_LEAST, "1"),))
    zones, _ = _drawn(session, model, "zones_national", filter=inside)
    assert zones.features["name"].tolist() == ["甲区", "乙区"]


def test_that_what_cannot_be_used_is_left_out_and_told(session: Session, model: MapModel) -> None:
    gone = AttributeFilter((FilterRow("gone", Comparison.GIVEN),))
    look = Look(rendering=Rendering.GRADUATED, column="name")
    layer, notes = _drawn(session, model, "projects", look, filter=gone)
    before = _layer(model, "projects")
    assert (layer.features, layer.classes) == (before.features, before.classes)
    assert layer.tags[-2:] == ("筛选有误", "样式有误")
    assert notes == (
        "图层“投资项目”的筛选没有用上：没有“gone”这一列。",
        "图层“投资项目”的样式没有用上：“项目名称”不是数值列。",
    )


def test_that_labels_follow_column_rule_and_scale(session: Session, model: MapModel) -> None:
    wish = Labelling(
        column="enterprise_years.revenue_wan_yuan",
        size_pt=12,
        halo=False,
        coarsest=50_000.0,
        rule=AttributeFilter((FilterRow("id", Comparison.EQUAL, "e0"),)),
    )
    layer, _ = _drawn(session, model, "enterprises", labelling=wish)
    label = layer.label
    assert label is not None
    assert (label.size_pt, label.halo, label.coarsest, label.min_zoom) == (12, False, 5e4, 0)
    assert layer.features[label.column].tolist() == [10_000.0] * 7
    assert layer.features[label.rule_column].tolist() == [True] + [False] * 6
    larger, _ = _drawn(session, model, "enterprises", labelling=Labelling(size_pt=12))
    built_in = _layer(model, "enterprises").label
    assert built_in is not None
    assert larger.label is not None
    assert larger.label.min_zoom == built_in.min_zoom > 0
    hidden, _ = _drawn(session, model, "enterprises", labelling=Labelling(shown=False))
    assert hidden.label is None


# --- looks --------------------------------------------------------------------------------------


def test_that_a_single_symbol_draws_all_features(session: Session, model: MapModel) -> None:
    symbol = Symbol(fill="#FF0000", size=9)
    layer, _ = _drawn(session, model, "enterprises", Look(symbol=symbol))
    assert [entry.symbol for entry in layer.classes] == [symbol]
    assert _legend(layer) == [("规上企业", 7)]
    assert "class" not in layer.features.columns


def test_that_categories_count_their_values_and_the_rest(session: Session, model: MapModel) -> None:
    red, grey = Symbol(fill="#FF0000"), Symbol(fill="#777777")
    look = Look(
        rendering=Rendering.CATEGORISED,
        column="stage",
        categories=(Category("开工", "在建", red), Category("", "其他", grey)),
    )
    layer, _ = _drawn(session, model, "projects", look)
    assert _legend(layer) == [("在建", 2), ("其他", 8)]
    assert [entry.symbol for entry in layer.classes] == [red, grey]
    assert layer.features["class"].tolist() == ["", "", "开工", "", ""] * 2
    assert layer.legend_title == "投资项目：项目阶段"
    only = replace(look, categories=look.categories[:1])
    layer, _ = _drawn(session, model, "projects", only)
    assert layer.features["class"].isna().sum() == 8


def test_that_categories_are_proposed_where_none_are_chosen(
    session: Session, model: MapModel
) -> None:
    look = Look(rendering=Rendering.CATEGORISED, column="stage")
    layer, _ = _drawn(session, model, "projects", look)
    assert _legend(layer) == [("供地", 2), ("开工", 2), ("竣工", 2), ("签约", 2), ("其他", 2)]
    assert len({entry.symbol.line for entry in layer.classes}) == 5
    two = proposed_categories(_layer(model, "projects"), session, "stage", most=2)
    assert [entry.label for entry in two] == ["供地", "开工", "其他"]


def test_that_graduated_classes_stand_from_high_to_low_with_what_is_missing(
    session: Session, model: MapModel
) -> None:
    look = Look(
        rendering=Rendering.GRADUATED, column=MONEY, method=Method.MANUAL, breaks=(50.0, 500.0)
    )
    layer, _ = _drawn(session, model, "projects", look)
    assert _legend(layer) == [("> 500", 2), ("50–500", 2), ("≤ 50", 5), ("无数据", 1)]
    assert layer.legend_title == "投资项目：总投资（万元）"
    colours = [entry.symbol.fill or entry.symbol.line for entry in layer.classes]
    assert colours[:3] == list(reversed(ramps()["amount"].colours(3)))
    assert colours[3] not in ramps()["amount"].colours(3)


def test_that_figures_per_area_hatch_and_name_tiny_bases(session: Session, model: MapModel) -> None:
    look = Look(
        rendering=Rendering.GRADUATED,
        column="within.enterprise_years.revenue_wan_yuan",
        per=Per.ENTERPRISE,
        least_basis=5,
    )
    layer, notes = _drawn(session, model, "zones_national", look)
    assert layer.legend_title.endswith("（万元/家）")
    assert _legend(layer) == [("10,000", 1), ("基数过小", 2)]
    assert layer.classes[-1].symbol.hatch is not Hatch.NONE
    assert notes == ("国家级开发区基数过小（不足 5 家），不着色：乙区、丙区。",)
    assert layer.features["look_value"].tolist()[0] == 10_000
    per_mu, _ = _drawn(session, model, "zones_national", replace(look, per=Per.MU, least_basis=0))
    area = numbers_of(_layer(model, "zones_national"), session, "area.mu")
    assert np.allclose(per_mu.features["look_value"], [60_000 / area[0], 10_000 / area[1], 0])
    per_ha, _ = _drawn(
        session, model, "zones_national", replace(look, per=Per.HECTARE, least_basis=0)
    )
    assert np.allclose(per_ha.features["look_value"], per_mu.features["look_value"] * 15)
    total, _ = _drawn(session, model, "zones_national", replace(look, per=Per.NOTHING))
    assert total.features["look_value"].tolist() == [6.0, 1.0, 0.0]  # 亿元


def test_that_a_project_is_divided_by_its_own_land(session: Session, model: MapModel) -> None:
    look = Look(rendering=Rendering.GRADUATED, column=MONEY, per=Per.MU, least_basis=5)
    layer, _ = _drawn(session, model, "projects", look)
    assert layer.features["look_value"].tolist()[:4] == [10, 40, 90, 160]
    assert dict(_legend(layer))["基数过小"] == 2
    assert dict(_legend(layer))["无数据"] == 2


def test_that_sizes_are_proportional_in_area(session: Session, model: MapModel) -> None:
    look = Look(rendering=Rendering.PROPORTIONAL, column=MONEY, largest_size=40)
    layer, _ = _drawn(session, model, "projects", look)
    sizes = dict(zip(layer.features["id"], layer.features[layer.size_column], strict=True))
    assert sizes["p3"] == 40
    assert sizes["p1"] == pytest.approx(20)
    assert sizes["p0"] == pytest.approx(10)
    assert layer.features["class"].tolist().count("none") == 1
    assert _legend(layer) == [("1,000", 1), ("50", 4), ("10", 4), ("无数据", 1)]
    assert layer.classes[1].symbol.size == pytest.approx(40 * np.sqrt(50 / 1600))


def test_that_heat_and_clusters_leave_the_points(session: Session, model: MapModel) -> None:
    heat, _ = _drawn(session, model, "projects", Look(rendering=Rendering.HEAT, column=MONEY))
    assert heat.heat is not None
    assert heat.features[heat.heat.weight_column].tolist()[3:5] == [1600, 0]
    assert heat.heat.ramp == ramps()["amount"].colours(6)
    before = _layer(model, "projects")
    look = Look(rendering=Rendering.CLUSTERS, radius=50)
    clusters, _ = _drawn(session, model, "projects", look)
    assert clusters.clusters is not None
    assert clusters.clusters.radius == 50
    assert clusters.features is before.features


def test_that_a_grid_tells_count_sum_and_mean(session: Session, model: MapModel) -> None:
    look = Look(
        rendering=Rendering.GRID,
        column=MONEY,
        statistic=Statistic.SUM,
        cell_m=5000,
        method=Method.EQUAL_INTERVAL,
        class_count=2,
    )
    layer, _ = _drawn(session, model, "projects", look)
    assert (layer.kind, layer.table, layer.label) == ("polygon", "", None)
    assert layer.features["count"].sum() == 10
    assert layer.features["total"].sum() == pytest.approx(3150 / 10_000)
    assert dict(layer.tooltip) == {
        "count": "数量（个）",
        "total": "总投资合计（亿元）",
        "mean": "总投资均值（万元）",
    }
    assert layer.legend_title == "投资项目：总投资合计（亿元）"
    fine, notes = _drawn(session, model, "zones_national", look)
    assert fine.kind == "polygon"
    assert "只有点图层" in notes[0]


@pytest.mark.parametrize("rendering", Rendering)
def test_that_a_layer_whose_column_is_empty_still_draws(
    rendering: Rendering, session: Session, model: MapModel
) -> None:
    look = Look(rendering=rendering, column="far")
    layer, notes = _drawn(session, model, "projects", look)
    assert len(layer.features)
    assert layer.classes
    assert notes == model.notes


# --- speed --------------------------------------------------------------------------------------


def test_that_another_colour_keeps_rows_and_payload(session: Session, model: MapModel) -> None:
    stylist, server = Stylist(), MapServer()
    look = Look(rendering=Rendering.GRADUATED, column=MONEY)

    def shown(changed: Look) -> tuple[MapLayer, int | None]:
        style = LayerStyle(id="projects", look=changed, opacity=0.5)
        made = stylist.styled(model, session, [style], LayerTree())
        server.show(made)
        return _layer(made, "projects"), server.revision("projects")

    first, revision = shown(look)
    for changed in (replace(look, ramp="viridis"), replace(look, symbol=Symbol(fill="#000000"))):
        again, same = shown(changed)
        assert again.features is first.features
        assert same == revision
        assert again.classes != first.classes
    other, changed_revision = shown(replace(look, class_count=2))
    assert other.features is not first.features
    assert changed_revision != revision


def test_that_new_figures_are_seen_though_the_layer_is_the_same(session: Session) -> None:
    model, stylist = overlay_model(session), Stylist()
    look = Look(
        rendering=Rendering.GRADUATED, column="enterprise_years.revenue_wan_yuan", class_count=1
    )
    styles = [LayerStyle(id="enterprises", look=look)]
    first = _layer(stylist.styled(model, session, styles, LayerTree()), "enterprises")
    years = session.table("enterprise_years")
    session.edit("改", TableChange("enterprise_years", years, years.assign(revenue_wan_yuan=5.0)))
    again = _layer(stylist.styled(model, session, styles, LayerTree()), "enterprises")
    session.undo()
    assert (_legend(first), _legend(again)) == ([("10,000", 7)], [("5", 7)])


# --- what is offered ----------------------------------------------------------------------------


def test_that_every_offered_column_gives_a_value_per_feature(
    session: Session, model: MapModel
) -> None:
    for layer in model.layers:
        for column in columns_of(layer, session):
            if column.numeric:
                assert len(numbers_of(layer, session, column.name)) == len(layer.features)
    names = {column.name: column.zh for column in columns_of(_layer(model, "enterprises"), session)}
    assert names["enterprise_years.revenue_wan_yuan"] == "2021 年营业收入"


def test_that_presets_have_a_symbol_for_each_kind() -> None:
    assert len(land_use_categories()) == 24
    assert {entry.value for entry in land_use_categories(by_code=True)} >= {"07", "10"}
    assert len({entry.symbol.fill for entry in land_use_categories()}) == 24
    assert len(verdict_categories()) == len(verdict_categories(areas=True)) == 6
    assert all(entry.symbol.line for entry in control_categories())


# --- documents ----------------------------------------------------------------------------------


def test_that_documents_that_must_be_complete_leave_nothing_out(
    session: Session, model: MapModel
) -> None:
    nobody = AttributeFilter((FilterRow("name", Comparison.EQUAL, "谁"),))
    grid = Look(rendering=Rendering.GRID)
    set_style(session, LayerStyle(id="projects", filter=nobody, look=grid, finest=9e9))
    set_style(session, LayerStyle(id="zones_national", title="国家级", group="我的"))
    set_tree(session, LayerTree(removed=("enterprises",)))
    complete = as_chosen(model, session, complete=True)
    for _ in range(3):
        session.undo()
    by_id = {layer.id: layer for layer in model.layers}
    assert {layer.id for layer in complete.layers} == set(by_id)
    for mine in complete.layers:
        assert mine.features is by_id[mine.id].features
        assert mine.finest == 0
    assert complete.layers[-1].group == "我的"
    assert complete.layers[-1].title == "国家级"
