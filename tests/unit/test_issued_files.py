"""Signed plans of one place replace one another, or nobody knows which is in force."""

import pytest
from cchc.errors import InputError
from cchc.sources.issued_files import IssuedFile, find_standing


def _plan(number: str, replaces: str = "") -> IssuedFile:
    return IssuedFile(f"reports/2024/HaTinh/issued/{number}", number, "KH-UBND", "2024-06-05", replaces, "")


def test_the_plan_that_no_other_replaces_is_in_force() -> None:
    assert find_standing([]) is None
    standing = find_standing([_plan("91", "77"), _plan("77")])
    assert standing is not None
    assert standing.number == "91"
    assert standing.name_vi == "Kế hoạch số 91/KH-UBND ngày 05/6/2024"


@pytest.mark.parametrize("plans", [[_plan("77"), _plan("91")], [_plan("77", "91"), _plan("91", "77")]])
def test_plans_that_do_not_replace_one_another_are_told(plans: list[IssuedFile]) -> None:
    with pytest.raises(InputError, match=r"issued: các kế hoạch đã ban hành \(77, 91\) không nối tiếp nhau"):
        find_standing(plans)
