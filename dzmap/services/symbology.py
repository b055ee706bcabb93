"""The symbols of every layer, made from the design tokens: one source for screen and print."""

from dataclasses import replace

from dzmap.core.symbols import Hatch, Mark, Symbol
from dzmap.core.verdicts import Verdict
from dzmap.resources import design_tokens
from dzmap.services.map_model import Label, SymbolClass

GROUP541_ZH = {
    "strategic": "战略性新兴",
    "traditional": "传统优势",
    "services": "生产性服务业",
    "other": "其他",
}
FAMILY_ZH = {
    "chemicals_materials": "化工材料",
    "textile": "纺织土工",
    "equipment": "装备运动",
    "environment": "节能环保",
    "food_bio": "食品生物",
}
NO_DATA = "无数据"

_LABEL_TEXT = "#4B4335"
_UNCOVERED_HATCH = "#AEB6BF"


def _map(name: str) -> str:
    colour: str = design_tokens()["map"][name]
    return colour


def county() -> Symbol:
    """County fill and border."""
    return Symbol(
        fill=_map("land"), line=_map("county_line"), line_width=1.0, dash=(7, 2.5, 1.5, 2.5)
    )


def city() -> Symbol:
    """The city's border with a band outside it."""
    return Symbol(
        line=_map("city_line"), line_width=1.7, casing=_map("city_band"), casing_width=5.5
    )


def neighbour() -> Symbol:
    """Land outside the city, for context."""
    return Symbol(fill=_map("context_land"), line="#D3D8DD", line_width=0.8, dash=(3, 3))


def water() -> Symbol:
    """Rivers."""
    return Symbol(line=_map("water"), line_width=4.0)


def township() -> Symbol:
    """Seats of townships."""
    return Symbol(fill="#FFFFFF", line=_map("city_line"), line_width=1.2, mark=Mark.RING, size=3.5)


def zone(level: str) -> Symbol:
    """Development zones: national ones with a light core in the line."""
    national = level == "国家级"
    return Symbol(
        fill=_map("zone_fill"),
        fill_opacity=0.13,
        line=_map("zone_line"),
        line_width=2.6 if national else 1.7,
        core="#FFFFFF" if national else "",
        casing="#FFFFFF",
    )


def park() -> Symbol:
    """Parks, and parks within parks."""
    return Symbol(fill=_map("park_fill"), fill_opacity=0.85, line=_map("park_line"), line_width=1.1)


def cluster(family: str) -> Symbol:
    """County cluster layouts by family."""
    colour = design_tokens()["cluster"].get(family, "#7A7F87")
    return Symbol(fill=colour, fill_opacity=0.2, line=colour, line_width=1.2, dash=(4, 2.5))


def control(kind: str) -> Symbol:
    """Control lines; 示意 until the official drawing rule is loaded."""
    symbols = {
        "permanent_farmland": Symbol(
            fill="#E9F0C9",
            fill_opacity=0.55,
            line=_map("farmland_line"),
            line_width=1.0,
            hatch=Hatch.DIAGONAL,
            hatch_color=_map("farmland_hatch"),
        ),
        "ecological_redline": Symbol(
            line=_map("redline"), line_width=1.6, hatch=Hatch.BACK, hatch_color=_map("redline")
        ),
        "growth_boundary": Symbol(line=_map("growth_boundary"), line_width=2.2, dash=(9, 4)),
        "shoreline_control": Symbol(
            line="#1565C0",
            line_width=2.0,
            dash=(8, 3, 2, 3),
            hatch=Hatch.HORIZONTAL,
            hatch_color="#1565C0",
        ),
        "river_management": Symbol(line="#2F73A8", line_width=1.6, dash=(8, 3)),
        "floodplain": Symbol(
            line="#2F73A8", line_width=1.2, hatch=Hatch.HORIZONTAL, hatch_color="#9CC3DF"
        ),
        "water_source": Symbol(
            fill="#9CC3DF", fill_opacity=0.25, line="#2F73A8", line_width=1.6, dash=(4, 3)
        ),
        "nature_reserve": Symbol(
            fill="#CFE3C6", fill_opacity=0.5, line="#3E7A2E", line_width=1.6, dash=(9, 3)
        ),
        "eco_unit": Symbol(line="#3E7A2E", line_width=1.4, dash=(3, 3)),
        "heritage_control": Symbol(
            line="#8A4B16",
            line_width=1.6,
            dash=(6, 2, 2, 2),
            hatch=Hatch.BACK,
            hatch_color="#C99A6B",
        ),
        "residential": Symbol(fill="#F4E3B5", fill_opacity=0.6, line="#A6871B", line_width=1.0),
        "fault": Symbol(line="#7A1F4F", line_width=2.0, dash=(12, 4)),
    }
    fallback = Symbol(line="#5C6875", line_width=1.6, dash=(6, 3))
    return symbols.get(kind, fallback)


def uncovered() -> Symbol:
    """Counties that a control layer does not cover."""
    return Symbol(
        fill="#F1F2F4",
        fill_opacity=0.6,
        line=_UNCOVERED_HATCH,
        line_width=0.8,
        hatch=Hatch.DIAGONAL,
        hatch_color=_UNCOVERED_HATCH,
    )


def parcel(status: str) -> Symbol:
    """Land plots by supply state."""
    line, width = "#8A6A4C", 1.0
    if status == "已供":
        return Symbol(fill="#BB9674", fill_opacity=0.5, line=line, line_width=width)
    if status == "闲置":
        return Symbol(line=line, line_width=width, hatch=Hatch.CROSS, hatch_color=line)
    dash = () if status else (4.0, 3.0)  # nobody said how far the supply has come
    return Symbol(line=line, line_width=width, dash=dash)


def enterprise(group541: str) -> Symbol:
    """Enterprises by their group in the “541” system."""
    return Symbol(
        fill=design_tokens()["group541"].get(group541, design_tokens()["group541"]["other"]),
        line="#FFFFFF",
        line_width=0.6,
        size=4.5,
    )


def project() -> Symbol:
    """Investment projects."""
    return Symbol(line=_map("project"), line_width=1.6, mark=Mark.DIAMOND, size=8)


def upgrade() -> Symbol:
    """Technical-upgrade projects."""
    return Symbol(line="#5C6875", line_width=1.2, mark=Mark.SQUARE_HOLLOW, size=6)


def applicant_plot() -> Symbol:
    """The land that an applicant asks for."""
    return Symbol(
        fill=_map("application"),
        fill_opacity=0.85,
        line=_map("application_line"),
        line_width=2.4,
        casing="#FFFFFF",
        casing_width=1.2,
    )


def applicant_point() -> Symbol:
    """The place of an applicant that gives no outline of its land."""
    return Symbol(
        fill=_map("application"),
        line=_map("application_line"),
        line_width=2.4,
        mark=Mark.RING,
        size=12,
    )


def conflict() -> Symbol:
    """Where asked land and a control layer overlap."""
    return Symbol(
        fill="#FFFFFF",
        fill_opacity=0.6,
        line=_map("conflict"),
        line_width=2.2,
        hatch=Hatch.CROSS,
        hatch_color=_map("conflict"),
    )


def distance() -> Symbol:
    """The shortest way from an applicant to a control layer."""
    return Symbol(line=_map("application_line"), line_width=1.6, dash=(4, 3), casing="#FFFFFF")


def verdict(outcome: Verdict) -> Symbol:
    """The mark of a verdict: shape and colour."""
    entry = design_tokens()["verdict"][outcome.token]
    return Symbol(
        fill=entry["fill"], line="#FFFFFF", line_width=0.8, mark=Mark(outcome.token), size=9
    )


def verdict_area(outcome: Verdict) -> Symbol:
    """The fill of a verdict; hatched where nothing can be said."""
    if outcome is Verdict.INSUFFICIENT:
        return replace(no_data(), dash=(4, 2.5), line_width=1.2)
    fill = design_tokens()["verdict"][outcome.token]["fill"]
    line = _map("zone_line")
    return Symbol(fill=fill, fill_opacity=0.9, line=line, line_width=1.2, casing="#FFFFFF")


def verdict_classes(counts: dict[Verdict, int]) -> tuple[SymbolClass, ...]:
    """All six verdicts as classes; later ones lie over earlier ones.

    What is not decided lies under what is, and the strictest mark is never hidden.
    """
    order = sorted(Verdict, key=lambda outcome: (outcome is not Verdict.INSUFFICIENT, outcome))
    return tuple(
        SymbolClass(
            value=outcome.token, label=outcome.zh, symbol=verdict(outcome), count=counts[outcome]
        )
        for outcome in order
    )


def choropleth(colour: str) -> Symbol:
    """One class of a graduated map."""
    return Symbol(fill=colour, fill_opacity=0.92, line="#FFFFFF", line_width=1.4)


def no_data() -> Symbol:
    """A group for which nothing was reported."""
    return Symbol(
        fill="#F1F2F4",
        fill_opacity=1.0,
        line="#8C96A2",
        line_width=1.0,
        hatch=Hatch.DIAGONAL,
        hatch_color="#8C96A2",
    )


COUNTY_LABEL = Label(
    column="name", size_pt=10.5, color=_LABEL_TEXT, bold=True, spacing=1.5, priority=80
)
ZONE_LABEL = Label(
    column="short_name", size_pt=8.6, color="#0B3B6B", bold=True, priority=90, min_zoom=8
)
PARK_LABEL = Label(column="label", size_pt=8.6, color="#3A2400", priority=70, min_zoom=11)
SUB_PARK_LABEL = replace(PARK_LABEL, disk=True)
CLUSTER_LABEL = Label(column="name", size_pt=8.6, color="#5A4B6B", priority=40, min_zoom=9)
TOWN_LABEL = Label(column="name", size_pt=8.2, color="#4A5866", priority=20, min_zoom=10.5)
WATER_LABEL = Label(
    column="name", size_pt=8.6, color="#2F73A8", italic=True, priority=30, spacing=3
)
NEIGHBOUR_LABEL = Label(column="name", size_pt=9.0, color="#66707A", spacing=3, priority=10)
ENTERPRISE_LABEL = Label(column="name", size_pt=8.2, color="#1B2733", priority=5, min_zoom=13.5)
APPLICANT_LABEL = Label(
    column="name", size_pt=8.6, color=_map("application_line"), bold=True, priority=100
)
DISTANCE_LABEL = replace(APPLICANT_LABEL, size_pt=8.0, priority=95)
