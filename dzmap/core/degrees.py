"""Longitude and latitude as text."""


def degrees_text(lon: float, lat: float, *, sexagesimal: bool, decimals: int = 1) -> str:
    """“116.7853°E 36.8421°N”, or degrees, minutes and seconds with ``decimals`` (of seconds)."""
    if not sexagesimal:
        return f"{lon:.4f}°E {lat:.4f}°N"
    return f"{_dms(lon, decimals)}E {_dms(lat, decimals)}N"


def _dms(angle: float, decimals: int) -> str:
    seconds = round(abs(angle) * 3600, decimals)
    minutes, second = divmod(seconds, 60)
    degree, minute = divmod(int(minutes), 60)
    return f"{degree}°{minute:02d}′{second:0{decimals + 3}.{decimals}f}″"
