"""Strings as offices type them: what is harmless is brought into one form, what no document can carry is named."""

from __future__ import annotations

import re
import unicodedata

#: Bullets and ticks of Word's symbol fonts, which it stores as private characters, and what they look like.
_SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "▪", 0xF06E: "■", 0xF071: "❑", 0xF076: "❖", 0xF0A8: "☐", 0xF0A3: "☐", 0xF0D8: "➢", 0xF0E8: "➔",
    0xF0E0: "→", 0xF0FC: "✓", 0xF0FB: "✗", 0xF0FE: "☑", 0xF0FD: "☒", 0xF02D: "-", 0xF0AE: "→", 0xF0B3: "≥", 0xF0A3 + 0x10: "≥",
}  # fmt: skip
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_LINE_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: Marks that show nothing: zero width, direction, soft hyphen, variation selectors.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
#: Letters and figures of another width, and Roman numerals of one character.
_WIDE = re.compile("[\uff01-\uff5e\u3000\u2160-\u217f]")
_UNPRINTABLE = {"Cc", "Cs", "Co", "Cn"}
#: Signs that Unicode never puts between two letters; the fonts .VnTime (TCVN3) have Vietnamese letters in their places.
_TCVN3 = re.compile(r"(?<=[^\W\d_])[¡¢£¤¦§¨©ª«¬®¯±µ¶¸¹»¼½¾](?=[^\W\d_])")
#: Letters that Vietnamese in Unicode does not have; the fonts VNI-Times have vowels' marks and đ in their places.
_VNI = re.compile(r"(?<=[aeiouyAEIOUY])[äåæëïöøûüÄÅÆËÏÖØÛÜ]|[ñÑ](?=[aeiouyöïAEIOUY])|(?<=[^\W\d_])[öïÖÏ]")


def normalise_text(text: str) -> str:
    r"""Bring a text into the one form that documents use.

    Parameters
    ----------
    text : str
        As typed or pasted.

    Returns
    -------
    str
        Composed letters, one kind of line break, no invisible marks and colours of terminals; Word's private bullets and
        full-width letters as the characters that they look like. Nothing that can be read is lost.

    Examples
    --------
    >>> normalise_text("\uf0b7 Rà soát\x0bthủ\u200b tục"), normalise_text("Ⅱ，５")
    ('• Rà soát\nthủ tục', 'II,5')
    """
    if text.isascii() and text.isprintable():
        return text
    text = _ANSI.sub("", unicodedata.normalize("NFC", text))
    text = _INVISIBLE.sub("", _LINE_BREAKS.sub("\n", text)).translate(_SYMBOLS)
    return _WIDE.sub(lambda one: unicodedata.normalize("NFKC", one[0]), text)


def unprintable(text: str) -> list[str]:
    r"""List the characters of a normalised text that no document can carry, each once, by their numbers.

    Examples
    --------
    >>> unprintable("chuông \x07, \ue000"), unprintable("dòng\nmới\t1")
    (['U+0007', 'U+E000'], [])
    """
    if text.isprintable():
        return []
    found = dict.fromkeys(one for one in text if one not in "\n\t" and unicodedata.category(one) in _UNPRINTABLE)
    return [f"U+{ord(one):04X}" for one in found]


def old_encoding(text: str) -> str:
    """Name the old code page that a text seems to be typed in; empty for Unicode.

    Examples
    --------
    >>> old_encoding("X©y dùng kÕ ho¹ch"), old_encoding("Xaây döïng keá hoaïch"), old_encoding("Xây dựng kế hoạch")
    ('TCVN3 (.VnTime)', 'VNI', '')
    """
    if text.isascii():
        return ""
    if _TCVN3.search(text):
        return "TCVN3 (.VnTime)"
    return "VNI" if len(_VNI.findall(text)) > 1 else ""
