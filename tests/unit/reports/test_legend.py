from dataclasses import replace
from xml.etree import ElementTree as ET

from dzmap.reports.frame import fit_frame
from dzmap.reports.ground import Ground
from dzmap.reports.legend import legend_entries, swatch_svg
from dzmap.reports.visible import part_in_frame
from dzmap.services import symbology
from dzmap.services.map_model import Clusters, MapModel
from tests.helpers.report_samples import city_model


def labels(model: MapModel, extent: tuple[float, float, float, float] | None = None) -> list[str]:
    frame = fit_frame(extent or model.extent, 236, 243)
    return [entry.label for entry in legend_entries(model, frame, Ground())]


def test_that_the_legend_names_what_is_visible_from_the_top_down() -> None:
    assert labels(city_model(300)) == [
        "国家级开发区（示意）",
        "省级开发区（示意）",
        "审查结论（2021-12-31）",
        "资料不足",
        "鼓励准入",
        "准入",
        "有条件准入",
        "限制",
        "禁止准入",
        "黄河（沿县界示意）",
        "市界",
        "县（市、区）界",
    ]


def test_that_hidden_layers_are_not_in_the_legend() -> None:
    model = city_model()
    layers = tuple(replace(item, visible=item.id != "zones_national") for item in model.layers)
    assert "国家级开发区（示意）" not in labels(replace(model, layers=layers))


def test_that_layers_beyond_their_scales_are_neither_drawn_nor_in_the_legend() -> None:
    model = city_model()
    layers = tuple(
        replace(item, coarsest=50_000.0) if item.id == "zones_national" else item
        for item in model.layers
    )
    frame = fit_frame(model.extent, 236, 243)
    seen = part_in_frame(replace(model, layers=layers), frame, Ground())
    assert [item.id for item in seen.layers if not item.visible] == ["zones_national"]
    assert "国家级开发区（示意）" not in labels(seen)


def test_that_the_legend_says_what_the_numbers_in_disks_are() -> None:
    model = city_model(300)
    layers = tuple(
        replace(item, clusters=Clusters()) if item.id == "verdicts" else item
        for item in model.layers
    )
    clustered = replace(model, layers=layers)
    assert labels(clustered)[9] == "数字为聚合的个数"
    assert "数字为聚合的个数" not in labels(clustered, (116.75, 36.8, 116.76, 36.81))


def test_that_a_legend_of_sizes_keeps_the_round_numbers() -> None:
    model = city_model(300)
    verdicts = next(item for item in model.layers if item.id == "verdicts")
    first, second, *_ = (entry for entry in verdicts.classes if entry.count)
    features = verdicts.features.assign(**{"class": first.value, "px": 9.0})
    sized = replace(
        verdicts, features=features, classes=(first, second), size_column="px", legend_title="大小"
    )
    assert labels(replace(model, layers=(sized,))) == ["大小", first.label, second.label]
    large = replace(first, symbol=replace(first.symbol, size=40.0))
    shrunk = labels(replace(model, layers=(replace(sized, classes=(large,)),)))
    assert shrunk == ["大小（图例缩小到 50%）", first.label]


def test_that_what_lies_outside_the_frame_is_not_in_the_legend() -> None:
    assert "黄河（沿县界示意）" not in labels(city_model(), (117.2, 37.7, 117.4, 37.9))


def test_that_classes_without_features_are_left_out() -> None:
    model = city_model(300)
    verdicts = next(item for item in model.layers if item.id == "verdicts")
    kept = verdicts.features[verdicts.features["class"] != "prohibited"].reset_index(drop=True)
    changed = tuple(
        replace(item, features=kept) if item.id == "verdicts" else item for item in model.layers
    )
    assert "禁止准入" not in labels(replace(model, layers=changed))


def test_that_schematic_is_said_once() -> None:
    assert not any("示意）（示意" in label for label in labels(city_model()))


def test_that_swatches_are_documents_of_their_own() -> None:
    for kind, symbol in (
        ("polygon", symbology.control("permanent_farmland")),
        ("line", symbology.water()),
        ("point", symbology.township()),
    ):
        ET.fromstring(swatch_svg(kind, symbol))  # noqa: S314 - written by the code
