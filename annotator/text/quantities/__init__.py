"""What a number in prose says: its value, unit and modifier, what it counts, and as of when. Strings only."""
