"""Agencies that plans name; a plan never names one that does not exist on its date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cchc.errors import UnknownNameError, suggest


@dataclass(frozen=True)
class Agency:
    """An agency during the time in which it bears this name.

    Attributes
    ----------
    agency_key : str
        ``SNV``.
    name_vi, short_vi : str
        Full name and the short form used in annexes.
    valid_from, valid_to : datetime.date
        First and last day.
    successor_key : str
        Agency that took over, empty while it exists.
    """

    agency_key: str
    name_vi: str
    short_vi: str
    valid_from: dt.date
    valid_to: dt.date
    successor_key: str

    def exists_on(self, day: dt.date) -> bool:
        """Tell whether the agency exists under this name on a day."""
        return self.valid_from <= day <= self.valid_to


def for_unit(text: str, *, is_city: bool) -> str:
    """Name an agency of a province as a centrally-run city names it.

    Examples
    --------
    >>> for_unit("Thanh tra tỉnh", is_city=True), for_unit("TT. Tỉnh ủy", is_city=True), for_unit("Công an tỉnh", is_city=False)
    ('Thanh tra thành phố', 'TT. Thành ủy', 'Công an tỉnh')
    """
    return text.replace("Tỉnh ủy", "Thành ủy").replace(" tỉnh", " thành phố") if is_city else text


class AgencyRegister:
    """All agencies, resolved by key for a day.

    Parameters
    ----------
    agencies : iterable of Agency
        Every agency; keys are unique.
    """

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._by_key = {agency.agency_key: agency for agency in agencies}

    def __contains__(self, agency_key: str) -> bool:
        return agency_key in self._by_key

    def keys(self) -> tuple[str, ...]:
        """Return every key, in the register's order."""
        return tuple(self._by_key)

    def keys_on(self, day: dt.date) -> tuple[str, ...]:
        """Return the keys that can be resolved on a day: agencies that exist, and those that others took over."""
        found = []
        for key in self._by_key:
            last = self._by_key[key]
            while last.valid_to < day and last.successor_key:
                last = self._by_key[last.successor_key]
            if last.exists_on(day):
                found.append(key)
        return tuple(found)

    def get(self, agency_key: str) -> Agency:
        """Return the agency of a key under its own name; KeyError if there is none."""
        return self._by_key[agency_key]

    def resolve(self, agency_key: str, day: dt.date) -> Agency:
        """Return the agency, or the one that took it over, as it exists on a day.

        Parameters
        ----------
        agency_key : str
            Key in the register.
        day : datetime.date
            Date of the plan.

        Returns
        -------
        Agency
            Existing on ``day``.

        Raises
        ------
        UnknownNameError
            If the key is unknown (the nearest are suggested), or the agency and its successors do not exist.
        """
        agency = self._by_key.get(agency_key)
        if agency is None:
            near = suggest(agency_key, self._by_key)
            hint = f"; gần nhất: {', '.join(near)}" if near else ""
            raise UnknownNameError(f"Không có cơ quan nào mã '{agency_key}' trong data/reference/agencies.csv{hint}.")
        while agency.valid_to < day and agency.successor_key:
            agency = self._by_key[agency.successor_key]
        if not agency.exists_on(day):
            raise UnknownNameError(
                f"Cơ quan '{agency.name_vi}' không tồn tại vào ngày {day:%d/%m/%Y} và chưa ghi cơ quan kế thừa."
            )
        return agency
