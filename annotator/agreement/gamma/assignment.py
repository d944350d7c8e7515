"""The cheapest assignment of rows to columns, exact."""

from __future__ import annotations

import numpy as np

from annotator.agreement.table import Floats, Ints


def cheapest_assignment(cost: Floats) -> Ints:
    """The column that each row gets, no two the same one, such that the sum of their costs is the least there is.

    Shortest augmenting paths with potentials (Jonker & Volgenant 1987), row by row.

    Args:
        cost: `(rows, columns)`, finite, not fewer columns than rows.

    Returns:
        `(rows,)`.
    """
    rows, columns = cost.shape
    of_row, of_column = np.zeros(rows), np.zeros(columns)
    owner = np.full(columns, -1, dtype=np.int64)
    for row in range(rows):
        distance = np.full(columns, np.inf)
        before = np.full(columns, -1, dtype=np.int64)
        open_columns = np.ones(columns, dtype=np.bool_)
        at, reached, column = row, 0.0, -1
        while True:
            step = reached + cost[at] - of_row[at] - of_column
            nearer = open_columns & (step < distance)
            distance[nearer] = step[nearer]
            before[nearer] = column
            column = int(np.where(open_columns, distance, np.inf).argmin())
            reached = float(distance[column])
            open_columns[column] = False
            if owner[column] < 0:
                break
            at = int(owner[column])
        closed = ~open_columns
        closed[column] = False
        of_row[owner[closed]] += reached - distance[closed]
        of_row[row] += reached
        of_column[closed] -= reached - distance[closed]
        while column >= 0:
            previous = int(before[column])
            owner[column] = row if previous < 0 else owner[previous]
            column = previous
    found = np.full(rows, -1, dtype=np.int64)
    found[owner[owner >= 0]] = np.flatnonzero(owner >= 0)
    return found
