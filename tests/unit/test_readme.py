"""What somebody sees first: the README's pictures and links lead somewhere."""

import re
import struct
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ["README.md", *(f"docs/{one.name}" for one in sorted((ROOT / "docs").glob("*.md")))]
PICTURES = sorted((ROOT / "docs/pictures").glob("*.png"))
_LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")


def _anchors(path: Path) -> set[str]:
    """Return the addresses of the headings of a text, as forges make them."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.casefold()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_to_files_and_headings_that_are_there(name: str) -> None:
    home = (ROOT / name).parent
    text = re.sub(r"```.*?```|`[^`]*`", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    for link, picture in _LINK.findall(text):
        if "://" in link:
            continue
        file, _, anchor = (link or picture).partition("#")
        path = home / file if file else ROOT / name
        assert path.exists(), link
        assert not anchor or anchor in _anchors(path), link


def test_pictures_are_small_and_of_few_colours() -> None:
    assert [one.stem for one in PICTURES] == ["brief", "plan", "weaknesses"]
    for path in PICTURES:
        content = path.read_bytes()
        width, height, _, kind = struct.unpack(">IIBB", content[16:26])
        assert kind == 3, path.name  # a palette
        assert (width > 500, height > width, len(content) < 120_000) == (True, True, True), path.name


def test_the_readme_shows_every_picture_and_says_what_it_shows() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r'<img src="docs/pictures/(\w+)\.png" width="\d+" alt="[^"]{20,}">', text)
    assert sorted(shown) == [one.stem for one in PICTURES]


def test_the_first_page_and_the_quick_start_are_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 70
    quick = (ROOT / "docs/bat_dau_nhanh.md").read_text(encoding="utf-8")
    assert len(quick.split()) < 900
    assert re.findall(r"^\*\*(\d+)\. ", quick, flags=re.MULTILINE) == [str(n) for n in range(1, 11)]


GUIDE = (ROOT / "docs/huong_dan.md").read_text(encoding="utf-8")
_NUMBERED = re.compile(r"^#+ (\d+[a-z]?)\. ", re.MULTILINE)
_OF_GUIDE = re.compile(r"mục (\d+[a-z]?\d?)(?: và mục (\d+[a-z]?))? của hướng dẫn")


def test_sections_of_the_guide_are_numbered_in_order() -> None:
    numbers = _NUMBERED.findall(GUIDE)
    assert [one for one in numbers if one.isdigit()] == [str(n) for n in range(1, 19)]
    assert numbers == sorted(numbers, key=lambda one: (int(re.sub(r"\D", "", one)), one))


def test_references_of_the_guide_lead_to_its_sections() -> None:
    numbers, titles = set(_NUMBERED.findall(GUIDE)), set(re.findall(r"^#+ (.*)$", GUIDE, flags=re.MULTILINE))
    prose = re.sub(r"^```.*?^```", "", GUIDE, flags=re.MULTILINE | re.DOTALL)
    named = re.findall(r"mục (\d+[a-z]?\d?)\b(?!\.\d)", prose)
    assert len(named) > 30
    assert set(named) - numbers == set()
    assert set(re.findall(r"mục \*([^*]+)\*", prose)) - titles == set()


@pytest.mark.parametrize("folder", ["lib", "data", "params", "notebooks"])
def test_references_to_the_guide_lead_to_its_sections(folder: str) -> None:
    numbers = set(_NUMBERED.findall(GUIDE))
    kinds = {".py", ".j2", ".md", ".yml", ".ipynb"}
    files = [one for one in (ROOT / folder).rglob("*") if one.suffix in kinds and ".ipynb_checkpoints" not in one.parts]
    named = [
        number
        for one in files
        for found in _OF_GUIDE.findall(one.read_text(encoding="utf-8"))
        for number in found
        if number
    ]
    assert set(named) - numbers == set()
    assert len(named) >= {"lib": 6, "data": 1}.get(folder, 0)
