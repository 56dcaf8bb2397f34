"""Lists of answers of an export: which questions share one, and what each answer seems to mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from cchc.sources.survey_headings import ExportColumn
from cchc.sources.survey_maps import OTHER_ANSWERS, POINTS, MapAnswer, SurveyMap, answer_key
from cchc.sources.survey_matching import CERTAIN
from cchc.sources.survey_options import read_option
from cchc.sources.survey_personal import may_be_told
from cchc.sources.survey_uses import CATEGORIES, USE_WORDS, age_band
from cchc.sources.survey_words import (
    MEANINGS,
    OTHER,
    fold,
    is_other,
    is_own_words,
    is_spelling,
    read_meaning,
    split_answers,
)

#: At most so many wordings of a column are offered as categories.
_MOST_CATEGORIES = 60
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


def name_scales(
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


def propose_answers(
    columns: Sequence[ColumnProposal],
    counts: Mapping[int, Counter[str]],
    with_options: Mapping[str, tuple[str, ...]],
    earlier: SurveyMap | None,
) -> list[AnswerProposal]:
    """Propose what the answers of every list mean.

    Parameters
    ----------
    columns : sequence of ColumnProposal
        With their scales.
    counts : mapping of int to Counter
        Column → how often each answer stands in it.
    with_options : mapping
        Questions that are answered by options → these.
    earlier : SurveyMap or None
        What the office confirmed before.

    Returns
    -------
    list of AnswerProposal
        List after list. Answers that may be about a person, or that one respondent wrote at some length, are one row
        without a word of theirs: ``OTHER_ANSWERS``.
    """
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
        listed = [
            key for key, n in total.items() if may_be_told(spelt[key]) and (n > 1 or not is_own_words(spelt[key]))
        ]
        if own[0].use in CATEGORIES:
            listed = sorted(listed, key=lambda key: (-total[key], key))[:_MOST_CATEGORIES]
        hidden = sum(count for key, count in total.items() if key not in listed)
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
