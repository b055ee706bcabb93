"""What the editor says while one works: a new draft, the end of a check, what was not kept."""

from collections.abc import Sequence

from dzmap.core.catalog_findings import Finding
from dzmap.core.catalogs import AnyClause, Catalog
from dzmap.core.problems import KnownError, Severity
from dzmap.services.catalog_editing import clause_title
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

BANNER = "catalog draft"
"""The key of the banner above the clauses."""
_MOST = 4


def failed(desk: Desk, error: KnownError) -> None:
    """Why an edit was not made."""
    desk.notices.toast(f"{error.what}：{error.reason or error.remedy}")


def drafted(desk: Desk, draft: Catalog, base: Catalog | None) -> None:
    """An edit of a published version went into a draft."""
    text = tr("正在编辑草稿 v{draft}，现行 v{version} 不受影响。").format(
        draft=draft.version, version="" if base is None else base.version
    )
    desk.notices.banner("info", text, key=BANNER)


def checked(desk: Desk, findings: Sequence[Finding]) -> None:
    """What the check that was asked for came to."""
    errors = sum(one.severity is Severity.ERROR for one in findings)
    text = tr("检查完成：没有发现问题")
    if findings:
        text = tr("检查完成：{errors} 个错误，{warnings} 处提醒").format(
            errors=errors, warnings=len(findings) - errors
        )
    desk.notices.toast(text)


def dropped(desk: Desk, lost: Sequence[str]) -> None:
    """What was typed in fields, could not be understood, and is gone with the clause."""
    text = tr("没有存下：{fields}").format(fields="；".join(lost))
    desk.notices.toast(text)
    desk.notices.log("warn", text)


def renamed(desk: Desk, left: Sequence[tuple[Catalog, AnyClause]]) -> None:
    """A clause has another id; clauses of other catalogs still name the old one."""
    if left:
        names = "、".join(f"《{one.title}》{clause_title(by)}" for one, by in left[:_MOST])
        text = tr("编号改了，下列条款还写着原来的编号：{names}").format(names=names)
        desk.notices.banner("warn", text, key=BANNER)
