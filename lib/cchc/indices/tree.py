"""The tree of a framework as a matrix: adding up along it is one product."""

from __future__ import annotations

import numpy as np

from cchc.frameworks import Framework


def incidence(framework: Framework) -> np.ndarray:
    """Return which leaf counts towards the total and towards each node.

    Parameters
    ----------
    framework : Framework
        Edition or questionnaire.

    Returns
    -------
    numpy.ndarray
        (1 + nodes, leaves) of 0 and 1: the total first, then the nodes in the framework's order.
    """
    leaves = framework.leaves()
    rows = {node.code: place for place, node in enumerate(framework.nodes, start=1)}
    matrix = np.zeros((len(framework.nodes) + 1, len(leaves)))
    matrix[0] = 1.0
    for column, leaf in enumerate(leaves):
        for code in (leaf.code, *framework.ancestors(leaf.code)):
            matrix[rows[code], column] = 1.0
    return matrix
