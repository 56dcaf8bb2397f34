"""An office with criteria of its own: made for the tests of solutions and editions."""

import dataclasses
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from cchc.frameworks import Framework
from cchc.reporting.forms.framework import render_framework
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.sources.framework_files import load_framework
from cchc.sources.headings import Heading
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import read_score_sheet

SHARED = "par_province_2022_illustrative"
#: Of the illustrative set's criteria, those that the office calls otherwise: three alike, three that are others altogether.
RENAMED = {
    "1.1.1": "Ban hành kế hoạch CCHC năm kịp thời, đầy đủ",
    "2.1.1": "Mức độ hoàn thành việc xây dựng VBQPPL theo kế hoạch",
    "3.4.1": "Tỷ lệ hồ sơ TTHC của các sở được giải quyết đúng hạn",
    "7.2.1": "Cấp tài khoản định danh điện tử",
    "7.2.2": "Ứng dụng trí tuệ nhân tạo trong giải quyết công việc",
    "6.2.2": "Phòng cháy, chữa cháy tại trụ sở",
}


def office_folder(project: Path, year: int, unit: str = "BacKan") -> Path:
    folder = project / "data/offices" / unit / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def put_framework(
    project: Path,
    year: int,
    *,
    unit: str = "BacKan",
    change: Callable[[Framework], Framework] | None = None,
    names: Mapping[str, str] = RENAMED,
) -> Framework:
    """Put the illustrative set, renamed and changed, into an office's folder as its own of one year; return it as read."""
    framework = load_framework(Reader(project), SHARED)
    nodes = tuple(dataclasses.replace(one, name_vi=names.get(one.code, one.name_vi)) for one in framework.nodes)
    own = dataclasses.replace(
        framework,
        nodes=nodes,
        status="office",
        title_vi=f"Bộ tiêu chí của tỉnh năm {year}",
        rules=(),
        years=(year, year),
    )
    own = change(own) if change else own
    path = office_folder(project, year, unit) / "framework.xlsx"
    path.write_bytes(render_framework(own))
    return load_framework(Reader(project), path.relative_to(project).as_posix())


def put_scores(
    project: Path,
    framework: Framework,
    year: int,
    *,
    unit: str = "BacKan",
    name: str = "Bắc Kạn",
    share: float | None = None,
) -> None:
    """Put approved scores: those of the illustrative sheet by code, adding up to its total, or a share of each maximum."""
    told = read_score_sheet(Reader(project), "data/illustrative/BacKan/2023/score_sheet.xlsx", status="illustrative")
    known = told.scores.set_index("criterion_code")["approved_score"]
    scores = {}
    for leaf in framework.leaves():
        most = leaf.max_score or 0.0
        scores[leaf.code] = most * share if share is not None else min(float(known.get(leaf.code, most / 2)), most)
    if share is None:  # the whole is what was announced
        left = float(known.sum()) - sum(scores.values())
        for leaf in framework.leaves():
            step = min(max(left, -scores[leaf.code]), (leaf.max_score or 0.0) - scores[leaf.code])
            scores[leaf.code] += step
            left -= step
    rows = {code: {"approved_score": round(score, 6)} for code, score in scores.items()}
    content = render_score_sheet(ScoreForm(framework, name, year, "office", rows, {}))
    (office_folder(project, year, unit) / "score_sheet.xlsx").write_bytes(content)


def fill(
    content: bytes, path: Path, sheet_name: str, headings: tuple[Heading, ...], rows: Mapping[str, Mapping[str, Any]],
    *, key: str = "code", header_row: int = 4,
) -> None:  # fmt: skip
    """Fill a form in by the key of each row, only where its cells are open, and save it."""
    column = {heading.key: at for at, heading in enumerate(headings, start=1)}
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    sheet, left = workbook[sheet_name], set(rows)
    for row in range(header_row + 1, sheet.max_row + 1):
        name = str(sheet.cell(row, column[key]).value)
        for told, value in rows.get(name, {}).items():
            cell = sheet.cell(row, column[told])
            assert not cell.protection.locked, (name, told)
            cell.value = value
        left.discard(name)
    assert not left, left
    workbook.save(path)
