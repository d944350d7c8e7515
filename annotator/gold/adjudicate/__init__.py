"""Adjudication: disagreements in small items, decisions about them, and the gold that both add up to. No screen."""
