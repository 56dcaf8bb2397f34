"""Evidence of a scoring campaign: what counts, what does not and why, when results are built again, and what it proves."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import stat
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from cchc.analysis.evidence_checks import check_all_evidence, check_evidence, find_missing_names
from cchc.errors import Fault, InputError
from cchc.reporting.forms.evidence_list import EvidenceList, render_evidence_list
from cchc.run.record import Present, changed_content, describe_inputs
from cchc.sources import evidence_archives, trees
from cchc.sources.coverage import read_register
from cchc.sources.evidence import Evidence, EvidenceFile, UnitEvidence, read_evidence
from cchc.sources.looked import Looked
from cchc.sources.misplaced import refuse_misnamed
from cchc.sources.reader import Reader
from cchc.sources.root import find_root

FOLDER = "data/offices/HuongSon/2022"
HOME = f"{FOLDER}/evidence"
UNITS = ["XaAn", "XaBinh"]
CODES = {"XaAn": ["1.1", "1.2", "2.1"], "XaBinh": ["1.1", "3.1"]}


def put(root: Path, files: dict[str, bytes | str]) -> Path:
    for name, content in files.items():
        path = root / HOME / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root / HOME


def put_zip(root: Path, name: str, members: dict[str, bytes | str], **info: Any) -> Path:
    path = root / HOME / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            one = zipfile.ZipInfo(member)
            one.compress_type = zipfile.ZIP_DEFLATED
            for key, value in info.items():
                setattr(one, key, value)
            archive.writestr(one, content)
    return path


def read(root: Path, reader: Reader | None = None) -> Evidence:
    return read_evidence(reader or Reader(root), FOLDER, UNITS, CODES, status="office")


def told(unit: UnitEvidence) -> list[str]:
    return [str(one) for one in unit.faults]


def names(unit: UnitEvidence) -> list[tuple[str, str]]:
    return [(one.criterion_code, one.name) for one in unit.files]


# what counts


def test_files_of_a_folder_are_counted_by_criterion_however_deep_they_lie(tmp_path: Path) -> None:
    put(tmp_path, {"XaAn/1.1/b.pdf": "xyz", "XaAn/1.1/quý 1/Kế hoạch.docx": "ab", "XaAn/2.1/c.jpg": "c"})
    found = read(tmp_path)
    unit = found.units["XaAn"]
    assert (unit.path, unit.faults, found.strangers) == (f"{HOME}/XaAn", (), ())
    assert names(unit) == [("1.1", "b.pdf"), ("1.1", "quý 1/Kế hoạch.docx"), ("2.1", "c.jpg")]
    assert [one.size for one in unit.files] == [3, 2, 1]
    assert unit.files[0].sha256 == hashlib.sha256(b"xyz").hexdigest()
    assert "XaBinh" not in found.units


def test_a_zip_counts_like_the_folder_that_it_was_made_of(tmp_path: Path) -> None:
    members = {"1.1/b.pdf": "xyz", "1.1/quý 1/Kế hoạch.docx": "ab", "3.1/c.jpg": "c"}
    put_zip(tmp_path, "XaBinh.ZIP", members)
    put(tmp_path, {f"XaAn/{name}": content for name, content in members.items() if name[0] == "1"})
    found = read(tmp_path).units
    assert found["XaBinh"].files[:2] == found["XaAn"].files
    assert names(found["XaBinh"])[2:] == [("3.1", "c.jpg")]
    assert found["XaBinh"].path == f"{HOME}/XaBinh.ZIP"


@pytest.mark.parametrize("wrapper", ["XaAn", "xaan", "xa-an"])
def test_a_folder_named_like_the_unit_may_wrap_the_members_of_a_zip(tmp_path: Path, wrapper: str) -> None:
    put_zip(tmp_path, "XaAn.zip", {f"{wrapper}/": "", f"{wrapper}/1.1/a.pdf": "a", "__MACOSX/1.1/._a.pdf": "x"})
    unit = read(tmp_path).units["XaAn"]
    assert (names(unit), unit.faults) == ([("1.1", "a.pdf")], ())


def test_faults_in_a_wrapped_zip_name_the_member_as_it_is_called_there(tmp_path: Path) -> None:
    put_zip(tmp_path, "XaAn.zip", {"XaAn/1.10/a.pdf": "a", "XaAn/XaAn": "x", "XaAn/1.1/b.pdf": "b"})
    unit = read(tmp_path).units["XaAn"]
    assert names(unit) == [("1.1", "b.pdf")]
    assert [one.place for one in unit.faults] == ["'XaAn/XaAn' trong tệp zip", "'XaAn/1.10' trong tệp zip"]


def test_windows_separators_and_old_letters_of_a_zip_are_taken_as_they_are(tmp_path: Path) -> None:
    path = put_zip(tmp_path, "XaAn.zip", {"1.1|KQ_x.pdf": "a", "1.1|b.pdf": "b"})
    content = path.read_bytes().replace(b"1.1|KQ_x.pdf", b"1.1\\KQ_\x9d.pdf").replace(b"1.1|b.pdf", b"1.1\\b.pdf")
    path.write_bytes(content)
    unit = read(tmp_path).units["XaAn"]
    assert unit.faults == ()
    assert names(unit) == [("1.1", "KQ_¥.pdf"), ("1.1", "b.pdf")]  # 0x9d of code page 437


def test_what_systems_leave_in_folders_is_nobodys_business(tmp_path: Path) -> None:
    left = ("Thumbs.db", ".DS_Store", "~$ke hoach.docx", ".git/config", "__MACOSX/x")
    put(tmp_path, {f"XaAn/1.1/{name}": "x" for name in left} | {f"XaAn/{name}": "x" for name in left} | {".x": "x"})
    put(tmp_path, {"README.md": "how to"})
    put_zip(tmp_path, "XaBinh.zip", {f"1.1/{name}": "x" for name in left})
    found = read(tmp_path)
    assert found == Evidence(
        {"XaAn": UnitEvidence("XaAn", f"{HOME}/XaAn"), "XaBinh": UnitEvidence("XaBinh", f"{HOME}/XaBinh.zip")}
    )


def test_nothing_is_written_or_unpacked(tmp_path: Path) -> None:
    put_zip(tmp_path, "XaAn.zip", {"1.1/a.pdf": "a"})
    put(tmp_path, {"XaBinh/1.1/a.pdf": "a"})
    before = sorted(tmp_path.rglob("*"))
    read(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_no_evidence_at_all_is_nothing_handed_in(tmp_path: Path) -> None:
    assert read(tmp_path) == Evidence({})


def test_a_unit_of_a_path_hands_in_under_its_own_name(tmp_path: Path) -> None:
    put(tmp_path, {"SNV/1.1/a.pdf": "a"})
    found = read_evidence(Reader(tmp_path), FOLDER, ["TuyenQuang/SNV"], {"TuyenQuang/SNV": ["1.1"]}, status="office")
    assert names(found.units["TuyenQuang/SNV"]) == [("1.1", "a.pdf")]


# what does not count


def test_a_faulty_file_is_told_and_the_rest_counts(tmp_path: Path) -> None:
    home = put(tmp_path, {"XaAn/1.1/good.pdf": "x", "XaAn/1.1/trống.pdf": "", "XaAn/ngoài.pdf": "x"})
    (home / "XaAn/1.1/link.pdf").symlink_to(home / "XaAn/1.1/good.pdf")
    (home / "XaAn/1.2").symlink_to(home / "XaAn/1.1")
    os.mkfifo(home / "XaAn/1.1/pipe")
    unit = read(tmp_path).units["XaAn"]
    assert names(unit) == [("1.1", "good.pdf")]
    assert sorted(told(unit)) == sorted(
        [
            f"Tệp {HOME}/XaAn/1.1/trống.pdf: tệp trống (0 byte) nên không được tính; hãy nộp lại tệp này.",
            (
                f"Tệp {HOME}/XaAn/ngoài.pdf: nằm ngoài thư mục của một tiêu chí nên không được tính;"
                " chuyển vào thư mục mang mã tiêu chí, ví dụ 1.1."
            ),
            (
                f"Tệp {HOME}/XaAn/1.1/link.pdf: là liên kết (symbolic link) nên không được đọc;"
                " hãy chép chính tệp đó vào thư mục của tiêu chí."
            ),
            (
                f"Tệp {HOME}/XaAn/1.2: là liên kết (symbolic link) nên không được đọc;"
                " hãy chép chính tệp đó vào thư mục của tiêu chí."
            ),
            f"Tệp {HOME}/XaAn/1.1/pipe: không phải tệp thường nên không được đọc; chỉ nộp tệp văn bản, bảng tính, ảnh.",
        ]
    )


def test_a_file_that_nobody_may_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"XaAn/1.1/a.pdf": "x", "XaAn/1.1/b.pdf": "y"})
    real = trees._hash_content

    def refuse(path: str) -> tuple[int, str]:
        if path.endswith("b.pdf"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(trees, "_hash_content", refuse)
    unit = read(tmp_path).units["XaAn"]
    assert names(unit) == [("1.1", "a.pdf")]
    assert told(unit) == [
        f"Tệp {HOME}/XaAn/1.1/b.pdf: không đọc được; hãy kiểm tra quyền đọc, và đóng tệp nếu đang mở ở nơi khác."
    ]


@pytest.mark.parametrize(
    ("folder", "hint"),
    [
        ("1.10", "có lẽ là 1.1"),
        ("1.2. Kế hoạch CCHC", "có lẽ là 1.2"),
        ("2,1", "có lẽ là 2.1"),
        ("khác", "đặt tên thư mục đúng bằng mã tiêu chí, ví dụ 1.1"),
    ],
)
def test_a_folder_of_no_criterion_is_told_with_the_nearest_code(tmp_path: Path, folder: str, hint: str) -> None:
    put(tmp_path, {f"XaAn/{folder}/a.pdf": "x", f"XaAn/{folder}/sâu/b.pdf": "x"})
    put_zip(tmp_path, "XaBinh.zip", {"3.1/a.pdf": "x", "9.9.9.9/": ""})
    found = read(tmp_path).units
    assert found["XaAn"].files == ()
    assert told(found["XaAn"]) == [
        (
            f"Tệp {HOME}/XaAn/{folder}: tên thư mục không phải mã tiêu chí của đơn vị nên 2 tệp bên trong không được tính;"
            f" {hint}."
        )
    ]
    assert told(found["XaBinh"])[0].startswith(f"Tệp {HOME}/XaBinh.zip, '9.9.9.9' trong tệp zip: tên thư mục")


def test_a_criterion_of_another_unit_is_none_of_this_one(tmp_path: Path) -> None:
    put(tmp_path, {"XaBinh/2.1/a.pdf": "x"})
    assert len(read(tmp_path).units["XaBinh"].faults) == 1


def test_a_folder_and_a_zip_of_one_unit_are_both_refused(tmp_path: Path) -> None:
    put(tmp_path, {"XaAn/1.1/a.pdf": "x", "XaBinh/1.1/a.pdf": "x"})
    put_zip(tmp_path, "XaAn.zip", {"1.1/a.pdf": "x"})
    found = read(tmp_path).units
    assert (found["XaAn"].files, told(found["XaAn"])) == (
        (),
        [
            (
                f"Tệp {HOME}/XaAn: có cả XaAn và XaAn.zip nên chưa tài liệu nào của đơn vị được tính;"
                " chỉ giữ một thư mục hoặc một tệp zip."
            )
        ],
    )
    assert len(found["XaBinh"].files) == 1


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("XaBin", "có lẽ là XaBinh"),
        ("Xã An", "có lẽ là XaAn"),
        ("Hồ sơ chung", "dùng mã đơn vị trong units.csv"),
        ("XABINH.zip", "có lẽ là XaBinh"),
        ("XaAn.rar", "hãy nén lại thành XaAn.zip"),
        ("XaAn.txt", "có lẽ là XaAn"),
    ],
)
def test_what_is_no_units_is_told_with_the_nearest_name(tmp_path: Path, name: str, hint: str) -> None:
    put(tmp_path, {name if "." in name else f"{name}/1.1/a.pdf": "x", "XaAn/1.1/a.pdf": "x"})
    found = read(tmp_path)
    assert list(found.units) == ["XaAn"]
    assert len(found.strangers) == 1
    assert found.strangers[0].file == f"{HOME}/{name}"
    assert hint in str(found.strangers[0])


def test_links_are_never_followed_at_any_height(tmp_path: Path) -> None:
    home = put(tmp_path, {"XaBinh/1.1/a.pdf": "x"})
    away = tmp_path / "ngoài"
    away.mkdir()
    (home / "XaAn").symlink_to(away)
    (home / "Khac").symlink_to(away)
    found = read(tmp_path)
    assert "là liên kết" in told(found.units["XaAn"])[0]
    assert [one.file for one in found.strangers] == [f"{HOME}/Khac"]
    (tmp_path / FOLDER / "moved").symlink_to(home)
    home.rename(away / "evidence")
    home.symlink_to(away / "evidence")
    assert [str(one) for one in read(tmp_path).strangers] == [
        f"Tệp {HOME}: là liên kết (symbolic link) nên không được đọc; cần một thư mục, mỗi đơn vị một thư mục con."
    ]


# zips


def test_a_zip_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    put(tmp_path, {"XaAn.zip": b"Rar!\x1a\x07", "XaBinh.zip": b""})
    found = read(tmp_path).units
    for key in UNITS:
        assert told(found[key]) == [
            f"Tệp {HOME}/{key}.zip: không mở được như một tệp zip; hãy nén lại dạng .zip, không đặt mật khẩu."
        ]


def test_a_damaged_member_is_told_and_the_rest_counts(tmp_path: Path) -> None:
    path = put_zip(tmp_path, "XaAn.zip", {"1.1/a.pdf": b"a" * 5000, "1.2/b.pdf": b"b" * 5000})
    content = bytearray(path.read_bytes())
    at = content.index(b"1.1/a.pdf") + len(b"1.1/a.pdf")
    content[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(bytes(content))
    unit = read(tmp_path).units["XaAn"]
    assert names(unit) == [("1.2", "b.pdf")]
    assert "'1.1/a.pdf' trong tệp zip: tệp hỏng, không giải nén được" in told(unit)[0]


def _flag(path: Path, name: str, change: Any) -> None:
    """Change the flags, or the method of compression, of one member in both of its headers."""
    content = bytearray(path.read_bytes())
    encoded, at = name.encode(), -1
    for head, offset in ((b"PK\x03\x04", 30), (b"PK\x01\x02", 46)):
        at = content.index(encoded, at + 1)
        start = at - offset
        assert content[start : start + 4] == head
        change(content, start + (6 if offset == 30 else 8))
    path.write_bytes(bytes(content))


def test_members_with_a_password_are_told_once(tmp_path: Path) -> None:
    path = put_zip(tmp_path, "XaAn.zip", {"1.1/a.pdf": "a", "1.1/b.pdf": "b", "1.1/c.pdf": "c"})

    def lock(content: bytearray, at: int) -> None:
        content[at] |= 1

    _flag(path, "1.1/a.pdf", lock)
    _flag(path, "1.1/b.pdf", lock)
    unit = read(tmp_path).units["XaAn"]
    assert names(unit) == [("1.1", "c.pdf")]
    assert told(unit) == [
        (
            f"Tệp {HOME}/XaAn.zip: 2 tệp trong tệp zip có mật khẩu nên không đọc được;"
            " hãy nén lại dạng .zip, không đặt mật khẩu."
        )
    ]


def test_a_member_packed_in_an_unknown_way_is_told(tmp_path: Path) -> None:
    path = put_zip(tmp_path, "XaAn.zip", {"1.1/a.pdf": "a", "1.1/b.pdf": "b"})
    _flag(path, "1.1/a.pdf", lambda content, at: struct.pack_into("<H", content, at + 2, 9))  # deflate64
    unit = read(tmp_path).units["XaAn"]
    assert names(unit) == [("1.1", "b.pdf")]
    assert "nén bằng cách không đọc được" in told(unit)[0]


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        ("/1.1/a.pdf", "tên là đường dẫn tuyệt đối"),
        ("\\1.1\\a.pdf", "tên là đường dẫn tuyệt đối"),
        ("../1.1/a.pdf", "tên có '..'"),
        ("1.1/../../a.pdf", "tên có '..'"),
        ("1.1\\..\\a.pdf", "tên có '..'"),
        ("C:/1.1/a.pdf", "tên có chữ ổ đĩa"),
        ("c:1.1/a.pdf", "tên có chữ ổ đĩa"),
    ],
)
def test_a_member_that_leads_out_of_the_folder_is_told(tmp_path: Path, member: str, reason: str) -> None:
    put_zip(tmp_path, "XaAn.zip", {member: "a", "1.1/b.pdf": "b", "1.1/a..b.pdf": "c"})
    unit = read(tmp_path).units["XaAn"]
    assert names(unit) == [("1.1", "a..b.pdf"), ("1.1", "b.pdf")]
    assert len(unit.faults) == 1
    assert reason in told(unit)[0]


def test_links_and_devices_in_a_zip_are_told(tmp_path: Path) -> None:
    put_zip(
        tmp_path, "XaAn.zip", {"1.1/a.pdf": "/etc/passwd"}, create_system=3, external_attr=(stat.S_IFLNK | 0o777) << 16
    )
    put_zip(tmp_path, "XaBinh.zip", {"1.1/a": "x"}, create_system=3, external_attr=(stat.S_IFCHR | 0o666) << 16)
    found = read(tmp_path).units
    assert (found["XaAn"].files, found["XaBinh"].files) == ((), ())
    assert "là liên kết" in told(found["XaAn"])[0]
    assert "không phải tệp thường" in told(found["XaBinh"])[0]


def test_a_zip_that_claims_an_absurd_size_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_zip(tmp_path, "XaAn.zip", {"1.1/a.pdf": b"\0" * 3_000_000, "1.1/b.pdf": "b"})
    monkeypatch.setattr(evidence_archives, "MOST_BYTES", 2_000_000)
    unit = read(tmp_path).units["XaAn"]
    assert unit.files == ()
    assert "tệp zip khai dung lượng sau khi giải nén là 0,0 GiB" in told(unit)[0]
    monkeypatch.setattr(evidence_archives, "MOST_BYTES", 4_000_000)
    assert len(read(tmp_path).units["XaAn"].files) == 2
    monkeypatch.setattr(evidence_archives, "MOST_MEMBERS", 1)
    assert "tệp zip có 2 mục" in told(read(tmp_path).units["XaAn"])[0]


def test_a_member_larger_than_it_claims_is_never_counted(tmp_path: Path) -> None:
    path = put_zip(tmp_path, "XaAn.zip", {"1.1/a.pdf": b"\0" * 1_000_000, "1.1/b.pdf": "b"})
    content = bytearray(path.read_bytes())
    for at in (content.index(b"PK\x03\x04") + 22, content.index(b"PK\x01\x02") + 24):
        struct.pack_into("<I", content, at, 10)
    path.write_bytes(bytes(content))
    unit = read(tmp_path).units["XaAn"]
    assert names(unit) == [("1.1", "b.pdf")]
    assert len(unit.faults) == 1


def test_the_same_name_twice_in_a_zip_counts_once(tmp_path: Path) -> None:
    put_zip(tmp_path, "XaAn.zip", {"1.1/a.pdf": "first", "1.1//a.pdf": "second"})
    unit = read(tmp_path).units["XaAn"]
    assert [one.sha256 for one in unit.files] == [hashlib.sha256(b"first").hexdigest()]
    assert "xuất hiện lần thứ hai" in told(unit)[0]


def test_names_that_no_table_can_carry_are_shown_with_question_marks(tmp_path: Path) -> None:
    folder = put(tmp_path, {"XaAn/1.1/a.pdf": "a"}) / "XaAn/1.1"
    Path(os.fsdecode(os.fsencode(folder) + b"/b\xff\nc.pdf")).write_bytes(b"b")
    unit = read(tmp_path).units["XaAn"]
    assert names(unit) == [("1.1", "a.pdf"), ("1.1", "b??c.pdf")]


# built again, or not


def _record(reader: Reader) -> dict[str, Any]:
    return json.loads(json.dumps({"inputs": describe_inputs(reader.used), "looked": dataclasses.asdict(reader.looked)}))


def _kept(root: Path) -> dict[str, Any]:
    reader = Reader(root)
    read(root, reader)
    return _record(reader)


def _differing(root: Path, record: dict[str, Any]) -> tuple[list[str], list[str]]:
    reader = Reader(root)
    read(root, reader)
    return Present(root).changed_inputs(record), changed_content(record, reader.used)


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    put(tmp_path, {f"XaAn/1.1/{number}.pdf": f"{number}" for number in range(50)} | {"XaAn/2.1/x.pdf": "x"})
    put_zip(tmp_path, "XaBinh.zip", {"1.1/a.pdf": "a"})
    return tmp_path


def test_a_record_holds_one_line_for_each_unit_and_one_for_the_folder(handed: Path) -> None:
    record = _kept(handed)
    assert [one["path"] for one in record["inputs"]] == [HOME, f"{HOME}/XaAn", f"{HOME}/XaBinh.zip"]
    assert list(record["looked"]["trees"]) == [f"{HOME}/XaAn", f"{HOME}/XaBinh.zip"]
    assert "pdf" not in json.dumps(record)


def test_evidence_that_nobody_changed_is_kept(handed: Path) -> None:
    record = _kept(handed)
    later = time.time() + 1000
    for path in (handed / HOME).rglob("*"):
        os.utime(path, (later, later))
    (handed / HOME / "XaAn/Thumbs.db").write_bytes(b"x")
    assert _differing(handed, record) == ([], [])


def test_every_change_of_evidence_is_noticed(handed: Path) -> None:
    record, home = _kept(handed), handed / HOME
    own, other = f"{HOME}/XaAn", f"{HOME}/XaBinh.zip"
    file = home / "XaAn/1.1/1.pdf"

    def changed(what: str) -> None:
        asked, differing = _differing(handed, record)
        assert what in asked, what
        assert any(what in one for one in differing), what

    file.write_bytes(b"y")  # as long as before
    changed(own)
    file.unlink()
    changed(own)
    file.write_bytes(b"1")
    (home / "XaAn/1.1/neu.pdf").write_bytes(b"")
    changed(own)
    (home / "XaAn/1.1/neu.pdf").unlink()
    (home / "XaAn/2.1/x.pdf").rename(home / "XaAn/1.1/x.pdf")
    changed(own)
    (home / "XaAn/1.1/x.pdf").rename(home / "XaAn/2.1/x.pdf")
    (home / "XaAn/9").mkdir()
    changed(own)
    (home / "XaAn/9").rmdir()
    assert _differing(handed, record) == ([], [])
    put_zip(handed, "XaBinh.zip", {"1.1/a.pdf": "b"})
    changed(other)
    (home / "XaBinh.zip").unlink()
    changed(other)


def test_who_handed_in_is_a_part_of_what_results_rest_on(handed: Path) -> None:
    record = _kept(handed)
    stranger = handed / HOME / "XaCau.rar"
    stranger.write_bytes(b"x")
    asked, differing = _differing(handed, record)
    assert asked == [f"{HOME}/*"]
    assert differing == [f"{HOME} đã đổi"]
    stranger.unlink()
    (handed / HOME / "XaBinh").mkdir()
    assert _differing(handed, record)[1] == [f"{HOME} đã đổi", f"không còn {HOME}/XaBinh.zip"]


def test_the_first_evidence_is_noticed(tmp_path: Path) -> None:
    record = _kept(tmp_path)
    assert _differing(tmp_path, record) == ([], [])
    put(tmp_path, {"XaAn/1.1/a.pdf": "a"})
    asked, differing = _differing(tmp_path, record)
    assert asked == [f"{HOME}/*"]
    assert differing == [f"mới có {HOME}", f"mới có {HOME}/XaAn"]


def test_a_record_from_before_there_were_trees_is_still_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n")
    reader = Reader(tmp_path)
    reader.read_bytes("a.csv", status="text", title_vi="a")
    record = _record(reader)
    del record["looked"]["trees"]
    assert Present(tmp_path).changed_inputs(record) == []
    (tmp_path / "a.csv").write_text("b\n")
    assert Present(tmp_path).changed_inputs(record) == ["a.csv"]
    assert (Looked(trees={"a": "1"}) | Looked(trees={"b": "2"})).trees == {"a": "1", "b": "2"}


# beside the claims


@pytest.mark.parametrize(
    ("text", "names", "missing"),
    [
        ("KH12.pdf", ["KH12.pdf"], ()),
        ("kh12.PDF", ["KH12.pdf"], ()),
        ("KH12.pdf", ["quý 1/KH12.pdf"], ()),
        ("quý 1/KH12.pdf", ["quý 1/KH12.pdf"], ()),
        ("KH12.pdf", [], ("KH12.pdf",)),
        ("KH12.pdf; kh12.pdf\nKH12.PDF", [], ("KH12.pdf",)),
        ("Ke\u0302\u0301 hoạch.docx", ["Kế hoạch.docx"], ()),
        ("Kế hoạch.docx", ["Ke\u0302\u0301 hoạch.docx"], ()),
        ("a.pdf;b c.docx,d.xlsx\r\ne f.jpg", ["b c.docx", "E F.JPG"], ("a.pdf", "d.xlsx")),
        ("Báo cáo, quý 1; bản ký.pdf", ["Báo cáo, quý 1; bản ký.pdf"], ()),
        ("xem tệp KH 12.pdf kèm theo", ["KH 12.pdf"], ()),
        ("xem tệp KH 12.pdf kèm theo", ["KH 13.pdf"], ("xem tệp KH 12.pdf",)),
        ("(tệp: KH12.pdf).", ["KH12.pdf"], ()),
        ("1.KH12.pdf 2.BC.pdf", ["KH12.pdf", "BC.pdf"], ()),
        ("- KH12.pdf\n-BC.pdf", ["KH12.pdf", "BC.pdf"], ()),
        ("KH12.pdf và BC.pdf", ["KH12.pdf"], ("và BC.pdf",)),
        ("QĐ-12.pdf", ["12.pdf"], ("QĐ-12.pdf",)),
        ("KH112.pdf", ["12.pdf"], ("KH112.pdf",)),
        ("KH.signed.pdf", ["KH.signed.pdf"], ()),
        ("KH.pdf.signed.pdf", ["KH.pdf"], ("KH.pdf.signed.pdf",)),
        ("Kế hoạch số 12/KH-UBND ngày 05/01/2026; Công văn 3.5", [], ()),
        ("nộp bản .pdf và (.docx)", [], ()),
        ("https://hatinh.gov.vn/van-ban/KH12.pdf, www.a.vn/b.docx", [], ()),
        ("", ["a.pdf"], ()),
    ],
)
def test_files_that_a_form_names_are_looked_for(text: str, names: list[str], missing: tuple[str, ...]) -> None:
    assert find_missing_names(text, names) == missing


def test_a_long_text_is_read_in_no_time() -> None:
    started = time.monotonic()
    assert find_missing_names("x" * 32_000, ["a.pdf"]) == ()
    assert time.monotonic() - started < 1


CLAIMS = pd.DataFrame(
    {"self_score": [0.5, 1.0, 0.0, None, 2.0], "evidence_vi": ["a.pdf; b.pdf", "", None, "c.pdf", "d.pdf"]},
    index=pd.Index(list("12345"), name="criterion_code"),
)


def _rows(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    return [tuple("" if one != one else one for one in row) for row in table.itertuples(index=False)]  # noqa: PLR0124


def test_points_without_a_file_and_files_that_are_not_there_are_told() -> None:
    found = check_evidence({"1": ["A.pdf"], "5": []}, CLAIMS, ["1", "2", "3", "4"])
    assert _rows(found) == [
        ("1", "named_missing", 0.5, "b.pdf"),
        ("2", "without", 1.0, ""),
        ("4", "named_missing", "", "c.pdf"),
    ]


def test_a_criterion_that_is_scored_by_survey_needs_no_evidence() -> None:
    assert _rows(check_evidence({"1": ["a.pdf", "b.pdf"], "2": ["x"]}, CLAIMS, ["1", "2"])) == []


def test_a_unit_that_handed_in_nothing_is_told_once() -> None:
    assert _rows(check_evidence(None, CLAIMS, list("12345"))) == [("", "none_handed_in", 3.5, "")]
    assert _rows(check_evidence({}, CLAIMS, list("12345"))) == [("", "none_counts", 3.5, "")]
    assert _rows(check_evidence(None, CLAIMS, ["3", "4"])) == []


def _evidence() -> Evidence:
    files = tuple(
        EvidenceFile(code, name, size, "0" * 64)
        for code, name, size in (("1", "A.pdf", 10), ("2", "x/Nguyễn A.jpg", 5))
    )
    fault = Fault("e/An/1/trống.pdf", "", "tệp trống", "nộp lại")
    return Evidence(
        {"An": UnitEvidence("An", "e/An", files, (fault,)), "Cau": UnitEvidence("Cau", "e/Cau.zip")},
        (Fault("e/Khac", "", "của ai", "đổi tên"),),
    )


CODES_DUE = dict.fromkeys(("An", "Binh", "Cau", "Dong"), tuple("1235"))


def test_a_table_for_results_counts_and_names_no_file() -> None:
    checks = check_all_evidence(_evidence(), dict.fromkeys(("An", "Binh", "Cau"), CLAIMS), CODES_DUE)
    table = checks.summary
    assert list(table.index) == ["An", "Binh", "Cau", "Dong"]
    assert table.loc["An"].to_dict() == {
        "has_handed_in": True,
        "n_files": 2,
        "size_bytes": 15,
        "n_faults": 1,
        "n_claimed": 3,
        "n_with_evidence": 2,
        "codes_without": ("5",),
        "n_named_missing": 2,  # b.pdf, d.pdf
    }
    assert table["n_claimed"].tolist() == [3, 3, 3, pd.NA]
    assert table["n_with_evidence"].tolist() == [2, 0, 0, pd.NA]
    assert table["n_named_missing"].tolist() == [2, pd.NA, pd.NA, pd.NA]
    assert table["codes_without"].tolist() == [("5",), (), (), ()]
    assert table["has_handed_in"].tolist() == [True, False, True, False]
    assert "pdf" not in table.to_csv()
    assert checks.findings["kind"].tolist() == [
        "named_missing", "without", "named_missing", "none_handed_in", "none_counts"
    ]  # fmt: skip


def test_a_campaign_without_any_form_or_evidence_has_an_empty_table_of_findings() -> None:
    checks = check_all_evidence(Evidence({}), {}, CODES_DUE)
    assert checks.findings.empty
    assert list(checks.findings) == ["unit_key", "criterion_code", "kind", "self_score", "named"]
    assert checks.summary["n_files"].tolist() == [0, 0, 0, 0]


def _listed(**changes: Any) -> EvidenceList:
    evidence = _evidence()
    checks = check_all_evidence(evidence, dict.fromkeys(("An", "Binh", "Cau"), CLAIMS), CODES_DUE)
    units = {"An": "Xã An", "Binh": "Xã Bình", "Cau": "Xã Cầu", "Dong": "Xã Đông"}
    criteria = {key: {"1": "Kế hoạch", "2": "Báo cáo", "5": "Tuyên truyền"} for key in units}
    return dataclasses.replace(
        EvidenceList(2026, "Tỉnh Hà Tĩnh", evidence, checks.findings, units, criteria), **changes
    )


def test_the_list_of_the_appraisers_names_every_file_and_every_finding() -> None:
    content = render_evidence_list(_listed())
    assert content == render_evidence_list(_listed())
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert workbook.sheetnames == ["Tài liệu", "Phát hiện"]
    files = [row[:7] for row in workbook["Tài liệu"].iter_rows(values_only=True)]
    assert files[0][0] == "Danh mục tài liệu kiểm chứng năm 2026 – Tỉnh Hà Tĩnh"
    assert files[3] == ("Mã đơn vị", "Đơn vị", "Mã", "Tiêu chí", "Tên tệp", "Dung lượng (byte)", "Mã băm SHA-256")
    assert files[4:] == [
        ("An", "Xã An", "1", "Kế hoạch", "A.pdf", 10, "0" * 64),
        ("An", "Xã An", "2", "Báo cáo", "x/Nguyễn A.jpg", 5, "0" * 64),
    ]
    told = [row[:5] for row in workbook["Phát hiện"].iter_rows(values_only=True)][4:]
    assert told == [
        ("An", "Xã An", "1", "Kế hoạch", 'Phiếu nêu "b.pdf" nhưng không thấy trong các tệp được tính của tiêu chí.'),
        ("An", "Xã An", "5", "Tuyên truyền", "Tự chấm 2,00 điểm nhưng không có tệp nào trong thư mục của tiêu chí."),
        (
            "An",
            "Xã An",
            "5",
            "Tuyên truyền",
            'Phiếu nêu "d.pdf" nhưng không thấy trong các tệp được tính của tiêu chí.',
        ),
        ("An", "Xã An", None, None, "Tệp e/An/1/trống.pdf: tệp trống; nộp lại."),
        ("Binh", "Xã Bình", None, None, "Tự chấm 3,50 điểm nhưng chưa nộp tài liệu kiểm chứng nào."),
        ("Cau", "Xã Cầu", None, None, "Tự chấm 3,50 điểm nhưng không có tệp nào đã nộp được tính."),
        (None, None, None, None, "Tệp e/Khac: của ai; đổi tên."),
    ]


def test_a_list_of_nothing_opens(tmp_path: Path) -> None:
    nothing = _listed(evidence=Evidence({}), findings=_listed().findings.iloc[:0], note="SỐ LIỆU MINH HỌA")
    workbook = openpyxl.load_workbook(io.BytesIO(render_evidence_list(nothing)))
    assert workbook["Tài liệu"]["A3"].value == "SỐ LIỆU MINH HỌA"
    put(tmp_path, {"XaAn/1.1/=1+1.pdf": "x"})
    found = render_evidence_list(
        _listed(evidence=read(tmp_path), units=dict.fromkeys(UNITS, ""), findings=nothing.findings)
    )
    assert openpyxl.load_workbook(io.BytesIO(found))["Tài liệu"]["E5"].data_type == "s"


def test_evidence_and_answers_of_leaders_have_a_place_in_the_folder_of_an_office(tmp_path: Path) -> None:
    unit = read_register(find_root()).resolve("HuongSon", 2022)
    put(tmp_path, {"XaAn/1.1/a.pdf": "x"})
    (tmp_path / FOLDER / "leaders").mkdir()
    refuse_misnamed(Reader(tmp_path), unit, 2022)
    (tmp_path / HOME).rename(tmp_path / FOLDER / "minh chứng")
    with pytest.raises(InputError, match="minh chứng"):
        refuse_misnamed(Reader(tmp_path), unit, 2022)
