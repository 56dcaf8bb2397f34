"""Every command that a text shows is one: a known command, known words, a unit of its year, values that are taken."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from cchc.dates import read_day
from cchc.errors import CchcError, ParameterError
from cchc.run.batch import wanted_units
from cchc.run.cli import cchc, main
from cchc.run.command_options import names
from cchc.run.command_words import split_words
from cchc.run.commands_data import FORM_KINDS
from cchc.sources.coverage import read_register
from cchc.sources.plan_years import check_year

ROOT = Path(__file__).resolve().parents[2]
TEXTS = (
    "README.md",
    "docs/bat_dau_nhanh.md",
    "docs/huong_dan.md",
    "docs/reference.md",
    "docs/windows.md",
    "data/README.md",
)
_DOOR = r"(?:make|\.?[/\\]?cchc(?:\.cmd|\.ps1)?)"
_INLINE = re.compile(rf"`({_DOOR}(?: [^`]*)?)`")
_FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
#: What stands for something that the reader has to put in.
_OPEN = re.compile(r"…|\.\.\.|<|\[|\]|=$")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^\.PHONY: (\S+)$", MAKEFILE, flags=re.MULTILINE))
WORDS = set(re.findall(r"^WORDS := (.*)$", MAKEFILE, flags=re.MULTILINE)[0].split())
KINDS = {"form": FORM_KINDS, "campaign": ("units", "self"), "notebook": ("blank",)}


def shown(text: str) -> Iterator[str]:
    """Find the commands of a text: in spans, and line by line in fenced blocks; what follows a comment or a pipe is left out."""
    fenced = [line for block in _FENCED.findall(text) for line in block.splitlines()]
    for found in (*_INLINE.findall(_FENCED.sub("", text)), *fenced):
        line = re.split(r" #| \| | >>? |&& ", found.strip())[0].strip()
        if re.match(rf"{_DOOR}(?: |$)", line) and line.count(" "):
            yield line


def refuse(line: str) -> None:
    """Say what is wrong with a command, as the command line would, as far as that can be known without running it."""
    door, name, *rest = shlex.split(re.sub(r"<[^>]*>", "<>", line).replace("\\", "/"))
    given = [one for one in rest if one not in {"…", "...", "--help"}]
    if name in {"--help", "<>"}:
        return
    if name not in cchc.commands:
        if door != "make" or name not in TARGETS:
            raise ParameterError(f"'{name}' không phải một lệnh")
        if strange := {one.partition("=")[0] for one in given if "=" in one} - WORDS:
            raise ParameterError(f"không có khóa {strange}")
        return
    if door == "make" and name not in TARGETS:
        raise ParameterError(f"make không có {name}")
    command = cchc.commands[name]
    given = [one.strip("[]") if "=" in one else one for one in given]
    left, words = split_words(command, given)
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    if len([one for one in left if not one.startswith("-")]) > len(arguments):
        raise ParameterError(f"thừa {left}")
    _refuse_values(name, {key: value for key, value in words.items() if not _OPEN.search(f"{key}={value}")})


def _refuse_values(name: str, words: dict[str, str]) -> None:
    year = check_year(words["YEAR"]) if "YEAR" in words else None
    if year and "PROVINCE" in words:
        read_register(ROOT).resolve(words["PROVINCE"], year)
    if year and (words.keys() & {"PROVINCES", "LEVEL"}):
        wanted_units(ROOT, year, names("PROVINCES", words.get("PROVINCES", "")), words.get("LEVEL", ""))
    if "AT" in words and read_day(words["AT"]) is None:
        raise ParameterError(f"AT={words['AT']}")
    known = {
        "KIND": KINDS.get(name, ()),
        "PERIOD": ("quarter", "half", "year"),
        "ENGINE": ("fork", "kernel"),
        "INDEX": (*(one.stem for one in (ROOT / "data/indices").glob("*.yml")), "chi_so_moi"),
        **dict.fromkeys(("ISSUE", "FORCE", "DEBUG"), ("1",)),
    }
    for key, allowed in known.items():
        if key in words and words[key] not in allowed:
            raise ParameterError(f"{key}={words[key]}")
    for key in ("JOBS", "TIME_LIMIT"):
        if key in words and not words[key].isdigit():
            raise ParameterError(f"{key}={words[key]}")


def test_commands_are_found_in_spans_and_blocks() -> None:
    text = "`make report` và `cchc report PROVINCE=A YEAR=1`\n```\n./cchc site YEAR=2024   # trang\nls\nmake zip | cat\n```\n`make`, `cchc_fork`"
    assert list(shown(text)) == ["make report", "cchc report PROVINCE=A YEAR=1", "./cchc site YEAR=2024", "make zip"]


@pytest.mark.parametrize(
    "line",
    [
        "make reprot PROVINCE=BacKan",
        "cchc test",
        "make report PROVINSE=BacKan YEAR=2024",
        "make report PROVINCE=BacKann YEAR=2024",
        "make report PROVINCE=BacKan YEAR=2026",
        "make report PROVINCE=BacKan YEAR=20244",
        "make report PROVINCE=HaNoi/KhongCo YEAR=2026",
        "make reports PROVINCE=BacKan YEAR=2024",
        'make reports PROVINCES="TuyenQuang/*" LEVEL=comune YEAR=2026',
        "make form KIND=scoresheet PROVINCE=BacKan YEAR=2024",
        "make form KIND=result INDEX=dtii PROVINCE=CaoBang YEAR=2026",
        "make progress PROVINCE=BacKan YEAR=2024 AT=30/9/24x",
        "make fuzz M=3",
        "make report BacKan 2024",
        "make report PROVINCE=BacKan YEAR=2024 ISSUE=yes",
        "cchc completion bash zsh",
    ],
)
def test_what_a_reader_could_not_type_is_refused(line: str) -> None:
    with pytest.raises((CchcError, ValueError)):
        refuse(line)


@pytest.mark.parametrize("text", TEXTS)
def test_every_command_that_a_text_shows_can_be_typed(text: str) -> None:
    found = sorted(set(shown((ROOT / text).read_text(encoding="utf-8"))))
    assert len(found) >= {"data/README.md": 1, "docs/windows.md": 8}.get(text, 3)
    wrong = {}
    for line in found:
        try:
            refuse(line)
        except (CchcError, ValueError) as error:
            wrong[line] = str(error)
    assert wrong == {}


def _cheap() -> list[str]:
    """Return what the texts show and takes seconds: forms, checks, the doctor, completion."""
    every = {line for text in TEXTS for line in shown((ROOT / text).read_text(encoding="utf-8"))}
    found = []
    for line in sorted(every):
        name, *words = shlex.split(line.replace("\\", "/"))[1:]
        given = dict(one.split("=", 1) for one in words if "=" in one)
        if _OPEN.search(line) or "--help" in line or name not in {"form", "check-data", "doctor", "completion"}:
            continue
        if name == "form" and not ({"KIND", "YEAR"} <= given.keys() and not given.keys() & {"FRAMEWORK", "FILE"}):
            continue
        if given.get("KIND") == "survey_map" or given.get("INDEX") == "chi_so_moi":  # rest on what the reader has made
            continue
        found.append(line)
    return found


@pytest.mark.whole
def test_what_is_cheap_is_really_run(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(ROOT / "requirements.lock", project)  # the doctor holds the packages against it
    lines = _cheap()
    assert len(lines) > 12
    failed = {}
    for line in lines:
        if main(shlex.split(line.replace("\\", "/"))[1:]):
            failed[line] = capsys.readouterr().err
    assert failed == {}
    assert list((project / "reports/forms").rglob("*.xlsx"))
