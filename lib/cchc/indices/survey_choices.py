"""Questions of a survey that are answered by options: how many chose each; they are no part of the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cchc.frameworks import Node


def compute_choices(
    items: Sequence[Node], choices: Mapping[str, pd.DataFrame], weight: pd.Series | None, *, min_cell: int
) -> pd.DataFrame:
    """Compute the share of every option among those who answered its question.

    Parameters
    ----------
    items : sequence of Node
        Questions with options, in the order of the questionnaire.
    choices : mapping of str to pandas.DataFrame
        Code → a row per respondent, a column per option: whether it was chosen.
    weight : pandas.Series or None
        Sampling weight of each respondent, > 0.
    min_cell : int
        Of a question that fewer answered nothing is told.

    Returns
    -------
    pandas.DataFrame
        A row per option: ``code``, ``name_vi``, ``aspect``, ``answers``, ``option_vi``, ``n_chosen``, ``share_pct``
        [0-100, unrounded] and ``n_answered`` (unweighted counts); counts of options and shares are missing where too few
        answered. Of a question with several answers shares may add up to more than 100.

    Examples
    --------
    >>> node = Node("N1", "", "item", "Kênh", aspect="needs", answers="multiple", options=("Loa", "Mạng"))
    >>> chosen = pd.DataFrame({"Loa": [True, True, False], "Mạng": [False, True, False]})
    >>> compute_choices([node], {"N1": chosen}, None, min_cell=1)[["option_vi", "n_chosen", "share_pct"]].values.tolist()
    [['Loa', 2, 100.0], ['Mạng', 1, 50.0]]
    """
    rows = []
    for node in items:
        chosen = choices.get(node.code)
        if chosen is None:
            continue
        has_answered = chosen.any(axis=1)
        weights = pd.Series(1.0, index=chosen.index) if weight is None else weight
        whole, n_answered = float(weights[has_answered].sum()), int(has_answered.sum())
        is_told = n_answered >= min_cell
        rows += [
            {
                "code": node.code,
                "name_vi": node.name_vi,
                "aspect": node.aspect,
                "answers": node.answers,
                "option_vi": option,
                "n_chosen": int(chosen[option].sum()) if is_told else None,
                "share_pct": float(weights[chosen[option]].sum()) / whole * 100 if is_told and whole else float("nan"),
                "n_answered": n_answered,
            }
            for option in node.options
        ]
    columns = ["code", "name_vi", "aspect", "answers", "option_vi", "n_chosen", "share_pct", "n_answered"]
    return pd.DataFrame(rows, columns=columns).astype({"n_chosen": "Int64", "share_pct": float})
