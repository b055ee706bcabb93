"""What a table may carry: the columns of the project, of its yearly table, and of places."""

from dataclasses import dataclass
from functools import cache

from dzmap.core.metrics import APPLICANT_METRICS
from dzmap.core.tables import TABLES, Column

PLACE = "place"
"""The pseudo table of coordinate columns."""

APPLICANTS = "applicants"
"""Name of the table that ``read_applicants`` reads: facts for a screening, kept nowhere."""

YEAR_TABLES = {"enterprises": "enterprise_years", "projects": "project_years"}
PARENT_ID = {"enterprise_years": "enterprise_id", "project_years": "project_id"}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing a column of the file can mean.

    ``kind``: text · int · real · ratio · date · bool · set; ``unit`` is the stored unit.
    ``aliases`` are further headers, Chinese and English, best first.
    """

    table: str
    name: str
    zh: str
    kind: str = "text"
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def yearly(self) -> bool:
        """Whether the figure belongs to one year of the enterprise or project."""
        return self.table in PARENT_ID

    @property
    def labels(self) -> tuple[str, ...]:
        """Every header that names this field, best first."""
        english = self.name.removesuffix("_wan_yuan").removesuffix("_km2").removesuffix("_id")
        return (self.zh, *self.aliases, *_ENGLISH.get(self.name, ()), self.name, english)


_ENGLISH: dict[str, tuple[str, ...]] = {
    "id": ("code", "no"),
    "name": ("enterprise name", "company", "company name", "project name", "enterprise"),
    "uscc": ("unified social credit code", "credit code"),
    "industry_code": ("industry", "gbt4754", "gb/t 4754"),
    "county_id": ("district",),
    "township_id": ("town",),
    "zone_id": ("development zone",),
    "address": ("location",),
    "total_invest_wan_yuan": ("total investment", "investment"),
    "fixed_invest_wan_yuan": ("fixed investment", "fixed asset investment"),
    "planned_wan_yuan": ("planned investment",),
    "completed_wan_yuan": ("completed investment",),
    "revenue_wan_yuan": ("sales", "turnover"),
    "output_wan_yuan": ("output value", "annual output"),
    "land_mu": ("land", "land area", "area"),
    "energy_tce": ("energy", "energy consumption"),
    "action": ("construction type",),
    "start_date": ("start",),
}

_EXTRA: dict[str, tuple[str, ...]] = {
    "id": ("企业编号", "项目编号", "项目代码", "项目统一编号", "标识码", "唯一编号"),
    "uscc": ("企业信用代码", "统一信用代码", "社会统一信用代码", "统一代码", "纳税人识别号"),
    "industry_code": (
        "行业小类代码",
        "行业小类",
        "行业类别",
        "行业类别代码",
        "行业门类代码",
        "国民经济行业分类",
        "国民经济行业",
        "国民经济行业分类代码",
        "所属行业代码",
        "行业代码及名称",
        "行业名称",
    ),
    "county_id": (
        "县市",
        "县",
        "所属县市区",
        "属地",
        "所在县市区",
        "所属县区",
        "所在地区",
        "县区代码",
        "县代码",
        "行政区划代码",
    ),
    "township_id": ("乡镇街道", "镇街", "所在乡镇", "所属乡镇", "镇", "乡镇代码"),
    "zone_id": ("经济开发区", "开发区名称", "所属开发区", "开发区代码"),
    "park_id": ("园区名称", "所属园区", "产业园区", "入驻园区", "园区代码"),
    "address": ("企业地址", "厂址", "项目地址", "生产地址", "单位地址", "所在地", "建设地点及范围"),
    "owner": ("项目建设单位", "承建单位", "业主单位", "投资方"),
    "stage": ("建设阶段", "项目进度", "工程进度", "建设进展", "项目状态"),
    "kind": ("项目类型",),
    "total_invest_wan_yuan": ("项目总投资", "总投资规模", "计划投资总额"),
    "fixed_invest_wan_yuan": ("固定资产投资额", "固投额"),
    "planned_wan_yuan": ("计划完成投资", "年度计划", "投资计划", "计划投资额", "年度投资计划"),
    "completed_wan_yuan": (
        "实际完成投资",
        "完成投资额",
        "投资完成",
        "投资完成额",
        "已完成投资额",
        "实际投资",
    ),
    "revenue_wan_yuan": ("主营收入", "营业总收入", "销售收入"),
    "tax_wan_yuan": ("纳税", "实缴税收", "上缴税金", "税收收入", "入库税收", "纳税总额"),
    "land_mu": ("占地", "项目用地", "用地规模", "土地面积", "实际用地面积", "新增用地"),
    "energy_tce": ("综合能源消费量", "能源消费量", "综合能耗量", "年能耗"),
    "employees": ("从业人员", "从业人员数", "职工数", "员工数", "员工人数", "从业人员期末人数"),
    "rd_wan_yuan": ("研发经费", "研发支出", "r&d经费", "研究开发费用"),
    "start_date": ("开工年月", "计划开工时间"),
}

_PLACE_FIELDS = (
    Field(
        table=PLACE,
        name="lon",
        zh="经度",
        kind="coordinate",
        aliases=("东经", "lng", "lon", "long", "longitude", "经度坐标", "x经度", "经度x"),
    ),
    Field(
        table=PLACE,
        name="lat",
        zh="纬度",
        kind="coordinate",
        aliases=("北纬", "lat", "latitude", "纬度坐标", "y纬度", "纬度y"),
    ),
    Field(
        table=PLACE,
        name="x",
        zh="X",
        kind="coordinate",
        aliases=("x坐标", "坐标x", "横坐标", "中心x", "point_x", "xcoord"),
    ),
    Field(
        table=PLACE,
        name="y",
        zh="Y",
        kind="coordinate",
        aliases=("y坐标", "坐标y", "纵坐标", "中心y", "point_y", "ycoord"),
    ),
    Field(
        table=PLACE,
        name="pair",
        zh="坐标",
        kind="coordinate",
        aliases=("经纬度", "经纬度坐标", "坐标点", "中心坐标", "位置坐标"),
    ),
    Field(
        table=PLACE,
        name="wkt",
        zh="WKT",
        kind="coordinate",
        aliases=("geometry", "图形", "geom", "the_geom", "几何"),
    ),
)

_SHARED = (
    *("id", "name", "uscc", "industry_code", "other_industry_codes", "county_id"),
    *("zone_id", "park_id", "address"),
)
_METRIC_KINDS = {"number": "real", "ratio": "ratio", "text": "text", "set": "set"}


@cache
def fields_of(table: str) -> tuple[Field, ...]:
    """Every field that a file for ``table`` may carry, including yearly and place columns."""
    if table == APPLICANTS:
        return _applicant_fields()
    own = [_field(table, column) for column in TABLES[table].columns]
    years = YEAR_TABLES.get(table)
    if years:
        skipped = {"id", PARENT_ID[years]}
        own += [
            _field(years, column, required=False)
            for column in TABLES[years].columns
            if column.name not in skipped
        ]
        own += _PLACE_FIELDS
    return tuple(own)


def _field(table: str, column: Column, *, required: bool | None = None) -> Field:
    # Ids are assigned on import where the file has none.
    needed = column.required and column.name != "id" if required is None else required
    metric = APPLICANT_METRICS.get(column.name)
    kind = "set" if metric is not None and metric.kind == "set" else column.kind
    return Field(
        table=table,
        name=column.name,
        zh=column.zh,
        kind="ratio" if column.unit == "%" else kind,
        unit=column.unit,
        required=needed,
        choices=column.choices or (metric.choices if metric is not None else ()),
        aliases=(*column.aliases, *_EXTRA.get(column.name, ())),
    )


def _applicant_fields() -> tuple[Field, ...]:
    fields: dict[str, Field] = {}
    for source in ("projects", "enterprises"):
        for name in _SHARED:
            column = TABLES[source].column(name)
            field = _field(APPLICANTS, column)
            known = fields.get(name)
            if known is not None:
                aliases = dict.fromkeys((*known.aliases, field.zh, *field.aliases))
                field = Field(**{**vars(known), "aliases": tuple(aliases)})
            fields[name] = field
    for metric in APPLICANT_METRICS.values():
        fields[metric.name] = Field(
            table=APPLICANTS,
            name=metric.name,
            zh=metric.zh,
            kind=_METRIC_KINDS[metric.kind],
            unit=metric.unit,
            choices=metric.choices,
            aliases=(*metric.aliases, *_EXTRA.get(metric.name, ())),
        )
    return (*fields.values(), *_PLACE_FIELDS)
