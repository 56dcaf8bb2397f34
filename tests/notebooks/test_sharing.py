"""The list of a year's reports, and one report as a single file."""

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from cchc.errors import CchcError
from cchc.run.sharing import build_site, pack_report


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.targets += [str(value) for name, value in attrs if name in {"href", "src"} and tag != "link"]


def _rows(text: str) -> dict[str, str]:
    """Return the plain text of every row by its unit."""
    body = re.search(r"<tbody>(.*)</tbody>", text, re.DOTALL)
    assert body
    rows = [re.sub(r"<[^>]+>", " ", row) for row in body.group(1).split("<tr>")[1:]]
    return {re.sub(r"\s+", " ", row).strip().split("  ")[0]: re.sub(r"\s+", " ", row).strip() for row in rows}


def test_the_site_lists_every_report_with_scores_status_and_formats(root: Path) -> None:
    path = build_site(2024)
    assert path == root / "reports/2024/index.html"
    text = path.read_text(encoding="utf-8")
    rows = list(_rows(text).values())
    assert [re.match(r"(Tỉnh|Huyện|Quận) \S+ \S+", row).group() for row in rows] == [  # type: ignore[union-attr]
        "Tỉnh Đắk Nông", "Quận Đống Đa", "Tỉnh Kon Tum", "Huyện Krông Nô",
    ]  # fmt: skip
    kon_tum = rows[2]
    assert "86,14 thứ 43/63" in kon_tum
    assert "82,10 thứ 35/63" in kon_tum
    assert "Dự thảo" in kon_tum
    assert "Kế hoạch: HTML · PDF · Word" in kon_tum
    assert "Tệp khác: Excel · iCalendar · run.json" in kon_tum
    assert "– –" in rows[1]  # a district has no SIPAS and no PAPI: a dash, not a 0
    links = _Links()
    links.feed(text)
    assert len(links.targets) > 30
    assert not [one for one in links.targets if not (path.parent / one).is_file() and not one.startswith("data:")]
    assert not re.search(r"https?://(?!www\.w3\.org)", re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL))


def test_the_site_tells_what_was_edited_and_what_is_illustrative(root: Path) -> None:
    word = root / "reports/2024/KonTum/plan.docx"
    word.write_bytes(word.read_bytes() + b"\0")
    record = root / "reports/2024/DongDa/run.json"
    told = json.loads(record.read_text(encoding="utf-8"))
    told["summary"]["status"] = "illustrative"
    record.write_text(json.dumps(told), encoding="utf-8")
    rows = list(_rows(build_site(2024).read_text(encoding="utf-8")).values())
    assert "plan.docx đã được sửa hoặc thêm bằng tay" in rows[2]
    assert "Số liệu minh họa" in rows[1]


@pytest.mark.whole
def test_the_status_is_what_a_copy_to_be_signed_would_meet(root: Path, command: Callable[..., object]) -> None:
    """Ready means that ISSUE=1 succeeds; the obstacles of a draft are the sentences with which it is refused."""
    (root / "params/2024/DakNong.yml").write_text(
        'plan:\n  letterhead: {signer: "Nguyễn Văn A", is_filled_by_registry: true}\n', encoding="utf-8"
    )
    done = command(root, PROVINCES="DakNong")
    summary = json.loads((root / "reports/2024/DakNong/run.json").read_text(encoding="utf-8"))["summary"]
    issued = command(root, PROVINCES="DakNong", ISSUE="1")
    assert done.returncode == 0  # type: ignore[attr-defined]
    if summary["obstacles"]:
        assert summary["status"] == "draft"
        assert issued.returncode == 2  # type: ignore[attr-defined]
        assert summary["obstacles"][0] in issued.stdout  # type: ignore[attr-defined]
    else:
        assert summary["status"] == "ready"
        assert issued.returncode == 0, issued.stdout  # type: ignore[attr-defined]
        again = command(root, PROVINCES="DakNong")
        assert "1 không đổi" in again.stdout  # type: ignore[attr-defined]
        record = json.loads((root / "reports/2024/DakNong/run.json").read_text(encoding="utf-8"))
        assert record["summary"]["status"] == "issue"


@pytest.mark.usefixtures("root")
def test_a_year_without_reports_gets_a_sentence() -> None:
    with pytest.raises(CchcError, match="Chưa có báo cáo nào của năm 2023"):
        build_site("2023")
    with pytest.raises(CchcError, match="YEAR='20x3' không phải một năm"):
        build_site("20x3")


def test_a_packed_report_is_whole_and_can_be_checked(root: Path, tmp_path: Path) -> None:
    told: list[str] = []
    folder = root / "reports/2024/DongDa"
    path = pack_report("Đống Đa", "2024", told.append)
    assert path.name == "DongDa-2024.zip"
    assert told == []
    first = path.read_bytes()
    assert pack_report("DongDa", 2024, told.append).read_bytes() == first
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "unpacked")
    unpacked = tmp_path / "unpacked/DongDa-2024"
    assert {one.name for one in unpacked.iterdir()} == {one.name for one in folder.iterdir()} | {"SHA256SUMS"}
    sums = dict(line.split("  ")[::-1] for line in (unpacked / "SHA256SUMS").read_text().splitlines())
    assert sums == {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.iterdir()}
    record = json.loads((unpacked / "run.json").read_text(encoding="utf-8"))
    assert all(sums[name] == sha256 for name, sha256 in record["outputs"].items())


def test_packing_tells_what_is_not_as_it_was_built(root: Path) -> None:
    told: list[str] = []
    folder = root / "reports/2024/DongDa"
    (folder / "workbook.xlsx").write_bytes(b"sua tay")
    with (root / "params/defaults.yml").open("a", encoding="utf-8") as file:
        file.write("\n# ghi chú\n")
    pack_report("DongDa", 2024, told.append)
    assert ["có thể đã cũ (params/defaults.yml đã đổi)" in told[0], "workbook.xlsx đã được sửa" in told[1]] == [
        True,
        True,
    ]
    (folder / "indices.pdf").unlink()
    with pytest.raises(CchcError, match=r"thiếu tệp indices\.pdf; hãy chạy make report PROVINCE=DongDa YEAR=2024"):
        pack_report("DongDa", 2024, told.append)
    shutil.rmtree(folder)
    with pytest.raises(CchcError, match="Chưa có báo cáo năm 2024 của quận Đống Đa"):
        pack_report("DongDa", 2024, told.append)


def test_a_package_takes_nothing_from_elsewhere(root: Path, tmp_path: Path) -> None:
    told: list[str] = []
    folder = root / "reports/2024/DongDa"
    (tmp_path / "secret.txt").write_text("bí mật", encoding="utf-8")
    path = pack_report("DongDa", 2024, told.append)
    before = path.read_bytes()
    for name, target in (
        ("phu_luc.txt", tmp_path / "secret.txt"),
        ("hồ sơ/khác", tmp_path),
        ("b.pdf", Path("indices.pdf")),
        ("mất", Path("/không/có")),
    ):
        link = folder / name
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(target)
        with pytest.raises(
            CchcError, match=f"DongDa/{name} là liên kết tới {target}; tệp nén không được lấy gì từ nơi khác"
        ):
            pack_report("DongDa", 2024, told.append)
        link.unlink()
    (folder / "plan.docx").write_bytes(b"sua tay")
    (folder / ".riêng").symlink_to(tmp_path)  # what is hidden is never packed
    assert pack_report("DongDa", 2024, told.append) == path
    assert path.read_bytes() != before
    path.write_bytes(b"da ky so")  # a package that the office has changed is kept too
    pack_report("DongDa", 2024, told.append)
    assert [one.read_bytes() for one in (path.parent / "edited").iterdir()] == [b"da ky so"]
    assert "DongDa-2024.zip đã được sửa hoặc thêm bằng tay" in told[-1]


def test_a_run_refreshes_the_list_that_is_there(root: Path, command: Callable[..., object]) -> None:
    path = build_site(2024)
    path.write_text("cũ", encoding="utf-8")
    (root / "reports/2024/DongDa/indices.pdf").unlink()
    assert "Đã làm mới danh sách báo cáo" in command(root, PROVINCES="DongDa").stdout  # type: ignore[attr-defined]
    assert "Đống Đa" in path.read_text(encoding="utf-8")
