"""What the forms may name: industries, layers and lists of the project, and how numbers are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from dzmap.core.industries import IndustryTree, code_path, split_codes
from dzmap.core.layer_kinds import LAYER_ZH, layer_zh
from dzmap.core.metrics import METRICS, Metric
from dzmap.core.problems import KnownError
from dzmap.core.wording import Wording
from dzmap.services.ports import CatalogReader
from dzmap.ui.i18n import tr
from dzmap.ui.theme.theme import Theme

if TYPE_CHECKING:
    from dzmap.core.industry_search import IndustrySearch

DISTANCE = Metric(name="distance_m", zh="距离", unit="m")


@dataclass(frozen=True)
class LayerChoice:
    """A kind of control layer: what the project has of it, “2021-06 · 覆盖 9/11 县”."""

    kind: str
    state: str = ""
    there: bool = False

    @property
    def title(self) -> str:
        """Name and state in one line."""
        return f"{layer_zh(self.kind)}（{self.state}）" if self.state else layer_zh(self.kind)


@dataclass(kw_only=True)
class Vocabulary:
    """Shared by all forms; the page fills it when a project is opened."""

    theme: Theme
    numbers: CatalogReader
    search: "IndustrySearch | None" = None
    enterprises: Mapping[str, int] = field(default_factory=dict)
    layers: tuple[LayerChoice, ...] = ()
    lists: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def industries(self) -> IndustryTree | None:
        """The classification, once it was read."""
        return self.search.tree if self.search is not None else None

    @property
    def wording(self) -> Wording:
        """Sentences with the names of industries."""
        return Wording(self.industries)

    @property
    def layer_titles(self) -> Mapping[str, str]:
        """Every kind of layer with what the project has of it."""
        known = {one.kind: one.title for one in self.layers}
        return MappingProxyType({kind: known.get(kind, zh) for kind, zh in LAYER_ZH.items()})

    def amount(self, metric: str, text: str) -> float:
        """A number typed for a metric; KnownError if it is none."""
        return self.numbers.amount(text, metric_of(metric))

    def amount_text(self, metric: str, value: float) -> str:
        """A number with its unit, to be typed over."""
        return self.numbers.amount_text(value, metric_of(metric))

    def day(self, text: str) -> date | None:
        """A typed date; None for a blank text."""
        return self.numbers.day(text) if text.strip() else None

    def codes(self, text: str) -> tuple[str, ...]:
        """Typed industry codes; KnownError if one does not exist."""
        tree = self.industries
        codes = split_codes(text)
        if tree is not None:
            for code in codes:
                if code not in tree:
                    raise KnownError(tree.fault(code).rstrip("。"), remedy=tree.remedy(code))
        return codes

    def industry_title(self, code: str) -> str:
        """“C39 计算机、通信和其他电子设备制造业”, or the bare code."""
        entry = self.industries.get(code) if self.industries is not None else None
        return entry.title if entry is not None else code_path(code) or code


def metric_of(name: str) -> Metric:
    """A metric by its name in code; one without unit where it is not known."""
    if name == DISTANCE.name:
        return DISTANCE
    return METRICS.get(name) or Metric(name=name, zh=name)


def metric_titles() -> dict[str, str]:
    """Every metric with its unit: 投资强度（万元/亩）."""
    return {
        name: f"{one.zh}（{one.unit}）" if one.unit else one.zh for name, one in METRICS.items()
    }


def numeric_titles() -> dict[str, str]:
    """The metrics that are numbers."""
    titles = metric_titles()
    return {name: titles[name] for name, one in METRICS.items() if one.kind in {"number", "ratio"}}


def optional_day(day: date | None) -> str:
    """A date to be typed over; blank for none."""
    return "" if day is None else day.isoformat()


def unit_note(metric: str) -> str:
    """How a number of a metric may be written."""
    unit = metric_of(metric).unit
    return tr("如 300 {unit}").format(unit=unit) if unit else tr("如 1.0")
