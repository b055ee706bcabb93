"""Reference data small enough to read: a handful of industries, two counties, a township."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from dzmap.core.catalogs import Catalog

_INDUSTRIES = (
    ("A", 1, "", "A", "农、林、牧、渔业"),
    ("01", 2, "A", "A", "农业"),
    ("011", 3, "01", "A", "谷物种植"),
    ("0111", 4, "011", "A", "稻谷种植"),
    ("0119", 4, "011", "A", "其他谷物种植"),
    ("B", 1, "", "B", "采矿业"),
    ("11", 2, "B", "B", "开采专业及辅助性活动"),
    ("111", 3, "11", "B", "煤炭开采和洗选专业及辅助性活动"),
    ("C", 1, "", "C", "制造业"),
    ("16", 2, "C", "C", "烟草制品业"),
    ("26", 2, "C", "C", "化学原料和化学制品制造业"),
    ("261", 3, "26", "C", "基础化学原料制造"),
    ("2614", 4, "261", "C", "有机化学原料制造"),
    ("2625", 4, "261", "C", "有机肥料及微生物肥料制造"),
    ("36", 2, "C", "C", "汽车制造业"),
    ("367", 3, "36", "C", "汽车零部件及配件制造"),
    ("3670", 4, "367", "C", "汽车零部件及配件制造"),
)


@dataclass(frozen=True)
class SmallReference:
    """Implements ``ReferenceData`` with what a test gives it."""

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def industries(self) -> pd.DataFrame:
        """A few entries of GB/T 4754-2017."""
        return pd.DataFrame(_INDUSTRIES, columns=["code", "level", "parent", "section", "name"])

    def former_industries(self) -> pd.DataFrame:
        """One code of 2011 that is gone, one that means something else now."""
        rows = [("3610", "汽车整车制造", "3670", "废止"), ("2625", "旧称", "2614", "改义")]
        return pd.DataFrame(rows, columns=["code", "name", "successors", "kind"])

    def industry_synonyms(self) -> pd.DataFrame:
        """Two everyday words."""
        return pd.DataFrame([("汽配", "3670"), ("化工", "26")], columns=["word", "codes"])

    def base_tables(self) -> dict[str, pd.DataFrame]:
        """The tables given."""
        return dict(self.tables)

    def sample_tables(self) -> dict[str, pd.DataFrame]:
        """The tables given."""
        return dict(self.tables)

    def sample_catalogs(self) -> tuple[Catalog, ...]:
        """None."""
        return ()
