"""The last accepted text of every kind of document; ``make accept`` takes the present text over, and the commit says why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import openpyxl
import pytest
from cchc import build_plan, compute_results, load_inputs
from cchc.planning.extracts import build_extracts
from cchc.reporting.blocks import (
    AnnexStart,
    Block,
    Cover,
    Figure,
    Heading,
    Letterhead,
    Paragraph,
    Settings,
    Signature,
    Table,
)
from cchc.reporting.brief_blocks import Pair, Profile, Tiles
from cchc.reporting.control_blocks import Control
from cchc.reporting.document import Document
from cchc.reporting.extract_files import extract_document
from cchc.reporting.formats import format_cell, kind_in
from cchc.reporting.notebook import build_document
from cchc.run.execute import execute_notebook
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

#: Hashes of files, rows and code: they tell nothing of what a document says, and change with every commit.
#: PAPI prints 1.2; its letter is ours. Words of workbooks name cells.
_OUR_CODE = re.compile(r"(?m)(?:^|[\s(])D[1-8](?:\.\d)?(?= \||[ :,)])")
_HASH = re.compile(
    r"(?<=\| )\d{16}$|\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{8,64}\b|(?<=mã nguồn )\w+|(?<=mã kiểm tra )\w+"
)
_TUYEN_QUANG = {"province": "TuyenQuang", "year": 2025, "issue": False}
DOCUMENTS = {
    "bac_kan_2024_brief": ("00_brief", {"province": "BacKan", "year": 2024, "issue": False}),
    "kon_tum_2024_brief": ("00_brief", {"province": "KonTum", "year": 2024, "issue": False}),
    "krong_no_2024_brief": ("00_brief", {"province": "KrongNo", "year": 2024, "issue": False}),
    "thai_nguyen_2026_brief": ("00_brief", {"province": "ThaiNguyen", "year": 2026, "issue": False}),
    "xuan_phuong_2026_brief": ("00_brief", {"province": "HaNoi/XuanPhuong", "year": 2026, "issue": False}),
    "lang_son_stp_2026_brief": ("00_brief", {"province": "LangSon/STP", "year": 2026, "issue": False}),
    "bac_kan_2024_indices": ("01_indices", {"province": "BacKan", "year": 2024, "issue": False}),
    "bac_kan_2024_weaknesses": ("02_weaknesses", {"province": "BacKan", "year": 2024, "issue": False}),
    "bac_kan_2024_plan": ("03_plan", {"province": "BacKan", "year": 2024, "issue": False}),
    "kon_tum_2024_indices": ("01_indices", {"province": "KonTum", "year": 2024, "issue": False}),
    "kon_tum_2024_weaknesses": ("02_weaknesses", {"province": "KonTum", "year": 2024, "issue": False}),
    "kon_tum_2024_plan": ("03_plan", {"province": "KonTum", "year": 2024, "issue": False}),
    "krong_no_2024_indices": ("01_indices", {"province": "KrongNo", "year": 2024, "issue": False}),
    "krong_no_2024_weaknesses": ("02_weaknesses", {"province": "KrongNo", "year": 2024, "issue": False}),
    "krong_no_2024_plan": ("03_plan", {"province": "KrongNo", "year": 2024, "issue": False}),
    "bac_ai_2022_plan": ("03_plan", {"province": "BacAi", "year": 2022, "issue": False}),
    "thai_nguyen_2026_plan": ("03_plan", {"province": "ThaiNguyen", "year": 2026, "issue": False}),
    "xuan_phuong_2026_plan": ("03_plan", {"province": "HaNoi/XuanPhuong", "year": 2026, "issue": False}),
    "lang_son_stp_2026_plan": ("03_plan", {"province": "LangSon/STP", "year": 2026, "issue": False}),
    "son_duong_2026_plan": ("03_plan", {"province": "TuyenQuang/SonDuong", "year": 2026, "issue": False}),
    "thai_nguyen_2026_merger": ("06_merger", {"province": "ThaiNguyen", "year": 2026, "issue": False}),
    "ha_tinh_2024_indices": ("01_indices", {"province": "HaTinh", "year": 2024, "issue": False}),
    "ha_tinh_2024_weaknesses": ("02_weaknesses", {"province": "HaTinh", "year": 2024, "issue": False}),
    "ha_tinh_2024_plan": ("03_plan", {"province": "HaTinh", "year": 2024, "issue": False}),
    "national_2024_brief": ("10_national_brief", {"year": 2024}),
    "national_2024": ("10_national", {"year": 2024}),
    "campaign_huong_son_2022_plan": (
        "04_scoring_campaign",
        {"province": "HuongSon", "year": 2022, "issue": False, "at": ""},
    ),
    "campaign_huong_son_2022_result": (
        "07_campaign_result",
        {"province": "HuongSon", "year": 2022, "issue": False, "at": ""},
    ),
    "campaign_huong_son_2022_brief": (
        "07_campaign_brief",
        {"province": "HuongSon", "year": 2022, "issue": False, "at": ""},
    ),
    "campaign_tuyen_quang_2025_plan": ("04_scoring_campaign", _TUYEN_QUANG | {"at": ""}),
    "campaign_tuyen_quang_2025_result": ("07_campaign_result", _TUYEN_QUANG | {"at": ""}),
    "campaign_tuyen_quang_2025_brief": ("07_campaign_brief", _TUYEN_QUANG | {"at": "2025-12-22"}),
    "bach_xa_2026_plan": ("03_plan", {"province": "TuyenQuang/BachXa", "year": 2026, "issue": False}),
    "self_scoring_bac_kan_2023_plan": ("08_self_scoring", {"province": "BacKan", "year": 2023, "issue": False}),
    "self_scoring_bac_kan_2023_result": (
        "08_self_scoring_result",
        {"province": "BacKan", "year": 2023, "issue": False},
    ),
    "progress_bac_kan_2024_brief": (
        "05_progress_brief",
        {"province": "BacKan", "year": 2024, "at": "2024-09-30", "period": ""},
    ),
    "progress_bac_kan_2024": ("05_progress", {"province": "BacKan", "year": 2024, "at": "2024-09-30", "period": ""}),
}


#: Documents of other indices than the presets speak of: parameters of the unit beside notebook and parameters.
CHOSEN = {
    "ha_tinh_2023_four_plan": ("03_plan", "HaTinh", 2023, "[par_index, sipas, papi, pci]"),
    "ha_tinh_2023_four_weaknesses": ("02_weaknesses", "HaTinh", 2023, "[par_index, sipas, papi, pci]"),
    "quang_ninh_2024_pci_pgi_plan": ("03_plan", "QuangNinh", 2024, "[pci, pgi]"),
    "quang_ninh_2024_pci_pgi_indices": ("01_indices", "QuangNinh", 2024, "[pci, pgi]"),
    "cao_bang_2026_dti_plan": ("03_plan", "CaoBang", 2026, "[dti]"),
    "cao_bang_2026_dti_brief": ("00_brief", "CaoBang", 2026, "[dti]"),
    "cao_bang_2026_dti_indices": ("01_indices", "CaoBang", 2026, "[dti]"),
    "cao_bang_2026_dti_weaknesses": ("02_weaknesses", "CaoBang", 2026, "[dti]"),
}


class GoldenText(SingleFileSnapshotExtension):
    """One text file per document, in ``__snapshots__``."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(GoldenText)


def _lines(document: Document) -> Iterator[str]:
    yield from _settings(document.settings)
    yield from _blocks(document.blocks)


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Tiles():
                for tile in block.tiles:
                    yield f"[tile] {tile.label}: {tile.value} {tile.unit} | {' | '.join(tile.lines)}"
                    yield from (f"[year] {text}" for _, _, _, text in tile.points)
            case Profile():
                yield f"\n[profile] {block.title} ({block.low} … {block.high})"
                for mark in block.marks:
                    yield f"{mark.label} | {mark.value} | {mark.note} | {mark.own} {mark.middle} {mark.best}"
                yield f"[note] {block.note}"
            case Pair():
                yield from _blocks(block.left)
                yield from _blocks(block.right)
            case Heading():
                yield f"\n{'#' * block.level} {block.text}"
            case Paragraph():
                yield f"[{block.style}] {block.text}"
            case Table():
                yield f"\n[table {block.number}] {block.caption}"
                yield " | ".join(column.title_vi for column in block.columns)
                for row in block.rows:
                    kinds = [column.kind for column in block.columns]
                    cells = [
                        format_cell(cell, kind_in(kind, row.decimals))
                        for cell, kind in zip(row.cells, kinds, strict=False)
                    ]
                    yield ("" if row.kind == "data" else f"[{row.kind}] ") + " | ".join(cells)
                yield from [f"[note] {block.note}"] * bool(block.note)
            case Figure():
                yield f"\n[figure {block.number}] {block.caption}\n[alt] {block.alt}"
                yield from [f"[note] {block.note}"] * bool(block.note)
            case Cover():
                yield from (f"[cover] {line}" for line in block.lines)
            case Letterhead():
                told = (block.superior, block.agency, block.number, block.place_date, block.type_vi, block.subject)
                yield from (f"[letterhead] {line}" for line in told)
            case Signature():
                told = (*block.recipients, *block.authority, block.signer)
                yield from (f"[signature] {line}" for line in told)
            case AnnexStart():
                yield f"\n[annex{' wide' if block.is_wide else ''}] {block.label}: {block.title} {block.attached}"
            case Control():
                yield f"\n[control] {block.title}"
                yield from block.lines
                yield from (" | ".join(one) for one in (block.header, *block.files))
            case _:
                raise AssertionError(block.kind)  # a new kind of block needs a line here


def _settings(settings: Settings) -> Iterator[str]:
    yield f"[title] {settings.title}"
    yield f"[layout] {settings.layout} [watermark] {settings.watermark} [date] {settings.date}"
    yield f"[footer] {settings.footer}"


def _text(lines: Iterator[str]) -> str:
    return "\n".join(_HASH.sub("…", line).rstrip() for line in lines).strip() + "\n"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_says_what_was_accepted(name: str, project: Path, golden: SnapshotAssertion) -> None:
    notebook, parameters = DOCUMENTS[name]
    executed = execute_notebook(project / f"notebooks/{notebook}.ipynb", parameters, root=project)
    text = _text(_lines(build_document(executed)))
    assert not _OUR_CODE.findall(text)
    assert text == golden


@pytest.mark.parametrize("name", CHOSEN)
def test_a_document_of_chosen_indices_says_what_was_accepted(
    name: str, project: Path, enter_dti: Callable[[str, int], None], golden: SnapshotAssertion
) -> None:
    notebook, unit, year, keys = CHOSEN[name]
    if keys == "[dti]":
        enter_dti(unit, year)  # invented figures in the form that an office fills in
    path = project / f"params/{year}/{unit}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"indices: {keys}\n", encoding="utf-8")
    parameters = {"province": unit, "year": year, "issue": False}
    executed = execute_notebook(project / f"notebooks/{notebook}.ipynb", parameters, root=project)
    assert _text(_lines(build_document(executed))) == golden


@pytest.mark.usefixtures("project")
def test_an_extract_says_what_was_accepted(golden: SnapshotAssertion) -> None:
    plan = build_plan(compute_results(load_inputs("BacKan", 2024)))
    one = next(one for one in build_extracts(plan) if one.folder == "SNV")
    assert _text(_lines(extract_document(plan, one))) == golden


def test_the_cells_of_a_workbook_are_those_accepted(built: Path, golden: SnapshotAssertion) -> None:
    def lines() -> Iterator[str]:
        for sheet in openpyxl.load_workbook(built / "workbook.xlsx").worksheets:
            yield f"\n== {sheet.title} ({sheet.sheet_state})"
            for row in sheet.iter_rows():
                told = [
                    f"{cell.coordinate}={cell.value!r} [{cell.number_format}]" for cell in row if cell.value is not None
                ]
                if told:
                    yield " | ".join(told)

    assert _text(lines()) == golden
