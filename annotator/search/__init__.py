"""Search across articles: in their texts, and in the spans of everybody's journals. Values only; nothing is changed here."""
