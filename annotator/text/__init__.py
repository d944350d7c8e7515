"""Strings only: loading bytes as exact text, what may be drawn, rows, and the objects found in prose."""
