"""Places of features are read once per frame and forgotten with it."""

import gc
import weakref

import geopandas as gpd
import numpy as np
import shapely

from dzmap.services.feature_places import places_of


def test_that_places_are_kept_while_the_features_are() -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(116, 36), None], crs=4490)
    x, y = places_of(frame)
    assert (x[0], y[0]) == (116, 36)
    assert np.isnan(x[1])
    assert places_of(frame)[0] is x
    assert places_of(frame.copy())[0] is not x
    watch = weakref.ref(x)
    del frame, x, y
    gc.collect()
    assert watch() is None
