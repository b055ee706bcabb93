"""The tables of a project: columns, Chinese names, units, and what a row must have.

One declaration serves storage (schema), import (header matching), windows and reports (headers).
Every table has a text primary key ``id``. Geometries are stored in EPSG:4490. Amounts are 万元,
land is 亩. ``geometry_status`` says 实测 / 公布 / 示意, ``data_status`` 公开 / 示例 / 填报.
"""

from dataclasses import dataclass
from types import MappingProxyType

from dzmap.core.layer_kinds import LAYER_ZH


@dataclass(frozen=True, kw_only=True)
class Column:
    """One attribute. ``kind``: text · int · real · date · bool."""

    name: str
    zh: str
    kind: str = "text"
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table; ``geometry`` is "" for a plain one, else Point, MultiPolygon, MultiLineString or Geometry."""

    name: str
    zh: str
    geometry: str = ""
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _text(
    name: str, zh: str, *aliases: str, required: bool = False, choices: tuple[str, ...] = ()
) -> Column:
    return Column(name=name, zh=zh, aliases=aliases, required=required, choices=choices)


def _real(name: str, zh: str, unit: str, *aliases: str) -> Column:
    return Column(name=name, zh=zh, kind="real", unit=unit, aliases=aliases)


def _int(name: str, zh: str, unit: str = "", *aliases: str, required: bool = False) -> Column:
    return Column(name=name, zh=zh, kind="int", unit=unit, aliases=aliases, required=required)


def _date(name: str, zh: str, *aliases: str) -> Column:
    return Column(name=name, zh=zh, kind="date", aliases=aliases)


_ID = _text("id", "编号", "代码", required=True)
_NAME = _text("name", "名称", required=True)
_COUNTY = _text("county_id", "县（市、区）", "县市区", "所在县", "县区", "区县")
_ZONE = _text("zone_id", "开发区", "所在开发区", "申报开发区", "拟入驻开发区")
_PARK = _text("park_id", "园区", "所在园区", "区中园", "拟入驻园区")
_SOURCE = _text("source", "来源")
_GEOMETRY_STATUS = _text("geometry_status", "图形状态", choices=("实测", "公布", "示意"))
_DATA_STATUS = _text("data_status", "数据状态", choices=("公开", "示例", "填报"))
_USCC = _text("uscc", "统一社会信用代码", "信用代码", "社会信用代码", "组织机构代码")
_INDUSTRY = _text(
    "industry_code", "行业代码", "行业", "国民经济行业代码", "行业分类", "所属行业", required=True
)
_OTHER_INDUSTRIES = _text("other_industry_codes", "其他行业代码", "次要行业代码")
_ADDRESS = _text("address", "地址", "注册地址", "建设地址", "建设地点", "详细地址")
_PLACE_QUALITY = _text("place_quality", "位置精度", choices=("红线", "点", "地址", "仅乡镇", "无"))
_CHAIN = _text("chain_id", "产业链", "所属产业链")
_LEADING_SHARE = _real(
    "leading_share_percent", "主导产业占比", "%", "主导产业营收占比", "主导产业比重"
)

_TABLES = (
    Table(
        name="counties",
        zh="县（市、区）界",
        geometry="MultiPolygon",
        columns=(
            _ID,
            _NAME,
            _text("kind", "类型"),
            _real("official_area_km2", "公布面积", "km²"),
            _SOURCE,
            _GEOMETRY_STATUS,
        ),
    ),
    Table(
        name="neighbours",
        zh="周边市县",
        geometry="MultiPolygon",
        columns=(_ID, _NAME, _text("city", "所属市"), _SOURCE, _GEOMETRY_STATUS),
    ),
    Table(
        name="townships",
        zh="乡镇驻地",
        geometry="Point",
        columns=(_ID, _NAME, _COUNTY, _SOURCE, _GEOMETRY_STATUS),
    ),
    Table(
        name="waters",
        zh="黄河与水系",
        geometry="MultiLineString",
        columns=(_ID, _NAME, _text("kind", "类型"), _SOURCE, _GEOMETRY_STATUS),
    ),
    Table(
        name="zones",
        zh="开发区",
        geometry="MultiPolygon",
        columns=(
            _ID,
            _NAME,
            _text("short_name", "简称"),
            _text("level", "级别", choices=("国家级", "省级")),
            _text("kind", "类型"),
            _COUNTY,
            _text("leading_industries", "主导产业"),
            _text("area_facts", "公布面积"),
            _real("approved_area_km2", "核准面积", "km²", "认定面积"),
            _LEADING_SHARE,
            _text("location_text", "四至"),
            _SOURCE,
            _text("confidence", "可信度"),
            _GEOMETRY_STATUS,
        ),
    ),
    Table(
        name="parks",
        zh="园区",
        geometry="MultiPolygon",
        columns=(
            _ID,
            _NAME,
            _text("kind", "类型", choices=("sub_park", "chemical", "industrial", "other")),
            _ZONE,
            _COUNTY,
            _int("ordinal", "序号"),
            _real("planned_wan_yuan", "计划投资", "万元"),
            _text("leading_industries", "主导产业"),
            _real("stated_area_km2", "公布面积", "km²"),
            _LEADING_SHARE,
            _real("assessment_score", "认定评分", "分", "评分"),
            _text("location_text", "四至"),
            _SOURCE,
            _DATA_STATUS,
            _GEOMETRY_STATUS,
        ),
    ),
    Table(
        name="clusters",
        zh="县域产业集群布局",
        geometry="MultiPolygon",
        columns=(
            _ID,
            _NAME,
            _COUNTY,
            _text(
                "family",
                "集群类别",
                choices=("chemicals_materials", "textile", "equipment", "environment", "food_bio"),
            ),
            _text("industries", "主导产业"),
            _text("industry_codes", "行业代码"),
            _text("recognition", "认定"),
            _SOURCE,
            _DATA_STATUS,
            _GEOMETRY_STATUS,
        ),
    ),
    Table(
        name="parcels",
        zh="地块",
        geometry="MultiPolygon",
        columns=(
            _ID,
            _text("name", "地块名称"),
            _ZONE,
            _PARK,
            _text("status", "供地状态", choices=("已供", "未供", "闲置")),
            _text("land_grade", "地块等级"),
            _SOURCE,
            _DATA_STATUS,
            _GEOMETRY_STATUS,
        ),
    ),
    Table(
        name="control_layers",
        zh="管控线来源与覆盖",
        geometry="MultiPolygon",
        columns=(
            _ID,
            _NAME,
            _text(
                "kind",
                "类型",
                choices=tuple(LAYER_ZH),
            ),
            _text("data_date", "数据日期"),
            _date("effective_from", "施行起"),
            _SOURCE,
            _DATA_STATUS,
            _GEOMETRY_STATUS,
        ),
    ),
    Table(
        name="control_areas",
        zh="管控线",
        geometry="Geometry",
        columns=(
            _ID,
            _NAME,
            _text("layer_id", "所属管控线图层", required=True),
            _SOURCE,
            _GEOMETRY_STATUS,
        ),
    ),
    Table(
        name="enterprises",
        zh="企业",
        geometry="Geometry",
        columns=(
            _ID,
            _text(
                "name",
                "企业名称",
                "名称",
                "单位名称",
                "单位详细名称",
                "企业",
                "公司名称",
                required=True,
            ),
            _USCC,
            _INDUSTRY,
            _OTHER_INDUSTRIES,
            _COUNTY,
            _text("township_id", "乡镇（街道）", "乡镇", "街道"),
            _ZONE,
            _PARK,
            _ADDRESS,
            _CHAIN,
            _PLACE_QUALITY,
            _text("investor_class", "投资主体资质"),
            _SOURCE,
            _DATA_STATUS,
        ),
    ),
    Table(
        name="enterprise_years",
        zh="企业年度数据",
        columns=(
            _ID,
            _text("enterprise_id", "企业编号", required=True),
            _int("year", "年份", "", "年度", "数据年份", required=True),
            _real("revenue_wan_yuan", "营业收入", "万元", "营收", "主营业务收入", "年营业收入"),
            _real("tax_wan_yuan", "税收", "万元", "年税收", "纳税额", "实缴税金"),
            _real("profit_wan_yuan", "利润", "万元", "利润总额"),
            _real("value_added_wan_yuan", "工业增加值", "万元", "增加值"),
            _real("output_wan_yuan", "工业总产值", "万元", "年产值", "产值"),
            _real("land_mu", "用地", "亩", "用地面积", "占地面积"),
            _real("energy_tce", "综合能耗", "吨标煤", "年综合能耗", "能耗"),
            _int("employees", "从业人数", "人", "职工人数"),
            _real("rd_wan_yuan", "研发投入", "万元", "研发费用"),
        ),
    ),
    Table(
        name="projects",
        zh="项目",
        geometry="Geometry",
        columns=(
            _ID,
            _text("name", "项目名称", "名称", "项目", required=True),
            _text("kind", "项目类别", choices=("invest", "upgrade")),
            _text(
                "action", "建设性质", "项目性质", choices=("新建", "扩建", "改建", "迁建", "技改")
            ),
            _text("owner", "建设单位", "企业名称", "申报单位", "投资主体", "项目单位"),
            _USCC,
            _INDUSTRY,
            _OTHER_INDUSTRIES,
            _COUNTY,
            _text("township_id", "乡镇（街道）", "乡镇", "街道"),
            _ZONE,
            _PARK,
            _ADDRESS,
            _CHAIN,
            _text(
                "stage",
                "项目阶段",
                "进展阶段",
                "进度",
                choices=("签约", "供地", "开工", "竣工", "投产", "达产"),
            ),
            _date("start_date", "开工日期", "开工时间"),
            _real(
                "total_invest_wan_yuan",
                "总投资",
                "万元",
                "总投资额",
                "计划总投资",
                "投资额",
                "投资总额",
            ),
            _real("fixed_invest_wan_yuan", "固定资产投资", "万元", "固投"),
            _real("land_mu", "用地", "亩", "用地面积", "占地面积", "总用地"),
            _real("output_wan_yuan", "预计年产值", "万元", "年产值", "产值"),
            _real("tax_wan_yuan", "预计年税收", "万元", "年税收", "税收"),
            _real("energy_tce", "年综合能耗", "吨标煤", "综合能耗", "能耗"),
            _real("far", "容积率", ""),
            _real("building_coefficient", "建筑系数", "%"),
            _real("green_ratio", "绿地率", "%"),
            _real("admin_land_share", "行政办公及生活服务设施用地占比", "%", "行政办公用地占比"),
            _real("registered_capital_wan_yuan", "注册资本", "万元", "注册资金"),
            _real("construction_months", "建设周期", "月"),
            _real("start_months", "开工期限", "月"),
            _real("production_months", "投产期限", "月"),
            _real("full_capacity_months", "达产期限", "月"),
            _text("adds_capacity", "是否新增产能", choices=("是", "否")),
            _real("capacity_replacement_ratio", "产能置换比例", "倍"),
            _text(
                "eia_type", "环评类别", "环评类型", choices=("报告书", "报告表", "登记表", "豁免")
            ),
            _text("catalog_class", "产业结构调整类别"),
            _text("applicant_class", "申请主体类别"),
            _text("products", "主要产品", "产品"),
            _text("processes", "主要工艺", "工艺", "生产工艺"),
            _PLACE_QUALITY,
            _SOURCE,
            _DATA_STATUS,
        ),
    ),
    Table(
        name="project_years",
        zh="项目年度投资",
        columns=(
            _ID,
            _text("project_id", "项目编号", required=True),
            _int("year", "年份", "", "年度", required=True),
            _real("planned_wan_yuan", "计划投资", "万元", "年度计划投资"),
            _real("completed_wan_yuan", "完成投资", "万元", "年度完成投资", "已完成投资"),
        ),
    ),
    Table(
        name="chains",
        zh="产业链",
        columns=(
            _ID,
            _NAME,
            _text(
                "group541", "“541”分组", choices=("strategic", "traditional", "services", "other")
            ),
            _text("industry_codes", "行业代码"),
            _text("leader", "链主企业"),
            _text("office", "链长单位"),
            _SOURCE,
            _DATA_STATUS,
        ),
    ),
    Table(
        name="plan_targets",
        zh="计划目标",
        columns=(
            _ID,
            _text("indicator", "指标", required=True),
            _NAME,
            _text("scope_kind", "范围类型"),
            _text("scope_id", "范围"),
            _int("year", "年份", "", "年度"),
            _text("op", "比较"),
            _real("value", "目标值", ""),
            _text("unit", "单位"),
            _SOURCE,
            _DATA_STATUS,
        ),
    ),
    Table(
        name="reference_lists",
        zh="引用名录",
        columns=(
            _ID,
            _text("name", "名录名称", "名录", required=True),
            _text("version", "版本"),
            _text("issuer", "发布单位"),
            _text("number", "文号"),
            _date("effective_from", "施行起"),
            _date("effective_to", "施行止"),
            Column(name="complete", zh="已录全", kind="bool"),
            _SOURCE,
            _DATA_STATUS,
        ),
    ),
    Table(
        name="reference_items",
        zh="引用名录条目",
        columns=(
            _ID,
            _text("list_id", "名录编号", "名录", required=True),
            _text("industry_code", "行业代码", "行业"),
            _text("products", "产品", "产品名称"),
            _text("processes", "工艺", "工艺装备"),
            _text("note", "备注"),
        ),
    ),
)

TABLES = MappingProxyType({table.name: table for table in _TABLES})
"""Every table of a project by its name, in the order in which they are written."""
