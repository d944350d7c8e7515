"""The one kind of error that a user is shown; apart from the models, so that failing does not load them."""


class AnnotatorError(Exception):
    """Something the user can mend: the message says what happened, where, and what to do."""
