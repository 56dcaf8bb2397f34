"""What a form says, told independently of the project's reader: by what an office sees in its cells, or that it must be refused."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from books import UNKNOWN, Book, Sheet


class Refuse(Exception):  # noqa: N818 -- a verdict
    """What is shown cannot be read to one meaning."""


def fold(text: str) -> str:
    """Compare words as people do: no matter of case, spaces, composed letters, invisible marks, Word's own bullets."""
    text = unicodedata.normalize("NFKC", text.replace("\u200b", "").replace("\uf0b7", "•"))
    return "".join(text.casefold().split())


def number(text: str, maximum: float | None = None) -> float | None:
    """Return the one number that a text means; None for nothing."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    if not re.fullmatch(r"[+-]?\d+([.,]\d+)?", text):
        raise Refuse(text)
    value = float(text.replace(",", "."))
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", text) and (maximum is None or abs(value) * 1000 <= maximum):
        raise Refuse(text)
    return value


def find_table(
    book: Book, title: str, headings: dict[str, tuple[str, ...]], required: tuple[str, ...]
) -> tuple[Sheet, int, dict[str, int]]:
    """Find the visible sheet of a name, its heading row and its columns."""
    named = [
        one
        for one in book
        if one.state == "visible" and fold(re.sub(r"\s*\(\d+\)$|_\d+$", "", one.title)) == fold(title)
    ]
    visible = [one for one in book if one.state == "visible" and fold(one.title) != fold("Thông tin")]
    if len(named) > 1 or (not named and any(fold(one.title) == fold(title) for one in book)):
        raise Refuse("sheets")
    if not named and len(visible) != 1:
        raise Refuse("no sheet")
    sheet = (named or visible)[0]
    words = {fold(word): key for key, forms in headings.items() for word in forms}
    for row in range(min(40, len(sheet.rows))):
        columns: dict[str, list[int]] = {}
        for at in range(len(sheet.rows[row])):
            if (key := words.get(fold(sheet.text(row, at)))) is not None:
                columns.setdefault(key, []).append(at)
        if all(key in columns for key in required):
            if any(len(places) > 1 for places in columns.values()):
                raise Refuse("heading twice")
            return sheet, row + 1, {key: places[0] for key, places in columns.items()}
    raise Refuse("no heading")


def info_of(book: Book, labels: dict[str, str]) -> dict[str, str]:
    """Return the rows of the information sheet."""
    found: dict[str, str] = {}
    for sheet in book:
        if fold(sheet.title) == fold("Thông tin"):
            for row in range(min(40, len(sheet.rows))):
                for key, label in labels.items():
                    if fold(sheet.text(row, 0).rstrip(":")) == fold(label):
                        found.setdefault(key, " ".join(sheet.text(row, 1).split()))
    return found


SCORE_HEADINGS = {
    "code": ("Mã", "Mã tiêu chí", "Mã số"), "name": ("Tiêu chí", "Tên tiêu chí", "Nội dung"), "max": ("Điểm tối đa", "Điểm chuẩn"),
    "self_score": ("Điểm tự chấm", "Tự chấm", "Điểm tự đánh giá"), "appraised_1_score": ("Điểm thẩm định lần 1", "Thẩm định lần 1", "Điểm thẩm định", "Thẩm định"),
    "appraised_2_score": ("Điểm thẩm định lần 2", "Thẩm định lần 2"), "survey_score": ("Điểm điều tra", "Điều tra", "Điểm điều tra xã hội học"),
    "approved_score": ("Điểm được phê duyệt", "Phê duyệt", "Điểm phê duyệt", "Điểm đạt"), "off": ("Không áp dụng",), "note_vi": ("Ghi chú",),
    "evidence_vi": ("Tài liệu kiểm chứng",),
}  # fmt: skip
_OFF = {"kad", "k.a.d", "n/a", "khôngápdụng"}
_FAILED = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|nan", re.IGNORECASE)


def scores(book: Book, tree: dict[str, tuple[str, float]]) -> dict[str, Any]:
    """Tell the approved scores of a sheet: code → points, None where it does not apply.

    ``tree``: code of every node → name and maximum, in the order of the framework.
    """
    sheet, start, columns = find_table(book, "Bảng điểm", SCORE_HEADINGS, ("code",))
    if "approved_score" not in columns:
        raise Refuse("no scores")
    names = {fold(name): code for code, (name, _) in tree.items()}
    rows: dict[str, int] = {}
    for row in range(start, len(sheet.rows)):
        code = sheet.text(row, columns["code"]).rstrip(".")
        if not code or code == UNKNOWN:
            continue
        if code not in tree or code in rows:
            raise Refuse(code)
        cell = sheet.rows[row][columns["code"]]
        if isinstance(cell.value, float) and not cell.value.is_integer():
            raise Refuse(code)
        rows[code] = row
        owner = names.get(fold(sheet.text(row, columns["name"]))) if "name" in columns else None
        if owner is not None and owner != code:
            raise Refuse("name moved")
    leaves = [code for code in tree if not any(other.startswith(f"{code}.") for other in tree)]
    told: dict[str, dict[str, Any]] = {}
    for code in leaves:
        if code not in rows:
            raise Refuse(f"no row {code}")
        maximum = tree[code][1]
        told[code] = {"approved_score": _score(sheet, rows[code], columns, maximum)}
        for key in ("self_score", "appraised_1_score", "appraised_2_score", "survey_score"):
            text = sheet.text(rows[code], columns[key]) if key in columns else ""
            told[code][key] = None if fold(text) in _OFF else _within(text, maximum)
        for key in ("note_vi", "evidence_vi"):
            text = sheet.text(rows[code], columns[key]) if key in columns else ""
            if text == UNKNOWN or _FAILED.fullmatch(text):
                raise Refuse(key)
            told[code][key] = text
    return told


def _within(text: str, maximum: float) -> float | None:
    if match := re.fullmatch(r"(.+?)\s*/\s*(.+)", text):
        if number(match[2]) != maximum:
            raise Refuse(text)
        text = match[1]
    value = number(text, maximum)
    if value is not None and not 0 <= value <= maximum + 1e-9:
        raise Refuse(text)
    return value


def _score(sheet: Sheet, row: int, columns: dict[str, int], maximum: float) -> float | None:
    text = sheet.text(row, columns["approved_score"])
    mark = fold(sheet.text(row, columns["off"])) if "off" in columns else ""
    if (
        "max" in columns
        and (stated := number(sheet.text(row, columns["max"]))) is not None
        and abs(stated - maximum) > 1e-9
    ):
        raise Refuse("maximum")
    if fold(text) in _OFF:
        return None
    if mark:
        if mark not in {*_OFF, "x", "có"} or text:
            raise Refuse("mark")
        return None
    value = _within(text, maximum)
    if value is None:
        raise Refuse(text)
    return value


_ANSWERS = {
    "rấtkhônghàilòng": 1, "khônghàilòng": 2, "bìnhthường": 3, "hàilòng": 4, "rấthàilòng": 5, "k": -1, "khôngcóýkiến": -1,
    "khôngýkiến": -1, "": 0,
}  # fmt: skip
SURVEY_HEADINGS = {
    "id": ("Mã phiếu", "Số phiếu", "respondent_id"), "psu": ("Thôn, tổ dân phố", "Đơn vị mẫu", "psu"), "weight": ("Trọng số", "weight"),
    "sex": ("Giới tính", "sex"),
}  # fmt: skip


def answers(book: Book, items: list[str]) -> list[list[int]]:
    """Tell the answers of a survey, a list per respondent."""
    headings = SURVEY_HEADINGS | {item: (item,) for item in items}
    sheets = [
        one
        for one in book
        if any(
            fold(one.text(row, at)) == "mãphiếu"
            for row in range(min(40, len(one.rows)))
            for at in range(len(one.rows[row]))
        )
    ]
    if len(sheets) > 1:
        raise Refuse("two tables")
    sheet, start, columns = find_table(_short_headings(book, items), "Phiếu trả lời", headings, ("id", *items))
    told, seen = [], set()
    for row in range(start, len(sheet.rows)):
        name = sheet.text(row, columns["id"])
        given = [_answer(sheet.text(row, columns[item])) for item in items]
        if not name and not any(given):
            continue
        if not name or name in seen or name == UNKNOWN or _FAILED.fullmatch(name):
            raise Refuse("id")
        seen.add(name)
        if "weight" in columns and (text := sheet.text(row, columns["weight"])) and not (number(text) or 0) > 0:
            raise Refuse("weight")
        told.append(given)
    if not told:
        raise Refuse("empty")
    with_digit = sum(any(letter.isdigit() for letter in name) for name in seen)
    if 2 * with_digit > len(seen) and with_digit < len(seen):
        raise Refuse("a total among responses")
    return told


def _short_headings(book: Book, items: list[str]) -> Book:
    """Take the question off a heading ``A1.1 Thông tin``."""
    from books import Cell

    known = {item.casefold(): item for item in items}
    made = []
    for sheet in book:
        rows = list(sheet.rows)
        for at in range(min(40, len(rows))):
            rows[at] = [
                Cell(known[word])
                if (word := (cell.shown().split() or [""])[0].rstrip(".:").casefold()) in known
                else cell
                for cell in rows[at]
            ]
        made.append(Sheet(sheet.title, rows, sheet.state))
    return made


def _plain(text: str) -> bool:
    try:
        return bool(float(text))
    except ValueError:
        return False


def _answer(text: str) -> int:
    # 5., 05 and 5e0 are nobody's other answer
    if re.fullmatch(r"[+\d.e]+", text) and _plain(text) and float(text) in {1, 2, 3, 4, 5}:
        return int(float(text))
    if re.fullmatch(r"[1-5]([.,]0+)?", text):
        return int(text[0])
    if fold(text) in _ANSWERS:
        return _ANSWERS[fold(text)]
    raise Refuse(text)


TREE_HEADINGS = {
    "code": ("Mã",), "parent_code": ("Mã cha",), "name_vi": ("Tên", "Tiêu chí", "Tên tiêu chí"),
    "max_score": ("Điểm tối đa",),
}  # fmt: skip


def tree(book: Book) -> dict[str, tuple[str, str, float | None]]:
    """Tell an office's own criteria: code → code above, name, maximum."""
    sheet, start, columns = find_table(book, "Bộ tiêu chí", TREE_HEADINGS, ("code",))
    told: dict[str, tuple[str, str, float | None]] = {}
    for row in range(start, len(sheet.rows)):
        shown = {key: sheet.text(row, at) for key, at in columns.items()}
        if not any(shown.values()):
            continue
        code = shown["code"].rstrip(".")
        if not code or code in told or code == UNKNOWN or _FAILED.fullmatch(code):
            raise Refuse("code")
        for text in shown.values():
            if text == UNKNOWN or _FAILED.fullmatch(text):
                raise Refuse(text)
        told[code] = (
            shown.get("parent_code", "").rstrip("."),
            shown.get("name_vi", ""),
            number(shown.get("max_score", "")),
        )
    return told


TASK_HEADINGS = {
    "task_key": ("Mã nhiệm vụ",), "task_vi": ("Nhiệm vụ, giải pháp",), "lead_vi": ("Cơ quan chủ trì",), "deadline": ("Thời hạn",),
    "expected_score": ("Mức tăng dự kiến",), "done_pct": ("Tỷ lệ hoàn thành (%)",), "target": ("Mục tiêu",), "note_vi": ("Ghi chú",),
    "status": ("Trạng thái",),
}  # fmt: skip


def tasks(book: Book) -> list[dict[str, Any]]:
    """Tell the tasks of a list: keys, words, gain, share and target."""
    sheet, start, columns = find_table(book, "Nhiệm vụ", TASK_HEADINGS, ("task_key", "task_vi", "lead_vi", "deadline"))
    told: list[dict[str, Any]] = []
    for row in range(start, len(sheet.rows)):
        shown = {key: sheet.text(row, at) for key, at in columns.items()}
        if not shown["task_key"]:
            if any(shown.values()):
                raise Refuse("no key")
            continue
        for key in ("task_key", "task_vi", "lead_vi", "note_vi"):
            if shown.get(key) == UNKNOWN or _FAILED.fullmatch(shown.get(key, "")):
                raise Refuse(key)
        if not shown["task_vi"] or not shown["lead_vi"] or any(one["task_key"] == shown["task_key"] for one in told):
            raise Refuse("task")
        share = shown.get("done_pct", "")
        percent = number(share.removesuffix("%"), 100)
        if percent is not None and 0 < percent <= 1 and not share.endswith("%"):
            raise Refuse("0.8 or 80 per cent")
        gain, target = number(shown.get("expected_score", ""), 100), shown.get("target", "")
        sign = re.match(r">=|>|≥|", target)
        aim = number(target[sign.end() :] if sign else target, 100)
        for value in (percent, gain):
            if value is not None and not 0 <= value <= 100:
                raise Refuse("range")
        if aim is not None and abs(aim) > 100:
            raise Refuse("range")
        told.append(
            {
                "task_key": shown["task_key"], "task_vi": " ".join(shown["task_vi"].split()), "lead_vi": " ".join(shown["lead_vi"].split()),
                "deadline": _deadline(shown["deadline"]), "expected_score": gain, "done_pct": percent, "target": aim,
            }
        )  # fmt: skip
    return told


def _deadline(text: str) -> str:
    if re.fullmatch(r"cảnăm(2024)?", fold(text)):
        return "all_year"
    match = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        match = re.fullmatch(r"(\d+)/(\d+)/(\d+)", f"{iso[3]}/{iso[2]}/{iso[1]}")
    try:
        due = dt.date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        due = None
    if due is None or not dt.date(2024, 1, 1) <= due <= dt.date(2025, 1, 31):
        raise Refuse(text)
    return due.isoformat()


def verdict(tell: Callable[[], Any]) -> tuple[str, Any]:
    """Return ``("read", value)`` or ``("refuse", why)``."""
    try:
        return "read", tell()
    except Refuse as why:
        return "refuse", str(why)
    except Exception as error:  # noqa: BLE001 -- another reader gives up
        return "refuse", f"unreadable: {type(error).__name__}"
