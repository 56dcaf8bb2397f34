"""The start page of JupyterLab: what is known of a unit and year, what is missing, what to press."""

from __future__ import annotations

import html
from pathlib import Path

from cchc.analysis.index_results import IndexResults
from cchc.analysis.results import Results, compute_results
from cchc.columns import col
from cchc.paths import office_folder, office_params, own_notebooks, params_file, report_place
from cchc.reporting.aside import Aside, warning
from cchc.reporting.blocks import Heading, Paragraph, Row, Span, Table
from cchc.reporting.formats import format_number
from cchc.reporting.sections.common import capitalise
from cchc.reporting.sections.unknown import absent
from cchc.run.report_notebooks import wanted_notebooks
from cchc.sources.report_inputs import load_inputs

_ENDINGS = (".pdf", ".docx", ".html", ".xlsx")


def start_page(province: str, year: int, root: Path) -> Aside:
    """Tell where a unit's report of a year stands.

    Parameters
    ----------
    province : str
        Key, name or alias of the unit.
    year : int
        Year of the plan.
    root : pathlib.Path
        Folder of the project.

    Returns
    -------
    Aside
        Links lead from ``notebooks``, where the page lies.

    Raises
    ------
    CchcError
        A sentence that says what is wrong with the parameters or the data.
    """
    inputs = load_inputs(province, year)
    results = compute_results(inputs)
    name = capitalise(inputs.unit.name_full_vi)
    shown = results.upper or results
    known = [one for each in (results.parts or (shown,)) for one in each.of.values() if one.is_announced]
    rows = tuple(Row((one.index.name_vi, capitalise(one.inputs.unit.name_full_vi), *_told(one))) for one in known)
    missing = [warning(absent(one)) for one in known if one.headline.value is None]
    year_of = inputs.basis_year
    basis = "" if year_of == year - 1 else f"; kết quả năm {year - 1} chưa có trong dữ liệu của chương trình"
    said = f"{name} ({inputs.unit.unit_key}), kế hoạch năm {year}, trên kết quả năm {year_of}{basis}."
    table = (Table((col("index_vi"), col("unit_vi"), col("value_vi"), col("rank_vi:annex")), rows),) if rows else ()
    illustrative = [one.path for one in inputs.files if one.status == "illustrative"]
    notes = (
        [_said(f"Số liệu minh họa, không phải số liệu chính thức: {', '.join(illustrative)}.")] if illustrative else []
    )
    return Aside(
        (Heading(3, "Có gì"), _said(said), *table, *notes, *([Heading(3, "Còn thiếu"), *missing] if missing else [])),
        _links(results, year, root),
    )


def _told(one: IndexResults) -> tuple[str, str]:
    head = one.headline
    value = "" if head.value is None else f"{format_number(head.value, one.index.decimals)} {one.index.unit_vi}".strip()
    rank = "" if head.rank is None else f"{head.rank}/{head.n_ranked}" if head.n_ranked else str(head.rank)
    return value or "chưa có trong dữ liệu", rank


def _links(results: Results, year: int, root: Path) -> str:
    """Write what to open next; what is not there is named with the way to it."""
    inputs = results.inputs
    key, command = inputs.unit.unit_key, f"PROVINCE={inputs.unit.unit_key} YEAR={year}"
    own = own_notebooks(key, year)
    notebooks = [
        (f"{own}/{name}" if (root / own / name).is_file() else f"notebooks/{name}", title)
        for name, (_, _, title) in wanted_notebooks(inputs).items()
    ]
    more = sorted(path for path in (root / own).glob("*.ipynb") if path.name not in wanted_notebooks(inputs))
    notebooks += [(path.relative_to(root).as_posix(), f"Sổ riêng: {path.stem}") for path in more]
    report = root / report_place(key, year)
    made = [one for one in sorted(report.glob("*")) if one.suffix in _ENDINGS] if report.is_dir() else []
    office = office_folder(key, year - 1)
    return "".join(
        (
            _list("Sổ tính: mở, sửa hai dòng tham số, bấm nút Xem trước PDF", notebooks),
            _list("Báo cáo đã lập", [(one.relative_to(root).as_posix(), one.name) for one in made]) if made else _line(f"Chưa lập báo cáo: mở Terminal, gõ <code>make report {html.escape(command)}</code>."),
            _params(key, year, root),
            _line(f"Số liệu của cơ quan đặt vào <code>{html.escape(office)}/</code>; lấy mẫu: <code>make form KIND=score_sheet {html.escape(command)}</code>."),
            _list("Đọc thêm", [("docs/bat_dau_nhanh.md", "Bắt đầu nhanh"), ("docs/huong_dan.md", "Hướng dẫn"), ("params/texts", "Lời văn của kế hoạch")]),
        )
    )  # fmt: skip


def _params(key: str, year: int, root: Path) -> str:
    """Tell which parameters hold, and where those of the office go."""
    own, shipped = office_params(key, year), params_file(key, year)
    if (root / own).is_file():
        return _list("Tham số của cơ quan", [(own, own)])
    where = f"chép thành <code>{html.escape(own)}</code> rồi sửa: phiên bản mới không đụng tới tệp đó"
    if (root / shipped).is_file():
        return _list("Tham số đi kèm chương trình", [(shipped, shipped)]) + _line(f"Muốn đổi: {where}.")
    return _line(
        f'Chưa có tham số riêng; muốn chọn khác <a href="../params/defaults.yml">mặc định</a> thì lập tệp <code>{html.escape(own)}</code>.'
    )


def _list(title: str, places: list[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="../{html.escape(path)}">{html.escape(text)}</a></li>' for path, text in places)
    return f"<p><strong>{html.escape(title)}</strong></p><ul>{items}</ul>"


def _line(markup: str) -> str:
    return f"<p>{markup}</p>"


def _said(text: str) -> Paragraph:
    return Paragraph((Span(text),))
