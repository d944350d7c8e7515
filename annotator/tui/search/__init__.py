"""Search across articles on the screen: the list of hits, the preview, and what is done with those that are ticked."""
