"""Survey responses: a CSV file, one row per respondent, to a table of answers."""

from __future__ import annotations

import io

import pandas as pd

from cchc.errors import Fault, InputError
from cchc.frameworks import Framework
from cchc.sources.reader import Reader

RESPONDENT = "respondent_id"
NO_OPINION = "K"
_ANSWERS = {"1", "2", "3", "4", "5"}


def read_survey(reader: Reader, path: str, framework: Framework, *, status: str) -> pd.DataFrame:
    """Read and check survey responses.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        CSV relative to the project: ``respondent_id`` and a column per item; 1-5, ``K`` for no opinion,
        blank for no answer. Separated by commas or, as Vietnamese Excel saves it, semicolons.
    framework : Framework
        The questionnaire.
    status : str
        Status of the figures.

    Returns
    -------
    pandas.DataFrame
        A row per respondent, a column per item [1-5]; missing for ``K`` and blank. Respondents are not named.

    Raises
    ------
    InputError
        With every fault: missing or unknown column, repeated respondent, answer that is not allowed.
    """
    text = reader.read_text(path, status=status, title_vi="Phiếu khảo sát SIPAS")
    try:
        head = text.partition("\n")[0]
        separator = ";" if head.count(";") > head.count(",") else ","
        table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, sep=separator)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(
            [Fault(path, "", f"không đọc được bảng CSV ({error})", "mỗi dòng phải có cùng số cột với dòng tiêu đề")]
        ) from None
    items = [node.code for node in framework.leaves()]
    faults = [
        Fault(path, f"cột {name}", "thiếu cột", "mỗi câu hỏi của phiếu cần một cột")
        for name in (RESPONDENT, *items)
        if name not in table
    ]
    faults += [
        Fault(path, f"cột {name}", "cột không có trong phiếu", "dùng mã câu hỏi của mẫu")
        for name in table
        if name not in {RESPONDENT, *items}
    ]
    if faults:
        raise InputError(faults)
    repeated = table[RESPONDENT][table[RESPONDENT].duplicated()]
    faults = [
        Fault(path, f"dòng {line + 2}, cột {RESPONDENT}", f"phiếu '{name}' xuất hiện lần thứ hai", "mỗi phiếu một dòng")
        for line, name in repeated.items()
    ]
    answers = table[items].apply(lambda column: column.str.strip())
    allowed = answers.isin([*_ANSWERS, NO_OPINION, ""])
    for name in items:
        faults += [
            Fault(
                path,
                f"dòng {line + 2}, cột {name}",
                f"trả lời '{answers.at[line, name]}'",
                f"cần 1 đến 5, {NO_OPINION} (không có ý kiến) hoặc để trống",
            )
            for line in answers.index[~allowed[name]]
        ]
    if faults:
        raise InputError(faults)
    values = answers.where(answers.isin(_ANSWERS)).astype(float)
    empty = [name for name in items if values[name].notna().sum() == 0]
    if empty:
        found = f"không có câu trả lời hợp lệ nào ở cột {', '.join(empty)}"
        raise InputError([Fault(path, "", found, "mỗi câu hỏi cần ít nhất một trả lời từ 1 đến 5")])
    return values
