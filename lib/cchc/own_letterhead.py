"""The heading of a plan other than the improvement plan, where one file of parameters holds both."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from cchc.analysis_params import Strict, Text
from cchc.plan_params import Letterhead, Number, Recipient

_SYMBOL = r"^[A-ZĐ]+-[A-ZĐ&]+$"


class OwnLetterhead(Strict):
    """What the plan of a scoring says in its heading, where the improvement plan of the year says something else.

    ``number``, ``day``, ``month`` and ``signer`` are never those of the other plan; the rest is, where nothing is said.
    """

    number: Number | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    signer: Text | None = None
    superior: Text | None = None
    agency: Text | None = None
    place: Text | None = None
    symbol: Annotated[str, StringConstraints(pattern=_SYMBOL)] | None = None
    authority: Annotated[list[Text], Field(min_length=1)] | None = None
    recipients: list[Text | Recipient] | None = None
    archive: Text | None = None
    is_filled_by_registry: bool | None = None

    @model_validator(mode="after")
    def _day_exists(self) -> OwnLetterhead:
        Letterhead(day=self.day, month=self.month, authority=["x"], recipients=[], archive="x")
        return self

    def over(self, other: Letterhead) -> Letterhead:
        """Return the whole heading: what is not said here is as in another plan's, number, day and signer left out."""
        said: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        kept = {name: value for name, value in said.items() if value is not None}
        return other.model_copy(update={"number": None, "day": None, "month": None, "signer": None} | kept)
