"""What the sample's enterprises make, county by county.

Themes follow the clusters that are publicly known of each county; weights, sizes and the ladder of
revenues are invented so that the city as a whole resembles the targets of the plan 2020–2022.
"""

from dataclasses import dataclass
from types import MappingProxyType

SOURCE = "程序生成的示例，与任何真实企业无关"
DATA_STATUS = "示例"
YEARS = (2019, 2020, 2021, 2022)


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A line of business.

    ``codes`` are GB/T 4754-2017 小类; ``energy`` is 吨标煤 per 万元 of output; ``eia`` the usual kind
    of environmental assessment.
    """

    name: str
    codes: tuple[str, ...]
    energy: float
    eia: str = "报告表"

    @property
    def chemical(self) -> bool:
        """Whether it belongs into a chemical park (大类 25 and 26)."""
        return self.codes[0][:2] in {"25", "26"}


@dataclass(frozen=True, kw_only=True)
class County:
    """A county in the sample.

    ``weight`` is its share of the enterprises, ``themes`` the shares of its themes (the first two
    are its large ones), ``projects`` how many of 232 placed investment projects it has, ``planned``
    their planned investment of 2021 in 亿元.
    """

    id: str
    short: str
    weight: float
    themes: tuple[tuple[str, float], ...]
    projects: int
    planned: float


_THEMES = (
    Theme(
        name="精细化工", codes=("2614", "2661", "2662", "2641", "2669"), energy=0.42, eia="报告书"
    ),
    Theme(name="煤化工", codes=("2521", "2621", "2522"), energy=0.62, eia="报告书"),
    Theme(name="合成材料", codes=("2651", "2659"), energy=0.36, eia="报告书"),
    Theme(name="复合材料", codes=("3062", "3061"), energy=0.16),
    Theme(name="炭素制品", codes=("3091",), energy=0.46, eia="报告书"),
    Theme(name="钢铁", codes=("3130", "3120"), energy=0.58, eia="报告书"),
    Theme(name="建材", codes=("3021", "3031", "3099"), energy=0.3),
    Theme(name="塑料制品", codes=("2921", "2922", "2929"), energy=0.09),
    Theme(name="轮胎橡胶", codes=("2911", "2919"), energy=0.2),
    Theme(name="生物医药", codes=("2710", "2720", "2740", "2761"), energy=0.11, eia="报告书"),
    Theme(name="医疗器械", codes=("3584", "3581", "3589", "2770"), energy=0.03),
    Theme(name="食品", codes=("1439", "1411", "1353", "1499", "1371"), energy=0.05),
    Theme(name="粮油加工", codes=("1311", "1312", "1331", "1399"), energy=0.04),
    Theme(name="功能糖", codes=("1391", "1495", "1491"), energy=0.12),
    Theme(name="大豆蛋白", codes=("1392",), energy=0.08),
    Theme(name="调味品", codes=("1469", "1462", "1461"), energy=0.06),
    Theme(name="纺织", codes=("1711", "1712", "1751"), energy=0.1),
    Theme(name="服装", codes=("1811", "1821", "1829"), energy=0.02),
    Theme(name="土工材料", codes=("1781", "1789", "1784"), energy=0.09),
    Theme(name="化学纤维", codes=("2831", "2822"), energy=0.28),
    Theme(name="家具", codes=("2110", "2130"), energy=0.02),
    Theme(name="健身器材", codes=("2443",), energy=0.03),
    Theme(name="体育器材", codes=("2442", "2449"), energy=0.03),
    Theme(name="五金", codes=("3322", "3321", "3324"), energy=0.05),
    Theme(name="电梯", codes=("3435",), energy=0.03),
    Theme(name="空调设备", codes=("3464", "3462"), energy=0.03),
    Theme(name="装备制造", codes=("3484", "3411", "3425", "3489", "3393"), energy=0.05),
    Theme(name="石油装备", codes=("3512",), energy=0.04),
    Theme(name="环保装备", codes=("3463", "3591", "3597"), energy=0.03),
    Theme(name="汽车零部件", codes=("3670", "3660"), energy=0.05),
    Theme(name="新能源汽车", codes=("3612",), energy=0.03),
    Theme(name="新能源", codes=("3825", "3841"), energy=0.06),
    Theme(name="电子信息", codes=("3985", "3982", "3989", "3974"), energy=0.05),
    Theme(name="物流", codes=("5990", "5920", "5431", "5930"), energy=0.02, eia="登记表"),
)

THEMES = MappingProxyType({theme.name: theme for theme in _THEMES})
"""Every theme by its Chinese name, as used in the names of enterprises."""

COUNTIES = (
    County(
        id="371402",
        short="德城",
        weight=0.15,
        themes=(
            ("精细化工", 0.13),
            ("电子信息", 0.16),
            ("复合材料", 0.14),
            ("石油装备", 0.08),
            ("食品", 0.12),
            ("纺织", 0.09),
            ("新能源", 0.08),
            ("生物医药", 0.06),
            ("装备制造", 0.08),
            ("物流", 0.06),
        ),
        projects=36,
        planned=186.2,
    ),
    County(
        id="371403",
        short="陵城",
        weight=0.11,
        themes=(
            ("纺织", 0.2),
            ("土工材料", 0.3),
            ("新能源汽车", 0.05),
            ("大豆蛋白", 0.07),
            ("化学纤维", 0.08),
            ("装备制造", 0.16),
            ("粮油加工", 0.08),
            ("物流", 0.06),
        ),
        projects=23,
        planned=118.5,
    ),
    County(
        id="371422",
        short="宁津",
        weight=0.09,
        themes=(
            ("健身器材", 0.28),
            ("电梯", 0.24),
            ("家具", 0.2),
            ("五金", 0.1),
            ("装备制造", 0.1),
            ("食品", 0.05),
            ("物流", 0.03),
        ),
        projects=19,
        planned=92.4,
    ),
    County(
        id="371423",
        short="庆云",
        weight=0.05,
        themes=(
            ("环保装备", 0.3),
            ("电子信息", 0.2),
            ("复合材料", 0.16),
            ("装备制造", 0.2),
            ("物流", 0.14),
        ),
        projects=11,
        planned=55.6,
    ),
    County(
        id="371424",
        short="临邑",
        weight=0.09,
        themes=(
            ("炭素制品", 0.16),
            ("生物医药", 0.22),
            ("精细化工", 0.12),
            ("塑料制品", 0.14),
            ("粮油加工", 0.14),
            ("装备制造", 0.14),
            ("物流", 0.08),
        ),
        projects=21,
        planned=104.3,
    ),
    County(
        id="371425",
        short="齐河",
        weight=0.13,
        themes=(
            ("钢铁", 0.05),
            ("煤化工", 0.05),
            ("装备制造", 0.22),
            ("汽车零部件", 0.12),
            ("新能源汽车", 0.05),
            ("食品", 0.14),
            ("医疗器械", 0.1),
            ("生物医药", 0.08),
            ("复合材料", 0.07),
            ("物流", 0.12),
        ),
        projects=34,
        planned=221.9,
    ),
    County(
        id="371426",
        short="平原",
        weight=0.075,
        themes=(
            ("食品", 0.34),
            ("粮油加工", 0.22),
            ("精细化工", 0.06),
            ("装备制造", 0.2),
            ("建材", 0.1),
            ("物流", 0.08),
        ),
        projects=16,
        planned=83.7,
    ),
    County(
        id="371427",
        short="夏津",
        weight=0.07,
        themes=(
            ("纺织", 0.46),
            ("化学纤维", 0.1),
            ("服装", 0.12),
            ("粮油加工", 0.14),
            ("装备制造", 0.12),
            ("物流", 0.06),
        ),
        projects=14,
        planned=78.2,
    ),
    County(
        id="371428",
        short="武城",
        weight=0.08,
        themes=(
            ("空调设备", 0.36),
            ("汽车零部件", 0.18),
            ("轮胎橡胶", 0.04),
            ("复合材料", 0.18),
            ("粮油加工", 0.16),
            ("物流", 0.08),
        ),
        projects=16,
        planned=86.1,
    ),
    County(
        id="371481",
        short="乐陵",
        weight=0.09,
        themes=(
            ("调味品", 0.28),
            ("体育器材", 0.16),
            ("五金", 0.16),
            ("精细化工", 0.14),
            ("汽车零部件", 0.08),
            ("食品", 0.12),
            ("物流", 0.06),
        ),
        projects=18,
        planned=101.8,
    ),
    County(
        id="371482",
        short="禹城",
        weight=0.105,
        themes=(
            ("功能糖", 0.2),
            ("装备制造", 0.24),
            ("大豆蛋白", 0.14),
            ("食品", 0.16),
            ("生物医药", 0.1),
            ("新能源", 0.06),
            ("合成材料", 0.04),
            ("物流", 0.06),
        ),
        projects=24,
        planned=129.3,
    ),
)

LADDER = ((0.5, 286.0), (4.0, 100.0), (13.0, 50.0), (61.0, 10.0), (230.0, 1.98), (2000.0, 0.203))
"""Revenue of 2022 in 亿元 by rank among 2000 enterprises: 4 above 100, 13 above 50, 61 above 10."""

LARGEST = "德禹陵齐德临德禹宁德乐德武德禹平齐陵夏临齐乐禹齐德宁武临庆齐德禹陵乐齐平德临夏禹武齐陵德乐宁临禹齐德平陵夏齐武禹临宁乐庆德"
"""The county (its first character) of each of the 61 largest enterprises, largest first."""

SUB_PARK_COMPLETED = (
    179_000,
    151_000,
    98_000,
    132_000,
    153_000,
    126_000,
    64_000,
    99_000,
    87_000,
)
"""万元 completed by the end of 2021 in 齐河区中园一号 … 九号, 108.9 亿元 in all."""
