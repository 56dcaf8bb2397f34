"""What an office typed is never lost: whichever command writes, in whatever depth, wherever it is killed."""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cchc.errors import CchcError
from cchc.run.staging import locked, staged_folder

#: Where the commands write; the report holds the folders of the others.
PLACES = {
    "report": "2024/BacKan",
    "cascade": "2024/BacKan/cascade",
    "campaign": "2024/BacKan/campaign",
    "self_scoring": "2024/BacKan/self_scoring",
    "progress": "2024/BacKan/progress/2024-03-31",
    "national": "2024/_national",
}
_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.symlink", "os.link", "os.truncate", "shutil.rmtree"}  # fmt: skip
_KILLED = 9


_TYPED = (
    "plan.docx", "SNV/extract.xlsx", "SNV/ghi chú.txt", "forms/XaAn.xls", "forms/cũ/XaAn.xlsx", ".notes/a.txt", ".b",
    "hồ sơ/sâu/hơn/c.txt", "edited/plan-12345678.docx", "edited/SNV/extract.xlsx", f"{'d' * 240}.txt",
)  # fmt: skip
_FEW = ("plan.docx", "SNV/extract.xlsx", ".notes/a.txt", "edited/SNV/extract.xlsx")


def _lay(folder: Path, label: str, typed: tuple[str, ...] = _TYPED) -> None:
    """Write what a command writes, and what an office does there afterwards."""
    written = {"plan.docx": "a", "plan.pdf": "b", "SNV/extract.xlsx": "c", "STC/extract.xlsx": "d"}
    for name, text in written.items():
        _put(folder / name, f"written {label} {text}")
    outputs = {name: hashlib.sha256(f"written {label} {text}".encode()).hexdigest() for name, text in written.items()}
    _put(folder / "run.json", json.dumps({"outputs": outputs}))
    for name in typed:
        _put(folder / name, f"typed {label} {name}")
    _put(folder / "~$plan.docx", "lock")
    _put(folder / "SNV/.~lock.extract.xlsx#", "lock")
    _put(folder / "SNV/Thumbs.db", "litter")
    (folder / "SNV/mất").symlink_to(f"/không/có/{label}")
    (folder / "nơi khác").symlink_to("/tmp")


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Return a project whose folders have all been worked in."""
    root = tmp_path / "dự án"
    for label, place in PLACES.items():
        _lay(root / "reports" / place, label)
    _lay(root / "reports/2024/BacKan/progress/2024-06-30", "progress of june")
    return root


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a project in which little was typed, but everywhere."""
    root = tmp_path / "dự án"
    for label in ("report", "cascade", "progress"):
        _lay(root / "reports" / PLACES[label], label, _FEW)
    return root


def _build(target: Path, root: Path) -> None:
    """Write anew, as a command does: one agency has no task any more."""
    with staged_folder(target, root) as staging:
        _put(staging / "plan.docx", "fresh")
        _put(staging / "SNV/extract.xlsx", "fresh too")
        outputs = {
            path.relative_to(staging).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in staging.rglob("*.*")
        }
        _put(staging / "run.json", json.dumps({"outputs": outputs, "fresh": True}))


def _files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): f"link {path.readlink()}" if path.is_symlink() else path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }  # fmt: skip


def _typed(folder: Path) -> set[str]:
    return {text for text in _files(folder).values() if text.startswith(("typed ", "link "))}


def _is_whole(target: Path) -> bool:
    """Tell whether a folder is all old or all new, whatever the office did in it."""
    files = _files(target)
    record = json.loads(files["run.json"])
    own = {name: text for name, text in files.items() if name in record["outputs"]}
    return own.keys() == record["outputs"].keys() and (
        not record.get("fresh") or set(own.values()) == {"fresh", "fresh too"}
    )


def _kill_at(number: int, work: Callable[[], object], root: Path) -> bool:
    """Do something in a process that dies before its n-th change of the disk, amid it where it writes; False: it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _KILLED
    left = [number]

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        is_write = event == "open" and arguments[2] is not None and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if (event not in _CHANGES and not is_write) or left[0] <= 0:
            return
        left[0] -= 1
        if left[0] == 0:
            path = str(arguments[0])
            if is_write and path.startswith(str(root)) and not path.endswith(".lock"):
                os.write(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), b"torn")
            os._exit(_KILLED)

    try:
        sys.addaudithook(watch)
        work()
    finally:
        os._exit(0 if sys.exc_info()[0] is None else 1)
    return False


def _tried(
    root: Path, tmp_path: Path, work: Callable[[Path], object], check: Callable[[Path], None], step: int = 1
) -> int:
    """Kill at every change, or every step-th, each time in a fresh copy; return how many changes there were."""
    number = 0
    while True:
        number += step
        copy = tmp_path / "thử" / "dự án"
        shutil.copytree(root, copy, symlinks=True)
        is_killed = _kill_at(number, lambda: work(copy), copy)  # noqa: B023 -- called at once
        check(copy)
        shutil.rmtree(copy)
        if not is_killed:
            return number


# ---- folders ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_whatever_is_typed_in_a_folder_goes_to_edited_and_what_a_run_wrote_goes(office: Path, place: str) -> None:
    reports = office / "reports"
    target = reports / place
    before, typed = _files(target), _typed(reports)
    _build(target, office)
    after = _files(target)
    assert _typed(reports) == typed
    own = {
        name: text
        for name, text in after.items()
        if not name.startswith(("edited/", "cascade/", "campaign/", "self_scoring/", "progress/"))
    }
    assert own.keys() == {"plan.docx", "SNV/extract.xlsx", "run.json"}
    assert not [name for name in after if "STC" in name and name.startswith("edited/")]  # a stale extract is not sent
    assert not [text for text in after.values() if text in {"lock", "litter"}] or place == PLACES["report"]
    assert after["edited/plan-12345678.docx"] == before["edited/plan-12345678.docx"]
    names = {name for name in after if name.startswith("edited/")}
    for stem in (
        "edited/SNV/ghi chú-",
        "edited/.notes/a-",
        "edited/.b-",
        "edited/hồ sơ/sâu/hơn/c-",
        "edited/forms/cũ/XaAn-",
        "edited/SNV/mất-",
    ):
        assert sum(name.startswith(stem) for name in names) == 1, stem
    for nested in ("cascade", "campaign", "self_scoring", "progress/2024-03-31", "progress/2024-06-30"):
        if place == PLACES["report"]:
            inner = {
                name.removeprefix(f"{nested}/"): text for name, text in before.items() if name.startswith(f"{nested}/")
            }
            assert _files(target / nested) == inner
    assert [path.name for path in (reports / "2024").iterdir() if path.name.startswith(".")] == []


def test_the_same_is_kept_once_and_nothing_is_written_over(office: Path) -> None:
    target = office / "reports/2024/BacKan/cascade"
    _build(target, office)
    once = _files(target)
    _put(target / "SNV/ghi chú.txt", "typed cascade SNV/ghi chú.txt")  # the same again
    _build(target, office)
    assert _files(target) == once
    name = next(one for one in once if one.startswith("edited/SNV/ghi chú-"))
    _put(target / name, "typed otherwise")
    _put(target / "SNV/ghi chú.txt", "typed cascade SNV/ghi chú.txt")
    _build(target, office)
    assert _files(target)[name] == "typed otherwise"
    assert "typed cascade SNV/ghi chú.txt" in _files(target).values()
    _put(target / "edited/T", "typed: a file where a folder is needed")
    _put(target / "T/x.txt", "typed: in a folder of that name")
    _build(target, office)
    assert {"typed: a file where a folder is needed", "typed: in a folder of that name"} <= set(_files(target).values())


def test_every_command_names_what_it_kept(office: Path) -> None:
    told: list[str] = []
    with staged_folder(office / "reports/2024/BacKan/cascade", office, told.append, advice="Chép đi.") as staging:
        _put(staging / "a", "a")
    assert (
        "Lưu ý: SNV/extract.xlsx đã được sửa hoặc thêm bằng tay; tệp đó được giữ trong reports/2024/BacKan/cascade/edited/."
        in told
    )
    assert told[-1] == "Chép đi."
    told.clear()
    with staged_folder(office / "reports/2024/BacKan/cascade", office, told.append, advice="Chép đi.") as staging:
        _put(staging / "a", "a")
    assert told == [
        "Lưu ý: a đã được sửa hoặc thêm bằng tay; tệp đó được giữ trong reports/2024/BacKan/cascade/edited/.",
        "Chép đi.",
    ]


def test_without_a_record_everything_counts_as_typed(office: Path) -> None:
    target = office / "reports/2024/BacKan/cascade"
    for record in (None, "{", "[]", '{"outputs": []}'):
        shutil.rmtree(target)
        _lay(target, "cascade")
        if record is None:
            (target / "run.json").unlink()
        else:
            _put(target / "run.json", record)
        _build(target, office)
        assert {f"written cascade {one}" for one in "bd"} <= set(_files(target).values())


def test_whatever_else_an_office_leaves_in_a_folder_is_kept(office: Path) -> None:
    target = office / "reports/2024/BacKan/cascade"
    shutil.rmtree(target)
    _build(target, office)
    os.mkfifo(target / "fifo")  # waits for ever for who reads it
    (target / "vòng").symlink_to(".")
    (target / "plan.docx").unlink()
    for name in ("plan.docx/trong.txt", "edited", "x." + "y" * 250, "ữ" * 85, "bad\udcff"):
        _put(target / name, f"typed {name!a}")
    shutil.rmtree(target / "SNV")
    _put(target / "SNV", "typed in the place of a folder")
    (target / "cũ").mkdir()
    shutil.copy(target / "run.json", target / "cũ")  # an older copy of the whole, as an office makes one
    _put(target / "cũ/plan.docx", "typed in a copy")
    typed = _typed(target / "cũ") | {"typed in the place of a folder"}
    told: list[str] = []
    with staged_folder(target, office, told.append) as staging:
        _put(staging / "a.txt", "a")
    names = [path.name for path in (target / "edited").rglob("*")]
    assert any(path.is_fifo() for path in (target / "edited").iterdir())
    assert any(path.is_symlink() for path in (target / "edited").iterdir())
    for stem in ("trong", "edited-", "x.yyy", "ữữữ", "bad", "SNV"):
        assert sum(name.startswith(stem) for name in names) == 1, stem
    assert typed <= {path.read_text(encoding="utf-8") for path in target.rglob("*") if path.is_file()}
    assert (target / "cũ/plan.docx").is_file()
    assert all(line.encode() for line in told)  # can be printed


def test_a_file_or_a_link_in_the_place_of_a_folder_is_not_lost(office: Path) -> None:
    target = office / "reports/2024/KonTum"
    _put(target, "typed: a file")
    _build(target, office)
    assert "typed: a file" in _files(target).values()
    link = office / "reports/2024/DakNong"
    elsewhere = office / "elsewhere"
    _put(elsewhere / "a.txt", "typed elsewhere")
    link.symlink_to(elsewhere)
    for place in (link, link / "cascade"):
        with pytest.raises(CchcError, match="reports/2024/DakNong là liên kết tới nơi khác"):
            _build(place, office)
    assert _files(elsewhere) == {"a.txt": "typed elsewhere"}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_kill_at_any_step_of_replacing_loses_nothing_and_mixes_nothing(
    small: Path, tmp_path: Path, place: str
) -> None:
    reports = small / "reports"
    if not (reports / place).exists():
        _lay(reports / place, "this one", _FEW)
    typed, files = _typed(reports), _files(reports)
    others = [one for one in (PLACES["cascade"], PLACES["progress"]) if one != place]

    def check(copy: Path) -> None:
        with locked(copy / "reports" / place, copy):  # any command of the unit
            assert _is_whole(copy / "reports" / place)
        assert _typed(copy / "reports") == typed
        _build(copy / "reports" / place, copy)
        after = _files(copy / "reports")
        assert _typed(copy / "reports") == typed
        for one in others:  # of the other commands, to the byte
            assert {name: text for name, text in after.items() if name.startswith(f"{one}/")} == {
                name: text for name, text in files.items() if name.startswith(f"{one}/")
            }
        assert _is_whole(copy / "reports" / place)
        assert "torn" not in after.values()
        assert [path.name for path in (copy / "reports/2024").iterdir() if path.name.startswith(".")] == []

    assert _tried(small, tmp_path, lambda copy: _build(copy / "reports" / place, copy), check) > 25


def test_what_one_command_left_when_it_was_killed_is_put_right_by_another(small: Path, tmp_path: Path) -> None:
    """The report built after a killed cascade used to remove the cascade that had been set aside."""
    typed = _typed(small / "reports")

    def check(copy: Path) -> None:
        _build(copy / "reports/2024/BacKan", copy)
        assert _typed(copy / "reports") == typed
        assert _is_whole(copy / "reports/2024/BacKan/cascade")

    assert _tried(small, tmp_path, lambda copy: _build(copy / "reports/2024/BacKan/cascade", copy), check) > 25


def test_a_kill_while_putting_right_is_put_right_too(small: Path, tmp_path: Path) -> None:
    typed = _typed(small / "reports")
    target = small / "reports/2024/BacKan"
    work = small / "reports/2024/.BacKan.cchc-work"
    work.mkdir()
    target.replace(work / "old-2024%2FBacKan")  # killed after both renames
    _put(target / "run.json", json.dumps({"outputs": {}, "fresh": True}))

    def enter(copy: Path) -> None:
        with locked(copy / "reports/2024/BacKan/cascade", copy):
            pass

    def check(copy: Path) -> None:
        enter(copy)
        assert _typed(copy / "reports") == typed
        assert _is_whole(copy / "reports/2024/BacKan/cascade")

    assert _tried(small, tmp_path, enter, check) > 15


# ---- single files ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name", ["forms/BacKan/2023/tasks.xlsx", "2024/BacKan-2024.zip", "2024/index.html", "check_data.xlsx"]
)
def test_a_kill_while_a_form_a_package_or_a_list_is_written_leaves_whole_files(tmp_path: Path, name: str) -> None:
    from cchc.run.staging import put_file

    root = tmp_path / "dự án"
    path = root / "reports" / name
    told: list[str] = []
    put_file(path, b"first", root, told.append)
    put_file(path, b"second", root, told.append)
    assert _files(path.parent).keys() >= {path.name, "run.json"}
    assert told == []  # nobody has typed anything
    path.write_bytes(b"typed by the office")

    def check(copy: Path) -> None:
        path = copy / "reports" / name
        assert path.read_bytes() in {b"typed by the office", b"third"} if path.exists() else True
        assert "typed by the office" in _files(copy).values()
        put_file(path, b"third", copy)
        assert path.read_bytes() == b"third"
        assert "typed by the office" in _files(path.parent / "edited").values()
        assert "torn" not in _files(copy).values()
        assert not list(copy.rglob("*.cchc-work"))

    assert _tried(root, tmp_path, lambda copy: put_file(copy / "reports" / name, b"third", copy), check) > 5
    put_file(path, b"third", root, told.append)
    assert f"{path.name} đã được sửa hoặc thêm bằng tay" in told[0]


def test_a_full_disk_leaves_no_half_form_and_moves_nothing(tmp_path: Path) -> None:
    import resource
    import signal

    from cchc.run.staging import put_file

    path = tmp_path / "reports/forms/BacKan/2023/tasks.xlsx"
    _put(path, "typed")
    child = os.fork()
    if not child:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            put_file(path, b"x" * 5000, tmp_path)
        except CchcError as error:
            os._exit(3 if "Không ghi được vào reports/forms/BacKan/2023/tasks.xlsx" in str(error) else 4)
        os._exit(5)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    assert _files(tmp_path / "reports/forms") == {"BacKan/2023/tasks.xlsx": "typed"}


# ---- make clean ------------------------------------------------------------------------------------------------------
def test_cleaning_removes_what_runs_wrote_and_keeps_and_names_the_rest(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from cchc.run.cli import main
    from cchc.run.staging import put_file

    reports = small / "reports"
    for name in ("forms/BacKan/2023/tasks.xlsx", "forms/BacKan/2023/survey.xlsx", "2024/index.html", "check_data.xlsx"):
        put_file(reports / name, b"written form", small)
    _put(reports / "forms/BacKan/2023/tasks.xlsx", "typed form")
    _put(reports / "README.md", "readme")
    _put(small / "params/defaults.yml", "x")
    _put(small / "data/x", "x")
    (reports / "2024/.BacKan.cchc-work").mkdir()
    (reports / "2024/BacKan").replace(reports / "2024/.BacKan.cchc-work/old-2024%2FBacKan")  # left by a kill
    typed = _typed(reports)

    def clean(copy: Path) -> None:
        monkeypatch.setenv("CCHC_ROOT", str(copy))
        assert main(["clean"]) == 0

    def check(copy: Path) -> None:
        clean(copy)
        after = {name: text for name, text in _files(copy / "reports").items() if not name.startswith(".locks/")}
        assert _typed(copy / "reports") == typed
        assert set(after.values()) == typed | {"readme"}
        assert after["2024/BacKan/SNV/extract.xlsx"] == "typed report SNV/extract.xlsx"  # where it stood
        assert not [one for one in copy.rglob("*") if one.is_dir() and not one.is_symlink() and not any(one.iterdir())]

    assert _tried(small, tmp_path, clean, check, step=4) > 40  # most are attempts to remove a folder that is not empty
    capsys.readouterr()
    clean(small)
    said = capsys.readouterr().out
    assert "Giữ lại 19 tệp" in said
    assert "  reports/forms/BacKan/2023/tasks.xlsx\n" in said
    assert "  reports/2024/BacKan/edited/SNV/extract.xlsx\n" in said
    clean(small)
    assert "Đã xóa 0 tệp" in capsys.readouterr().out
