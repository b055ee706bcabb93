"""The vocabulary of the authoring formats: Chinese words for everything the model can say."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import TypeVar

from dzmap.core.catalogs import (
    AnyClause,
    Default,
    ExceptionClause,
    Level,
    ListClause,
    Outcome,
    ProcedureClause,
    Relation,
    RequirementClause,
    SpatialClause,
)
from dzmap.core.layer_kinds import LAYER_ZH
from dzmap.core.metrics import METRICS, Metric
from dzmap.core.verdicts import Verdict

T = TypeVar("T")

KINDS: Mapping[str, type[AnyClause]] = MappingProxyType(
    {
        "清单": ListClause,
        "要求": RequirementClause,
        "空间": SpatialClause,
        "程序": ProcedureClause,
        "例外": ExceptionClause,
    }
)
LEVELS = MappingProxyType(
    {"市": Level.CITY, "县": Level.COUNTY, "开发区": Level.ZONE, "园区": Level.PARK}
)
DEFAULTS = MappingProxyType(
    {
        "非禁即入": Default.NOT_FORBIDDEN,
        "未列入为允许类": Default.PERMITTED,
        "仅列入者准入，其余限制": Default.LISTED_ONLY_RESTRICT,
        "仅列入者准入，其余禁止": Default.LISTED_ONLY_PROHIBIT,
    }
)
OUTCOMES = MappingProxyType({outcome.value: outcome for outcome in Outcome})
RELATIONS = MappingProxyType(
    {
        "在内": Relation.WITHIN,
        "不相交": Relation.DISJOINT,
        "距离不小于": Relation.DISTANCE_GE,
    }
)
CONSEQUENCES = MappingProxyType(
    {
        "限制": Verdict.RESTRICTED,
        "禁止": Verdict.PROHIBITED,
        "有条件准入": Verdict.CONDITIONAL,
    }
)
VERDICTS = MappingProxyType(
    {
        **CONSEQUENCES,
        "鼓励": Verdict.ENCOURAGED,
        **{verdict.zh: verdict for verdict in Verdict},
    }
)
"""What an example may expect; the words of the verdicts, and the short ones of clauses."""
PARK_KINDS = MappingProxyType(
    {"区中园": "sub_park", "化工园区": "chemical", "工业园区": "industrial", "其他园区": "other"}
)
LAYERS = MappingProxyType({word: kind for kind, word in LAYER_ZH.items()})
TIERS = MappingProxyType({tier: tier for tier in ("国家级", "省级", "市级", "县级")})
ACTIONS = MappingProxyType({action: action for action in METRICS["action"].choices})
CLASSES = MappingProxyType({name: name for name in METRICS["applicant_class"].choices})
FLAGS = MappingProxyType({"是": True, "否": False})

# Compared values: the sign shown, then what people write instead of it.
OPERATORS = MappingProxyType(
    {
        "≥": ">=",
        "≤": "<=",
        ">": ">",
        "<": "<",
        "=": "=",
        "≠": "!=",
    }
)
OPERATOR_SPELLINGS = MappingProxyType(
    {
        ">=": ">=",
        "<=": "<=",
        "!=": "!=",
        "<>": "!=",
        "==": "=",
        "≧": ">=",
        "≦": "<=",
        "不低于": ">=",
        "不小于": ">=",
        "不少于": ">=",
        "不高于": "<=",
        "不大于": "<=",
        "不超过": "<=",
        "不多于": "<=",
        "大于等于": ">=",
        "小于等于": "<=",
        "大于": ">",
        "高于": ">",
        "小于": "<",
        "低于": "<",
        "等于": "=",
        "不等于": "!=",
        **OPERATORS,
    }
)

METRIC_WORDS: Mapping[str, Metric] = MappingProxyType(
    {
        **{alias: metric for metric in METRICS.values() for alias in metric.aliases},
        **{metric.zh: metric for metric in METRICS.values()},
    }
)
"""Every name under which a metric may be written; the Chinese name wins over an alias."""

CODE_WORDS = MappingProxyType(
    {
        "行业代码": "industry_code",
        "其他行业代码": "other_industry_codes",
        "行业": "industry_code",
        "其他行业": "other_industry_codes",
    }
)
"""What an example calls the industries of who applies."""


def word_of(table: Mapping[str, T], value: T) -> str:
    """The word that stands for ``value``."""
    return next(word for word, meaning in table.items() if meaning == value)


def kind_word(clause: AnyClause) -> str:
    """清单, 要求, 空间, 程序 or 例外."""
    return word_of(KINDS, type(clause))


def suggestion(word: str, known: Mapping[str, object]) -> str:
    """A sentence that offers the nearest known words, and all of them if they are few."""
    near = get_close_matches(word, known, n=3, cutoff=0.5)
    nearest = f"是不是“{'”“'.join(near)}”？" if near else ""
    separator = "；" if any("，" in other for other in known) else "、"
    return f"{nearest}可以写：{separator.join(known)}。" if len(known) <= 8 else nearest
