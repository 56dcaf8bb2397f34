"""Strings as offices type them: what is harmless is brought into one form, what no document can carry is named."""

from __future__ import annotations

import functools
import re
import unicodedata

#: Bullets and ticks of Word's symbol fonts, which it stores as private characters, and what they look like.
_SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "▪", 0xF06E: "■", 0xF071: "❑", 0xF076: "❖", 0xF0A8: "☐", 0xF0A3: "☐", 0xF0D8: "➢", 0xF0E8: "➔",
    0xF0E0: "→", 0xF0FC: "✓", 0xF0FB: "✗", 0xF0FE: "☑", 0xF0FD: "☒", 0xF02D: "-", 0xF0AE: "→", 0xF0B3: "≥",
}  # fmt: skip
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_LINE_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: Marks that show nothing: zero width, direction, soft hyphen, variation selectors.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
#: Letters and figures of another width, and Roman numerals of one character.
_WIDE = re.compile("[\uff01-\uff5e\u3000\u2160-\u217f]")
#: What the embedded fonts can print, by their tables (a test holds the two together): first and last of each run.
_PRINTED = (
    "20-7E A0-377 37A-37F 384-38A 38C 38E-3A1 3A3-52F 591-5C7 5D0-5EA 5F0-5F4 1AB0-1ABE 1C80-1C88 1D00-1DF5 1DFB-1F15 "
    "1F18-1F1D 1F20-1F45 1F48-1F4D 1F50-1F57 1F59 1F5B 1F5D 1F5F-1F7D 1F80-1FB4 1FB6-1FC4 1FC6-1FD3 1FD6-1FDB "
    "1FDD-1FEF 1FF2-1FF4 1FF6-1FFE 2000-2064 2066-2071 2074-208E 2090-209C 20A0-20BE 20F0 2100-214F 2153-2154 "
    "215B-215E 2160-2188 218A-218B 2190-23B9 23BE-23FF 2460-2500 2502 2506 250C 2510 2514 2518 251C 2524 252C 2534 "
    "253C 2550-256C 2571-2572 2577 2580 2584 2588 258C 2590-2593 25A0-27FF 2900-2B73 2B76-2B95 2B97-2BFF 2C60-2C7F "
    "2DE0-2E42 A640-A69F A717-A7AE A7B0-A7B7 A7F7-A7FF AB30-AB65 F001-F002 F005 F00A-F00E FB01-FB04 FB1D-FB36 "
    "FB38-FB3C FB3E FB40-FB41 FB43-FB44 FB46-FB4F FE20-FE2F FEFF FFFC-FFFD 1F000-1F02B 1F100-1F1AD 1F1E6-1F1FF "
    "1F300-1F6D9 1F6DC-1F6EC 1F6F0-1F6FC 1F780-1F7D9 1F7E0-1F7EB 1F7F0 1F800-1F80B 1F810-1F847 1F850-1F859 "
    "1F860-1F887 1F890-1F8AD 1F8B0-1F8B1 1F900-1F9FF 1FA70-1FA7C 1FA80-1FAC6 1FAC8 1FACC-1FADD 1FADF-1FAEB "
    "1FAEF-1FAFA "
)
#: Signs that Unicode never puts between two letters; the fonts .VnTime (TCVN3) have Vietnamese letters in their places.
_TCVN3 = re.compile(r"(?<=[^\W\d_])[¡¢£¤¦§¨©ª«¬®¯±µ¶¸¹»¼½¾](?=[^\W\d_])")
#: Letters that Vietnamese in Unicode does not have; the fonts VNI-Times have vowels' marks and đ in their places.
_VNI = re.compile(r"(?<=[aeiouyAEIOUY])[äåæëïöøûüÄÅÆËÏÖØÛÜ]|[ñÑ](?=[aeiouyöïAEIOUY])|(?<=[^\W\d_])[öïÖÏ]")


class SectionTexts(dict[str, str]):
    """Sections of a plan, name → template, which know the file that each came from.

    Parameters
    ----------
    paths : dict of str to str
        Name → file, relative to the project.
    texts : dict of str to str
        Name → template.
    """

    def __init__(self, texts: dict[str, str], paths: dict[str, str]) -> None:
        super().__init__(texts)
        self.paths = paths


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


@functools.cache
def printable() -> frozenset[str]:
    """Return every character that documents can carry."""
    runs = [[int(one, 16) for one in run.split("-")] for run in _PRINTED.split()]
    return frozenset(chr(one) for run in runs for one in range(run[0], run[-1] + 1)) | {"\n", "\t"}


def unprintable(text: str) -> list[str]:
    r"""List the characters of a normalised text that no document can carry, each once, by their numbers.

    Examples
    --------
    >>> unprintable("chuông \x07, \ue000, 中"), unprintable("dòng\nmới\t1 ✓ ➢ 📌")
    (['U+0007', 'U+E000', 'U+4E2D'], [])
    """
    if text.isascii() and text.isprintable():
        return []
    return [f"U+{ord(one):04X}" for one in dict.fromkeys(text) if one not in printable()]


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
