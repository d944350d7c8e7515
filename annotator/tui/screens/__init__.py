"""The screens: annotating, and what opens over it."""
