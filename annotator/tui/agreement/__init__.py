"""The agreement of the journals at hand: measured beside the screen, and turned into pages of lines to draw."""
