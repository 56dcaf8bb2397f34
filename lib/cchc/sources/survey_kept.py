"""What is kept of a survey that may name people: its rows in the plain form, and their hash."""

from __future__ import annotations

import hashlib

import pandas as pd

from cchc.sources.survey_columns import DESIGN_HEADINGS, RESPONDENT_HEADINGS
from cchc.sources.survey_options import option_texts
from cchc.sources.survey_words import MEANINGS
from cchc.sources.surveys import Survey


def plain_table(survey: Survey) -> pd.DataFrame:
    """Return responses as the plain form holds them: numbered, without a name, a time or an address.

    Parameters
    ----------
    survey : Survey
        As read.

    Returns
    -------
    pandas.DataFrame
        Texts: number of the response, the design columns and the answers, under the headings of the form.
    """
    words = {-1: MEANINGS[-1], 0: ""} | {code: str(code) for code in range(1, 6)}
    numbers = pd.Series([str(at + 1) for at in range(len(survey.answers))], dtype=object)
    design = {DESIGN_HEADINGS[key][0]: survey.design[key].astype(str) for key in survey.design}
    answers = {code: survey.answers[code].map(words) for code in survey.answers}
    return pd.DataFrame({RESPONDENT_HEADINGS[0]: numbers, **design, **answers, **option_texts(survey.choices)})


def content_hash(survey: Survey) -> str:
    """Return the sha256 of everything that a report rests on, and of nothing else that stands in the file."""
    parts = [survey.answers, survey.design, *survey.choices.values()]
    parts += [] if survey.export is None else [survey.export.times]
    digest = hashlib.sha256()
    for part in parts:
        digest.update("\n".join(["", *map(str, part.columns)]).encode())
        digest.update(pd.util.hash_pandas_object(part, index=False).to_numpy().tobytes())
    told = (
        ()
        if survey.export is None
        else (survey.export.personal, survey.export.n_free, survey.export.n_repeated, survey.export.n_unread_times)
    )
    return hashlib.sha256(digest.digest() + repr(told).encode()).hexdigest()
