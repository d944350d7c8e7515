"""The agreement report: one list of sections, drawn as text, page, screen and JSON."""
