"""What an office asks a map for: the export it names, the questionnaire, what it confirmed before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from cchc.errors import InputError, MissingDataError, ParameterError
from cchc.frameworks import Framework
from cchc.paths import office_folder
from cchc.sources.framework_files import load_framework
from cchc.sources.office_files import find_file
from cchc.sources.reader import Reader
from cchc.sources.survey_files import commune_names, find_map
from cchc.sources.survey_headings import open_tables
from cchc.sources.survey_proposals import MapProposal, propose_map
from cchc.units import Unit


@dataclass(frozen=True)
class MapRequest:
    """An export and what is proposed for it; ``broken`` is what is wrong with an earlier map, so that it proposes nothing."""

    path: str
    questionnaire: Framework
    proposal: MapProposal
    broken: str = ""


def read_map_request(
    reader: Reader, unit: Unit, year: int, file: str, framework_id: str, default_framework: str
) -> MapRequest:
    """Read an export and propose its map.

    Parameters
    ----------
    reader : Reader
        Knows the root.
    unit, year : Unit, int
        Whose responses, and of which result year.
    file : str
        The export, relative to the project or absolute inside of it; empty: the office's response file of the year.
    framework_id : str
        Questionnaire that was asked for; empty: that of an earlier map, the office's own, or the default.
    default_framework : str
        Questionnaire of the parameters.

    Returns
    -------
    MapRequest
        With what the office confirmed for an earlier export, where it did.

    Raises
    ------
    CchcError
        If there is no such file, it lies outside of the project, or it is no table of responses.
    """
    path = _inside(reader, file) if file else _own_file(reader, unit, year)
    broken = ""
    try:
        found = find_map(reader, unit, year, is_own_wanted=False)
    except InputError as error:  # the form is how it is mended
        found, broken = None, str(error.faults[0])
    earlier = None if found is None else found.survey_map
    own = f"{office_folder(unit.unit_key, year)}/questionnaire.xlsx"
    asked = framework_id or (own if reader.exists(own) else "")
    questionnaire = load_framework(reader, asked or default_framework)
    if not asked and questionnaire.status == "illustrative" and earlier is not None:
        questionnaire = earlier.framework  # what the office has confirmed goes before what is invented
    if not any(node.node_kind == "item" for node in questionnaire.nodes):
        raise ParameterError(
            f"FRAMEWORK='{questionnaire.framework_id}' không phải phiếu khảo sát (không có câu hỏi nào)."
        )
    content = reader.read_bytes(path, status="office", title_vi="Phiếu khảo sát")
    proposal = propose_map(open_tables(content, path), path, questionnaire, earlier, lambda: commune_names(reader.root))
    return MapRequest(path, questionnaire, proposal, broken)


def _inside(reader: Reader, file: str) -> str:
    given = PurePosixPath(file.replace("\\", "/"))
    place = (reader.root / given).resolve()
    if not place.is_relative_to(reader.root.resolve()):
        raise ParameterError(
            f"FILE='{given.name}' nằm ngoài thư mục dự án; hãy chép tệp vào data/offices/<Mã>/<năm>/ rồi chạy lại."
        )
    return place.relative_to(reader.root.resolve()).as_posix()


def _own_file(reader: Reader, unit: Unit, year: int) -> str:
    found = find_file(reader, "office", unit, year, "survey")
    if found is None:
        raise MissingDataError(
            f"Chưa có tệp phiếu {office_folder(unit.unit_key, year)}/survey.xlsx hoặc .csv; hãy đặt tệp vào đó, hoặc nêu FILE=<tệp>."
        )
    return found[0]
