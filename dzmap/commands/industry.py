"""``industry``: look up industries of GB/T 4754-2017 by code, name, pinyin or everyday word."""

from typing import Any

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.tables import pad
from dzmap.core.industries import IndustryTree
from dzmap.core.industry_search import IndustryHit
from dzmap.core.problems import BadInputError
from dzmap.services.industries import industry_search

_CODE_WIDTH = 7
_NAME_WIDTH = 36


def look_up(query: str, *, limit: int, as_json: bool) -> None:
    """Print the entries that fit, best first.

    Raises:
        BadInputError: none does.
    """
    search = industry_search(build_application().reference)
    hits = search.find(query, limit)
    if not hits:
        raise BadInputError(
            f"没有找到“{query}”",
            reason=search.tree.fault(query) if any(map(str.isdigit, query)) else "",
            remedy="可以写代码、名称、拼音、首字母或俗称，如 3670、汽配、qclbj。",
        )
    former = search.tree.former(search.tree.normalise(query))
    if as_json:
        payload: dict[str, Any] = {
            "query": query,
            "industries": [_entry(hit, search.tree) for hit in hits],
        }
        if former is not None:
            payload["former"] = {
                "code": former.code,
                "name": former.name,
                "reused": former.reused,
                "successors": [entry.code for entry in former.successors],
            }
        console.emit(payload)
        return
    for hit in hits:
        entry = hit.industry
        code = entry.title.split(" ", 1)[0]
        above = " › ".join(one.name for one in search.tree.ancestors(entry.code))
        why = f"（{hit.why}）" if hit.why else ""
        console.tell(
            f"{pad(code, _CODE_WIDTH)}{pad(entry.name + why, _NAME_WIDTH)}{above}".rstrip()
        )
    if former is not None:
        now = search.tree.get(former.code)
        today = f"；2017 版的 {former.code} 是{now.name}" if now else "，2017 版已废止"
        console.tell(
            f"  说明：2011 版 {former.code} 是{former.name}{today}。"
            f"按 2011 版填报的改为 {former.successor_titles}。"
        )


def _entry(hit: IndustryHit, tree: IndustryTree) -> dict[str, Any]:
    entry = hit.industry
    return {
        "code": entry.code,
        "title": entry.title,
        "name": entry.name,
        "level": entry.level,
        "path": [one.title for one in tree.ancestors(entry.code)],
        "why": hit.why,
    }
