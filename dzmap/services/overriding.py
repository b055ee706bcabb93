"""Overrides: an official's verdict beside the machine's, in a kept run."""

import numpy as np
import pandas as pd

from dzmap.core.changes import OVERRIDE_TABLE
from dzmap.core.kept_runs import RowOverride
from dzmap.core.problems import BadInputError
from dzmap.core.run_comparison import JudgedRun
from dzmap.core.verdicts import Override, Verdict
from dzmap.services.run_records import RunProject, record_change


def find_row(judged: JudgedRun, applicant: str, target: str = "") -> int:
    """The row of an applicant, given by id or name, and of a place if it was judged for several.

    Raises:
        BadInputError: there is none, or several.
    """
    frame = judged.frame
    found = (frame["applicant_id"] == applicant) | (frame["name"] == applicant)
    if target:
        found &= (frame["target_id"] == target) | (frame["target_name"] == target)
    rows = np.flatnonzero(found.fillna(value=False).to_numpy(dtype=bool))
    if len(rows) == 1:
        return int(rows[0])
    where = f"（{target}）" if target else ""
    if not len(rows):
        raise BadInputError(
            f"运行 {judged.run.id} 里没有申请对象“{applicant}”{where}",
            remedy="用编号或全称，“dzmap runs 项目 show 编号”列有。",
        )
    raise BadInputError(
        f"运行 {judged.run.id} 里有 {len(rows)} 行是“{applicant}”{where}",
        remedy="用申请对象的编号，并用 --zone 指明开发区或园区。",
    )


def row_override(run_id: str, frame: pd.DataFrame, row: int, override: Override) -> RowOverride:
    """An override of a row of a kept run, whose verdicts are ``frame``.

    Raises:
        BadInputError: the reason is too short, the name is missing, or nothing changes.
    """
    cells = frame.iloc[row]
    return RowOverride(
        run_id=run_id,
        row=row,
        applicant_id=str(cells["applicant_id"]),
        target_id="" if pd.isna(cells["target_id"]) else str(cells["target_id"]),
        machine=Verdict(int(cells["verdict"])),
        override=override,
    )


def override_verdict(session: RunProject, override: RowOverride, name: str = "") -> None:
    """Put a verdict beside the machine's, instead of an earlier one if there is any: one edit.

    ``name`` is what the applicant is called, for the history.
    """
    who = name or override.applicant_id
    words = f"{override.machine.zh} → {override.override.verdict.zh}"
    earlier = [one for one in session.kept().overrides if one.id == override.id]
    session.edit(
        f"人工改判（{override.run_id}）：{who} {words}",
        record_change(OVERRIDE_TABLE, before=earlier, after=(override,)),
    )


def withdraw_override(session: RunProject, override: RowOverride, name: str = "") -> None:
    """Take an override back; the machine's verdict counts again. One edit."""
    who = name or override.applicant_id
    session.edit(
        f"撤回人工改判（{override.run_id}）：{who}",
        record_change(OVERRIDE_TABLE, before=(override,)),
    )
