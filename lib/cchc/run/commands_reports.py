"""Commands that publish the reports of units: one, many, their list, a packed one. Heavy imports wait until a command runs."""

from __future__ import annotations

import os
import time

from cchc.errors import ParameterError, check_given
from cchc.run.command_help import command, from_environment
from cchc.run.command_options import FORCE, ISSUE, PROVINCE, YEAR, flag, names, number, say
from cchc.run.command_values import among, unit_keys
from cchc.run.jobs import TIME_LIMIT_S, UNCHANGED
from cchc.units import KINDS

_LEVELS = tuple(key for key, one in KINDS.items() if one.has_reports)


@command(short_help="Dựng báo cáo và kế hoạch của một địa phương.")
@PROVINCE
@YEAR
@ISSUE
def report(province: str, year: str, *, issue: bool) -> None:
    """Dựng báo cáo và kế hoạch của một địa phương vào reports/<năm>/<Địa phương>; lệnh này luôn lập lại."""
    issue = flag("ISSUE", is_given=issue)
    check_given(province, year)
    from cchc.run.pipeline import build_report  # noqa: PLC0415 -- heavy imports only when needed

    build_report(province, year, issue=issue, say=say)


@command(short_help="Dựng báo cáo của mọi địa phương có số liệu.")
@YEAR
@from_environment(
    "PROVINCES",
    "Chỉ những nơi này, ngăn bằng dấu cách hoặc dấu phẩy; TuyenQuang/*: mọi đơn vị của tỉnh; bỏ trống: mọi nơi có số liệu.",
    unit_keys,
)
@from_environment("LEVEL", f"Chỉ loại đơn vị này: {', '.join(_LEVELS)}.", among(*_LEVELS))
@ISSUE
@FORCE
@from_environment("JOBS", "Số báo cáo lập cùng lúc; bỏ trống: theo số lõi của máy.")
@from_environment("TIME_LIMIT", "Báo cáo nào quá số giây này thì bị dừng.")
@from_environment("SCHEDULER", "Địa chỉ dask scheduler để lập trên nhiều máy, ví dụ tcp://máy:8786.")
def reports(
    year: str, provinces: str, level: str, jobs: str, time_limit: str, scheduler: str, *, issue: bool, force: bool
) -> None:
    """Dựng báo cáo của mọi địa phương có số liệu, chỉ những báo cáo có thay đổi."""
    started = time.monotonic()
    check_given("mọi địa phương", year, example="make reports YEAR=2024")
    if os.environ.get("PROVINCE", "").strip() and not provinces:
        raise ParameterError(
            "make reports dùng PROVINCES (một hay nhiều tên), không dùng PROVINCE; một báo cáo: make report."
        )
    from cchc.run.batch import build_reports, check_outcomes, has_site, summary_lines  # noqa: PLC0415
    from cchc.run.pool import default_workers  # noqa: PLC0415
    from cchc.run.watch import Watch  # noqa: PLC0415
    from cchc.sources.plan_years import check_year  # noqa: PLC0415

    watch = Watch()
    try:
        outcomes = build_reports(
            check_year(year),
            names("PROVINCES", provinces),
            level=level.strip(),
            n_workers=number("JOBS", jobs, default_workers()),
            is_issue=flag("ISSUE", is_given=issue),
            is_forced=flag("FORCE", is_given=force),
            time_limit_s=number("TIME_LIMIT", time_limit, TIME_LIMIT_S),
            scheduler=scheduler.strip(),
            watcher=watch,
        )
    except KeyboardInterrupt:
        watch.stopped()
        raise
    finally:
        watch.close()
    for line in summary_lines(outcomes, time.monotonic() - started):
        print(line)
    if any(one.status != UNCHANGED for one in outcomes) and has_site(check_year(year)):
        from cchc.run.sharing import build_site  # noqa: PLC0415 -- nothing to do needs none of it

        print(f"Đã làm mới danh sách báo cáo: {build_site(year)}")
    check_outcomes(outcomes)


@command(short_help="Trang danh sách báo cáo của một năm.")
@YEAR
def site(year: str) -> None:
    """Lập trang reports/<năm>/index.html liệt kê mọi báo cáo của năm."""
    check_given("mọi địa phương", year, example="make site YEAR=2024")
    from cchc.run.sharing import build_site  # noqa: PLC0415

    print(f"Danh sách báo cáo: {build_site(year)}")


@command("zip", short_help="Đóng gói báo cáo của một địa phương.")
@PROVINCE
@YEAR
def pack(province: str, year: str) -> None:
    """Đóng gói báo cáo của một địa phương thành một tệp zip kèm mã kiểm tra."""
    check_given(province, year, example="make zip PROVINCE=BacKan YEAR=2024")
    from cchc.run.sharing import pack_report  # noqa: PLC0415

    print(f"Đã đóng gói: {pack_report(province, year, print)}")
