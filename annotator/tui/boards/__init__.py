"""Boards on the screen: the list of groups, and one group with its wordings or values under one another."""
