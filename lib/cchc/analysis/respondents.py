"""The answers of a survey, respondent by respondent, to be analysed further; nobody is named in them."""

from __future__ import annotations

import pandas as pd

from cchc.analysis.index_results import SurveyedResults
from cchc.analysis.results import Results
from cchc.analysis.surveyed_results import BREAKDOWNS
from cchc.errors import MissingDataError, ParameterError, suggest
from cchc.frameworks import official_code
from cchc.indices.surveyed import LEVELS, NO_OPINION
from cchc.sources.survey_columns import DESIGN_HEADINGS
from cchc.sources.surveys import Survey

_WORDS = {**LEVELS, NO_OPINION: "Không có ý kiến"}


def answers(results: Results, index: str = "", *, in_words: bool = False) -> pd.DataFrame:
    """Lấy từng phiếu trả lời của đơn vị, mỗi phiếu một dòng, không có thông tin cá nhân, để tự phân tích.

    Parameters
    ----------
    results : Results
        As returned by ``compute_results``.
    index : str
        Key of a surveyed index, ``sipas``; by default the only one with answers.
    in_words : bool
        ``Rất hài lòng`` instead of 5; "no opinion" is then told apart from blank.

    Returns
    -------
    pandas.DataFrame
        Groups of respondents, then a column for each question, its code before its words. Answers are 1 to 5, missing where
        the respondent left it blank or had no opinion; of questions with options the options chosen. What a group of fewer
        respondents than ``sipas.min_cell`` said is not to be printed.

    Raises
    ------
    MissingDataError
        If the unit has no answers of the year.
    ParameterError
        If the index is no surveyed one, or several have answers and none is named.

    Examples
    --------
    >>> import cchc
    >>> results = cchc.compute_results(cchc.load_inputs("BacKan", 2024))
    >>> frame = cchc.answers(results)
    >>> len(frame) > 100, frame.columns[0], int(frame.filter(like="A1.1").min().min()) >= 1
    (True, 'Thôn, tổ dân phố', True)
    """
    survey = _survey(results, index)
    named = {key: texts[0] for key, texts in DESIGN_HEADINGS.items()} | BREAKDOWNS
    parts: dict[str, pd.Series] = {named[str(key)]: survey.design[key] for key in survey.design}
    for code in survey.answers:
        given = survey.answers[code]
        told = given.map(_WORDS) if in_words else given.where(given > 0).astype("Int64")
        parts[f"{official_code(str(code))} {survey.framework.node(str(code)).name_vi}"] = told
    for node in survey.choice_items:
        if node.code in survey.choices:
            chosen = survey.choices[node.code]
            parts[f"{official_code(node.code)} {node.name_vi}"] = chosen.apply(
                lambda row, options=tuple(chosen): "; ".join(one for one in options if row[one]) or None, axis=1
            )
    return pd.DataFrame(parts).reset_index(drop=True)


def _survey(results: Results, index: str) -> Survey:
    surveyed = {one.index.key: one for one in results.all_surveyed}
    names = ", ".join(f"'{key}' ({one.index.name_vi})" for key, one in surveyed.items())
    year, unit = results.inputs.result_year, results.inputs.unit.name_full_vi
    if index and index not in surveyed:
        near = suggest(index, surveyed)
        hint = f"có lẽ là '{near[0]}'" if near else f"các chỉ số có khảo sát: {names or 'không có'}"
        raise ParameterError(f"cchc.answers: '{index}' không phải mã của chỉ số khảo sát trong báo cáo này; {hint}.")
    known = {key: one.survey for key, one in surveyed.items() if one.survey is not None and index in {"", key}}
    if not known:
        raise MissingDataError(
            f"cchc.answers: chưa có phiếu khảo sát{_of(surveyed, index)} năm {year} của {unit}; đặt tệp survey.xlsx hoặc survey.csv vào"
            f" data/offices/{results.inputs.unit.unit_key}/{year}/ rồi chạy lại."
        )
    if len(known) > 1:
        listed = ", ".join(f'index="{key}"' for key in known)
        raise ParameterError(f"cchc.answers: có phiếu của {len(known)} chỉ số, cần ghi một chỉ số: {listed}.")
    return next(iter(known.values()))


def _of(surveyed: dict[str, SurveyedResults], index: str) -> str:
    return f" {surveyed[index].index.name_vi}" if index else ""
