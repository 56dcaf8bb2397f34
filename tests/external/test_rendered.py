"""What a reader sees: the documents in poppler, Chromium and LibreOffice. Run by .ci/run (make test-external)."""

import base64
import hashlib
import html
import json
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.external
CHROMIUM = [
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--virtual-time-budget=20000",
]  # fmt: skip


def _run(*command: object, **options: object) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=1200,
        **options,
    )  # type: ignore[call-overload]
    return str(done.stdout)


def _normal(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def _pdftotext(path: Path) -> str:
    pages = _run("pdftotext", "-raw", path, "-").split("\f")
    kept = []
    for page in pages:
        lines = [line for line in page.splitlines() if line.strip() and line.strip() != "SỐ LIỆU MINH HỌA"]
        # poppler reads the slanted watermark in pieces
        while lines and lines[0].strip() in {"SỐ", "LIỆU", "M", "INH", "MINH", "HỌA"}:
            lines.pop(0)
        kept.append("\n".join(lines[1:] if lines and re.fullmatch(r"\s*\d{1,2}\s*", lines[0]) else lines))
    return "\n".join(kept)


def _is_printed(words: str, text: str) -> bool:
    """Tell whether a text stands in another in one piece, or in two: a high row is broken over two pages."""
    if words in text:
        return True
    begins = max((at for at in range(len(words)) if words[:at] in text), default=0)
    return any(words[at:] in text for at in range(min(begins, len(words) - 4), 3, -1))


def test_pdftotext_of_the_plan_carries_every_sentence_cell_and_number_of_the_word_file(
    built: Path, word_texts: Callable[[Path], list[str]]
) -> None:
    text = _pdftotext(built / "plan.pdf")
    words = word_texts(built / "plan.docx")
    assert [one for one in words if not _is_printed(_normal(one), _normal(text))] == []
    number = re.compile(r"\d+,\d+")
    assert Counter(number.findall(text)) == Counter(number.findall(" ".join(words)))


def test_pdffonts_lists_only_embedded_fonts(built: Path) -> None:
    for name in ("indices.pdf", "weaknesses.pdf", "plan.pdf"):
        for line in _run("pdffonts", built / name).splitlines()[2:]:
            assert re.search(r"\+(Tinos|Arimo)", line)
            assert " yes yes yes " in line


def test_libreoffice_opens_the_word_file_with_the_layout_of_the_pdf(built: Path, tmp_path: Path) -> None:
    _run(
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        tmp_path,
        built / "plan.docx",
    )

    def sizes(path: Path) -> list[str]:
        listed = _run("pdfinfo", "-l", "200", path)
        return [
            "wide" if float(width) > float(height) else "tall"
            for width, height in re.findall(r"Page\s+\d+ size:\s+([\d.]+) x ([\d.]+)", listed)
        ]

    from_word, from_typst = sizes(tmp_path / "plan.pdf"), sizes(built / "plan.pdf")
    assert from_word[0] == from_typst[0] == "tall"
    assert from_word[-1] == from_typst[-1] == "tall"
    assert abs(len(from_word) - len(from_typst)) <= 5
    text = _normal(_run("pdftotext", "-raw", tmp_path / "plan.pdf", "-"))
    assert "PhụlụcIV" in text
    assert from_word.count("wide") >= 4


def test_libreoffice_recomputes_the_workbook_to_the_values_written(built: Path, tmp_path: Path) -> None:
    import openpyxl

    _run(
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        tmp_path,
        built / "workbook.xlsx",
    )
    ours = openpyxl.load_workbook(built / "workbook.xlsx", data_only=True)
    theirs = openpyxl.load_workbook(tmp_path / "workbook.xlsx", data_only=True)
    formulas = openpyxl.load_workbook(built / "workbook.xlsx")
    compared = 0
    for name in formulas.sheetnames:
        for row in formulas[name].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    compared += 1
                    assert theirs[name][cell.coordinate].value == pytest.approx(
                        ours[name][cell.coordinate].value, abs=1e-9
                    ), (name, cell.coordinate)
    assert compared > 100


def test_no_letter_of_the_printed_workbook_is_smaller_than_seven_points(built: Path, tmp_path: Path) -> None:
    import pypdf

    _run(
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        tmp_path,
        built / "workbook.xlsx",
    )
    small: list[tuple[int, float, str]] = []
    for number, page in enumerate(pypdf.PdfReader(tmp_path / "workbook.pdf").pages, start=1):
        assert sorted(map(round, page.mediabox[2:])) in ([595, 842], [842, 1191])

        def look(text: str, at: list[float], line: list[float], _: object, size: float, number: int = number) -> None:
            printed = size * abs(line[3] or line[0]) * abs(at[3])
            if text.strip() and printed < 6.95:
                small.append((number, printed, text))

        page.extract_text(visitor_text=look)
    assert small == []


def _dom_after(page: Path, script: str, profile: Path, *, width: int = 1280) -> str:
    """Return what a script leaves in ``<pre id="found">`` of a page."""
    html = page.read_text(encoding="utf-8").replace("</body>", f"<script>{script}</script></body>")
    # the page's policy stays in force; only this test's scripts are let in beside the page's own
    digests = (hashlib.sha256(one.encode()).digest() for one in script.split("</script><script>"))
    own = " ".join(f"'sha256-{base64.b64encode(one).decode()}'" for one in digests)
    before = html
    html = html.replace("script-src &#39;none&#39;", f"script-src {own}").replace(
        "script-src &#39;sha256", f"script-src {own} &#39;sha256"
    )
    assert html != before
    copy = profile / page.name
    profile.mkdir(exist_ok=True)
    copy.write_text(html, encoding="utf-8")
    dom = _run(
        *CHROMIUM, f"--user-data-dir={profile}/chromium", f"--window-size={width},900", "--dump-dom", copy.as_uri()
    )
    found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)
    assert found, "the script did not finish"
    return found.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


_LEAVE = "const leave = value => { const pre = document.createElement('pre'); pre.id = 'found'; pre.textContent = JSON.stringify(value); document.body.append(pre); };"


def _check_with_axe(page: Path, tmp_path: Path) -> None:
    axe = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
    script = axe.read_text(encoding="utf-8") + "</script><script>" + _LEAVE + (
        "axe.run().then(result => leave({bad: result.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200)]),"
        "asked: performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith('data:')),"
        "wider: document.documentElement.scrollWidth > document.documentElement.clientWidth}))"
    )  # fmt: skip
    for width in (1280, 390):
        assert json.loads(_dom_after(page, script, tmp_path / "axe", width=width)) == {
            "bad": [],
            "asked": [],
            "wider": False,
        }


@pytest.mark.parametrize("name", ["indices.html", "weaknesses.html", "plan.html"])
def test_axe_finds_nothing_wrong_and_the_page_asks_nobody(built: Path, tmp_path: Path, name: str) -> None:
    _check_with_axe(built / name, tmp_path)


def test_axe_finds_nothing_wrong_in_the_overview(overview: Path, tmp_path: Path) -> None:
    _check_with_axe(overview / "national.html", tmp_path)


_LOOK_AT_CHARTS = """
    const found = {};
    for (const width of [340, 600, 900]) {
      const main = document.querySelector('main');
      main.style.maxWidth = main.style.width = width + 'px'; main.style.padding = '0';
      const bad = found[width] = [];
      for (const figure of document.querySelectorAll('figure.chart')) {
        const name = figure.querySelector('figcaption').textContent.slice(0, 40);
        const shown = [...figure.querySelectorAll('.drawing svg')].filter(one => one.getBoundingClientRect().width);
        if (shown.length !== 1) { bad.push([name, 'drawings', shown.length]); continue; }
        const box = shown[0].getBoundingClientRect(), scale = box.width / shown[0].viewBox.baseVal.width;
        if (figure.scrollWidth > figure.clientWidth) bad.push([name, 'scrolls']);
        for (const text of shown[0].querySelectorAll('text')) {
          const own = text.getBoundingClientRect();
          if (parseFloat(getComputedStyle(text).fontSize) * scale < 9) bad.push([name, 'small', text.textContent]);
          if (own.left < box.left - 2 || own.right > box.right + 2 || own.bottom > box.bottom + 2) bad.push([name, 'outside', text.textContent]);
        }
      }
      found[width + ' drawings'] = [...new Set([...document.querySelectorAll('.drawing svg')].filter(one => one.getBoundingClientRect().width).map(one => one.getAttribute('class')))];
    }
    leave(found);
"""


@pytest.mark.parametrize("name", ["indices.html", "weaknesses.html"])
def test_every_chart_is_read_at_every_width(built: Path, tmp_path: Path, name: str) -> None:
    found = json.loads(_dom_after(built / name, _LEAVE + _LOOK_AT_CHARTS, tmp_path / "charts"))
    assert [found[width] for width in ("340", "600", "900")] == [[], [], []]
    assert [found[f"{width} drawings"] for width in (340, 600, 900)] == [["narrow"], ["wide"], ["wide"]]


def test_every_chart_of_the_country_is_read_at_every_width(overview: Path, tmp_path: Path) -> None:
    found = json.loads(_dom_after(overview / "national.html", _LEAVE + _LOOK_AT_CHARTS, tmp_path / "charts"))
    assert [found[width] for width in ("340", "600", "900")] == [[], [], []]


def test_the_words_of_charts_are_found_in_the_pdf_and_no_table_of_a_chart_is_printed(
    built: Path, tmp_path: Path
) -> None:
    page = (built / "weaknesses.html").read_text(encoding="utf-8")
    drawn = re.findall(r'<svg [^>]*class="wide".*?</svg>', page)
    assert len(drawn) > 10
    words = [
        html.unescape(word)
        for svg in drawn
        for text in re.findall(r"<text.*?</text>", svg)
        for word in re.sub(r"<[^>]+>", " ", text).split()
    ]
    told = _normal(_run("pdftotext", "-raw", built / "weaknesses.pdf", "-"))
    # the slanted watermark may part a word
    assert len([word for word in words if _normal(word) not in told]) < len(words) / 100
    printed = tmp_path / "printed.pdf"
    _run(
        *CHROMIUM,
        f"--user-data-dir={tmp_path}/print",
        f"--print-to-pdf={printed}",
        (built / "weaknesses.html").as_uri(),
    )
    told = _normal(_run("pdftotext", "-raw", printed, "-"))
    assert "Xembảng" not in told
    assert "TảiCSV" not in told
    assert _normal("Nhiệm vụ") in told or _normal("điểm mất") in told


def test_the_table_of_provinces_is_searched_and_sorted_by_the_page_itself(overview: Path, tmp_path: Path) -> None:
    script = (
        _LEAVE
        + """
        const figure = document.querySelector('figure.interactive');
        const rows = () => [...figure.querySelectorAll('tbody tr')].filter(row => !row.hidden).map(row => row.cells[0].textContent);
        const box = figure.querySelector('input'), found = {before: rows().length};
        const search = text => { box.value = text; box.dispatchEvent(new Event('input')); };
        search('bac kan'); found.plain = rows();
        search('Đông Nam Bộ'); found.region = rows().length; found.status = figure.querySelector('[role=status]').textContent;
        search('');
        const press = title => [...figure.querySelectorAll('th button')].find(one => one.textContent.startsWith(title)).click();
        press('PAPI (điểm)'); found.lowest = rows()[0]; found.unknown = rows().slice(-2).sort();
        press('PAPI (điểm)'); found.highest = rows()[0]; found.stillUnknown = rows().slice(-2).sort();
        press('Tỉnh, thành phố'); found.first = rows().slice(0, 2); found.last = rows().at(-1);
        found.sorted = [...figure.querySelectorAll('th')].map(one => one.getAttribute('aria-sort')).filter(Boolean);
        leave(found);
    """
    )
    found = json.loads(_dom_after(overview / "national.html", script, tmp_path / "sort"))
    withheld = sorted(["Quảng Ninh", "Bình Dương"])
    assert found == {
        "before": 63, "plain": ["Bắc Kạn"], "region": 6, "status": "6/63 dòng", "lowest": "Đắk Nông", "unknown": withheld,
        "highest": "Thừa Thiên Huế", "stillUnknown": withheld, "first": ["An Giang", "Bà Rịa - Vũng Tàu"], "last": "Yên Bái", "sorted": ["ascending"],
    }  # fmt: skip


@pytest.fixture(scope="session")
def site(built: Path) -> Path:
    """Return the list of reports beside the built one."""
    from cchc.run.sharing import build_site

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CCHC_ROOT", str(built.parents[2]))
        return build_site(2024)


def test_axe_finds_nothing_wrong_in_the_list_of_reports(site: Path, tmp_path: Path) -> None:
    _check_with_axe(site, tmp_path)


def test_the_list_of_reports_is_searched_without_accents(site: Path, tmp_path: Path) -> None:
    script = (
        _LEAVE
        + """
        const rows = () => [...document.querySelectorAll('tbody tr')].filter(row => !row.hidden).map(row => row.cells[0].textContent);
        const box = document.querySelector('input'), found = {};
        for (const text of ['bac kan', 'BẮC', 'kon tum']) {
          box.value = text; box.dispatchEvent(new Event('input')); found[text] = rows();
        }
        leave(found);
    """
    )
    found = json.loads(_dom_after(site, script, tmp_path / "site"))
    assert found == {"bac kan": ["Tỉnh Bắc Kạn"], "BẮC": ["Tỉnh Bắc Kạn"], "kon tum": []}


def test_a_form_saved_by_libreoffice_still_reads_and_its_totals_are_right(tmp_path: Path, project: Path) -> None:
    import openpyxl
    from cchc.errors import InputError
    from cchc.run.forms import write_form
    from cchc.sources.reader import Reader
    from cchc.sources.score_sheets import read_score_sheet

    filled = {"1": 14, "2": 11, "3": 14.591, "4": 7.5, "5": 7.787, "6": 10.975, "7": 10.766, "8.1": 7.84, "8.2": 1.5}
    form = project / write_form("score_sheet", "KrongNo", "2024")[0]
    workbook = openpyxl.load_workbook(form)
    sheet = workbook["Bảng điểm"]
    for row in range(4, sheet.max_row + 1):
        if str(sheet.cell(row, 1).value) in filled:
            sheet.cell(row, 14).value = filled[str(sheet.cell(row, 1).value)]
    sheet["N5"].value = None
    sheet["O5"].value = "x"
    workbook.save(form)
    for suffix, filter_name in (("xlsx", "xlsx:Calc MS Excel 2007 XML"), ("xls", "xls:MS Excel 97"), ("ods", "ods")):
        _run(
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            filter_name,
            "--outdir",
            project,
            form,
        )
        if suffix != "xlsx":
            with pytest.raises(InputError, match=r"^Tệp score_sheet\.\w+: dạng tệp này .* lưu lại dạng \.xlsx\.$"):
                read_score_sheet(Reader(project), f"score_sheet.{suffix}", status="office")
            continue
        read = read_score_sheet(Reader(project), f"score_sheet.{suffix}", status="office")
        assert read.scores["approved_score"].sum() == pytest.approx(85.959 - 11)
        assert (read.framework.framework_id, read.year) == ("par_district_daknong_2023", 2023)
    saved = openpyxl.load_workbook(project / "score_sheet.xlsx", data_only=True)["Bảng điểm"]
    by_code = {str(row[0].value): row for row in saved.iter_rows(min_row=4)}
    assert by_code["8"][13].value == pytest.approx(9.34)
    assert saved.cell(saved.max_row, 14).value == pytest.approx(85.959 - 11)
    assert saved.cell(saved.max_row, 8).value in (None, "")  # nothing was self-scored: no total, and no 0
    still = openpyxl.load_workbook(project / "score_sheet.xlsx")["Bảng điểm"]
    assert still.protection.sheet
    assert not still["N4"].protection.locked
    assert still["A4"].protection.locked


@pytest.mark.parametrize(
    ("unit", "year"),
    [
        ("BacKan", 2024), ("KonTum", 2024), ("KrongNo", 2024), ("HaNoi/XuanPhuong", 2026), ("TuyenQuang/SonDuong", 2026),
        ("LangSon/STP", 2026), ("ThaiNguyen", 2026), ("LamDong", 2026), ("BacAi", 2022),
    ],
)  # fmt: skip
def test_a_brief_is_one_page(unit: str, year: int, project: Path, tmp_path: Path) -> None:
    from cchc.reporting.notebook import build_document
    from cchc.reporting.typst import write_pdf
    from cchc.run.execute import execute_notebook

    executed = execute_notebook(
        project / "notebooks/00_brief.ipynb", {"province": unit, "year": year, "issue": False}, root=project
    )
    write_pdf(build_document(executed), tmp_path / "brief.pdf")
    assert re.search(r"Pages:\s+1\n", _run("pdfinfo", tmp_path / "brief.pdf"))
    assert "Việc cần chỉ đạo ngay" in _run("pdftotext", tmp_path / "brief.pdf", "-")


@pytest.mark.parametrize(("unit", "year"), [("BacKan", 2024), ("HaTinh", 2024), ("KrongNo", 2024)])
def test_what_is_tried_out_on_the_page_is_what_the_library_computes(
    unit: str, year: int, project: Path, tmp_path: Path
) -> None:
    """200 random settings of every index: value and bounds of the rank."""
    import random

    from cchc import compute_results, load_inputs
    from cchc.analysis.answers import supposed_rank
    from cchc.analysis.distances import known_field
    from cchc.analysis.explore import tried_indices
    from cchc.analysis.index_results import PublishedResults, ScoredResults
    from cchc.analysis.known_fields import rank_bounds
    from cchc.analysis.what_if import suppose_published, suppose_scored
    from cchc.reporting.explore import render_explore

    assert project
    results = compute_results(load_inputs(unit, year))
    found = tried_indices(results)
    assert found
    chosen = random.Random(17)
    settings, expected = [], []
    for tried in found:
        own = results.of[tried.key]
        for _ in range(200):
            items = chosen.sample(tried.items, chosen.randint(1, min(12, len(tried.items))))
            changes = {one.code: round(chosen.uniform(one.low + 0.005, one.high), 2) for one in items}
            changes = {one.code: min(changes[one.code], one.high) for one in items}
            settings.append({"key": tried.key, "changes": changes})
            if isinstance(own, ScoredResults):
                assert own.sheet is not None
                value = suppose_scored(own.sheet.scores, own.sheet.framework, own.sheet.stage, changes, "", own.index)[
                    0
                ].after
                known = known_field(own)
                ranks = None if known is None else list(rank_bounds(known, value))
            else:
                assert isinstance(own, PublishedResults)
                row = own.all_values.loc[unit]
                value = suppose_published(row, own.codes, changes, "", own.index)[0].after
                ranks = [supposed_rank(own, value)] * 2 if own.is_field_known else None
            expected.append((value, ranks))
    script = """
      const told = JSON.parse(document.getElementById("settings").textContent).map(({ key, changes }) => {
        const index = cchc.indices.find((one) => one.key === key);
        const scores = new Map(index.items.map((item) => [item.code, changes[item.code] ?? item.now]));
        const value = cchc.valueOf(index, scores);
        return [value, cchc.ranksOf(index, value)];
      });
      document.body.innerHTML = "<pre>" + JSON.stringify(told) + "</pre>";
    """
    page = re.sub(r"<meta http-equiv[^>]*>", "", render_explore(results))
    data = (
        f'<script type="application/json" id="settings">{json.dumps(settings)}</script><script>{script}</script></body>'
    )
    (tmp_path / "page.html").write_text(page.replace("</body>", data), encoding="utf-8")
    dumped = _run(*CHROMIUM, f"--user-data-dir={tmp_path}/chromium", "--dump-dom", f"file://{tmp_path}/page.html")
    told = json.loads(re.search(r"<pre>(.*?)</pre>", dumped, re.DOTALL)[1])  # type: ignore[index]
    assert len(told) == len(expected) == 200 * len(found)
    for (value, ranks), (right, right_ranks) in zip(told, expected, strict=True):
        assert abs(value - right) < 1e-7
        assert ranks == right_ranks
