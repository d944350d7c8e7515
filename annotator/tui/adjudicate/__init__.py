"""The adjudicating screen."""
