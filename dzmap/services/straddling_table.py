"""跨区与碎片: the pieces of polygons that lie in several places, as a table of a report."""

import pandas as pd

from dzmap.core.quantities import mu_from_m2
from dzmap.core.verdicts import ScreeningResult, Verdict
from dzmap.services.report_model import ReportTable, TableColumn

PART_ZH = {"zone": "开发区", "park": "园区", "outside": "区外", "control": "管控线"}


def straddling_tables(result: ScreeningResult) -> tuple[ReportTable, ...]:
    """The one table, or none if no polygon lies in several places."""
    parts = result.parts
    if not len(parts):
        return ()
    who = result.applicants.iloc[parts["applicant"]]
    frame = pd.DataFrame(
        {
            "applicant_id": who["id"].to_numpy(),
            "name": who["name"].fillna(who["id"]).to_numpy(),
            "kind": parts["kind"].map(PART_ZH).to_numpy(),
            "place_id": parts["place_id"].to_numpy(),
            "place": parts["place"].to_numpy(),
            "area_mu": [mu_from_m2(area) for area in parts["area_m2"]],
            "area_m2": parts["area_m2"].to_numpy(),
            "share": parts["share"].to_numpy(),
            "sliver": ["是" if small else "" for small in parts["sliver"]],
            "verdict": ["" if one < 0 else Verdict(int(one)).zh for one in parts["verdict"]],
        }
    )
    count = parts["applicant"].nunique()
    table = ReportTable(
        title=f"跨区与碎片（{count:,} 个地块）",
        sheet="跨区与碎片",
        columns=(
            TableColumn(name="applicant_id", title="编号"),
            TableColumn(name="name", title="申请对象"),
            TableColumn(name="kind", title="类别"),
            TableColumn(name="place_id", title="所在编号"),
            TableColumn(name="place", title="所在"),
            TableColumn(name="area_mu", title="面积", kind="number", unit="亩"),
            TableColumn(name="area_m2", title="面积", kind="number", unit="㎡"),
            TableColumn(name="share", title="占地块", kind="percent", decimals=2),
            TableColumn(name="sliver", title="碎片"),
            TableColumn(name="verdict", title="在此处的结论", kind="verdict"),
        ),
        frame=frame,
        note="面积为椭球面积。碎片不大于容差，列出但不计入判定；管控线的碎片也可能是伸出线外的部分。",
    )
    return (table,)
