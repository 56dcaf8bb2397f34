"""The command line behind the Makefile: ``python -m cchc report``."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback

from cchc.errors import CchcError, ParameterError, check_given, suggest
from cchc.run.jobs import TIME_LIMIT_S, UNCHANGED
from cchc.run.preload import set_libraries

EXIT_WRONG, EXIT_BROKEN = 2, 1


def _flag(name: str) -> bool:
    """Read a switch from the environment: empty, 0 or 1."""
    value = os.environ.get(name, "").strip()
    if value not in {"", "0", "1"}:
        raise ParameterError(f"{name}='{value}' không hợp lệ; chỉ dùng {name}=1 (bật) hoặc bỏ trống (tắt).")
    return value == "1"


def _number(name: str, default: int) -> int:
    """Read a positive whole number from the environment."""
    value = os.environ.get(name, "").strip()
    if value and not (value.isascii() and value.isdigit() and int(value) > 0):
        raise ParameterError(f"{name}='{value}' không hợp lệ; cần một số nguyên lớn hơn 0, ví dụ {name}={default}.")
    return int(value) if value else default


def _names(name: str) -> list[str]:
    """Read names from the environment: separated by commas, or by spaces where there is no comma."""
    value = os.environ.get(name, "")
    names = [one.strip() for one in (value.split(",") if "," in value else value.split()) if one.strip()]
    if value and not names:
        raise ParameterError(f"{name}='{value}' không có tên nào; bỏ hẳn {name} để lập mọi địa phương.")
    return names


def _make(product: str, **words: str | bool) -> None:
    """Build a product, unless what stands is made of its inputs and ``FORCE`` is not set."""
    from cchc.run.products import order  # noqa: PLC0415 -- imports only when needed
    from cchc.run.renew import make  # noqa: PLC0415

    make(order(product, words, is_forced=_flag("FORCE")), _say)


def _say(line: str) -> None:
    print(line, flush=True)


def report() -> None:
    """Build the report named by ``PROVINCE`` and ``YEAR``."""
    province, year, issue = os.environ.get("PROVINCE", ""), os.environ.get("YEAR", ""), _flag("ISSUE")
    check_given(province, year)
    from cchc.run.pipeline import build_report  # noqa: PLC0415 -- heavy imports only when needed

    build_report(province, year, issue=issue, say=_say)


def reports() -> None:
    """Build every report of ``YEAR``, or those of ``PROVINCES``, that does not stand for its inputs any more."""
    started = time.monotonic()
    year = os.environ.get("YEAR", "")
    check_given("mọi địa phương", year, example="make reports YEAR=2024")
    if os.environ.get("PROVINCE", "").strip() and not os.environ.get("PROVINCES", ""):
        raise ParameterError(
            "make reports dùng PROVINCES (một hay nhiều tên), không dùng PROVINCE; một báo cáo: make report."
        )
    from cchc.run.batch import build_reports, check_outcomes, has_site, summary_lines  # noqa: PLC0415
    from cchc.run.pool import default_workers  # noqa: PLC0415
    from cchc.run.watch import Watch  # noqa: PLC0415
    from cchc.sources.years import check_year  # noqa: PLC0415

    watch = Watch()
    try:
        outcomes = build_reports(
            check_year(year),
            _names("PROVINCES"),
            n_workers=_number("JOBS", default_workers()),
            is_issue=_flag("ISSUE"),
            is_forced=_flag("FORCE"),
            time_limit_s=_number("TIME_LIMIT", TIME_LIMIT_S),
            scheduler=os.environ.get("SCHEDULER", "").strip(),
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


def site() -> None:
    """Write the list of the reports of ``YEAR``."""
    year = os.environ.get("YEAR", "")
    check_given("mọi địa phương", year, example="make site YEAR=2024")
    from cchc.run.sharing import build_site  # noqa: PLC0415

    print(f"Danh sách báo cáo: {build_site(year)}")


def pack() -> None:
    """Pack the report of ``PROVINCE`` and ``YEAR`` into one file."""
    province, year = os.environ.get("PROVINCE", ""), os.environ.get("YEAR", "")
    check_given(province, year, example="make zip PROVINCE=BacKan YEAR=2024")
    from cchc.run.sharing import pack_report  # noqa: PLC0415

    print(f"Đã đóng gói: {pack_report(province, year, print)}")


def dictionary() -> None:
    """Regenerate the data dictionary."""
    from cchc.run.dictionary import write_dictionary  # noqa: PLC0415

    for path in write_dictionary():
        print(path)


def form() -> None:
    """Write the form named by ``KIND`` for ``PROVINCE`` and ``YEAR``."""
    kind, province, year = (os.environ.get(name, "") for name in ("KIND", "PROVINCE", "YEAR"))
    check_given(province, year, example="make form KIND=score_sheet PROVINCE=BacKan YEAR=2024")
    from cchc.run.forms import KINDS, write_form  # noqa: PLC0415

    path, place = write_form(kind.strip(), province, year, os.environ.get("FRAMEWORK", ""))
    print(f"Mẫu {KINDS[kind.strip()]}: {path}")
    print(f"Điền xong, lưu vào {place} (kết quả năm {int(year) - 1}, phục vụ kế hoạch năm {int(year)}).")


def check() -> None:
    """Check everything under ``data/``, or what concerns ``PROVINCE`` and ``YEAR``."""
    from cchc.run.check_data import check_data  # noqa: PLC0415
    from cchc.run.check_report import print_findings, render_findings  # noqa: PLC0415
    from cchc.run.staging import put_file  # noqa: PLC0415
    from cchc.sources.root import find_root  # noqa: PLC0415

    found = check_data(os.environ.get("PROVINCE", ""), os.environ.get("YEAR", ""))
    print_findings(found, print)
    path = find_root() / "reports" / "check_data.xlsx"
    put_file(path, render_findings(found), find_root(), print)
    print(f"Bảng đầy đủ: {path.relative_to(find_root())}")
    if any(one.severity == "error" for one in found):
        raise CchcError("dữ liệu có lỗi phải sửa trước khi lập báo cáo (các dòng [lỗi] ở trên).")


def national() -> None:
    """Build the overview of all provinces for ``YEAR``."""
    year = os.environ.get("YEAR", "")
    check_given("cả nước", year, example="make national YEAR=2024")
    _make("national", year=year)


def campaign() -> None:
    """Build the scoring campaign of the district ``PROVINCE`` over its communes in ``YEAR``."""
    province, year, issue = os.environ.get("PROVINCE", ""), os.environ.get("YEAR", ""), _flag("ISSUE")
    check_given(province, year, example="make campaign PROVINCE=HuongSon YEAR=2022")
    _make("campaign", province=province, year=year, issue=issue)


def progress() -> None:
    """Build the progress report of ``PROVINCE`` and ``YEAR`` on the day ``AT``."""
    province, year, at, period = (os.environ.get(name, "") for name in ("PROVINCE", "YEAR", "AT", "PERIOD"))
    check_given(province, year, example="make progress PROVINCE=BacKan YEAR=2024 AT=2024-09-30")
    _make("progress", province=province, year=year, at=at, period=period)


def cascade() -> None:
    """Write the extracts of the plan of ``PROVINCE`` and ``YEAR`` for every agency."""
    province, year = os.environ.get("PROVINCE", ""), os.environ.get("YEAR", "")
    check_given(province, year, example="make cascade PROVINCE=BacKan YEAR=2024")
    _make("cascade", province=province, year=year, issue=_flag("ISSUE"))


def bench() -> None:
    """Measure the heavy jobs and the reports on this machine."""
    from cchc.run.bench import run_all  # noqa: PLC0415
    from cchc.run.bench_reports import run_reports  # noqa: PLC0415
    from cchc.run.staging import put_file  # noqa: PLC0415
    from cchc.sources.root import find_root  # noqa: PLC0415

    path = find_root() / "reports" / "bench.md"
    table = run_reports(lambda line: print(line, flush=True))
    print(table)
    put_file(path, f"{table}\n{run_all()}".encode(), find_root(), print)
    print(f"Bảng đầy đủ: {path.relative_to(find_root())}")


def clean() -> None:
    """Remove what commands wrote below ``reports`` and nobody has changed."""
    from cchc.run.clean import clean_reports  # noqa: PLC0415

    clean_reports(print)


COMMANDS = {
    "report": report,
    "reports": reports,
    "site": site,
    "zip": pack,
    "national": national,
    "campaign": campaign,
    "progress": progress,
    "cascade": cascade,
    "form": form,
    "check-data": check,
    "dictionary": dictionary,
    "bench": bench,
    "clean": clean,
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : list of str, optional
        The command's name; ``sys.argv`` by default.

    Returns
    -------
    int
        0; 2 with a sentence on standard error when the input is wrong; 1 for a fault of the program.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    set_libraries()
    # closing the terminal ends a run as Ctrl-C does: the staging folder is removed, the old report stays
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if len(arguments) != 1 or arguments[0] not in COMMANDS:
            near = suggest(arguments[0], COMMANDS) if arguments else []
            hint = f"; có lẽ là '{near[0]}'" if near else ""
            raise ParameterError(f"Cần một lệnh trong: {', '.join(COMMANDS)}{hint}.")
        COMMANDS[arguments[0]]()
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
