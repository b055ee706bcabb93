"""Longitude and latitude as text."""


def degrees_text(lon: float, lat: float, *, sexagesimal: bool) -> str:
    """“116.7853°E 36.8421°N”, or degrees, minutes and seconds."""
    if not sexagesimal:
        return f"{lon:.4f}°E {lat:.4f}°N"
    return f"{_dms(lon)}E {_dms(lat)}N"


def _dms(angle: float) -> str:
    seconds = round(abs(angle) * 36000) / 10
    minutes, second = divmod(seconds, 60)
    degree, minute = divmod(int(minutes), 60)
    return f"{degree}°{minute:02d}′{second:04.1f}″"
