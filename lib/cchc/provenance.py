"""What a report rests on: every input with its hash and the status of its figures."""

from __future__ import annotations

from dataclasses import dataclass

#: Status of figures (design rule 5) and how documents name it; ``text`` is for files that hold no figure.
STATUSES = {
    "official": "chính thức",
    "published": "đã công bố",
    "office": "cơ quan tự nhập",
    "estimated": "ước tính",
    "illustrative": "minh họa",
    "text": "văn bản, danh mục",
}


@dataclass(frozen=True, order=True)
class InputFile:
    """One file that a report rests on.

    Attributes
    ----------
    path : str
        Relative to the project, with forward slashes.
    sha256 : str
        Hash of the file's bytes.
    status : str
        Key of ``STATUSES``.
    title_vi : str
        What it is, as the report's last page names it.
    saved : str
        When an office's workbook was saved, as it tells itself (ISO, UTC); empty where it does not.
    rows_sha256 : str
        Hash of the rows that the report rests on, where it does not rest on all of the file's; empty otherwise.
    """

    path: str
    sha256: str
    status: str
    title_vi: str
    rows_sha256: str = ""
    saved: str = ""

    @property
    def content_sha256(self) -> str:
        """Hash of what the report rests on: other rows of the same file do not touch it."""
        return self.rows_sha256 or self.sha256
