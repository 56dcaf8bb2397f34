"""The command line tells of itself in Vietnamese, and takes options or the environment alike."""

import os
import re
import subprocess
import sys
from pathlib import Path

import cchc as package
import click
import pytest
from cchc.run.cli import cchc, main

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("PROVINCE", "PROVINCES", "YEAR", "AT", "KIND", "ISSUE", "FORCE", "DEBUG", "ENGINE")


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in WORDS:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", ["", *cchc.commands])
def test_every_command_explains_itself_in_vietnamese(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*filter(None, [name]), "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"Cách dùng: cchc {name}".rstrip())
    assert "In phần trợ giúp này rồi thoát." in told
    for word in (
        "Usage",
        "Options",
        "Commands",
        "Show this",
        "OPTIONS",
        "ARGS",
        "Try",
        "Error",
        "default",
        "required",
        "TEXT",
    ):
        assert word not in told
    if name:
        assert all(one.help for one in cchc.commands[name].params if isinstance(one, click.Option))
        assert cchc.commands[name].help
    else:
        assert all(f"\n  {one} " in told for one in cchc.commands)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Cần một lệnh trong: report, reports, site"),
        (["reprot"], "có lẽ là 'report'"),
        (["report", "--provinc", "BacKan"], "có lẽ là --province"),
        (["report", "--zzz"], "Không có tùy chọn --zzz"),
        (
            ["report", "BacKan"],
            "Không hiểu 'BacKan' sau lệnh report; hãy ghi KHÓA=giá trị, với các khóa PROVINCE, YEAR",
        ),
        (["clean", "tất cả"], "lệnh này không cần gì thêm"),
        (["report", "--year"], "Tùy chọn --year cần một giá trị"),
        (["report", "--issue=1"], "Tùy chọn --issue không nhận giá trị"),
        (["--zzz"], "Không có tùy chọn --zzz"),
        (["-"], "Cần một lệnh trong: report, reports, site"),
        (["--", "report"], "Cần một lệnh trong: report, reports, site"),
        (["YEAR=2024"], "Cần một lệnh trong: report, reports, site"),
        (
            ["report", "PROVINSE=BacKan"],
            "Lệnh report không dùng PROVINSE; có lẽ là PROVINCE. Các khóa được dùng: PROVINCE, YEAR",
        ),
        (["reports", "PROVINCE=BacKan"], "Lệnh reports không dùng PROVINCE; có lẽ là PROVINCES"),
        (["report", "TỈNH=BacKan"], "Lệnh report không dùng TỈNH"),
        (["report", "PROVINCE", "=", "BacKan"], "phải viết liền"),
        (["report", "YEAR=2024", "year=2023"], "YEAR được nêu hai lần (2024 và 2023)"),
        (["report", "YEAR=2024", "--year", "2024"], "YEAR được nêu hai lần (YEAR=2024 và --year)"),
        (["report", "YEAR=2024", "--year=2024"], "YEAR được nêu hai lần"),
        (["national", "YEAR=2024", "FORCE=có"], "FORCE='có' không hợp lệ"),
        (["report", "PROVINCE=Bắc Kan", "YEAR=1024"], "YEAR='1024' không phải một năm"),
        (["YEAR=1024", "PROVINCE=BacKan", "report"], "YEAR='1024' không phải một năm"),
        (["completion", "tcsh"], "Không có phần tự điền cho 'tcsh'; được dùng: bash, zsh, fish, powershell."),
        (["national", "--year", "hai"], "không phải một năm"),
        (["progress", "--province", "BacKan", "--year", "2024"], "Chưa cho biết ngày xem tiến độ (AT)"),
    ],
)
def test_a_wrong_command_line_gets_one_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert (shown.err.count("\n"), shown.out) == (1, "")


def test_an_option_wins_over_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YEAR", "2024")
    assert main(["national", "--year", "1024"]) == 2
    assert "1024" in capsys.readouterr().err
    monkeypatch.setenv("FORCE", "có")
    assert main(["national"]) == 2
    assert "FORCE='có' không hợp lệ" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "PROVINCE= Bắc Kạn =x\"'", "YEAR=2024", "ISSUE=1"],
        ["report", "province= Bắc Kạn =x\"'", "Year=2024", "issue=1"],
        ["PROVINCE= Bắc Kạn =x\"'", "YEAR=2024", "report", "--issue"],
        ["report", "--province", " Bắc Kạn =x\"'", "--year=2024", "ISSUE=1"],
    ],
)
def test_words_arrive_as_they_were_typed(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("cchc.run.pipeline.build_report", lambda *args, **named: asked.append((*args, named["issue"])))
    assert main(arguments) == 0
    assert asked == [(" Bắc Kạn =x\"'", "2024", True)]


def test_a_word_wins_over_the_environment_and_does_not_outlive_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        "cchc.run.pipeline.build_report",
        lambda *args, **named: asked.append((*args, named["issue"], os.environ.get("ENGINE"))),
    )
    monkeypatch.setenv("PROVINCE", "KonTum")
    monkeypatch.setenv("ISSUE", "1")
    assert main(["report", "PROVINCE=BacKan", "YEAR=2024", "ISSUE=0", "engine=kernel"]) == 0
    assert asked == [("BacKan", "2024", False, "kernel")]
    assert (os.environ["PROVINCE"], os.environ["ISSUE"]) == ("KonTum", "1")
    assert not {"YEAR", "ENGINE"} & set(os.environ)


def test_debug_as_a_word_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "PROVINCE=BacKan", "YEAR=1024", "DEBUG=1"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_make_and_the_command_line_know_the_same_words() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    by_make = set(re.findall(r"^WORDS := (.*)$", makefile, flags=re.MULTILINE)[0].split())
    every = [one for command in cchc.commands.values() for one in command.params]
    by_us = {str(one.name).upper() for one in every if isinstance(one, click.Option) and not one.hidden}
    assert by_us - {"SHELL"} <= by_make


def test_sentences_name_the_commands_that_windows_has(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cchc.run.cli._is_windows", lambda: True)
    assert main(["report"]) == 2
    assert "ví dụ: cchc report PROVINCE=BacKan YEAR=2024" in capsys.readouterr().err


def test_kinds_of_forms_are_those_that_there_are() -> None:
    from cchc.run.commands_data import FORM_KINDS
    from cchc.run.forms import KINDS

    assert tuple(KINDS) == FORM_KINDS


def _bash(*words: str) -> list[str]:
    """Return what bash offers: it cuts words at the equals sign."""
    drive = (
        'eval "$(cchc completion bash)"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1));'
        ' _cchc_completion cchc 2>/dev/null; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", drive, "bash", "cchc", *words],
        env={**os.environ, "PATH": path}, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["repo"], ["report", "reports"]),
        (["report", "PRO"], ["PROVINCE="]),
        (["report", "PROVINCE", "=", "Bac"], ["BacAi", "BacGiang", "BacKan", "BacLieu", "BacNinh"]),
        (["report", "PROVINCE", "=", "hanoi/xuanp"], ["HaNoi/XuanPhuong"]),
        (["report", "PROVINCE", "=", "LangSon/stp"], ["LangSon/STP"]),
        (["report", "PROVINCE", "=", "BacKan", "YEAR", "=", "2024", ""], ["ISSUE=", "DEBUG=", "ENGINE="]),
        (["report", "--prov"], ["--province"]),
        (["campaign", "KIND", "="], ["units", "self"]),
        (["form", "INDEX", "=", "p"], ["papi", "par_index", "pci", "pgi"]),
        (["report", "ISSUE", "="], ["1"]),
    ],
)
def test_bash_completes_commands_words_and_values(words: list[str], offered: list[str]) -> None:
    assert _bash(*words) == offered


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_shells_that_keep_words_whole_get_whole_words(
    shell: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = "PROVINCE=BắcK"
    monkeypatch.setenv("COMP_WORDS", f"cchc report {typed}")
    monkeypatch.setenv("COMP_CWORD", "2" if shell == "zsh" else typed)
    monkeypatch.setenv("_CCHC_COMPLETE", f"{shell}_complete")
    assert main([]) == 0
    assert re.findall(r"PROVINCE=\S+", capfd.readouterr().out) == ["PROVINCE=BacKan"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_says_where_it_goes(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    told = capsys.readouterr().out
    assert f"#   cchc completion {shell} > " in told
    assert told.startswith("#compdef cchc\n" if shell == "zsh" else "# Gõ dở rồi bấm Tab")
    # after KEY= comes a value: no blank; fish leaves it out by itself
    assert [one for one in ("compopt -o nospace", "compadd -U -S ''") if one in told] == {
        "bash": ["compopt -o nospace"], "zsh": ["compadd -U -S ''"], "fish": [],
    }[shell]  # fmt: skip


def test_completing_loads_nothing_heavy() -> None:
    code = (
        "import os, sys; os.environ.update(_CCHC_COMPLETE='zsh_complete', COMP_WORDS='cchc report PROVINCE=HaNoi/', COMP_CWORD='2');"
        " from cchc.run.cli import main; main([]); print({'pandas', 'matplotlib', 'papermill', 'yaml'} & set(sys.modules) or 'nothing heavy')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.count("HaNoi/") > 100
    assert done.stdout.endswith("nothing heavy\n")


def test_ctrl_c_is_not_taken_for_anything_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cchc.run.clean.clean_reports", interrupted)
    assert main(["clean"]) == 130
    assert "Đã dừng theo yêu cầu" in capsys.readouterr().err


def test_the_package_names_its_public_words_before_they_are_imported() -> None:
    code = "import sys, cchc; print(set(cchc.__all__) <= set(dir(cchc)), 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
    assert all(getattr(package, name) for name in package.__all__)
