"""How much 营业收入, 税收 and 从业人数 a group of applicants stands for, and who did not report it.

A figure that an applicant did not report counts as missing beside the sum, never as 0.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from dzmap.core.crowd import Crowd
from dzmap.core.crs import Floats

FIGURES = ("revenue_wan_yuan", "tax_wan_yuan", "employees")
"""The metrics that are summed, in the order of ``Sums``."""


@dataclass(frozen=True)
class Sum:
    """The sum of one figure over those who reported it, and how many did not.

    ``value`` is in the metric's unit (万元, 人).
    """

    value: float = 0.0
    known: int = 0
    missing: int = 0

    @property
    def reported(self) -> float | None:
        """The sum; None if nobody of a group that is not empty reported the figure."""
        return None if self.missing and not self.known else self.value

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.value + other.value, self.known + other.known, self.missing + other.missing)


@dataclass(frozen=True)
class Sums:
    """A group of applicants: how many, and their figures."""

    count: int = 0
    revenue: Sum = Sum()
    tax: Sum = Sum()
    employees: Sum = Sum()

    @classmethod
    def of(cls, column_sums: Floats) -> Self:
        """From a sum over rows of ``figure_rows``."""
        count = round(float(column_sums[0]))
        figures = []
        for place in range(len(FIGURES)):
            missing = round(float(column_sums[2 + 2 * place]))
            known = count - missing
            # Sums of the known ones are differences of running sums: none must leave exactly 0.
            figures.append(Sum(float(column_sums[1 + 2 * place]) if known else 0.0, known, missing))
        return cls(count, *figures)

    @property
    def figures(self) -> tuple[Sum, Sum, Sum]:
        """The sums in the order of ``FIGURES``."""
        return self.revenue, self.tax, self.employees

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.count + other.count,
            self.revenue + other.revenue,
            self.tax + other.tax,
            self.employees + other.employees,
        )


NOBODY = Sums()


def figure_rows(crowd: Crowd) -> Floats:
    """One row per pair whose column sums are ``Sums``: 1, then value and 1-if-missing per figure."""
    rows = np.zeros((len(crowd), 1 + 2 * len(FIGURES)))
    rows[:, 0] = 1
    for place, name in enumerate(FIGURES):
        values = crowd.facts.number(name)[crowd.applicant]
        missing = np.isnan(values)
        rows[:, 1 + 2 * place] = np.where(missing, 0.0, values)
        rows[:, 2 + 2 * place] = missing
    return rows


def sums_where(rows: Floats, chosen: npt.NDArray[np.bool_]) -> Sums:
    """The sums over some rows of ``figure_rows``."""
    return Sums.of(rows[chosen].sum(axis=0))
