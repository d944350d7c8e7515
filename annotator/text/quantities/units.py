"""Units as numbers name them, and what one is of another. The words for them are the languages' own."""

from __future__ import annotations

from fractions import Fraction

DIMENSIONS: dict[str, dict[str, str]] = {
    "length": {"km": "1000", "m": "1", "cm": "0.01", "mm": "0.001", "mi": "1609.344", "yd": "0.9144", "ft": "0.3048", "in": "0.0254", "nmi": "1852"},
    "area": {"km²": "1000000", "m²": "1", "ha": "10000", "acre": "4046.8564224", "mi²": "2589988.110336", "ft²": "0.09290304"},
    "volume": {"m³": "1000", "l": "1", "ml": "0.001", "gal": "3.785411784", "bbl": "158.987294928", "pt": "0.473176473"},
    "mass": {"Mt": "1e9", "kt": "1e6", "t": "1000", "kg": "1", "g": "0.001", "mg": "0.000001", "lb": "0.45359237", "oz": "0.028349523125"},
    "time": {"week": "604800", "fortnight": "1209600", "d": "86400", "h": "3600", "min": "60", "s": "1", "ms": "0.001"},
    "months": {"century": "1200", "decade": "120", "a": "12", "month": "1"},
    "speed": {"km/h": "1", "m/s": "3.6", "mph": "1.609344", "kn": "1.852"},
    "power": {"GW": "1000000", "MW": "1000", "kW": "1", "W": "0.001"},
    "energy": {"TWh": "1000000000", "GWh": "1000000", "MWh": "1000", "kWh": "1"},
    "frequency": {"GHz": "1e9", "MHz": "1e6", "kHz": "1000", "Hz": "1"},
    "data": {"TB": "1000000", "GB": "1000", "MB": "1", "KB": "0.001", "B": "0.000001"},
    "points": {"pp": "1", "bp": "0.01"},
    "share": {"%": "1", "‰": "0.1", "割": "10"},
}  # fmt: skip
"""By dimension its units, each with how many of the dimension's own unit it is."""
DATE = "date"
"""The unit of dates: their values are days, counted from 1 January of the year 1."""
DOLLARS = frozenset({"$", "USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD"})
UNSURE = frozenset({"¥", "kr", "pound", "franc", "peso", "rupee", "krone", "lira", "dinar", "dirham", "cent"})
"""Names that several units share: which one is meant is not in the word."""
_EITHER: dict[str, frozenset[str]] = {
    "$": DOLLARS, "¥": frozenset({"JPY", "CNY"}), "pound": frozenset({"GBP", "lb"}), "franc": frozenset({"CHF"}), "rupee": frozenset({"INR"}),
}  # fmt: skip
_SCALES = {
    unit: (dimension, Fraction(scale)) for dimension, units in DIMENSIONS.items() for unit, scale in units.items()
}


def dimension_of(unit: str) -> str:
    """What a unit measures, such as `length`; the unit itself where it is a dimension of its own."""
    if unit in DOLLARS:
        return "$"
    return _SCALES[unit][0] if unit in _SCALES else unit


def factor(unit: str, other: str) -> Fraction | None:
    """How many of `other` one `unit` is; `None` if they measure different things."""
    if unit == other or other in _EITHER.get(unit, ()) or unit in _EITHER.get(other, ()):
        return Fraction(1)
    if unit in _SCALES and other in _SCALES and _SCALES[unit][0] == _SCALES[other][0]:
        return _SCALES[unit][1] / _SCALES[other][1]
    return None


__all__ = ["DATE", "DIMENSIONS", "DOLLARS", "UNSURE", "dimension_of", "factor"]
