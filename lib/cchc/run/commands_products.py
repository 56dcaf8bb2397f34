"""Commands that publish what is built only when something has changed: country, campaigns, progress, extracts."""

from __future__ import annotations

from cchc.errors import ParameterError, check_given, suggest
from cchc.run.command_help import command, from_environment
from cchc.run.command_options import FORCE, ISSUE, PROVINCE, YEAR, flag, say
from cchc.run.command_values import among, years

#: KIND of ``make campaign`` → product; how each is asked for.
_CAMPAIGNS = {"": "campaign", "units": "campaign", "self": "self_scoring"}
_CAMPAIGN_EXAMPLES = {
    "campaign": "make campaign PROVINCE=TuyenQuang YEAR=2025",
    "self_scoring": "make campaign PROVINCE=BacKan YEAR=2023 KIND=self",
}


def _campaign_of(kind: str) -> str:
    """Return the product of a kind of campaign."""
    if kind not in _CAMPAIGNS:
        near = suggest(kind, _CAMPAIGNS)
        hint = f"; có lẽ là '{near[0]}'" if near else ""
        raise ParameterError(
            f"KIND='{kind}' không có; được dùng: units (hoặc bỏ trống: chấm điểm các đơn vị cấp dưới), self (đơn vị tự chấm){hint}."
        )
    return _CAMPAIGNS[kind]


def _day_of(product: str, at: str) -> dict[str, str]:
    """Return the day as a parameter of the products that know one."""
    if product == "campaign":
        return {"at": at}
    if at.strip():
        raise ParameterError("KIND=self không dùng AT: hạn nộp của từng cơ quan in trong kết quả; hãy bỏ AT.")
    return {}


def _make(product: str, *, force: bool, **words: str | bool) -> None:
    """Build a product, unless what stands is made of its inputs and nobody forces it."""
    from cchc.run.products import order  # noqa: PLC0415 -- imports only when needed
    from cchc.run.renew import make  # noqa: PLC0415

    make(order(product, words, is_forced=flag("FORCE", is_given=force)), say)


@command(short_help="Tổng quan mọi tỉnh, thành phố.")
@YEAR
@FORCE
def national(year: str, *, force: bool) -> None:
    """Dựng tổng quan mọi tỉnh, thành phố vào reports/<năm>/_national; không đổi thì không lập lại."""
    check_given("cả nước", year, example="make national YEAR=2024")
    _make("national", force=force, year=year)


@command(short_help="Chấm điểm sở, cấp xã, hoặc tự chấm: kế hoạch, phiếu, kết quả.")
@PROVINCE
@from_environment("YEAR", "Năm được chấm điểm, cũng là năm ban hành kế hoạch.", years)
@from_environment(
    "KIND",
    "units hoặc bỏ trống: chấm điểm các đơn vị cấp dưới; self: đơn vị tự chấm, mỗi cơ quan một phần.",
    among("units", "self"),
)
@from_environment("AT", "Chỉ tính tệp nhận đến hết ngày này, ví dụ 2025-12-20; bỏ trống: mọi tệp đang có.")
@ISSUE
@FORCE
def campaign(province: str, year: str, kind: str, at: str, *, issue: bool, force: bool) -> None:
    """Dựng đợt chấm điểm các đơn vị cấp dưới, hoặc việc tự chấm điểm của một đơn vị; không đổi thì không lập lại."""
    product = _campaign_of(kind.strip())
    check_given(province, year, example=_CAMPAIGN_EXAMPLES[product])
    day = _day_of(product, at)
    _make(product, force=force, province=province, year=year, issue=flag("ISSUE", is_given=issue), **day)


@command(short_help="Tiến độ thực hiện kế hoạch đến một ngày.")
@PROVINCE
@YEAR
@from_environment("AT", "Ngày xem tiến độ, ví dụ 2024-09-30 hoặc 30/9/2024.")
@from_environment("PERIOD", "Kỳ báo cáo: quarter, half, year; bỏ trống: theo ngày.", among("quarter", "half", "year"))
@FORCE
def progress(province: str, year: str, at: str, period: str, *, force: bool) -> None:
    """Dựng báo cáo tiến độ thực hiện kế hoạch đến một ngày; không đổi thì không lập lại."""
    check_given(province, year, example="make progress PROVINCE=BacKan YEAR=2024 AT=2024-09-30")
    _make("progress", force=force, province=province, year=year, at=at, period=period)


@command(short_help="Trích kế hoạch cho từng cơ quan.")
@PROVINCE
@YEAR
@ISSUE
@FORCE
def cascade(province: str, year: str, *, issue: bool, force: bool) -> None:
    """Trích kế hoạch cho từng cơ quan (Word) kèm phiếu để điền và gửi lại (Excel); không đổi thì không lập lại."""
    check_given(province, year, example="make cascade PROVINCE=BacKan YEAR=2024")
    _make("cascade", force=force, province=province, year=year, issue=flag("ISSUE", is_given=issue))
