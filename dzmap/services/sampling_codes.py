"""Unified social credit codes for invented enterprises: valid, and recognisable as invented."""

import numpy as np
import numpy.typing as npt

from dzmap.core.identifiers import USCC_ALPHABET

_REGISTRAR = "91"  # an enterprise registered with the market authority
_MARKER = "EX"  # opens the organisation part; real codes of the region start with MA or digits
_SERIAL_DIGITS = 6
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_USCC_WEIGHTS = np.array([pow(3, power, 31) for power in range(17)])
_LARGEST_SERIAL = 10**_SERIAL_DIGITS - 1


def synthetic_usccs(
    adcodes: npt.NDArray[np.object_], serials: npt.NDArray[np.int64]
) -> npt.NDArray[np.object_]:
    """Credit codes with correct check characters of GB 11714 (organisation) and GB 32100 (whole).

    Args:
        adcodes: Six-digit division codes.
        serials: A number from 1 to 999 999 that is unique within its division.

    Returns:
        18-character texts, one per pair.

    Raises:
        ValueError: a serial outside the range.
    """
    if len(serials) and not (serials.min() >= 1 and serials.max() <= _LARGEST_SERIAL):
        raise ValueError("serials lie between 1 and 999999")
    count = len(serials)
    code = np.zeros((count, 18), dtype=np.int64)  # positions in the alphabet of GB 32100
    code[:, :2] = [USCC_ALPHABET.index(char) for char in _REGISTRAR]
    divisions, which = np.unique(adcodes.astype("U6"), return_inverse=True)
    digits = np.array([[int(char) for char in division] for division in divisions]).reshape(-1, 6)
    code[:, 2:8] = digits[which]
    code[:, 8:10] = [USCC_ALPHABET.index(char) for char in _MARKER]
    powers = 10 ** np.arange(_SERIAL_DIGITS - 1, -1, -1)
    code[:, 10:16] = serials[:, None] // powers % 10
    code[:, 16] = _organisation_check(code[:, 8:16])
    code[:, 17] = -(code[:, :17] @ _USCC_WEIGHTS) % 31
    letters = np.array([ord(char) for char in USCC_ALPHABET], dtype=np.uint32)
    texts: npt.NDArray[np.object_] = (
        np.ascontiguousarray(letters[code]).view("U18").ravel().astype(object)
    )
    return texts


def _organisation_check(body: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Alphabet position of the check character of GB 11714 for eight alphabet positions."""
    values = np.array(
        [int(char) if char.isdigit() else ord(char) - ord("A") + 10 for char in USCC_ALPHABET]
    )
    check = (11 - values[body] @ _ORGANISATION_WEIGHTS % 11) % 11
    position: npt.NDArray[np.int64] = np.where(check == 10, USCC_ALPHABET.index("X"), check)
    return position
