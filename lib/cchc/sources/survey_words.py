"""Wordings of answers and what they mean: points of the scale, no opinion, no answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

#: What an answer may mean → how forms write it: points of the scale, no opinion, no answer.
MEANINGS = {1: "1", 2: "2", 3: "3", 4: "4", 5: "5", -1: "K", 0: "trống"}
#: Begins an answer that the respondent wrote: "Khác: …" of every tool.
OTHER = "Khác"
_POINTS = {
    "rat khong hai long": 1, "hoan toan khong hai long": 1, "khong hai long": 2, "hai long": 4, "rat hai long": 5,
    "hoan toan hai long": 5, "rat khong dong y": 1, "hoan toan khong dong y": 1, "khong dong y": 2, "dong y": 4,
    "rat dong y": 5, "hoan toan dong y": 5, "rat kem": 1, "kem": 2, "tot": 4, "rat tot": 5,
    "binh thuong": 3, "trung lap": 3, "trung binh": 3, "phan van": 3,
    "very dissatisfied": 1, "dissatisfied": 2, "neutral": 3, "satisfied": 4, "very satisfied": 5,
    "strongly disagree": 1, "disagree": 2, "agree": 4, "strongly agree": 5,
}  # fmt: skip
_NO_OPINION = {
    "k", "kb", "ktl", "kb ktl", "khong co y kien", "khong y kien", "khong biet", "khong ro", "khong biet khong tra loi",
    "khong biet khong ro", "khong biet khong y kien", "khong the danh gia", "chua the danh gia", "khong ap dung", "n a", "na",
    "don t know", "no opinion", "not applicable",
}  # fmt: skip
_NO_ANSWER = {"khong tra loi", "tu choi tra loi", "bo trong", "de trong", "no answer", "refused"}
#: Codes that questionnaires use for no answer: only the office knows which is which.
_DECLARED = {"77", "88", "97", "98", "99", "777", "888", "997", "998", "999"}
#: A point with or without its word: "4", "4 - Hài lòng", "(4) Hài lòng", "4. Hài lòng".
_NUMBERED = re.compile(r"[(\[]?([1-5])(?:[.,]0+)?[)\]]?\s*(?:[-–—.:)=/]\s*)?(\D.*)?", re.DOTALL)
#: More words than these are no usual label.
_SHORT = 4
_OTHER = re.compile(r"\s*(mục )?(khác|other)\b", re.IGNORECASE)


def fold(text: str) -> str:
    """Return the form in which wordings are compared: letters and figures without accents, one space between words.

    Examples
    --------
    >>> fold("4 - Hài  lòng."), fold("RAT_HAI_LONG"), fold("Không biết/Không trả lời")
    ('4 hai long', 'rat hai long', 'khong biet khong tra loi')
    """
    split = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(one if one.isalnum() else "" if unicodedata.combining(one) else " " for one in split)
    return " ".join(plain.split())


@dataclass(frozen=True)
class Meaning:
    """What a wording is taken for.

    Attributes
    ----------
    code : int or None
        Key of ``MEANINGS``; None where nothing is proposed.
    is_certain : bool
        Whether the wording leaves no doubt.
    """

    code: int | None
    is_certain: bool = False


def read_meaning(wording: str) -> Meaning:
    """Tell what an answer seems to mean.

    Parameters
    ----------
    wording : str
        As the tool or the office wrote it.

    Returns
    -------
    Meaning
        Certain for the usual words and for 1 to 5; a number beside the word of another point is not, nor are codes such
        as 88 and 99, which only the office can declare.

    Examples
    --------
    >>> [read_meaning(one).code for one in ("4 - Hài lòng", "Trung lập", "Không biết/Không trả lời", "99", "Tàm tạm")]
    [4, 3, -1, 0, None]
    >>> read_meaning("1 - Rất hài lòng"), read_meaning("99").is_certain
    (Meaning(code=5, is_certain=False), False)
    """
    folded = fold(wording)
    numbered = _NUMBERED.fullmatch(wording.strip())
    word = _word(wording)
    if word in _POINTS:
        point = _POINTS[word]
        return Meaning(point, is_certain=numbered is None or int(numbered[1]) == point)
    if numbered:
        return Meaning(int(numbered[1]), is_certain=not word)
    if folded in _NO_OPINION:
        return Meaning(-1, is_certain=True)
    if folded in _NO_ANSWER:
        return Meaning(0, is_certain=True)
    if folded in _DECLARED:
        return Meaning(0 if folded[0] == "9" and folded[-1] == "9" else -1)
    return Meaning(None)


def is_spelling(wording: str, other: str) -> bool:
    """Tell whether two wordings surely are one answer: the same word, with or without its number.

    Examples
    --------
    >>> is_spelling("4 - hài lòng", "HÀI LÒNG"), is_spelling("4", "Hài lòng"), is_spelling("Trung lập", "Bình thường")
    (True, True, False)
    """
    both = read_meaning(wording), read_meaning(other)
    if both[0].code != both[1].code or not all(one.is_certain for one in both):
        return fold(wording) == fold(other)
    words = {_word(wording), _word(other)} - {""}
    return len(words) < 2


def _word(wording: str) -> str:
    numbered = _NUMBERED.fullmatch(wording.strip())
    return fold(numbered[2] or "") if numbered else fold(wording)


def is_other(wording: str) -> bool:
    """Tell whether a category was written by the respondent: "Khác: …"."""
    return _OTHER.match(wording) is not None


def is_own_words(wording: str) -> bool:
    """Tell whether an answer is so long that a respondent may have worded it: no label of a scale that anybody knows.

    Examples
    --------
    >>> is_own_words("Hoàn toàn không hài lòng"), is_own_words("Tạm được"), is_own_words("phải đi lại đến ba lần")
    (False, False, True)
    """
    return read_meaning(wording).code is None and len(fold(wording).split()) > _SHORT


def split_answers(text: str, separator: str, known: Collection[str] = ()) -> list[str]:
    """Return the answers of one cell.

    Parameters
    ----------
    text, separator : str
        The cell, and what stands between its answers; empty where there is one.
    known : collection of str
        Folded answers: what would be split although it is one of them stays whole.

    Examples
    --------
    >>> split_answers("Đất đai;Hộ tịch;", ";"), split_answers("Đất đai", "")
    (['Đất đai', 'Hộ tịch'], ['Đất đai'])
    >>> split_answers("Loa, Báo, đài, Mạng", ",", {"bao dai"})
    ['Loa', 'Báo, đài', 'Mạng']
    """
    parts = text.split(separator) if separator else [text]
    found, at = [], 0
    while at < len(parts):
        ends = range(len(parts), at, -1)
        end = next((one for one in ends if fold(separator.join(parts[at:one])) in known), at + 1)
        found.append(separator.join(parts[at:end]).strip())
        at = end
    return [one for one in found if one]
