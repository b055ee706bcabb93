"""A sample project and a made-up screening run, for tests of what is built on top of both."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from dzmap.core.verdicts import ScreeningResult, Target, Verdict
from dzmap.readers.reference import BundledReference
from dzmap.services.sampling import build_sample


@dataclass(frozen=True)
class TableProject:
    """Tables by name, as a session gives them."""

    tables: dict[str, pd.DataFrame]
    title: str = "德州市开发区规划（示例）"
    sample: bool = True

    def table(self, name: str) -> pd.DataFrame:
        return self.tables[name]


@dataclass(frozen=True)
class MadeUpRun:
    """A screening result and its table."""

    result: ScreeningResult
    frame: pd.DataFrame


@cache
def sample_project(enterprises: int = 200, upgrades: int = 60, projects: int = 60) -> TableProject:
    return TableProject(
        build_sample(
            BundledReference(), enterprises=enterprises, upgrades=upgrades, projects=projects
        )
    )


def made_up_run(project: TableProject, seed: int = 3) -> MadeUpRun:
    """Random verdicts for every enterprise of a project, each against its own zone."""
    applicants = project.table("enterprises")
    zones = project.table("zones")
    count = len(applicants)
    random = np.random.default_rng(seed)
    verdict = random.choice(6, count, p=[0.1, 0.4, 0.2, 0.12, 0.1, 0.08]).astype(np.int8)
    checked = np.where(verdict == Verdict.INSUFFICIENT, Verdict.ADMITTED, verdict).astype(np.int8)
    position = zones["id"].tolist()
    stated = applicants["zone_id"].fillna("").tolist()
    target = np.array(
        [position.index(zone) if zone in position else -1 for zone in stated], dtype=np.int16
    )
    targets = tuple(
        Target(id=str(row["id"]), name=str(row["name"]), kind="zone", tier=str(row["level"]))
        for row in zones.to_dict("records")
    )
    nothing = np.zeros(count, dtype=np.int16)
    result = ScreeningResult(
        as_of=date(2021, 12, 31),
        applicants=applicants,
        targets=targets,
        clause_ids=("S07",),
        applicant=np.arange(count, dtype=np.int32),
        target=target,
        verdict=verdict,
        checked_verdict=checked,
        decisive=np.zeros(count, dtype=np.int32),
        violated=nothing,
        procedures=nothing,
        unknown=nothing,
        catalogs=(
            "德州市产业准入基本目录（示例） 示例〔2020〕9 号 v2 51d7aa93",
            "齐河经济开发区产业准入目录（示例） 示例〔2021〕1 号 v3 8f2c41d0",
        ),
        notes=("乐陵市、庆云县没有永久基本农田图层，两县的申请对象没有核查是否占用。",),
    )
    words = np.array([item.zh for item in Verdict], dtype=object)
    gaps = np.array(
        ["", "", "须办理节能审查", "还差 35.00 万元/亩", "缺“预计年税收”", ""], dtype=object
    )
    frame = pd.DataFrame(
        {
            "applicant_id": applicants["id"],
            "name": applicants["name"],
            "industry_code": applicants["industry_code"],
            "target_id": [targets[index].id if index >= 0 else "" for index in target],
            "target_name": [targets[index].name if index >= 0 else "" for index in target],
            "verdict": verdict.astype(int),
            "verdict_zh": words[verdict],
            "checked_zh": words[checked],
            "decisive_number": np.where(verdict >= Verdict.CONDITIONAL, "第七条", ""),
            "decisive_text": np.where(
                verdict >= Verdict.CONDITIONAL,
                "投资强度不低于 300 万元/亩，C39 不低于 400 万元/亩",
                "",
            ),
            "gap_text": gaps[verdict],
            "violated": 0,
            "procedures": 0,
            "unknown": 0,
            "assigned_by": np.where(target >= 0, "申报", "无"),
        }
    )
    return MadeUpRun(result, frame)
