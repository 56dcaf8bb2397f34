"""The command line behind the Makefile: ``python -m cchc report``, with options or with the environment that make passes on."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback

import click

from cchc.errors import CchcError, ParameterError, check_given, suggest
from cchc.run.command_help import Group, from_environment, sentences, switch
from cchc.run.desk_commands import COMMANDS as DESK
from cchc.run.jobs import TIME_LIMIT_S, UNCHANGED
from cchc.run.preload import set_libraries

EXIT_WRONG, EXIT_BROKEN = 2, 1
_PROVINCE = from_environment("PROVINCE", "Địa phương: mã, tên hoặc tên gọi khác, ví dụ BacKan.")
_YEAR = from_environment("YEAR", "Năm của kế hoạch; kết quả là của năm trước đó.")
_ISSUE = from_environment("ISSUE", "Lập bản phát hành: từ chối số liệu minh họa.", is_flag=True)
_FORCE = from_environment("FORCE", "Lập lại cả khi không có gì thay đổi.", is_flag=True)

#: KIND of ``make campaign`` → product; how each is asked for.
_CAMPAIGNS = {"": "campaign", "units": "campaign", "self": "self_scoring"}
_CAMPAIGN_EXAMPLES = {
    "campaign": "make campaign PROVINCE=TuyenQuang YEAR=2025",
    "self_scoring": "make campaign PROVINCE=BacKan YEAR=2023 KIND=self",
}


def _number(name: str, value: str, default: int) -> int:
    """Read a positive whole number."""
    value = value.strip()
    if value and not (value.isascii() and value.isdigit() and int(value) > 0):
        raise ParameterError(f"{name}='{value}' không hợp lệ; cần một số nguyên lớn hơn 0, ví dụ {name}={default}.")
    return int(value) if value else default


def _names(name: str, value: str) -> list[str]:
    """Read names: separated by commas, or by spaces where there is no comma."""
    names = [one.strip() for one in (value.split(",") if "," in value else value.split()) if one.strip()]
    if value and not names:
        raise ParameterError(f"{name}='{value}' không có tên nào; bỏ hẳn {name} để lập mọi địa phương.")
    return names


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


def _say(line: str) -> None:
    print(line, flush=True)


def _make(product: str, *, force: bool, **words: str | bool) -> None:
    """Build a product, unless what stands is made of its inputs and nobody forces it."""
    from cchc.run.products import order  # noqa: PLC0415 -- imports only when needed
    from cchc.run.renew import make  # noqa: PLC0415

    make(order(product, words, is_forced=switch("FORCE", is_given=force)), _say)


@click.group(cls=Group, context_settings={"max_content_width": 110})
def cchc() -> None:
    """Lập báo cáo và kế hoạch cải cách hành chính từ PAR INDEX, SIPAS, PAPI và các chỉ số khác.

    Mỗi tùy chọn cũng có thể đặt bằng biến môi trường ghi trong ngoặc vuông, như khi dùng make:
    make report PROVINCE=BacKan YEAR=2024. Thêm DEBUG=1 để xem đầy đủ vết lỗi.
    """


@cchc.command(short_help="Dựng báo cáo và kế hoạch của một địa phương.")
@_PROVINCE
@_YEAR
@_ISSUE
def report(province: str, year: str, *, issue: bool) -> None:
    """Dựng báo cáo và kế hoạch của một địa phương vào reports/<năm>/<Địa phương>; lệnh này luôn lập lại."""
    issue = switch("ISSUE", is_given=issue)
    check_given(province, year)
    from cchc.run.pipeline import build_report  # noqa: PLC0415 -- heavy imports only when needed

    build_report(province, year, issue=issue, say=_say)


@cchc.command(short_help="Dựng báo cáo của mọi địa phương có số liệu.")
@_YEAR
@from_environment(
    "PROVINCES",
    "Chỉ những nơi này, ngăn bằng dấu cách hoặc dấu phẩy; TuyenQuang/*: mọi đơn vị của tỉnh; bỏ trống: mọi nơi có số liệu.",
)
@from_environment("LEVEL", "Chỉ cấp này: province, district, commune.")
@_ISSUE
@_FORCE
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
            _names("PROVINCES", provinces),
            level=level.strip(),
            n_workers=_number("JOBS", jobs, default_workers()),
            is_issue=switch("ISSUE", is_given=issue),
            is_forced=switch("FORCE", is_given=force),
            time_limit_s=_number("TIME_LIMIT", time_limit, TIME_LIMIT_S),
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


@cchc.command(short_help="Trang danh sách báo cáo của một năm.")
@_YEAR
def site(year: str) -> None:
    """Lập trang reports/<năm>/index.html liệt kê mọi báo cáo của năm."""
    check_given("mọi địa phương", year, example="make site YEAR=2024")
    from cchc.run.sharing import build_site  # noqa: PLC0415

    print(f"Danh sách báo cáo: {build_site(year)}")


@cchc.command("zip", short_help="Đóng gói báo cáo của một địa phương.")
@_PROVINCE
@_YEAR
def pack(province: str, year: str) -> None:
    """Đóng gói báo cáo của một địa phương thành một tệp zip kèm mã kiểm tra."""
    check_given(province, year, example="make zip PROVINCE=BacKan YEAR=2024")
    from cchc.run.sharing import pack_report  # noqa: PLC0415

    print(f"Đã đóng gói: {pack_report(province, year, print)}")


@cchc.command(short_help="Tổng quan mọi tỉnh, thành phố.")
@_YEAR
@_FORCE
def national(year: str, *, force: bool) -> None:
    """Dựng tổng quan mọi tỉnh, thành phố vào reports/<năm>/_national; không đổi thì không lập lại."""
    check_given("cả nước", year, example="make national YEAR=2024")
    _make("national", force=force, year=year)


@cchc.command(short_help="Chấm điểm sở, cấp xã, hoặc tự chấm: kế hoạch, phiếu, kết quả.")
@_PROVINCE
@from_environment("YEAR", "Năm được chấm điểm, cũng là năm ban hành kế hoạch.")
@from_environment(
    "KIND", "units hoặc bỏ trống: chấm điểm các đơn vị cấp dưới; self: đơn vị tự chấm, mỗi cơ quan một phần."
)
@from_environment("AT", "Chỉ tính tệp nhận đến hết ngày này, ví dụ 2025-12-20; bỏ trống: mọi tệp đang có.")
@_ISSUE
@_FORCE
def campaign(province: str, year: str, kind: str, at: str, *, issue: bool, force: bool) -> None:
    """Dựng đợt chấm điểm các đơn vị cấp dưới, hoặc việc tự chấm điểm của một đơn vị; không đổi thì không lập lại."""
    product = _campaign_of(kind.strip())
    check_given(province, year, example=_CAMPAIGN_EXAMPLES[product])
    day = _day_of(product, at)
    _make(product, force=force, province=province, year=year, issue=switch("ISSUE", is_given=issue), **day)


@cchc.command(short_help="Tiến độ thực hiện kế hoạch đến một ngày.")
@_PROVINCE
@_YEAR
@from_environment("AT", "Ngày xem tiến độ, ví dụ 2024-09-30 hoặc 30/9/2024.")
@from_environment("PERIOD", "Kỳ báo cáo: quarter, half, year; bỏ trống: theo ngày.")
@_FORCE
def progress(province: str, year: str, at: str, period: str, *, force: bool) -> None:
    """Dựng báo cáo tiến độ thực hiện kế hoạch đến một ngày; không đổi thì không lập lại."""
    check_given(province, year, example="make progress PROVINCE=BacKan YEAR=2024 AT=2024-09-30")
    _make("progress", force=force, province=province, year=year, at=at, period=period)


@cchc.command(short_help="Trích kế hoạch cho từng cơ quan.")
@_PROVINCE
@_YEAR
@_ISSUE
@_FORCE
def cascade(province: str, year: str, *, issue: bool, force: bool) -> None:
    """Trích kế hoạch cho từng cơ quan (Word) kèm phiếu để điền và gửi lại (Excel); không đổi thì không lập lại."""
    check_given(province, year, example="make cascade PROVINCE=BacKan YEAR=2024")
    _make("cascade", force=force, province=province, year=year, issue=switch("ISSUE", is_given=issue))


@cchc.command(short_help="Lập mẫu Excel để điền.")
@from_environment(
    "KIND",
    "Loại mẫu: score_sheet, survey, survey_map, tasks, framework, solutions, edition_map, result, field.",
)
@_PROVINCE
@_YEAR
@from_environment("FRAMEWORK", "Bộ tiêu chí hoặc phiếu: thư mục trong data/frameworks, hoặc tệp Excel.")
@from_environment("INDEX", "Chỉ số của mẫu: tên tệp trong data/indices, ví dụ par_index.")
@from_environment("FILE", "Tệp của cơ quan mà mẫu được lập từ đó.")
def form(kind: str, province: str, year: str, framework: str, index: str, file: str) -> None:
    """Lập mẫu Excel sẵn sàng để điền vào reports/forms; chỗ lưu khi điền xong được in ra."""
    from cchc.run.forms import KINDS, write_form  # noqa: PLC0415

    # the table of the whole country is of no unit
    whose = province or ("VietNam" if kind.strip() == "field" else "")
    check_given(whose, year, example="make form KIND=score_sheet PROVINCE=BacKan YEAR=2024")

    path, place = write_form(kind.strip(), province, year, framework, index=index, file=file)
    print(f"Mẫu {KINDS[kind.strip()].name_vi}: {path}")
    print(f"Điền xong, lưu vào {place} (kết quả năm {int(year) - 1}, phục vụ kế hoạch năm {int(year)}).")


@cchc.command("check-data", short_help="Kiểm tra dữ liệu, in bảng phát hiện.")
@_PROVINCE
@_YEAR
def check(province: str, year: str) -> None:
    """Kiểm tra mọi dữ liệu trong data/, hoặc phần của một địa phương và năm."""
    from cchc.run.check_data import check_data  # noqa: PLC0415
    from cchc.run.check_report import print_findings, render_findings  # noqa: PLC0415
    from cchc.run.staging import put_file  # noqa: PLC0415
    from cchc.sources.root import find_root  # noqa: PLC0415

    found = check_data(province, year)
    print_findings(found, print)
    path = find_root() / "reports" / "check_data.xlsx"
    put_file(path, render_findings(found), find_root(), print)
    print(f"Bảng đầy đủ: {path.relative_to(find_root())}")
    if any(one.severity == "error" for one in found):
        raise CchcError("dữ liệu có lỗi phải sửa trước khi lập báo cáo (các dòng [lỗi] ở trên).")


@cchc.command(short_help="Sinh lại từ điển dữ liệu.")
def dictionary() -> None:
    """Sinh lại data/dictionary.md và data/datapackage.json."""
    from cchc.run.dictionary import write_dictionary  # noqa: PLC0415

    for path in write_dictionary():
        print(path)


@cchc.command(short_help="Xóa các báo cáo đã dựng.")
def clean() -> None:
    """Xóa các báo cáo đã dựng, giữ tệp đã sửa hay thêm bằng tay."""
    from cchc.run.clean import clean_reports  # noqa: PLC0415

    clean_reports(print)


for _one in DESK:
    cchc.add_command(_one)


def _run(arguments: list[str]) -> None:
    first = arguments[0] if arguments else ""
    if not first.startswith("-") and first not in cchc.commands:
        near = suggest(first, cchc.commands) if first else []
        hint = f"; có lẽ là '{near[0]}'" if near else ""
        raise ParameterError(f"Cần một lệnh trong: {', '.join(cchc.commands)}{hint}.")
    with sentences(cchc.commands):
        # not cchc.main, which takes Ctrl-C and a closed pipe for its own
        try:
            with cchc.make_context("cchc", list(arguments)) as context:
                cchc.invoke(context)
        except click.exceptions.Exit:
            return  # help was asked for


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : list of str, optional
        The command's name and its options; ``sys.argv`` by default.

    Returns
    -------
    int
        0; 2 with a sentence on standard error when the input is wrong; 1 for a fault of the program.
    """
    set_libraries()
    # closing the terminal ends a run as Ctrl-C does: the staging folder is removed, the old report stays
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _run(sys.argv[1:] if arguments is None else arguments)
    except CchcError as error:
        if os.environ.get("DEBUG", "").strip() == "1":
            traceback.print_exc()
        print(f"Lỗi: {error}", file=sys.stderr)
        return EXIT_WRONG
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu; báo cáo cũ vẫn nguyên vẹn.", file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001 -- the last door: one sentence, the traceback on request
        if os.environ.get("DEBUG", "").strip() == "1":
            traceback.print_exc()
        print(
            f"Lỗi của chương trình ({type(error).__name__}: {error}); chạy lại với DEBUG=1 để xem chi tiết.",
            file=sys.stderr,
        )
        return EXIT_BROKEN
    return 0
