"""The map of a survey export read from its workbook, every fault at its cell."""

from __future__ import annotations

from cchc.errors import Fault, InputError, UnknownNameError, suggest
from cchc.frameworks import Framework, Node
from cchc.sources.cells import CellReader
from cchc.sources.framework_files import load_framework
from cchc.sources.grids import Grid, find_sheet, open_grids
from cchc.sources.headings import find_headings
from cchc.sources.info_rows import INFO_SHEET, find_value, read_info
from cchc.sources.reader import Reader
from cchc.sources.survey_maps import (
    ANSWER_HEADINGS,
    ANSWERS_SHEET,
    COLUMN_HEADINGS,
    COLUMNS_SHEET,
    CONFIRMED,
    INFO_ROWS,
    OTHER_ANSWERS,
    POINTS,
    SEPARATORS,
    MapAnswer,
    MapColumn,
    SurveyMap,
    answer_key,
)
from cchc.sources.survey_personal import is_personal_use, tell
from cchc.sources.survey_uses import CATEGORIES, DROPPED, PERSONAL, PLACES, USE_WORDS, use_of_heading
from cchc.sources.survey_words import MEANINGS, fold
from cchc.units import normalise_name

_MARKS = {"x", "có", "đúng"}
_SHOWN = 3


def read_survey_map(reader: Reader, path: str) -> SurveyMap:
    """Read and check a map.

    Parameters
    ----------
    reader : Reader
        Records the file.
    path : str
        .xlsx relative to the project, made by ``make form KIND=survey_map``.

    Returns
    -------
    SurveyMap
        Checked.

    Raises
    ------
    InputError
        With sheet and cell: a column or an answer without meaning (counted, three examples), a use or meaning that is
        none, a use of a column whose heading is personal, a question named by two columns or by none, two answers that are sent to one point.
    """
    content = reader.read_bytes(path, status="text", title_vi="Bảng khớp phiếu khảo sát")
    grids = open_grids(content, path)
    about = find_sheet(grids, INFO_SHEET)
    info, faults = read_info(about, INFO_ROWS)
    places = {one.key: find_value(about, one.label) for one in INFO_ROWS}
    if faults:
        raise InputError(faults)
    try:
        framework = load_framework(reader, str(info["framework_id"]))
    except UnknownNameError as error:
        found = f"'Phiếu khảo sát' ghi '{info['framework_id']}'"
        raise InputError([Fault(path, places["framework_id"], found, error.clause)]) from None
    if info["confirmed"] != "yes":
        found = "bảng khớp chưa được xác nhận"
        allowed = f"xem lại hai trang '{COLUMNS_SHEET}', '{ANSWERS_SHEET}' rồi chọn '{CONFIRMED}' ở ô này"
        raise InputError([Fault(path, places["confirmed"], found, allowed)])
    columns, faults = _read_columns(find_sheet(grids, COLUMNS_SHEET), framework)
    answers, more = _read_answers(find_sheet(grids, ANSWERS_SHEET), columns, framework)
    if faults + more:
        raise InputError(faults + more)
    return SurveyMap(path, framework, tuple(columns), answers, str(info["unit"]), int(info["year"]), True, places)


def _read_columns(grid: Grid, framework: Framework) -> tuple[list[MapColumn], list[Fault]]:
    start, at = find_headings(grid, COLUMN_HEADINGS)
    cells = CellReader(grid, at)
    uses = {normalise_name(word): key for key, word in USE_WORDS.items()}
    codes = {node.code.casefold(): node.code for node in framework.leaves()}
    columns: list[MapColumn] = []
    seen: dict[str, int] = {}
    first: dict[str, str] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    blank: list[tuple[int, str]] = []
    for row in range(start, len(grid.rows)):
        name = cells.text(row, "heading_vi")
        if not name:
            continue
        seen[fold(name)] = seen.get(fold(name), 0) + 1
        word = cells.text(row, "use_vi")
        if not word:
            blank.append((row, name))
            continue
        use = uses.get(normalise_name(word)) or codes.get(word.split(maxsplit=1)[0].rstrip(".:").casefold(), "")
        place = grid.place(row, at["use_vi"])
        if not use:
            near = suggest(word.split(maxsplit=1)[0], [*codes.values(), *USE_WORDS.values()], n=1)
            hint = f"có lẽ là '{near[0]}'" if near else "chọn trong danh sách của ô"
            cells.fault(row, "use_vi", f"cách dùng '{word[:40]}' của cột '{name[:60]}' không có trong phiếu", hint)
            continue
        if use in first and use not in DROPPED:
            what = f"câu hỏi {use}" if use in framework else f"'{USE_WORDS[use]}'"
            cells.fault(row, "use_vi", f"{what} được chọn cho hai cột", f"chỉ giữ một cột (cột kia ở {first[use]})")
            continue
        first[use] = place
        is_own = use in framework or use in DROPPED or use_of_heading(name) == use
        if not is_own and is_personal_use(name, is_place=use in PLACES):
            found = f"cột '{name[:60]}' có vẻ chứa thông tin cá nhân mà bảng khớp dùng làm '{USE_WORDS[use]}'"
            cells.fault(row, "use_vi", found, f"chọn '{USE_WORDS[PERSONAL]}' cho cột này")
            continue
        is_item = use in framework
        scale = " ".join(cells.text(row, "scale_vi").split()) if is_item or use in CATEGORIES else ""
        if scale:
            kind = _allowed(framework.node(use)) if is_item else (use,)
            if kinds.setdefault(scale, kind) != kind:
                cells.fault(row, "scale_vi", f"'{scale}' đã dùng cho câu hỏi trả lời cách khác", "đặt tên thang khác")
        elif is_item or use in CATEGORIES:
            cells.fault(
                row, "scale_vi", f"cột '{name[:60]}' chưa ghi thang trả lời", f"ghi tên thang ở trang '{ANSWERS_SHEET}'"
            )
        columns.append(
            MapColumn(
                heading=name,
                nth=seen[fold(name)],
                use=use,
                scale=scale,
                is_reversed=_mark(cells, row, "is_reversed", may_be=is_item and not framework.node(use).answers),
                separator=_separator(cells, row),
                place=place,
            )
        )
    faults = list(cells.faults)
    if blank:
        names = ", ".join(f"'{name[:60]}'" for _, name in blank[:_SHOWN])
        found = f"{len(blank)} cột chưa chọn cách dùng, ví dụ {names}"
        allowed = f"chọn câu hỏi, hoặc '{USE_WORDS['ignored']}' nếu không cần"
        faults.append(Fault(grid.path, grid.place(blank[0][0], at["use_vi"]), found, allowed))
    if missing := [node.code for node in framework.satisfaction().leaves() if node.code not in first]:
        found = f"{len(missing)} câu hỏi của phiếu chưa có cột nào, ví dụ {', '.join(missing[:_SHOWN])}"
        faults.append(Fault(grid.path, grid.where, found, "chọn cột cho mỗi câu hỏi ở cột Dùng làm"))
    return columns, faults


def _mark(cells: CellReader, row: int, key: str, *, may_be: bool = True) -> bool:
    text = cells.text(row, key).casefold()
    if text and (text not in _MARKS or not may_be):
        cells.fault(
            row, key, f"ô ghi '{text}'", "ghi x hoặc để trống" if may_be else "chỉ câu hỏi mới đảo được, để trống"
        )
    return text in _MARKS and may_be


def _separator(cells: CellReader, row: int) -> str:
    text = cells.text(row, "separator")
    found = next((sign for sign, word in SEPARATORS.items() if text in {sign, word}), "")
    if text and not found:
        cells.fault(row, "separator", f"dấu tách '{text}'", f"được dùng: {', '.join(SEPARATORS.values())}")
    return found


def _allowed(node: Node) -> tuple[str, ...]:
    """Return what answers to a question may mean."""
    return (*node.options, MEANINGS[0]) if node.answers else tuple(MEANINGS.values())


def _read_answers(
    grid: Grid, columns: list[MapColumn], framework: Framework
) -> tuple[dict[str, dict[str, MapAnswer]], list[Fault]]:
    start, at = find_headings(grid, ANSWER_HEADINGS)
    cells = CellReader(grid, at)
    of_items = {one.scale: _allowed(framework.node(one.use)) for one in columns if one.use in framework}
    answers: dict[str, dict[str, MapAnswer]] = {}
    first: dict[tuple[str, str], str] = {}
    blank: list[tuple[int, str]] = []
    for row in range(start, len(grid.rows)):
        scale, wording = " ".join(cells.text(row, "scale_vi").split()), cells.text(row, "answer_vi")
        if not wording:
            continue
        key = wording if wording == OTHER_ANSWERS else answer_key(wording)
        meaning, is_spelling = cells.text(row, "meaning_vi"), _mark(cells, row, "is_spelling")
        if key in answers.get(scale, {}):
            cells.fault(
                row, "answer_vi", f"câu trả lời {tell([wording])} có hai dòng trong '{scale}'", "chỉ giữ một dòng"
            )
            continue
        if scale in of_items:
            if not meaning:
                blank.append((row, wording))
                continue
            words = {normalise_name(word): word for word in of_items[scale]}
            if normalise_name(meaning) not in words:
                cells.fault(row, "meaning_vi", f"nghĩa '{meaning[:20]}'", f"được dùng: {', '.join(words.values())}")
                continue
            meaning = words[normalise_name(meaning)]
            place = grid.place(row, at["meaning_vi"])
            is_point = meaning in POINTS and of_items[scale] == tuple(MEANINGS.values())
            if is_point and not is_spelling and (scale, meaning) in first:
                allowed = "mỗi điểm một câu trả lời; nếu chỉ là cách viết khác của cùng câu trả lời, ghi x ở cột 'Cách viết khác'"
                found = f"hai câu trả lời của '{scale}' cùng ứng với điểm {meaning} (ô kia: {first[scale, meaning]})"
                cells.fault(row, "meaning_vi", found, allowed)
                continue
            if not is_spelling:
                first.setdefault((scale, meaning), place)
            if wording == OTHER_ANSWERS and is_point:
                cells.fault(row, "meaning_vi", f"các trả lời không liệt kê ghi điểm {meaning}", "chỉ dùng K hoặc trống")
                continue
        answers.setdefault(scale, {})[key] = MapAnswer(meaning or wording, is_spelling)
    faults = list(cells.faults)
    if blank:
        names = tell([wording for _, wording in blank])
        found = f"{len(blank)} câu trả lời chưa ghi nghĩa{', ví dụ ' + names if names else ''}"
        place = grid.place(blank[0][0], at["meaning_vi"])
        faults.append(Fault(grid.path, place, found, "chọn trong danh sách của ô"))
    return answers, faults
