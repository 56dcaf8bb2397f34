"""The command line tells of itself in Vietnamese, and takes options or the environment alike."""

import subprocess
import sys

import cchc as package
import click
import pytest
from cchc.run.cli import cchc, main


@pytest.mark.parametrize("name", ["", *cchc.commands])
def test_every_command_explains_itself_in_vietnamese(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*filter(None, [name]), "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"Cách dùng: cchc {name}".rstrip())
    assert "In phần trợ giúp này rồi thoát." in told
    for word in ("Usage", "Options", "Commands", "Show this", "OPTIONS", "ARGS"):
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
        (["report", "BacKan"], "Không hiểu dòng lệnh 'report'"),
        (["report", "--year"], "Không hiểu dòng lệnh"),
        (["national", "--year", "hai"], "không phải một năm"),
        (["progress", "--province", "BacKan", "--year", "2024"], "Chưa cho biết ngày xem tiến độ (AT)"),
    ],
)
def test_a_wrong_command_line_gets_one_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PROVINCE", "YEAR", "AT"):
        monkeypatch.delenv(name, raising=False)
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
