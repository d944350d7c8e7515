"""annotator: tag spans of news articles in the terminal, measure agreement, make a gold dataset."""

__version__ = "0.1.0"
