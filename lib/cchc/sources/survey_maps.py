"""The map of a survey export, as an office has confirmed it: which column is which question, which answer is which point."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cchc.frameworks import Framework
from cchc.sources.grids import find_sheet, open_grids
from cchc.sources.headings import form_heading
from cchc.sources.info_rows import INFO_SHEET, InfoRow, read_info
from cchc.sources.survey_words import MEANINGS, fold

COLUMNS_SHEET, ANSWERS_SHEET = "Cột", "Trả lời"
CONFIRMED, OPEN = "đã xác nhận", "chưa xác nhận"
INFO_ROWS = (
    InfoRow("unit", "Địa phương"),
    InfoRow("year", "Năm kết quả", kind="year"),
    InfoRow("framework_id", "Phiếu khảo sát"),
    InfoRow("file", "Tệp phiếu", is_required=False),
    InfoRow("confirmed", "Xác nhận của cơ quan", allowed={"yes": CONFIRMED, "no": OPEN}),
)
COLUMN_HEADINGS = (
    form_heading("column_letter", is_required=True),
    form_heading("heading_vi", is_required=True),
    form_heading("proposed_use_vi"),
    form_heading("certainty_pct:match"),
    form_heading("use_vi", is_required=True),
    form_heading("scale_vi", is_required=True),
    form_heading("is_reversed", is_required=True),
    form_heading("separator"),
    form_heading("remark_vi"),
)
ANSWER_HEADINGS = (
    form_heading("scale_vi", is_required=True),
    form_heading("answer_vi", is_required=True),
    form_heading("n_given"),
    form_heading("proposed_meaning_vi"),
    form_heading("meaning_vi", is_required=True),
    form_heading("is_spelling", is_required=True),
)
#: Stands for all answers of a list that are not printed because they may be about a person.
OTHER_ANSWERS = "(trả lời khác, không liệt kê)"
#: Meanings that are points of the scale.
POINTS = tuple(word for code, word in MEANINGS.items() if code > 0)
SEPARATORS = {";": "dấu chấm phẩy", ",": "dấu phẩy", " ": "dấu cách"}
_WHOLE = re.compile(r"([1-5])[.,]0+")


@dataclass(frozen=True)
class MapColumn:
    """One confirmed column.

    Attributes
    ----------
    heading : str
        As the map shows it.
    nth : int
        1 for the first column of this heading.
    use : str
        Code of a question or key of ``survey_uses.USE_WORDS``.
    scale : str
        List of answers, empty where none is needed.
    is_reversed : bool
        Whether 1 means 5.
    separator : str
        Between several answers, empty for one.
    place : str
        Cell of its use in the map.
    """

    heading: str
    nth: int
    use: str
    scale: str
    is_reversed: bool
    separator: str
    place: str

    @property
    def key(self) -> tuple[str, int]:
        """What finds it in an export."""
        return fold(self.heading), self.nth


@dataclass(frozen=True)
class MapAnswer:
    """What an answer means: a point, ``K``, ``trống``, or the name of a category; and whether it spells another one."""

    meaning: str
    is_spelling: bool = False


@dataclass(frozen=True)
class SurveyMap:
    """A confirmed map.

    Attributes
    ----------
    path : str
        Its file.
    framework : Framework
        The questionnaire.
    columns : tuple of MapColumn
        In the order of the export.
    answers : mapping
        Scale → ``answer_key`` → meaning.
    unit_name, year, is_confirmed
        What the file says of itself.
    places : mapping
        Key of ``INFO_ROWS`` → cell.
    """

    path: str
    framework: Framework
    columns: tuple[MapColumn, ...]
    answers: Mapping[str, Mapping[str, MapAnswer]]
    unit_name: str
    year: int
    is_confirmed: bool
    places: Mapping[str, str] = field(default_factory=dict)

    def meanings_for(self, use: str, key: tuple[str, int]) -> Mapping[str, MapAnswer]:
        """Return what answers mean in a column; empty for one that the map does not know."""
        found = next((one for one in self.columns if one.key == key), None)
        found = found or next((one for one in self.columns if one.use == use), None)
        return {} if found is None else self.answers.get(found.scale, {})


def answer_key(text: str) -> str:
    """Return what is equal for two ways of typing one answer.

    Examples
    --------
    >>> answer_key("4 - Hài lòng") == answer_key("4. hài  lòng"), answer_key("4,0"), answer_key("–")
    (True, '4', '–')
    """
    whole = _WHOLE.fullmatch(text.strip())
    return whole[1] if whole else fold(text) or text.strip()


def is_confirmed(content: bytes, path: str) -> bool:
    """Tell whether a map says that the office has confirmed it, whatever else it holds."""
    about = find_sheet(open_grids(content, path), INFO_SHEET)
    info, _ = read_info(about, INFO_ROWS)
    return info.get("confirmed") == "yes"
