"""Ratios that are stated and do not agree with the numbers that they are made of."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from dzmap.core.coded_texts import Rows
from dzmap.core.metrics import APPLICANT_METRICS, Metric

ROUNDING = 0.01
"""A ratio stated in round numbers differs from its parts by less, relative to it."""


def disagreeing(frame: pd.DataFrame) -> Iterator[tuple[Metric, Rows]]:
    """The ratios of normalised applicants that differ from their parts, and the rows where."""
    for name, metric in APPLICANT_METRICS.items():
        if not metric.numerator:
            continue
        stated, part, whole = (
            frame[column].to_numpy(dtype=np.float64)
            for column in (name, metric.numerator, metric.denominator)
        )
        rows = np.flatnonzero(np.isfinite(stated) & np.isfinite(part) & (whole > 0))
        derived = part[rows] / whole[rows]
        size = np.maximum(np.abs(stated[rows]), np.abs(derived))
        wrong = rows[np.abs(stated[rows] - derived) > ROUNDING * size]
        if len(wrong):
            yield metric, wrong
