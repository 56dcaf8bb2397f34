"""Parameters of a unit's own scoring: which office scores which criteria of its sheet, with what evidence, by when."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from cchc.analysis_params import MonthDay, Strict, Text
from cchc.frameworks import Framework
from cchc.own_letterhead import OwnLetterhead


class Due(Strict):
    """A last day.

    Attributes
    ----------
    deadline : str
        ``MM-DD`` before which it is done ("trước ngày ...").
    is_next_year : bool
        Whether ``deadline`` is a day of January of the year after the scored one.
    """

    deadline: MonthDay
    is_next_year: bool = False

    @model_validator(mode="after")
    def _is_january(self) -> Due:
        if self.is_next_year and not self.deadline.startswith("01-"):
            msg = "is_next_year chỉ dùng cho hạn trong tháng 1 năm sau (deadline từ 01-01 đến 01-31)"
            raise ValueError(msg)
        return self


class SelfScoring(Due):
    """How a unit scores itself.

    Attributes
    ----------
    inputs : {"office", "illustrative"}
        ``illustrative``: invented forms and an invented sheet of the year before, where the office has none of its own.
    texts : str
        Folder under ``params/texts``.
    framework : str
        Edition of the unit's sheet.
    decision_vi : str
        Short citation of the decision that sets the criteria.
    legal_bases : list of str
        Documents that the plan carries out, full citation, without "Căn cứ" and closing mark.
    funding_vi : str
        Who pays.
    standing : str
        Key of the office that gathers the forms.
    submitted_to_vi : str
        To whom the unit submits the whole.
    deadlines : dict of str to Due
        Key of an office → its own last day, where it is an earlier one.
    domains, criteria : dict of str to str
        Code of a top node, or of any node below → office that scores what lies there; the nearest one named wins.
    cooperating : dict of str to list of str
        Code of any node → offices that take part there; the nearest one named wins.
    evidence_vi : str
        What is handed in with every criterion.
    evidence : dict of str to str
        Code of any node → what is handed in there instead; the nearest one named wins.
    surveyed_groups_vi : list of str
        Groups of people whom the survey asks, for criteria that nobody scores himself.
    letterhead : OwnLetterhead or None
        None: as ``plan.letterhead``.
    """

    inputs: Literal["office", "illustrative"] = "office"
    texts: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")] = "self_scoring"
    framework: Text
    decision_vi: Text
    legal_bases: Annotated[list[Text], Field(min_length=1)]
    funding_vi: Text
    standing: Text
    submitted_to_vi: Text
    deadlines: dict[Text, Due] = Field(default_factory=dict)
    domains: dict[Text, Text] = Field(default_factory=dict)
    criteria: dict[Text, Text] = Field(default_factory=dict)
    cooperating: dict[Text, list[Text]] = Field(default_factory=dict)
    evidence_vi: Text
    evidence: dict[Text, Text] = Field(default_factory=dict)
    surveyed_groups_vi: list[Text] = Field(default_factory=list)
    letterhead: OwnLetterhead | None = None

    def office_of(self, framework: Framework, code: str) -> str:
        """Return the key of the office that scores a criterion, empty for none."""
        return str(nearest(self.domains | self.criteria, framework, code, ""))


def nearest(named: dict[str, Any], framework: Framework, code: str, otherwise: Any) -> Any:
    """Return what is said of a node, or of the nearest one above it of which something is said.

    Parameters
    ----------
    named : dict
        Code → what is said of it.
    framework : Framework
        Which nodes lie above.
    code : str
        Of the node.
    otherwise : object
        What is said of none of them.
    """
    return next((named[one] for one in (code, *framework.ancestors(code)) if one in named), otherwise)
