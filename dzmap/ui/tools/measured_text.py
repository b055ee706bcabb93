"""What was measured, in words: for the bar over the map, and in full for the clipboard."""

from typing import TYPE_CHECKING

from dzmap.ui.i18n import tr

if TYPE_CHECKING:
    from dzmap.core.measuring import Measured

_KM = 1000.0


def metres_text(metres: float) -> str:
    """“865.20 米”."""
    from dzmap.core.quantities import format_number

    return f"{format_number(metres, 2)} {tr('米')}"


def length_text(metres: float) -> str:
    """“865.20 米”, and from a kilometre on “4,023.46 米（4.023 公里）”."""
    from dzmap.core.quantities import format_number

    text = metres_text(metres)
    if metres >= _KM:
        text += f"（{format_number(metres / _KM, 3)} {tr('公里')}）"
    return text


def area_text(square_metres: float) -> str:
    """Land as officials count it: 亩, square metres, hectares."""
    from dzmap.core.quantities import format_hectare, format_m2, format_mu, mu_from_m2

    land = mu_from_m2(square_metres)
    return "  ".join((format_mu(land), format_m2(square_metres), format_hectare(land)))


def bar_lines(result: "Measured", *, closed: bool) -> list[str]:
    """Ellipsoidal figures first, planar ones behind them, each with its method."""
    if closed and result.ellipsoidal_m2:
        return [
            tr("椭球 {size}").format(size=area_text(result.ellipsoidal_m2)),
            tr("平面 {size}").format(size=area_text(result.planar_m2)),
            tr("周长 {length}").format(length=metres_text(result.ellipsoidal_m)),
        ]
    last = result.segments[-1]
    return [
        tr("椭球 {size}").format(size=length_text(result.ellipsoidal_m)),
        tr("平面 {size}").format(size=metres_text(result.planar_m)),
        tr("末段 {length}，方位角 {bearing}°").format(
            length=metres_text(last.ellipsoidal_m), bearing=f"{last.bearing:.2f}"
        ),
    ]


def full_text(result: "Measured", *, closed: bool) -> str:
    """Everything that was measured, with a line for each leg, as tab-separated text."""
    totals = bar_lines(result, closed=closed)[: 3 if closed and result.ellipsoidal_m2 else 2]
    head = "\t".join((tr("边"), tr("椭球长度（米）"), tr("平面长度（米）"), tr("方位角（度）")))
    legs = [
        f"{number}\t{leg.ellipsoidal_m:.3f}\t{leg.planar_m:.3f}\t{leg.bearing:.4f}"
        for number, leg in enumerate(result.segments, start=1)
    ]
    method = tr("椭球：CGCS2000（GRS80）大地线；平面：CGCS2000 3 度带，中央经线 117°")
    return "\n".join([*totals, head, *legs, method])
