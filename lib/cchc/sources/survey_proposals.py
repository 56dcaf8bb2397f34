"""What a survey export seems to mean, column by column and answer by answer: proposed to the office, used by nobody else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from cchc.frameworks import Framework
from cchc.sources.survey_columns import RESPONDENT, TableColumns, cell_text
from cchc.sources.survey_headings import Export, ExportColumn, find_export
from cchc.sources.survey_maps import OTHER_ANSWERS, POINTS, MapAnswer, SurveyMap, answer_key
from cchc.sources.survey_matching import CERTAIN, Match, match_columns, score_headings
from cchc.sources.survey_options import read_option
from cchc.sources.survey_personal import has_personal_heading, is_personal_column, may_be_told
from cchc.sources.survey_uses import (
    CATEGORIES,
    DROPPED,
    FREE_TEXT,
    IGNORED,
    PERSONAL,
    PLACES,
    TIMES,
    USE_WORDS,
    age_band,
    is_free_heading,
)
from cchc.sources.survey_words import MEANINGS, OTHER, fold, is_other, is_spelling, read_meaning, split_answers

#: Longer answers on average than this are the respondent's own words.
_LONG = 45
#: At most so many wordings of a column are offered as categories.
_MOST_CATEGORIES = 60
#: Words of an answer that a single person may have given and that is listed all the same.
_SHORT = 4
#: From this share of known answers on a column is one of answers.
_MOSTLY = 0.8
#: Values that KoboToolbox writes instead of labels.
_MACHINE = re.compile(r"[a-z0-9]*[a-z_][a-z0-9_]*")
#: An answer as near as this to an option is proposed for it [0-100].
_NEAR = 75
_SEX = {"nam": "Nam", "male": "Nam", "m": "Nam", "nu": "Nữ", "female": "Nữ", "f": "Nữ", "khac": OTHER, "other": OTHER}


@dataclass(frozen=True)
class ColumnProposal:
    """A column and what it seems to be for.

    Attributes
    ----------
    column : ExportColumn
        Of the export.
    use : str
        Code of a question or key of ``USE_WORDS``; empty where nothing is proposed.
    certainty : int
        0 to 100; from ``CERTAIN`` on it is filled in.
    scale : str
        Name of the list of answers that the column shares with others; empty where answers are not listed.
    separator : str
        Between several answers of one respondent; empty where one is given.
    is_reversed : bool
        Whether an earlier map reverses the points.
    is_remembered : bool
        Whether an earlier map of the office says so.
    looks_personal : bool
        By heading or content.
    is_numeric : bool
        Whether the answers are bare numbers, which do not say themselves which end is the good one.
    """

    column: ExportColumn
    use: str
    certainty: int
    scale: str = ""
    separator: str = ""
    is_reversed: bool = False
    is_remembered: bool = False
    looks_personal: bool = False
    is_numeric: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether the proposal is filled in."""
        return bool(self.use) and self.certainty >= CERTAIN


@dataclass(frozen=True)
class AnswerProposal:
    """A wording within a scale, how often it was given, and what it seems to mean.

    Attributes
    ----------
    scale, wording : str
        Which list, and the answer as first written.
    count : int
        How often.
    meaning : str
        As forms write it: a point, ``K``, ``trống``, or the name of a category; empty where nothing is proposed.
    is_sure : bool
        Whether it is filled in.
    is_spelling : bool
        Whether another wording of the scale is surely the same answer.
    """

    scale: str
    wording: str
    count: int
    meaning: str
    is_sure: bool
    is_spelling: bool = False


@dataclass(frozen=True)
class MapProposal:
    """A whole map as proposed."""

    export: Export
    columns: tuple[ColumnProposal, ...]
    answers: tuple[AnswerProposal, ...]

    @property
    def n_matched(self) -> int:
        """Questions that are filled in."""
        return sum(one.is_sure and one.use not in USE_WORDS for one in self.columns)

    @property
    def n_open_columns(self) -> int:
        """Columns that the office must choose for."""
        return sum(not one.is_sure for one in self.columns)

    @property
    def n_open_answers(self) -> int:
        """Answers that the office must give a meaning."""
        return sum(not one.is_sure for one in self.answers)

    @property
    def personal(self) -> list[str]:
        """Headings of the columns that look personal."""
        return [one.column.heading for one in self.columns if one.looks_personal]


def propose_map(
    tables: Sequence[TableColumns], path: str, questionnaire: Framework, earlier: SurveyMap | None = None
) -> MapProposal:
    """Propose what the columns and answers of an export mean.

    Parameters
    ----------
    tables : sequence of TableColumns
        As returned by ``survey_headings.open_tables``.
    path : str
        Of the export, for messages.
    questionnaire : Framework
        Whose questions are looked for.
    earlier : SurveyMap, optional
        What the office confirmed for an earlier export: it goes first.

    Returns
    -------
    MapProposal
        Nothing of it rests on a column that looks personal, and none of the values of such a column is in it.

    Raises
    ------
    InputError
        If the headings cannot be found.
    """
    items = {node.code: node.name_vi for node in questionnaire.leaves()}
    with_options = {node.code: node.options for node in questionnaire.choice_items()}
    several = {node.code for node in questionnaire.choice_items() if node.answers == "multiple"}
    export = find_export(tables, path, lambda columns: score_headings(columns, items))
    matches = match_columns(export.columns, items)
    known = {} if earlier is None else {one.key: one for one in earlier.columns}
    columns, counts = [], {}
    for column, match in zip(export.columns, matches, strict=True):
        found = _count(export, column)
        before = known.get(column.key)
        proposal = _propose(column, match, found, items)
        if before is not None and not (proposal.looks_personal and before.use not in DROPPED):
            proposal = replace(
                proposal, use=before.use, certainty=100, is_reversed=before.is_reversed, separator=before.separator,
                is_remembered=True,
            )  # fmt: skip
        if proposal.use in {*CATEGORIES, *several}:
            options = with_options.get(proposal.use, ())
            separator = proposal.separator or _separator(found, column, export.columns, options)
            proposal = replace(proposal, separator=separator)
        counts[column.at] = found
        columns.append(_drop_split(proposal, export.columns))
    columns = _name_scales(columns, counts, items.keys() - with_options.keys(), with_options.keys())
    return MapProposal(export, tuple(columns), tuple(_answers(columns, counts, with_options, earlier)))


def _count(export: Export, column: ExportColumn) -> Counter[str]:
    """Count the answers of a column; blanks are none."""
    codes, unique = export.values(column)
    found: Counter[str] = Counter()
    for at, count in Counter(codes.tolist()).items():
        if at >= 0 and (text := cell_text(unique[at])):
            found[text] += count
    return found


def _propose(column: ExportColumn, match: Match, found: Counter[str], items: Mapping[str, str]) -> ColumnProposal:
    # the numbers that tools give to responses are as long as those of cards
    by_content = match.use not in {RESPONDENT, *TIMES} and is_personal_column(
        list(found), list(found.values()), may_be_places=match.use in PLACES
    )
    by_heading = has_personal_heading(column.heading) and not _are_answers(found)
    is_item = match.use in items and match.certainty >= CERTAIN
    if by_content or (by_heading and not is_item and match.use in {"", *items}):
        return ColumnProposal(column, PERSONAL, 100, looks_personal=True)
    if is_item or match.use in USE_WORDS:
        is_numeric = is_item and bool(found) and all(text[:1].isdigit() and len(text) == 1 for text in found)
        return ColumnProposal(column, match.use, match.certainty, is_numeric=is_numeric)
    if is_free_heading(column.heading):
        return ColumnProposal(column, FREE_TEXT, 100)
    if found and sum(len(text) * n for text, n in found.items()) > _LONG * sum(found.values()):
        return ColumnProposal(column, FREE_TEXT, CERTAIN if not match.use else CERTAIN - 1)
    return ColumnProposal(column, match.use, match.certainty)


def _are_answers(found: Counter[str]) -> bool:
    """Tell whether nearly all that stands in a column are answers of a scale: it asks of telephones, and holds none."""
    known = sum(count for text, count in found.items() if read_meaning(text).is_certain)
    return bool(found) and known >= _MOSTLY * sum(found.values())


def _drop_split(proposal: ColumnProposal, columns: Sequence[ExportColumn]) -> ColumnProposal:
    """Leave out the columns of 1 and 0 into which KoboToolbox splits a question of several answers."""
    head = proposal.column.heading.rpartition("/")[0]
    is_split = bool(head) and any(one.heading == head for one in columns)
    return replace(proposal, use=IGNORED, certainty=100, looks_personal=False) if is_split else proposal


def _separator(
    found: Counter[str], column: ExportColumn, columns: Sequence[ExportColumn], known: Sequence[str] = ()
) -> str:
    """Tell what stands between several answers of one respondent: Microsoft writes ``;``, Google a comma, Kobo a space."""
    if any(";" in text for text in found):
        return ";"
    folded = {fold(one) for one in known}
    parts = [one for text in found for one in split_answers(text, ",", folded)]
    if known and all(read_option(one, known) or is_other(one) for one in parts):
        return ","
    options = {one.heading.rpartition("/")[2] for one in columns if one.heading.rpartition("/")[0] == column.heading}
    if options and all(set(text.split()) <= options for text in found):
        return " "
    single = {answer_key(text) for text in found if ", " not in text}
    joined = [text for text in found if ", " in text]
    whole = [text for text in joined if all(answer_key(one) in single or is_other(one) for one in text.split(", "))]
    return "," if whole and len(whole) == len(joined) else ""


def _name_scales(
    columns: list[ColumnProposal],
    counts: Mapping[int, Counter[str]],
    items: Collection[str],
    with_options: Collection[str],
) -> list[ColumnProposal]:
    """Give questions that share wordings of points one scale, and every category column a list of its own."""
    groups: list[set[str]] = []
    of: dict[int, set[str]] = {}
    for one in columns:
        if one.use not in items:
            continue
        points = {answer_key(text) for text in counts[one.column.at] if (read_meaning(text).code or 1) > 0}
        own = points or {""}
        near = [group for group in groups if group & own]
        own = own.union(*near)
        groups = [group for group in groups if not group & own] + [own]
        of[one.column.at] = points
    named: list[set[str]] = []
    done = []
    for one in columns:
        if one.use in items:
            group = next(group for group in groups if (of[one.column.at] or {""}) & group)
            if not any(group is other for other in named):
                named.append(group)
            at = next(place for place, other in enumerate(named, start=1) if group is other)
            done.append(replace(one, scale=f"Thang {at}"))
        else:
            name = f"Câu {one.use}" if one.use in with_options else USE_WORDS[one.use] if one.use in CATEGORIES else ""
            done.append(replace(one, scale=name))
    return done


def _answers(
    columns: Sequence[ColumnProposal],
    counts: Mapping[int, Counter[str]],
    with_options: Mapping[str, tuple[str, ...]],
    earlier: SurveyMap | None,
) -> list[AnswerProposal]:
    found: list[AnswerProposal] = []
    for scale in dict.fromkeys(one.scale for one in columns if one.scale):
        own = [one for one in columns if one.scale == scale]
        options = with_options.get(own[0].use)
        total: Counter[str] = Counter()
        spelt: dict[str, str] = {}
        for one in own:
            for text, count in counts[one.column.at].items():
                if one.use == "age_group" and age_band(text):
                    continue  # put into groups at reading
                for part in split_answers(text, one.separator, {fold(option) for option in options or ()}):
                    wording = OTHER if one.use in {*CATEGORIES, *with_options} and is_other(part) else part
                    total[answer_key(wording)] += count
                    spelt.setdefault(answer_key(wording), wording)
        is_item = own[0].use not in CATEGORIES and options is None
        listed = [key for key in total if may_be_told(spelt[key]) and _is_listed(spelt[key], total[key])]
        hidden = sum(count for key, count in total.items() if key not in listed)
        if not is_item and len(listed) > _MOST_CATEGORIES:
            hidden, listed = hidden + sum(total[key] for key in listed), []
        listed.sort(
            key=lambda key: (
                (-(read_meaning(spelt[key]).code or -9), -total[key], key) if is_item else (0, -total[key], key)
            )
        )
        remembered = {} if earlier is None else earlier.meanings_for(own[0].use, own[0].column.key)
        if options is not None:
            found += [_of_options(scale, options, spelt[key], total[key], remembered) for key in listed]
        elif is_item:
            found += _of_scale(scale, [(spelt[key], total[key]) for key in listed], remembered)
        else:
            found += [_of_category(scale, own[0].use, spelt[key], total[key], remembered) for key in listed]
        if hidden:
            before = remembered.get(OTHER_ANSWERS)
            meaning = before.meaning if before else OTHER if own[0].use in CATEGORIES else ""
            found.append(AnswerProposal(scale, OTHER_ANSWERS, hidden, meaning, is_sure=bool(meaning)))
    return found


def _is_listed(text: str, count: int) -> bool:
    """Tell whether an answer may be listed: a usual one, a short one, or one that several people gave."""
    return read_meaning(text).code is not None or count > 1 or len(re.findall(r"\w+", text)) <= _SHORT


def _of_scale(scale: str, listed: list[tuple[str, int]], remembered: Mapping[str, MapAnswer]) -> list[AnswerProposal]:
    """Propose points; of two answers that would get one point, and are not surely one, none is filled in for the office."""
    found: list[AnswerProposal] = []
    for wording, count in sorted(listed, key=lambda one: -one[1]):
        read = read_meaning(wording)
        before = remembered.get(answer_key(wording))
        if before is not None:
            found.append(AnswerProposal(scale, wording, count, before.meaning, True, before.is_spelling))
            continue
        meaning = "" if read.code is None else MEANINGS[read.code]
        found.append(AnswerProposal(scale, wording, count, meaning, is_sure=read.is_certain))
    done: list[AnswerProposal] = []
    for one in found:
        same = [other for other in done if other.is_sure and one.is_sure and other.meaning == one.meaning]
        if not same or one.is_spelling or one.meaning not in POINTS:
            done.append(one)
        elif any(is_spelling(one.wording, other.wording) for other in same):
            done.append(replace(one, is_spelling=True))
        else:
            done.append(replace(one, is_sure=False))
    order = {wording: at for at, (wording, _) in enumerate(listed)}
    return sorted(done, key=lambda one: order[one.wording])


def _of_options(
    scale: str, options: tuple[str, ...], wording: str, count: int, remembered: Mapping[str, MapAnswer]
) -> AnswerProposal:
    before = remembered.get(answer_key(wording))
    if before is not None:
        return AnswerProposal(scale, wording, count, before.meaning, is_sure=True)
    if option := read_option(wording, options):
        return AnswerProposal(scale, wording, count, option, is_sure=not wording.strip().isdigit())
    near = process.extractOne(fold(wording), [fold(option) for option in options], scorer=fuzz.ratio)
    return AnswerProposal(scale, wording, count, options[near[2]] if near and near[1] >= _NEAR else "", is_sure=False)


def _of_category(scale: str, use: str, wording: str, count: int, remembered: Mapping[str, MapAnswer]) -> AnswerProposal:
    before = remembered.get(answer_key(wording))
    if before is not None:
        return AnswerProposal(scale, wording, count, before.meaning, is_sure=True)
    known = _SEX.get(answer_key(wording)) if use == "sex" else None
    # a code of the tool is no name that a report could print
    return AnswerProposal(
        scale, wording, count, known or wording, is_sure=known is not None or not _MACHINE.fullmatch(wording)
    )
