"""What the workbook looks like: its sheets, and their columns with help and drop-downs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from dzmap.core.metrics import METRICS
from dzmap.core.verdicts import Verdict
from dzmap.readers.catalogs import words
from dzmap.readers.catalogs.amounts import ALL_UNITS
from dzmap.readers.catalogs.example_cases import EXAMPLES
from dzmap.readers.catalogs.excel_examples import LATITUDE, LONGITUDE, OTHER_FACTS

CATALOGS, CLAUSES, THRESHOLDS = "目录", "条款", "门槛"
HELP, CODES, OPTIONS = "填写说明", "行业代码", "选项"
CATALOG_ID, CATALOG_VERSION, CLAUSE_ID = "目录编号", "目录版本", "条款编号"


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """One column. ``options`` names a drop-down; ``open`` lets other or several values stand.

    ``kinds`` are the clause kinds that use the column (none = all); ``unit`` stands in the header.
    """

    key: str
    width: int
    band: str
    help: str = ""
    options: str = ""
    open: bool = False
    required: bool = False
    kinds: tuple[str, ...] = ()
    unit: str = ""

    @property
    def header(self) -> str:
        """The header as shown: unit in brackets, * where something must be filled in."""
        return f"{self.key}{f'（{self.unit}）' if self.unit else ''}{'*' if self.required else ''}"


OPTION_LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "层级": tuple(words.LEVELS),
        "未列入行业": tuple(words.DEFAULTS),
        "类型": tuple(words.KINDS),
        "结论": tuple(words.OUTCOMES),
        "不满足则": tuple(words.CONSEQUENCES),
        "指标": tuple(m.zh for m in METRICS.values() if m.kind in {"number", "ratio"}),
        "比较": tuple(words.OPERATORS),
        "单位": ALL_UNITS,
        "关系": tuple(words.RELATIONS),
        "图层": tuple(words.LAYERS),
        "建设性质": tuple(words.ACTIONS),
        "开发区级别": tuple(words.TIERS),
        "园区类型": tuple(words.PARK_KINDS),
        "申请主体": tuple(words.CLASSES),
        "预期结论": tuple(verdict.zh for verdict in Verdict),
        "是否": tuple(words.FLAGS),
    }
)

_RARE = "适用范围（少用）"
_MANY = "可写几项，用“、”隔开。"
_CODES = f"GB/T 4754-2017 代码，如 C、C26、C2614；{_MANY}不写为全部行业。"
_WHEN = "什么情况下适用，写法见“填写说明”。如：总投资 ≥ 1 亿元 且 环评类别 属于 报告书"
_DAY = "如 2021-01-01。"
_OWNER = SheetColumn(
    key=CATALOG_ID,
    width=14,
    band="目录",
    help="“目录”表里的编号；只有一个目录时可不写。",
    options=CATALOG_ID,
    open=True,
)
_OWNER_VERSION = SheetColumn(
    key=CATALOG_VERSION, width=9, band="目录", help="同一编号有几个版本时必须写。"
)
_TIERS = SheetColumn(
    key="开发区级别",
    width=11,
    band="适用范围",
    help=f"不写为不限。{_MANY}",
    options="开发区级别",
    open=True,
)

COLUMNS: Mapping[str, tuple[SheetColumn, ...]] = MappingProxyType(
    {
        CATALOGS: (
            SheetColumn(
                key="编号", width=14, band="目录", required=True, help="汉字、字母、数字和 - . _ 。"
            ),
            SheetColumn(key="名称", width=36, band="目录", required=True),
            SheetColumn(key="版本", width=8, band="目录", help="同一目录的不同版本，如 1、2。"),
            SheetColumn(key="发布单位", width=22, band="目录"),
            SheetColumn(key="文号", width=20, band="目录", help="如 示例〔2021〕1 号。"),
            SheetColumn(key="层级", width=9, band="管辖", required=True, options="层级"),
            SheetColumn(
                key="管辖",
                width=18,
                band="管辖",
                help=f"管辖的县、开发区或园区的编号，{_MANY}不写为本层级全部。",
            ),
            SheetColumn(
                key="园区类型",
                width=11,
                band="管辖",
                options="园区类型",
                open=True,
                help=f"只管这类园区。{_MANY}",
            ),
            SheetColumn(key="上级", width=14, band="管辖", help="上级目录的编号。"),
            SheetColumn(
                key="未列入行业",
                width=24,
                band="管辖",
                required=True,
                options="未列入行业",
                help="目录里没有点名的行业怎么办。",
            ),
            SheetColumn(key="施行起", width=12, band="施行", required=True, help=_DAY),
            SheetColumn(key="施行止", width=12, band="施行", help=f"最后一天。{_DAY}不写为长期。"),
            SheetColumn(
                key="已发布", width=8, band="施行", options="是否", help="草稿写“否”，不写为“是”。"
            ),
            SheetColumn(key="示例", width=8, band="施行", options="是否"),
        ),
        CLAUSES: (
            _OWNER,
            _OWNER_VERSION,
            SheetColumn(
                key="编号", width=9, band="条款", required=True, help="在本目录内不重复，如 C07。"
            ),
            SheetColumn(key="条款号", width=11, band="条款", help="如 第七条。"),
            SheetColumn(key="类型", width=8, band="条款", required=True, options="类型"),
            SheetColumn(
                key="适用行业", width=18, band="适用范围", help=_CODES, options=CODES, open=True
            ),
            SheetColumn(
                key="除外行业",
                width=14,
                band="适用范围",
                help=f"不适用的行业代码。{_MANY}",
                options=CODES,
                open=True,
            ),
            SheetColumn(
                key="建设性质",
                width=14,
                band="适用范围",
                options="建设性质",
                open=True,
                help=f"不写为不限。{_MANY}",
            ),
            SheetColumn(
                key="适用产品",
                width=16,
                band="适用范围",
                help=f"产品名称，生产其中任何一种就适用。{_MANY}",
            ),
            SheetColumn(
                key="适用工艺",
                width=14,
                band="适用范围",
                help=f"工艺或装备名称，采用其中任何一种就适用。{_MANY}",
            ),
            SheetColumn(
                key="引用名录",
                width=18,
                band="适用范围",
                help=f"在这些名录里的才适用，写名称，如 两高项目名录。{_MANY}名录另行导入项目。",
            ),
            SheetColumn(key="适用条件", width=30, band="适用范围", help=_WHEN),
            SheetColumn(key="结论", width=8, band="清单", options="结论", kinds=("清单",)),
            SheetColumn(
                key="指标",
                width=20,
                band="要求",
                options="指标",
                kinds=("要求",),
                help="几个指标要同时满足，或不是数值的要求，写在“须满足”里。",
            ),
            SheetColumn(key="比较", width=7, band="要求", options="比较", kinds=("要求",)),
            SheetColumn(
                key="数值",
                width=9,
                band="要求",
                kinds=("要求",),
                help="对所有行业都适用的门槛；按行业、级别、地块等级分的写在“门槛”表。",
            ),
            SheetColumn(
                key="单位",
                width=12,
                band="要求",
                options="单位",
                open=True,
                kinds=("要求",),
                help="必须写（容积率除外），可以用能换算的单位。",
            ),
            SheetColumn(
                key="须满足",
                width=30,
                band="要求",
                kinds=("要求",),
                help="与“指标”二选一。如：容积率 ≥ 0.8 且 建筑密度 ≥ 40 %",
            ),
            SheetColumn(key="关系", width=11, band="空间", options="关系", kinds=("空间",)),
            SheetColumn(
                key="图层",
                width=18,
                band="空间",
                options="图层",
                open=True,
                kinds=("空间",),
                help=f"{_MANY}",
            ),
            SheetColumn(
                key="距离",
                width=9,
                band="空间",
                kinds=("空间",),
                unit="m",
                help="关系是“距离不小于”时写。",
            ),
            SheetColumn(
                key="不满足则",
                width=11,
                band="要求、空间",
                options="不满足则",
                kinds=("要求", "空间"),
                help="不写时，要求为“限制”，空间为“禁止”。",
            ),
            SheetColumn(key="须办理", width=16, band="程序", kinds=("程序",), help="如 节能审查。"),
            SheetColumn(key="主管部门", width=16, band="程序", kinds=("程序",)),
            SheetColumn(
                key="时限",
                width=16,
                band="程序",
                kinds=("程序",),
                help="文件对办理时间的规定，照原文写，如 开工前、20 个工作日。",
            ),
            SheetColumn(
                key="豁免",
                width=14,
                band="例外",
                kinds=("例外",),
                help=f"不再适用的条款编号，上级的写“目录编号/条款编号”。{_MANY}",
            ),
            SheetColumn(key="内容", width=40, band="原文与依据", help="条款内容。"),
            SheetColumn(key="依据文件", width=26, band="原文与依据"),
            SheetColumn(key="依据文号", width=18, band="原文与依据"),
            SheetColumn(key="页码", width=8, band="原文与依据"),
            SheetColumn(key="施行起", width=12, band="其他", help=f"与目录不同时写。{_DAY}"),
            SheetColumn(key="施行止", width=12, band="其他", help=f"与目录不同时写。{_DAY}"),
            SheetColumn(
                key="替换",
                width=16,
                band="其他",
                help=f"替换上级的哪一条，写“目录编号/条款编号”或“目录编号/default”。{_MANY}",
            ),
            SheetColumn(key="示例", width=7, band="其他", options="是否"),
            SheetColumn(key="备注", width=24, band="其他"),
            replace(_TIERS, band=_RARE),
            SheetColumn(
                key="园区类型", width=11, band=_RARE, options="园区类型", open=True, help=_MANY
            ),
            SheetColumn(
                key="申请主体", width=11, band=_RARE, options="申请主体", open=True, help=_MANY
            ),
        ),
        THRESHOLDS: (
            _OWNER,
            _OWNER_VERSION,
            SheetColumn(
                key=CLAUSE_ID,
                width=10,
                band="条款",
                required=True,
                help="“条款”表里的编号。",
                options=CLAUSE_ID,
                open=True,
            ),
            SheetColumn(
                key="适用行业", width=22, band="适用范围", help=_CODES, options=CODES, open=True
            ),
            _TIERS,
            SheetColumn(key="地块等级", width=11, band="适用范围", help=f"不写为不限。{_MANY}"),
            SheetColumn(key="适用条件", width=34, band="适用范围", help=_WHEN),
            SheetColumn(key="数值", width=10, band="门槛", required=True),
            SheetColumn(
                key="单位",
                width=12,
                band="门槛",
                options="单位",
                open=True,
                help="必须写（容积率除外），可以用能换算的单位。",
            ),
        ),
        EXAMPLES: (
            _OWNER,
            _OWNER_VERSION,
            SheetColumn(key="名称", width=26, band="用例", required=True, help="说的是什么情况。"),
            SheetColumn(
                key="行业代码",
                width=11,
                band="对象",
                help="主要行业，如 C2614。",
                options=CODES,
                open=True,
            ),
            SheetColumn(key="其他行业代码", width=13, band="对象", help=_MANY),
            SheetColumn(key="建设性质", width=10, band="对象", options="建设性质"),
            SheetColumn(key="总投资", width=14, band="对象", unit="万元"),
            SheetColumn(key="用地", width=11, band="对象", unit="亩"),
            SheetColumn(
                key=OTHER_FACTS,
                width=40,
                band="对象",
                help="其他指标，写成“指标：值”，各项用“；”隔开。"
                "如：投资强度：320 万元/亩；环评类别：报告书；主要产品：涂料、油墨",
            ),
            SheetColumn(
                key="去向",
                width=13,
                band="地点和时间",
                help="申请进入的开发区或园区的编号；不写时，是本目录管辖的任何一处。",
            ),
            SheetColumn(key=LONGITUDE, width=11, band="地点和时间", unit="度"),
            SheetColumn(key=LATITUDE, width=11, band="地点和时间", unit="度"),
            SheetColumn(
                key="判定日", width=12, band="地点和时间", help=f"{_DAY}不写为目录施行的第一天。"
            ),
            SheetColumn(key="结论", width=12, band="预期", required=True, options="预期结论"),
            SheetColumn(
                key="只看已核查",
                width=11,
                band="预期",
                options="是否",
                help="写“是”时，只看能判定的条款，缺资料、缺图层的不算。",
            ),
            SheetColumn(
                key="决定条款", width=11, band="预期", help="应由哪一条决定，写条款编号；可不写。"
            ),
        ),
    }
)

FROZEN: Mapping[str, int] = MappingProxyType({CATALOGS: 2, CLAUSES: 5, THRESHOLDS: 3, EXAMPLES: 3})
"""How many columns of each sheet stay in view."""
