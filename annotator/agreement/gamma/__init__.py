"""Gamma, the holistic agreement of Mathet, Widlöcher & Métivier (2015): an alignment of units, and chance by shuffling.

Optional, since it takes seconds to minutes where everything else takes milliseconds. `measure` is the entrance;
`alignment` finds the best alignment of one article exactly, or refuses; `chance` draws the articles that stand for chance.
"""
