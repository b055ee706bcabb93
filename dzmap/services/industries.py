"""GB/T 4754 from the reference data: the tree, the search, and what the project has of it."""

from collections.abc import Mapping

from dzmap.core.industries import IndustryTree, code_path
from dzmap.core.industry_search import IndustrySearch
from dzmap.services.ports import ReferenceData, Tables


def industry_tree(reference: ReferenceData) -> IndustryTree:
    """The classification of 2017, which also recognises codes of 2011."""
    return IndustryTree(reference.industries(), reference.former_industries())


def industry_search(reference: ReferenceData) -> IndustrySearch:
    """The search over the classification, everyday words included."""
    return IndustrySearch(industry_tree(reference), reference.industry_synonyms())


def enterprise_counts(tables: Tables, tree: IndustryTree) -> Mapping[str, int]:
    """How many enterprises of a project have their main industry at or under each code."""
    codes = tables.table("enterprises")["industry_code"].dropna().astype("str").value_counts()
    counts: dict[str, int] = {}
    for code, count in codes.items():
        path = code_path(str(code))
        above = [path[:1], *(path[1 : size + 1] for size in range(2, len(path)))] if path else []
        for part in dict.fromkeys(above):
            if part in tree:
                counts[part] = counts.get(part, 0) + int(count)
    return counts
