"""Documents of a unit know each other: every link leads to a place that is there, and places keep their names."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pypdf
from cchc.reporting.addresses import address, places
from cchc.reporting.blocks import Heading, Row, Table
from cchc.reporting.document import Document
from cchc.reporting.html import contents
from cchc.reporting.links import link_documents, set_anchors
from cchc.reporting.notebook import build_document
from cchc.run.execute import execute_notebook


class _Page(HTMLParser):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [str(values["id"])] if "id" in values else []
        if tag == "a" and values.get("href"):
            self.links.append(unquote(str(values["href"])))


def _pages(folder: Path) -> dict[str, _Page]:
    return {path.name: _Page(path) for path in sorted(folder.glob("*.html"))}


def test_every_link_of_a_report_leads_to_a_place_that_is_there(built: Path) -> None:
    pages = _pages(built)
    assert set(pages) == {"brief.html", "explore.html", "indices.html", "weaknesses.html", "plan.html"}
    for name, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), name
        for link in page.links:
            if link.startswith("data:"):  # the figures of a chart, within the page
                continue
            file, _, place = link.partition("#")
            assert (built / file).exists(), link
            if place:
                assert place in pages[file or name].ids, f"{name}: {link}"


def test_a_weakness_leads_to_its_row_in_the_plan_and_back(built: Path) -> None:
    pages = _pages(built)
    assert "plan.html#par-7.2.2" in pages["weaknesses.html"].links
    assert "weaknesses.html#par-7.2.2" in pages["plan.html"].links
    assert "plan.html#par-7.2.2" in pages["brief.html"].links  # the task
    assert "weaknesses.html#papi-6.2" in pages["brief.html"].links  # the weakness
    assert {"brief.html", "indices.html", "plan.html", "workbook.xlsx"} <= set(pages["weaknesses.html"].links)


def test_places_keep_their_names_when_a_cell_is_added(project: Path) -> None:
    path = project / "notebooks/02_weaknesses.ipynb"
    parameters = {"province": "DongDa", "year": 2024, "issue": False}
    before = contents(build_document(execute_notebook(path, parameters, root=project)))
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(5, nbformat.v4.new_markdown_cell("Nhận xét của đơn vị."))
    nbformat.write(notebook, path)
    assert contents(build_document(execute_notebook(path, parameters, root=project))) == before
    assert all(re.fullmatch(r"[a-z0-9-]+", place) for _, place, _ in before)


def _document(*rows: Row) -> Document:
    from cchc.columns import col
    from cchc.reporting.blocks import Settings

    settings = Settings("Tên", "analysis", "", "", "", "2024-01-01")
    return Document(settings, tuple(set_anchors([Heading(2, "Mục"), Table((col("code"),), rows)])))


def test_a_row_leads_only_where_its_item_is_told() -> None:
    documents = {
        "weaknesses": _document(Row(("1",), item="par-1"), Row(("2",), item="par-2"), Row(("1",), item="par-1")),
        "plan": _document(Row(("1",), item="par-1")),
    }
    made = link_documents(documents, [("Kế hoạch", "plan")])
    rows = next(made["weaknesses"].tables()).rows
    assert [row.href for row in rows] == ["plan#par-1", "", "plan#par-1"]
    assert [row.is_anchor for row in rows] == [True, True, False]
    assert rows[0].section == "muc"
    assert [row.href for row in next(made["plan"].tables()).rows] == ["weaknesses#par-1"]


def test_a_plan_to_be_signed_leads_nowhere() -> None:
    documents = {"weaknesses": _document(Row(("1",), item="par-1")), "plan": _document(Row(("1",), item="par-1"))}
    made = link_documents(documents, [], apart=frozenset({"plan"}))
    assert [row.href for row in next(made["plan"].tables()).rows] == [""]


def test_the_progress_leads_back_to_the_plan_of_its_report() -> None:
    made = link_documents({"progress": _document(Row(("1",), item="par-1"))}, [], elsewhere="../../plan")
    assert address(next(made["progress"].tables()).rows[0].href, ".html") == "../../plan.html#par-1"


def test_pdf_pages_lead_to_sections_of_each_other(built: Path) -> None:
    links = set()
    for page in pypdf.PdfReader(built / "weaknesses.pdf").pages:
        for one in page.get("/Annots") or ():
            action = one.get_object().get("/A")
            links |= {str(action.get_object()["/URI"])} if action and "/URI" in action.get_object() else set()
    assert links
    named = set(pypdf.PdfReader(built / "plan.pdf").named_destinations)
    for link in links:
        file, _, place = link.partition("#")
        assert file == "plan.pdf" or (built / file).exists()
        assert file != "plan.pdf" or place in named, link


def test_headings_of_one_name_are_told_apart() -> None:
    assert places([Heading(2, "Xu hướng"), Heading(2, "Xu hướng")]) == ["xu-huong", "xu-huong-2"]


def test_a_province_of_the_country_leads_to_its_brief_where_there_is_one() -> None:
    made = link_documents(
        {"national": _document(Row(("Bắc Kạn",), item="unit-BacKan"), Row(("Hà Nội",), item="unit-HaNoi"))},
        [],
        reports={"BacKan": "../BacKan/brief"},
    )
    rows = next(made["national"].tables()).rows
    assert [address(row.href, ".html") for row in rows] == ["../BacKan/brief.html", ""]


def test_the_bar_leads_to_what_stands_there_now(tmp_path: Path) -> None:
    from cchc.run.surroundings import look_around

    notebooks = {"00_brief.ipynb": ("brief", ("html",), "x"), "03_plan.ipynb": ("plan", ("html",), "y")}
    assert look_around("report", notebooks, tmp_path).tabs == (
        ("Tóm tắt", "brief"), ("Kế hoạch", "plan"), ("Excel", "workbook.xlsx"),
    )  # fmt: skip
    for day in ("2024-06-30", "2024-09-30", "khác"):
        (tmp_path / "progress" / day).mkdir(parents=True)
        (tmp_path / "progress" / day / "brief.html").touch()
    assert ("Tiến độ", "progress/2024-09-30/brief.html") in look_around("report", notebooks, tmp_path).tabs
    # copies to be signed are kept in a folder of their own
    assert "Tiến độ" not in dict(look_around("report", notebooks, tmp_path, is_issue=True).tabs)
    (tmp_path / "plan.html").touch()
    around = look_around("progress", {"05.ipynb": ("progress", ("html",), "z")}, tmp_path / "progress/2024-09-30")
    assert around.plan == "../../plan"
    assert ("Kế hoạch", "../../plan.html") in around.tabs
