"""Parameters of a survey of leaders: what an answer is worth, who is asked, and which questions make up a criterion."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import Field, model_validator

from cchc.analysis_params import Positive, Strict, Text
from cchc.columns import heading
from cchc.units import normalise_name

#: Fixed columns of the answers → key of ``columns.csv``; no question may be called like either.
FIXED_COLUMNS = {"respondent_id": "respondent_id", "group": "group_vi:respondent", "unit_key": "unit_vi:rated"}
Share01 = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def fold_question(name: str) -> str:
    """Return the form under which names of questions are compared: dots count, ``C1.1`` is not ``C11``."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


class RespondentGroup(Strict):
    """A group of those who are asked.

    Attributes
    ----------
    name_vi : str
        As the form lists it.
    weight : float
        Its weight beside the other groups' [any positive unit]; weights need not add up to 1, shares of the sum count.
    """

    name_vi: Text
    weight: Positive


class LeaderSurvey(Strict):
    """How answers of leaders become points (điều tra xã hội học lãnh đạo, quản lý).

    Attributes
    ----------
    document_vi : str
        The document that sets what follows.
    answers : dict of str to float
        Letter of an answer → share of the criterion's maximum that it is worth [0-1], in the order of the form.
    groups : dict of str to RespondentGroup
        Key → group; all of them count for every criterion.
    criteria : dict of str to list of str
        Code of each criterion that is scored so → columns of its questions; a question belongs to one criterion.
    min_answers : int
        Least number of answers on each question, about each unit, of each group; with fewer there is no score.
    """

    document_vi: Text
    answers: Annotated[dict[Text, Share01], Field(min_length=2)]
    groups: Annotated[dict[Text, RespondentGroup], Field(min_length=1)]
    criteria: Annotated[dict[Text, Annotated[list[Text], Field(min_length=1)]], Field(min_length=1)]
    min_answers: Annotated[int, Field(ge=1)] = 5

    @model_validator(mode="after")
    def _answers_are_letters(self) -> LeaderSurvey:
        if wrong := [one for one in self.answers if len(one) != 1 or not one.isalpha()]:
            msg = f"answers nêu '{', '.join(wrong)}'; mỗi câu trả lời là một chữ cái, ví dụ A, B, C, D"
            raise ValueError(msg)
        if twice := _repeated([one.casefold() for one in self.answers]):
            msg = f"answers nêu hai lần chữ cái {', '.join(one.upper() for one in twice)} (không phân biệt hoa, thường)"
            raise ValueError(msg)
        if len(set(self.answers.values())) == 1:
            msg = "mọi câu trả lời trong answers cùng một tỷ lệ nên không phân biệt được các đơn vị"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _groups_differ(self) -> LeaderSurvey:
        # a form may name a group by its key as well
        forms = [
            form for key, one in self.groups.items() for form in {normalise_name(key), normalise_name(one.name_vi)}
        ]
        if twice := _repeated(forms):
            named = [
                key
                for key, one in self.groups.items()
                if {normalise_name(key), normalise_name(one.name_vi)} & set(twice)
            ]
            msg = f"groups có nhóm trùng tên: {', '.join(named)}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _questions_once(self) -> LeaderSurvey:
        questions = self.questions()
        if twice := _repeated([fold_question(one) for one in questions]):
            named = {fold_question(one): one for one in reversed(questions)}
            msg = f"criteria nêu hai lần câu hỏi {', '.join(named[one] for one in twice)}"
            raise ValueError(msg)
        taken = {*FIXED_COLUMNS, *(fold_question(heading(key)) for key in FIXED_COLUMNS.values())}
        if same := [one for one in questions if fold_question(one) in taken]:
            msg = f"câu hỏi '{same[0]}' trùng tên với một cột cố định của phiếu"
            raise ValueError(msg)
        return self

    @property
    def answer_pcts(self) -> list[tuple[str, float]]:
        """Letter and its share of the points [0-100], in the order given."""
        return [(letter, 100 * share) for letter, share in self.answers.items()]

    @property
    def weight_pcts(self) -> list[tuple[str, float]]:
        """Name of a group and its share of the weights [0-100]."""
        total = sum(group.weight for group in self.groups.values())
        return [(group.name_vi, 100 * group.weight / total) for group in self.groups.values()]

    def questions(self) -> list[str]:
        """Return the questions of all criteria, in order."""
        return [one for questions in self.criteria.values() for one in questions]


def _repeated(words: list[str]) -> list[str]:
    return sorted({one for one in words if words.count(one) > 1})
