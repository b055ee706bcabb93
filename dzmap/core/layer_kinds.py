"""The kinds of control layer that a project may hold and clauses may ask for."""

from types import MappingProxyType

LAYER_ZH = MappingProxyType(
    {
        "permanent_farmland": "永久基本农田",
        "ecological_redline": "生态保护红线",
        "growth_boundary": "城镇开发边界",
        "shoreline_control": "岸线管控范围",
        "river_management": "河湖管理范围",
        "floodplain": "黄河滩区",
        "water_source": "饮用水水源保护区",
        "nature_reserve": "自然保护地",
        "eco_unit": "生态环境优先保护单元",
        "heritage_control": "文物建设控制地带",
        "chemical_park": "化工园区",
        "special_chemical_park": "专业化工园区",
        "chemical_monitor_point": "化工重点监控点",
        "residential": "居住区",
        "sensitive_place": "学校医院等敏感目标",
        "fault": "地震断裂带",
        "other": "其他管控线",
    }
)
"""Chinese names by kind."""


def layer_zh(kind: str) -> str:
    """The Chinese name of a layer kind; the kind itself if it is not a known one."""
    return LAYER_ZH.get(kind, kind)
