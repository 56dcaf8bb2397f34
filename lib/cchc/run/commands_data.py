"""Commands around the data: forms, checks, the dictionary; and what clears away."""

from __future__ import annotations

from cchc.errors import CchcError, check_given
from cchc.run.command_help import command, from_environment
from cchc.run.command_options import PROVINCE, YEAR
from cchc.run.command_values import among, editions, indices

#: Kinds of forms, as ``forms.KINDS`` has them, which is heavy to import; a test holds the two together.
FORM_KINDS = (
    "score_sheet", "survey", "survey_map", "tasks", "framework", "solutions", "edition_map", "result", "field",
)  # fmt: skip


@command(short_help="Lập mẫu Excel để điền.")
@from_environment("KIND", f"Loại mẫu: {', '.join(FORM_KINDS)}.", among(*FORM_KINDS))
@PROVINCE
@YEAR
@from_environment("FRAMEWORK", "Bộ tiêu chí hoặc phiếu: thư mục trong data/frameworks, hoặc tệp Excel.", editions)
@from_environment("INDEX", "Chỉ số của mẫu: tên tệp trong data/indices, ví dụ par_index.", indices)
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


@command("check-data", short_help="Kiểm tra dữ liệu, in bảng phát hiện.")
@PROVINCE
@YEAR
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


@command(short_help="Sinh lại từ điển dữ liệu.")
def dictionary() -> None:
    """Sinh lại data/dictionary.md và data/datapackage.json."""
    from cchc.run.dictionary import write_dictionary  # noqa: PLC0415

    for path in write_dictionary():
        print(path)


@command(short_help="Xóa các báo cáo đã dựng.")
def clean() -> None:
    """Xóa các báo cáo đã dựng, giữ tệp đã sửa hay thêm bằng tay."""
    from cchc.run.clean import clean_reports  # noqa: PLC0415

    clean_reports(print)
