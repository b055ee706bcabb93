"""The facts that catalogs may ask of an applicant: one vocabulary with units.

Base metrics are given; derived ones are computed from others when not given themselves. Ratios are
fractions (0.07), shown as percent.
"""

import math
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One fact: Chinese name, unit as shown, and how it derives (numerator / denominator).

    A number below ``lowest`` or above ``highest`` cannot be right (negative land, green space of
    more than the whole plot). A metric of ``of_target`` is a fact about the zone or park, not about
    who applies.
    """

    name: str
    zh: str
    unit: str = ""
    kind: str = "number"  # number · ratio · text · set
    numerator: str = ""
    denominator: str = ""
    lowest: float = 0.0
    highest: float = math.inf
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    of_target: bool = False


_ALL = (
    Metric(
        name="total_invest_wan_yuan",
        zh="总投资",
        unit="万元",
        aliases=("总投资额", "计划总投资", "投资额", "投资总额"),
    ),
    Metric(
        name="fixed_invest_wan_yuan",
        zh="固定资产投资",
        unit="万元",
        aliases=("固投", "固定资产投资额"),
    ),
    Metric(
        name="land_mu", zh="用地", unit="亩", aliases=("用地面积", "占地面积", "占地", "总用地")
    ),
    Metric(
        name="output_wan_yuan", zh="年产值", unit="万元", aliases=("预计年产值", "产值", "达产产值")
    ),
    Metric(
        name="revenue_wan_yuan",
        zh="营业收入",
        unit="万元",
        aliases=("营收", "主营业务收入", "年营业收入", "销售收入"),
    ),
    Metric(
        name="tax_wan_yuan",
        zh="年税收",
        unit="万元",
        lowest=-math.inf,
        aliases=("税收", "预计年税收", "年纳税额", "纳税额"),
    ),
    Metric(
        name="value_added_wan_yuan",
        zh="工业增加值",
        unit="万元",
        lowest=-math.inf,
        aliases=("增加值",),
    ),
    Metric(
        name="energy_tce", zh="年综合能耗", unit="吨标煤", aliases=("综合能耗", "能耗", "年能耗")
    ),
    Metric(
        name="employees", zh="从业人数", unit="人", aliases=("职工人数", "员工人数", "用工人数")
    ),
    Metric(name="registered_capital_wan_yuan", zh="注册资本", unit="万元", aliases=("注册资金",)),
    Metric(name="rd_wan_yuan", zh="研发投入", unit="万元", aliases=("研发费用", "研发经费")),
    Metric(name="construction_months", zh="建设周期", unit="月", aliases=("建设工期",)),
    Metric(name="start_months", zh="开工期限", unit="月", aliases=("开工时限",)),
    Metric(name="production_months", zh="投产期限", unit="月", aliases=("投产时限",)),
    Metric(name="full_capacity_months", zh="达产期限", unit="月", aliases=("达产时限",)),
    Metric(name="idle_months", zh="土地闲置时间", unit="月", aliases=("闲置时间", "未动工时间")),
    Metric(
        name="invest_without_land_wan_yuan",
        zh="总投资（不含土地）",
        unit="万元",
        aliases=("不含土地总投资", "总投资(不含土地)"),
    ),
    Metric(
        name="capacity_replacement_ratio",
        zh="产能置换比例",
        unit="倍",
        aliases=("置换比例", "产能减量置换比例"),
    ),
    Metric(name="far", zh="容积率"),
    Metric(name="building_coefficient", zh="建筑系数", kind="ratio", unit="%", highest=1.0),
    Metric(name="building_density", zh="建筑密度", kind="ratio", unit="%", highest=1.0),
    Metric(name="green_ratio", zh="绿地率", kind="ratio", unit="%", highest=1.0),
    Metric(
        name="admin_land_share",
        zh="行政办公及生活服务设施用地占比",
        kind="ratio",
        unit="%",
        highest=1.0,
        aliases=("行政办公用地占比", "行政办公及生活用地占比"),
    ),
    Metric(
        name="invest_intensity_wan_yuan_per_mu",
        zh="投资强度",
        unit="万元/亩",
        numerator="total_invest_wan_yuan",
        denominator="land_mu",
        aliases=("亩均投资",),
    ),
    Metric(
        name="fixed_invest_intensity_wan_yuan_per_mu",
        zh="固定资产投资强度",
        unit="万元/亩",
        numerator="fixed_invest_wan_yuan",
        denominator="land_mu",
    ),
    Metric(
        name="output_wan_yuan_per_mu",
        zh="亩均产出",
        unit="万元/亩",
        numerator="output_wan_yuan",
        denominator="land_mu",
        aliases=("土地产出率", "亩均产值"),
    ),
    Metric(
        name="tax_wan_yuan_per_mu",
        zh="亩均税收",
        unit="万元/亩",
        lowest=-math.inf,
        numerator="tax_wan_yuan",
        denominator="land_mu",
    ),
    Metric(
        name="energy_tce_per_wan_yuan",
        zh="单位产值能耗",
        unit="吨标煤/万元",
        numerator="energy_tce",
        denominator="output_wan_yuan",
        aliases=("单位能耗", "产值能耗"),
    ),
    Metric(
        name="registered_capital_ratio",
        zh="注册资本占总投资比例",
        kind="ratio",
        unit="%",
        numerator="registered_capital_wan_yuan",
        denominator="total_invest_wan_yuan",
    ),
    Metric(
        name="rd_ratio",
        zh="研发投入强度",
        kind="ratio",
        unit="%",
        numerator="rd_wan_yuan",
        denominator="revenue_wan_yuan",
    ),
    Metric(
        name="action",
        zh="建设性质",
        kind="text",
        choices=("新建", "扩建", "改建", "迁建", "技改", "存量"),
        aliases=("项目性质",),
    ),
    Metric(
        name="applicant_class",
        zh="申请主体类别",
        kind="text",
        choices=("内资", "外资", "港澳台资"),
        aliases=("企业类别",),
    ),
    Metric(
        name="eia_type",
        zh="环评类别",
        kind="text",
        choices=("报告书", "报告表", "登记表", "豁免"),
        aliases=("环评类型", "环评文件类型"),
    ),
    Metric(
        name="catalog_class",
        zh="产业结构调整类别",
        kind="text",
        choices=("鼓励类", "允许类", "限制类", "淘汰类"),
        aliases=("产业政策类别",),
    ),
    Metric(
        name="adds_capacity",
        zh="是否新增产能",
        kind="text",
        choices=("是", "否"),
        aliases=("新增产能",),
    ),
    Metric(
        name="investor_class",
        zh="投资主体资质",
        kind="set",
        choices=(
            "世界500强",
            "中国500强",
            "高新技术企业",
            "上市公司",
            "专精特新",
            "高校院所科技企业",
            "其他",
        ),
    ),
    Metric(name="land_grade", zh="地块等级", kind="text", aliases=("土地等别", "土地等级")),
    Metric(name="products", zh="主要产品", kind="set", aliases=("产品", "产品名称", "主导产品")),
    Metric(name="processes", zh="主要工艺", kind="set", aliases=("工艺", "生产工艺")),
    Metric(
        name="target_leading_share",
        zh="开发区主导产业占比",
        kind="ratio",
        unit="%",
        highest=1.0,
        of_target=True,
    ),
    Metric(name="target_area_km2", zh="园区面积", unit="km²", of_target=True),
    Metric(name="target_score", zh="园区认定评分", unit="分", of_target=True),
)

METRICS = MappingProxyType({metric.name: metric for metric in _ALL})
"""Every metric by its name in code."""

NAMED = frozenset({"products", "processes"})
"""Metrics that hold names which people give, similar ones among them."""

APPLICANT_METRICS = MappingProxyType(
    {name: metric for name, metric in METRICS.items() if not metric.of_target}
)
"""The facts about an applicant, which are the columns of an applicants table."""
