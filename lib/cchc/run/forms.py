"""``make form``: ready Excel forms for an office."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from cchc.errors import MissingDataError, ParameterError, suggest
from cchc.frameworks import NODE_KINDS, Framework
from cchc.params import ReportParams
from cchc.paths import forms_folder, office_folder
from cchc.provenance import STATUSES
from cchc.run.staging import put_file
from cchc.sources.announced_forms import FIELD, RESULT
from cchc.sources.edition_maps import load_edition_maps
from cchc.sources.framework_choice import find_in_force
from cchc.sources.framework_files import load_framework, load_numbered
from cchc.sources.framework_sheets import UnplacedError
from cchc.sources.index_files import load_indices
from cchc.sources.office_files import load_sheet
from cchc.sources.param_files import load_params, resolve_target
from cchc.sources.reader import Reader
from cchc.sources.root import find_root
from cchc.unit_register import UnitRegister
from cchc.units import COUNTRY_KEY, Unit


@dataclasses.dataclass(frozen=True)
class _Order:
    """What is wanted: for whom, which result year, which edition or index, from which file."""

    reader: Reader
    unit: Unit
    units: UnitRegister
    params: ReportParams
    year: int
    framework_id: str
    index: str
    file: str
    say: Callable[[str], None]

    @property
    def result_year(self) -> int:
        return self.year - 1


def write_form(
    kind: str,
    province: str,
    year: str,
    framework_id: str = "",
    say: Callable[[str], None] = print,
    *,
    index: str = "",
    file: str = "",
) -> tuple[Path, str]:
    """Write one form below ``reports/forms``.

    Parameters
    ----------
    kind : str
        Key of ``KINDS``.
    province : str
        Key, name or alias of the unit.
    year : str
        Year of the plan; the form is for the results of the year before.
    framework_id : str
        Edition or questionnaire: folder of ``data/frameworks`` or path of an Excel file; empty: the one known for
        the level and year.
    say : callable
        Takes a line for a form that was kept, and the tree that a numbered list of criteria was understood as.
    index : str
        Index that the form is of, where its kind needs one.
    file : str
        File of the office that the form is made from, where its kind needs one.

    Returns
    -------
    (pathlib.Path, str)
        The form, and where it belongs when it is filled in. One that was begun to be filled in there is kept in
        ``edited``.

    Raises
    ------
    CchcError
        A sentence that says what is wrong.
    """
    if kind not in KINDS:
        near = suggest(kind, KINDS)
        hint = f"; có lẽ là '{near[0]}'" if near else ""
        raise ParameterError(f"KIND='{kind}' không có; được dùng: {', '.join(KINDS)}{hint}.")
    reader = Reader(find_root())
    if kind == FIELD:
        from cchc.run.announcement_forms import write_field  # noqa: PLC0415 -- heavy

        return write_field(reader, province, year, index.strip(), say)
    unit, plan_year, units = resolve_target(reader, province, year)
    order = _Order(
        reader=reader,
        unit=unit,
        units=units,
        params=load_params(reader, unit, plan_year),
        year=plan_year,
        framework_id=framework_id.strip(),
        index=index.strip(),
        file=file.strip(),
        say=say,
    )
    stem_of = KINDS[kind].stem
    stem = kind if stem_of is None else stem_of(order)
    place = f"{office_folder(unit.unit_key, order.result_year)}/{stem}.xlsx"
    content = KINDS[kind].render(order, place)
    path = forms_folder(reader.root, unit.unit_key, order.result_year) / f"{stem}.xlsx"
    put_file(path, content, reader.root, say)
    return path.relative_to(reader.root), place


def _edition(order: _Order, *, is_needed: bool) -> Framework | None:
    unit, issuers = order.unit, (order.unit.unit_key, order.unit.parent_key, COUNTRY_KEY)
    scored = [
        one for one in load_indices(order.reader).of_unit(unit.unit_kind, order.result_year) if one.kind == "scored"
    ]
    if order.framework_id:
        return load_framework(order.reader, order.framework_id)
    editions = (find_in_force(order.reader, one, unit.unit_kind, issuers, order.result_year) for one in scored)
    if found := next((one for one in editions if one), None):
        if found.why_vi:
            order.say(found.why_vi)
        return load_framework(order.reader, found.framework_id)
    if not is_needed:
        return None
    raise MissingDataError(
        f"Chưa có bộ tiêu chí cho {unit.name_full_vi} năm {order.result_year}; hãy lập bộ tiêu chí riêng bằng"
        " make form KIND=framework, hoặc chọn một bộ bằng FRAMEWORK=<thư mục trong data/frameworks>."
    )


def _score_sheet(order: _Order, place: str) -> bytes:
    from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet  # noqa: PLC0415 -- heavy
    from cchc.reporting.sentences import sentence  # noqa: PLC0415

    framework = _edition(order, is_needed=True)
    assert framework is not None  # noqa: S101 -- is_needed
    if any(node.node_kind in {"content", "factor", "item"} for node in framework.nodes):
        raise ParameterError(
            f"FRAMEWORK='{framework.framework_id}' là phiếu khảo sát, không phải bộ tiêu chí chấm điểm."
        )
    choice = order.params.inputs.previous_score_sheet
    before = load_sheet(order.reader, choice, order.unit, order.units, order.result_year - 1)
    previous: dict[str, float] = {}
    note = ""
    if before is not None:
        from cchc.indices.stages import carried_scores  # noqa: PLC0415

        maps = load_edition_maps(order.reader, order.unit, order.units, order.result_year)
        previous = carried_scores(before.scores, before.framework, before.stage, framework, maps)
        note = sentence("last_scores", STATUSES[before.status], before.path)
    return render_score_sheet(
        ScoreForm(
            framework=framework,
            unit_name=order.unit.form_name,
            year=order.result_year,
            status="office",
            rows={},
            previous=previous,
            previous_note=note,
            place=place,
            note=sentence("invented_framework") if framework.status == "illustrative" else "",
        )
    )


def _survey(order: _Order, place: str) -> bytes:
    from cchc.reporting.forms.survey import render_survey  # noqa: PLC0415 -- heavy
    from cchc.reporting.sentences import sentence  # noqa: PLC0415

    framework = load_framework(order.reader, order.framework_id or order.params.surveyed.framework)
    if not any(node.node_kind == "item" for node in framework.nodes):
        raise ParameterError(f"FRAMEWORK='{framework.framework_id}' không phải phiếu khảo sát (không có câu hỏi nào).")
    note = sentence("invented_questionnaire") if framework.status == "illustrative" else ""
    return render_survey(framework, unit_name=order.unit.form_name, year=order.result_year, place=place, note=note)


def _tasks(order: _Order, place: str) -> bytes:
    from cchc.analysis.results import compute_results  # noqa: PLC0415 -- heavy
    from cchc.planning.plan_building import build_plan, plan_in_force  # noqa: PLC0415
    from cchc.reporting.forms.task_form import render_tasks  # noqa: PLC0415
    from cchc.sources.report_inputs import load_inputs  # noqa: PLC0415

    inputs = load_inputs(order.unit.unit_key, order.year)
    results = compute_results(inputs)
    # what the office has typed goes into the next form, also where it was typed after signing
    has_own = inputs.tasks is not None and inputs.tasks.status == "office"
    return render_tasks(build_plan(results) if has_own else plan_in_force(results), place=place)


def _framework(order: _Order, place: str) -> bytes:
    from cchc.reporting.forms.framework import render_framework  # noqa: PLC0415 -- heavy
    from cchc.reporting.sentences import lines, sentence  # noqa: PLC0415

    del place  # the same everywhere, told in the instructions
    try:
        return render_framework(_edition(order, is_needed=False))
    except UnplacedError:
        framework = load_numbered(order.reader, order.framework_id)
    for line in lines("tree_understood", framework, len(framework.leaves())):
        order.say(line)
    for node in framework.nodes:
        indent = "  " * (len(framework.ancestors(node.code)) + 1)
        order.say(f"{indent}{sentence('tree_row', node, NODE_KINDS[node.node_kind])}")
    for fault in framework.inconsistencies():
        order.say(f"Cảnh báo: {fault}.")
    return render_framework(framework)


def _result(order: _Order, place: str) -> bytes:
    from cchc.run.announcement_forms import result_form  # noqa: PLC0415 -- heavy

    return result_form(order.reader, order.unit, order.units, order.result_year, order.index, place)


def _result_stem(order: _Order) -> str:
    from cchc.run.announcement_forms import result_stem  # noqa: PLC0415 -- heavy

    return result_stem(order.reader, order.unit, order.result_year, order.index)


def _field(order: _Order, place: str) -> bytes:
    raise AssertionError(order, place)  # of no unit: ``write_form`` has written it


def _solutions(order: _Order, place: str) -> bytes:
    from cchc.run.solution_forms import solution_form  # noqa: PLC0415 -- heavy

    return solution_form(order.reader, order.unit, order.units, order.result_year, order.framework_id, place, order.say)


def _edition_map(order: _Order, place: str) -> bytes:
    from cchc.run.edition_forms import edition_form  # noqa: PLC0415 -- heavy

    return edition_form(
        order.reader, order.unit, order.units, order.result_year, order.framework_id, order.file, place, order.say
    )


def _edition_stem(order: _Order) -> str:
    from cchc.run.edition_forms import edition_stem  # noqa: PLC0415 -- heavy

    return edition_stem(order.reader, order.unit, order.units, order.result_year, order.file)


def _solutions_stem(order: _Order) -> str:
    from cchc.run.solution_forms import solution_stem  # noqa: PLC0415 -- heavy

    return solution_stem(order.reader, order.unit, order.units, order.result_year, order.framework_id)


def _survey_map(order: _Order, place: str) -> bytes:
    from cchc.reporting.forms.survey_map import render_survey_map  # noqa: PLC0415 -- heavy
    from cchc.reporting.sentences import lines  # noqa: PLC0415
    from cchc.sources.survey_requests import read_map_request  # noqa: PLC0415

    request = read_map_request(
        order.reader, order.unit, order.result_year, order.file, order.framework_id, order.params.surveyed.framework
    )
    for line in lines("survey_map_found", request.proposal, len(request.questionnaire.leaves()), request.broken):
        order.say(line)
    return render_survey_map(
        request.proposal,
        request.questionnaire,
        unit_name=order.unit.form_name,
        year=order.result_year,
        file=request.path,
        place=place,
    )


@dataclasses.dataclass(frozen=True)
class FormKind:
    """A kind of form: what it is called, what renders it, and what its file is called where that is not its key."""

    name_vi: str
    render: Callable[[_Order, str], bytes]
    stem: Callable[[_Order], str] | None = None


KINDS = {
    "score_sheet": FormKind("bảng chấm điểm PAR INDEX", _score_sheet),
    "survey": FormKind("phiếu trả lời SIPAS", _survey),
    "survey_map": FormKind("bảng khớp phiếu khảo sát", _survey_map),
    "tasks": FormKind("nhiệm vụ của kế hoạch", _tasks),
    "framework": FormKind("bộ tiêu chí riêng của cơ quan", _framework),
    "solutions": FormKind("giải pháp theo bộ tiêu chí của cơ quan", _solutions, _solutions_stem),
    "edition_map": FormKind("đối chiếu hai bộ tiêu chí", _edition_map, _edition_stem),
    RESULT: FormKind("kết quả đã công bố của đơn vị", _result, _result_stem),
    FIELD: FormKind("kết quả đã công bố của các tỉnh, thành phố", _field),
}
