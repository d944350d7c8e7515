"""Disagreements between annotators, the decisions on them, and the gold journal that keeps the decisions."""
