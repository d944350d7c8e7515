"""The two-minute tutorial: its text, its steps and how each is checked, and the line that shows them."""
