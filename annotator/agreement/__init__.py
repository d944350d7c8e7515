"""How far annotators agree: per-article integer sums first, every value, interval and sentence derived from them.

It reads journals as columns and knows neither screens nor commands. The definitions, with their formulas and
sources, are in `docs/agreement.md`.
"""
