"""What invented investment projects declare: most meet usual conditions, some miss one on purpose.

Every project has a ``flaw``: "" (none), the name of a fact below or above its usual threshold,
"missing" (some facts not reported) or "class" (restricted or eliminated by the industrial policy).
Ratios are fractions, land is 亩, amounts are 万元.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.services.sampling_places import Floats, Texts
from dzmap.services.sampling_profiles import Theme

FLAWS = (
    "intensity",
    "tax",
    "far",
    "building_coefficient",
    "admin_land_share",
    "energy",
    "registered",
    "months",
)
"""Facts that a project can miss a threshold with."""

_MODEST_SHARE = 0.62  # uses less than the 1000 吨标煤 a year from which energy is reviewed
_REPORTABLE = (
    "output_wan_yuan",
    "tax_wan_yuan",
    "energy_tce",
    "land_mu",
    "far",
    "building_coefficient",
    "admin_land_share",
)


@dataclass(frozen=True, kw_only=True)
class Cases:
    """One entry per project: its theme, industry code, total investment (万元) and flaw."""

    themes: list[Theme]
    codes: Texts
    total: Floats
    flaws: Texts

    def flawed(self, flaw: str) -> npt.NDArray[np.bool_]:
        """Which projects have this flaw."""
        return np.asarray(self.flaws == flaw, dtype=np.bool_)


def apportioned(total: int, weights: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Whole numbers in proportion to ``weights`` that add up to ``total`` exactly."""
    shares = np.asarray(weights, dtype=np.float64)
    exact = shares / shares.sum() * total
    whole: npt.NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def flaws_for(rng: np.random.Generator, count: int) -> Texts:
    """One flaw per project: seven in ten have none, one in eleven lacks facts."""
    kinds = ["", *FLAWS, "missing", "class"]
    weights = [0.7, *np.full(len(FLAWS), 0.17 / len(FLAWS)), 0.09, 0.04]
    flaws = np.repeat(np.array(kinds, dtype=object), apportioned(count, weights))
    shuffled: Texts = rng.permutation(flaws)
    return shuffled


def project_facts(rng: np.random.Generator, cases: Cases) -> pd.DataFrame:
    """The columns of ``projects`` that catalogs ask about, one row per project."""
    count = len(cases.total)

    def within(low: float, high: float) -> Floats:
        return rng.uniform(low, high, count)

    def either(flaw: str, bad: Floats, good: Floats) -> Floats:
        return np.where(cases.flawed(flaw), bad, good)

    electronic = np.array([code.startswith("39") for code in cases.codes], dtype=bool)
    good_intensity = (430 * np.exp(rng.normal(0, 0.2, count))).clip(315)
    intensity = either(
        "intensity", within(180, 296), np.where(electronic, good_intensity + 100, good_intensity)
    )
    land = np.round(cases.total / intensity, 2)
    output = np.round(land * within(380, 720), 2)
    facts = pd.DataFrame(
        {
            "fixed_invest_wan_yuan": np.round(cases.total * within(0.8, 0.93), 2),
            "land_mu": land,
            "output_wan_yuan": output,
            "tax_wan_yuan": np.round(land * either("tax", within(6, 13.5), within(26, 44)), 2),
            "energy_tce": _energy(rng, cases, output),
            "far": np.round(either("far", within(0.5, 0.76), within(1.02, 1.8)), 2),
            "building_coefficient": np.round(
                either("building_coefficient", within(0.22, 0.29), within(0.42, 0.6)), 3
            ),
            "green_ratio": np.round(within(0.06, 0.15), 3),
            "admin_land_share": np.round(
                either("admin_land_share", within(0.08, 0.12), within(0.025, 0.068)), 3
            ),
            "registered_capital_wan_yuan": np.round(
                cases.total * either("registered", within(0.1, 0.2), within(0.32, 0.55)), 0
            ),
            "construction_months": _months(rng, cases),
            "eia_type": np.array([theme.eia for theme in cases.themes], dtype=object),
            "catalog_class": _catalog_classes(rng, cases),
            "applicant_class": _pick(rng, count, {"内资": 0.9, "外资": 0.06, "港澳台资": 0.04}),
            "products": np.array([theme.name for theme in cases.themes], dtype=object),
        }
    )
    return _with_gaps(rng, facts, cases.flawed("missing"))


def _energy(rng: np.random.Generator, cases: Cases, output: Floats) -> Floats:
    """吨标煤 a year: modest, or after the theme but at most 0.4 per 万元 unless that is the flaw."""
    count = len(output)
    usual = np.array([theme.energy for theme in cases.themes])
    rate = (usual * np.exp(rng.normal(-0.6, 0.3, count))).clip(max=0.4)
    modest = (rng.random(count) < _MODEST_SHARE) & (usual < 0.15)
    energy: Floats = np.where(modest, rng.uniform(120, 960, count), rate * output)
    wasteful: Floats = rng.uniform(0.46, 0.7, count) * output
    energy[cases.flawed("energy")] = wasteful[cases.flawed("energy")]
    return energy.round(1)


def _months(rng: np.random.Generator, cases: Cases) -> Floats:
    """Up to 12 months below 5 亿元, 18 below 10, 30 above, longer if that is the flaw."""
    limit = np.full(len(cases.total), 12.0)
    limit[cases.total >= 50_000] = 18.0
    limit[cases.total >= 100_000] = 30.0
    share = np.where(
        cases.flawed("months"), rng.uniform(1.2, 1.8), rng.uniform(0.6, 1.0, len(limit))
    )
    months: Floats = np.floor(limit * share)
    return months


def _catalog_classes(rng: np.random.Generator, cases: Cases) -> Texts:
    count = len(cases.total)
    good = _pick(rng, count, {"鼓励类": 0.45, "允许类": 0.55})
    bad = _pick(rng, count, {"限制类": 0.7, "淘汰类": 0.3})
    chosen: Texts = np.where(cases.flawed("class"), bad, good)
    return chosen


def _pick(rng: np.random.Generator, count: int, shares: dict[str, float]) -> Texts:
    choices = np.array([*shares], dtype=object)
    picked: Texts = choices[rng.choice(len(choices), size=count, p=[*shares.values()])]
    return picked


def _with_gaps(
    rng: np.random.Generator, facts: pd.DataFrame, gappy: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """One or two facts taken away from each gappy project."""
    first = rng.integers(len(_REPORTABLE), size=len(facts))
    second = rng.integers(2 * len(_REPORTABLE), size=len(facts))
    for position, name in enumerate(_REPORTABLE):
        gone = gappy & ((first == position) | (second == position))
        facts[name] = facts[name].where(~gone)
    return facts
