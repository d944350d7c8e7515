"""Measurements against a reference in the same run: ratios, because a machine's milliseconds say little."""
