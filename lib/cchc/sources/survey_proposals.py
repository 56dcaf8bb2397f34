"""What a survey export seems to mean, column by column and answer by answer: proposed to the office, used by nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from cchc.frameworks import Framework
from cchc.sources.survey_columns import RESPONDENT, TableColumns, cell_text
from cchc.sources.survey_headings import Export, ExportColumn, find_export
from cchc.sources.survey_maps import SurveyMap, answer_key
from cchc.sources.survey_matching import CERTAIN, Match, match_columns, score_headings
from cchc.sources.survey_options import read_option
from cchc.sources.survey_personal import are_names, has_personal_heading, is_personal_column
from cchc.sources.survey_scales import AnswerProposal, ColumnProposal, name_scales, propose_answers
from cchc.sources.survey_uses import (
    CATEGORIES,
    DROPPED,
    FREE_TEXT,
    GROUPS,
    IGNORED,
    PERSONAL,
    PLACES,
    TIMES,
    USE_WORDS,
    is_free_heading,
)
from cchc.sources.survey_words import fold, is_other, read_meaning, split_answers

#: Longer answers on average than this are the respondent's own words.
_LONG = 45
#: From this share of known answers on a column is one of answers.
_MOSTLY = 0.8


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
    tables: Sequence[TableColumns],
    path: str,
    questionnaire: Framework,
    earlier: SurveyMap | None = None,
    places: Callable[[], Collection[str]] = tuple,
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
    places : callable
        Returns the names of communes, which may look like those of people.

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
        proposal = _propose(column, match, found, items, places)
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
    columns = name_scales(columns, counts, items.keys() - with_options.keys(), with_options.keys())
    return MapProposal(export, tuple(columns), tuple(propose_answers(columns, counts, with_options, earlier)))


def _count(export: Export, column: ExportColumn) -> Counter[str]:
    """Count the answers of a column; blanks are none."""
    codes, unique = export.values(column)
    found: Counter[str] = Counter()
    for at, count in Counter(codes.tolist()).items():
        if at >= 0 and (text := cell_text(unique[at])):
            found[text] += count
    return found


def _propose(
    column: ExportColumn,
    match: Match,
    found: Counter[str],
    items: Mapping[str, str],
    places: Callable[[], Collection[str]],
) -> ColumnProposal:
    # the numbers that tools give to responses are as long as those of cards
    by_content = match.use not in {RESPONDENT, *TIMES} and is_personal_column(
        list(found), list(found.values()), may_be_places=match.use in PLACES
    )
    by_content = by_content or (match.use in {"", *GROUPS} and are_names(found, places))
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
