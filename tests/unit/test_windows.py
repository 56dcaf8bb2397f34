"""What can be known of Windows without one: its command files, names, line ends, and what must not be reached there.

What cannot be known here stands in docs/windows.md, to be tried by hand.
"""

import ast
import hashlib
import multiprocessing
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from cchc.paths import RESERVED
from cchc.planning.extracts import _folder
from cchc.planning.plan_tasks import NamedAgency
from cchc.run import pool
from cchc.run.cli import main
from cchc.run.record import read_record
from cchc.sources.coverage import AGENCIES, read_register
from cchc.units import KINDS

ROOT = Path(__file__).resolve().parents[2]
LIB = ROOT / "lib" / "cchc"
FORBIDDEN = re.compile(r'[\\:*?"<>|\x00-\x1f]')
#: With the folder of the project, a path has to stay below 260 characters.
LONGEST = 180


def _tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [one for one in done.stdout.split("\0") if one]


def faults_of(paths: Iterable[str]) -> list[str]:
    """List the paths that Windows could not hold, or would take for one another."""
    found, seen = [], dict[str, str]()
    for path in paths:
        parts = path.split("/")
        if len(path) > LONGEST or any(
            part.split(".")[0].strip().casefold() in RESERVED or FORBIDDEN.search(part) or part[-1:] in {".", " "}
            for part in parts
        ):
            found.append(path)
        for depth in range(1, len(parts) + 1):
            own = "/".join(parts[:depth])
            if seen.setdefault(own.casefold(), own) != own:
                found.append(path)
    return found


def test_faults_of_paths_are_seen() -> None:
    bad = ["a/CON.txt", "b/aux", "c./d", "e /f", "g/h:i", "j/" + "k" * 200, "L/m", "l/n", 'o"p', "q/nul.tar.gz"]
    assert sorted(set(faults_of(["ok/đường dẫn/tệp (1).xlsx", *bad]))) == sorted({*bad} - {"L/m"})


def test_windows_can_hold_every_file_of_the_project() -> None:
    assert faults_of(_tracked()) == []


def test_windows_can_hold_the_folder_of_every_unit_and_agency() -> None:
    register = read_register(ROOT)
    keys = {one.unit_key for one in register.units}
    for holder in register.units:
        for year in (2024, 2026):
            keys |= {one.unit_key for kind in KINDS for one in register.below(holder, kind, year)}
    assert len(keys) > 4000
    assert faults_of(sorted(keys)) == []
    agencies = {line.partition(",")[0] for line in (ROOT / AGENCIES).read_text(encoding="utf-8").splitlines()}
    assert faults_of(sorted(agencies)) == []


def test_an_agency_that_is_not_in_the_register_gets_a_folder_that_windows_can_hold() -> None:
    taken: set[str] = set()
    names = ["Con", "CON.", "Ban: \\ A/B <x>?", "Hội Đồng " + "rất dài " * 40, "con", "…", "Aux", "hội đồng"]
    folders = [_folder(NamedAgency(1, one, one, ""), taken) for one in names]
    assert faults_of(folders) == []
    assert len({one.casefold() for one in folders}) == len(names)


@pytest.mark.parametrize(
    "settings", [("core.autocrlf=true",), ("core.autocrlf=true", "core.eol=crlf"), ("core.eol=crlf",)]
)
def test_a_checkout_by_git_for_windows_has_the_same_bytes(tmp_path: Path, settings: tuple[str, ...]) -> None:
    options = [part for one in settings for part in ("-c", one)]
    subprocess.run(
        ["git", *options, "clone", "--quiet", "--no-hardlinks", "--depth=1", ROOT.as_uri(), str(tmp_path / "a")],
        check=True, capture_output=True,
    )  # fmt: skip
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "-z", "HEAD"], cwd=tmp_path / "a", capture_output=True, text=True, check=True
    )
    changed = set()
    for line in filter(None, listed.stdout.split("\0")):
        about, name = line.split("\t")
        content = (tmp_path / "a" / name).read_bytes()
        if name.endswith((".cmd", ".ps1")):  # for Windows alone
            assert content.count(b"\n") == content.count(b"\r\n") > 0, name
            content = content.replace(b"\r\n", b"\n")
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
        changed |= set() if blob == about.split()[2] else {name}
    assert changed == set()


# the command files

CMD = ROOT / "cchc.cmd"


class _Cmd:
    """As much of cmd.exe as cchc.cmd uses: every command is looked up in ``answers``, by its first word."""

    def __init__(self, answers: dict[str, int], variables: dict[str, str]) -> None:
        self.lines = CMD.read_text(encoding="ascii").splitlines()
        self.answers, self.variables = answers, {"ERRORLEVEL": "0", **variables}
        self.asked: list[str] = []

    def run(self, arguments: str) -> int:
        at = 0
        while True:
            line = self.lines[at].strip()
            at += 1
            if not line or line.startswith((":", "rem ", "@echo", "setlocal")):
                continue
            line = re.sub(r"%(?!~)(\w+)%", lambda m: self.variables.get(m[1], ""), line)
            line = line.replace("%~dp0", r"C:\Dự án (1) & bạn\ ".strip()).replace("%*", arguments)
            step = self._do(line)
            if isinstance(step, int):
                return step
            if step:
                at = next(n for n, one in enumerate(self.lines) if one.strip() == f":{step}") + 1

    def _do(self, line: str) -> str | int | None:
        if found := re.fullmatch(r"if (not )?defined (\w+) (.*)", line):
            is_met = bool(self.variables.get(found[2])) != bool(found[1])
            return self._do(found[3]) if is_met else None
        if found := re.fullmatch(r'if (not )?"(.*?)"=="(.*?)" (.*)', line):
            return self._do(found[4]) if (found[2] == found[3]) != bool(found[1]) else None
        if found := re.fullmatch(r"goto (\w+)", line):
            return found[1]
        if found := re.fullmatch(r"exit /b (\d+)", line):
            return int(found[1])
        if found := re.fullmatch(r'set (?:"(\w+)=(.*)"|(\w+)=(.*))', line):
            self.variables[found[1] or found[3]] = found[2] if found[1] else found[4]
            return None
        if line.startswith("for /f"):
            self.variables["cchc_page"] = " 1258"
            return None
        if " && " in line:
            first, _, second = line.partition(" && ")
            self._do(first)
            return self._do(second) if self.variables["ERRORLEVEL"] == "0" else None
        self.asked.append(line)
        told = re.sub(r" (>nul|2>nul|1>&2)", "", line)
        words = shlex.split(told.replace("\\", "\\\\"))
        known = [code for name, code in self.answers.items() if name in told]
        self.variables["ERRORLEVEL"] = str(known[0] if known else 0 if words[0] in {"chcp", "echo"} else 9009)
        return None


GIVEN = 'report PROVINCE="Bắc Kạn" YEAR=2024'


@pytest.mark.parametrize(
    ("answers", "variables", "code", "python"),
    [
        ({"py -3 -c": 0, "setup_env.py": 0, "-m cchc": 0}, {}, 0, "py -3 "),
        ({"py -3 -c": 0, "setup_env.py": 0, "-m cchc": 2}, {}, 2, "py -3 "),
        ({"python -c": 0, "setup_env.py": 0, "-m cchc": 130}, {}, 130, "python "),
        ({"py -3 -c": 0, "setup_env.py": 2}, {}, 2, "py -3 "),
        ({"setup_env.py": 0, "-m cchc": 1}, {"PYTHON": r"D:\Py thon\python.exe"}, 1, r'"D:\Py thon\python.exe" '),
        ({}, {}, 2, ""),
    ],
)
def test_the_command_file_finds_python_passes_everything_on_and_keeps_the_exit_code(
    answers: dict[str, int], variables: dict[str, str], code: int, python: str
) -> None:
    cmd = _Cmd(answers, variables)
    assert cmd.run(GIVEN) == code
    home = r"C:\Dự án (1) & bạn"
    ran = [one for one in cmd.asked if "-c " not in one and not one.startswith("chcp")]
    if not python:
        assert len(ran) == 1
        assert ran[0].startswith("echo Khong tim thay Python")
        assert ran[0].endswith("1>&2")
    else:
        assert ran[0] == rf'{python}"{home}\lib\setup_env.py"'
        assert ran[1:] == ([rf'"{home}\.venv\Scripts\python.exe" -m cchc {GIVEN}'] if "-m cchc" in answers else [])
    assert cmd.variables["PYTHONUTF8"] == "1"
    assert [one for one in cmd.asked if one.startswith("chcp")] == ["chcp 65001 >nul 2>nul", "chcp  1258 >nul 2>nul"]


def test_the_command_files_are_safe_for_any_folder_and_code_page() -> None:
    for name in ("cchc.cmd", "cchc.ps1"):
        content = (ROOT / name).read_bytes()
        assert content.isascii(), name
        assert content.count(b"\n") == content.count(b"\r\n"), name
    text = CMD.read_text(encoding="ascii")
    assert text.startswith("@echo off\n")
    assert "EnableDelayedExpansion" not in text  # would eat exclamation marks of names
    assert "(" not in re.sub(r"\(.*?\)", "", text)  # no blocks: %ERRORLEVEL% in them is that of before
    for line in text.splitlines():
        for place in re.finditer("%~dp0", line):
            assert line[: place.start()].count('"') % 2 == 1, line
        assert line.count('"') % 2 == 0, line
    assert {f":{one}" for one in re.findall(r"goto (\w+)", text)} <= set(text.splitlines())


def test_the_powershell_file_is_balanced_and_ends_with_the_exit_code() -> None:
    text = (ROOT / "cchc.ps1").read_text(encoding="ascii")
    code = re.sub(r"'[^']*'", "''", re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE))
    assert "'" not in code.replace("''", "")
    for opening, closing in ("{}", "()", "[]"):
        assert code.count(opening) == code.count(closing), opening
    assert code.rstrip().endswith("exit $code")
    assert "-m cchc @args" in code
    assert r"& (Join-Path $PSScriptRoot '.venv\Scripts\python.exe')" in text
    for new in ("&&", "||", "??", " ? "):  # PowerShell 7 only
        assert new not in code


@pytest.mark.parametrize("given", [["report", "PROVINCE=Bắc Kạn", "YEAR=2024"], ["a", "$(touch pwned)", "x'y\"z"]])
def test_the_door_without_make_passes_everything_on(tmp_path: Path, given: list[str]) -> None:
    home = tmp_path / "dự án (1) & bạn"
    (home / "lib").mkdir(parents=True)
    (home / ".venv/bin").mkdir(parents=True)
    shutil.copy(ROOT / "cchc", home)
    (home / "lib/setup_env.py").write_text("import pathlib; pathlib.Path(__file__, '../done').resolve().touch()")
    python = home / ".venv/bin/python"
    python.write_text('#!/bin/sh\nprintf "%s|" "$PYTHONUTF8" "$@" > "${0%/*}/arrived"\nexit 7\n')
    python.chmod(0o755)
    done = subprocess.run([home / "cchc", *given], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (7, b"")
    assert (home / ".venv/bin/arrived").read_text(encoding="utf-8") == "|".join(["1", "-m", "cchc", *given, ""])
    assert (home / "lib/done").exists()
    assert not (tmp_path / "pwned").exists()
    environment = {**os.environ, "PYTHON": "không có"}
    done = subprocess.run([home / "cchc"], env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("Không tìm thấy không có; hãy cài Python")


def test_set_up_uses_the_folder_that_windows_makes() -> None:
    script = (
        "import os, pathlib, runpy; flavour = pathlib.Path; real = os.name; pathlib.Path('x');"
        f"text = open({str(ROOT / 'lib/setup_env.py')!r}, encoding='utf-8').read().replace('os.name', repr('nt'));"
        f"space = {{'__file__': {str(ROOT / 'lib/setup_env.py')!r}, '__name__': 'setup_env'}}; exec(text, space);"
        "print(space['near'](space['PYTHON']))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ".venv/Scripts/python.exe"


# the code

#: What only POSIX has.
ONLY_POSIX = {
    "os": {
        "fork", "forkpty", "geteuid", "getuid", "getgid", "getegid", "setsid", "killpg", "getpgid", "setpgid", "waitid", "wait",
        "sched_getaffinity", "sched_setaffinity", "mkfifo", "statvfs", "chown", "nice", "uname", "getloadavg", "register_at_fork",
        "WIFEXITED", "WEXITSTATUS", "posix_spawn", "O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK", "memfd_create",
    },
    "signal": {"SIGKILL", "SIGHUP", "SIGALRM", "SIGUSR1", "SIGUSR2", "SIGCHLD", "alarm", "setitimer", "pthread_sigmask"},
    "time": {"tzset"},
}  # fmt: skip
NO_MODULES = ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "readline", "curses")
#: Functions that ask for it, each only where the system is known to have it.
GUARDED = {
    "run/engine.py": {"execute_managed_notebook"},  # chosen_engine
    "run/processes.py": {"die_with_parent"},
    "run/pool.py": {"default_workers", "_kill"},
    "run/worker.py": {"work", "_peak_mib"},
}


def test_what_only_posix_has_is_asked_for_in_known_places_alone() -> None:
    found = {}
    for path in sorted(LIB.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {
            id(node): function.name
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            for node in ast.walk(function)
        }
        for node in ast.walk(tree):
            is_name = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            posix = is_name and node.attr in ONLY_POSIX.get(node.value.id, ())  # type: ignore[attr-defined]
            named = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                named = [node.module or ""]
            if posix or set(named) & set(NO_MODULES):
                found.setdefault(path.relative_to(LIB).as_posix(), set()).add(inside.get(id(node), "at import"))
    assert found == GUARDED


def test_every_module_is_imported_where_there_is_nothing_of_posix() -> None:
    """Everything once as it is, so that other people's packages are there; then ours alone, on a system that says it is Windows."""
    script = f"""
import importlib, os, pathlib, signal, sys, time
lib = pathlib.Path({str(LIB)!r})
names = sorted(".".join(one.relative_to(lib.parent).with_suffix("").parts).removesuffix(".__init__") for one in lib.rglob("*.py"))
names.remove("cchc.__main__")
import papermill
for name in names:
    importlib.import_module(name)
for name in [one for one in sys.modules if one.partition(".")[0] == "cchc"]:
    del sys.modules[name]
for module, gone in {ONLY_POSIX!r}.items():
    for name in gone:
        if hasattr(sys.modules[module], name):
            delattr(sys.modules[module], name)
for name in {NO_MODULES!r}:
    sys.modules[name] = None
sys.platform = "win32"
for name in names:
    importlib.import_module(name)
from cchc.run.engine_choice import chosen_engine
from cchc.run.pool import default_workers, _context
from cchc.run.processes import die_with_parent
from cchc.run.worker import _peak_mib
os.environ.pop("ENGINE", None)
die_with_parent(1)
print(len(names), chosen_engine(), default_workers() > 0, _peak_mib(), _context([]).get_start_method())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[1:] == ["nbclient", "True", "0.0", "spawn"]
    assert int(done.stdout.split()[0]) > 300


def test_a_pipe_of_another_code_page_still_gets_vietnamese() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    for name in ("PROVINCE", "YEAR"):
        environment.pop(name, None)
    done = subprocess.run([sys.executable, "-m", "cchc", "report"], env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    assert "Lỗi: Chưa cho biết địa phương" in done.stderr.decode("utf-8")
    done = subprocess.run([sys.executable, "-m", "cchc", "--help"], env=environment, capture_output=True, check=True)
    assert "Cách dùng: cchc" in done.stdout.decode("utf-8")


# whole runs


def _outputs(folder: Path) -> dict[str, str]:
    record = read_record(folder)
    assert record is not None
    outputs = record["outputs"]
    assert isinstance(outputs, dict)
    return outputs


@pytest.mark.whole
def test_processes_that_are_started_and_kernels_make_the_same_bytes(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["reports", "YEAR=2024", "PROVINCES=KrongNo", "JOBS=1", "FORCE=1"]
    assert main(asked) == 0
    before = _outputs(project / "reports/2024/KrongNo")
    monkeypatch.setattr(pool, "_context", lambda _: multiprocessing.get_context("spawn"))
    assert main([*asked, "ENGINE=kernel"]) == 0
    assert _outputs(project / "reports/2024/KrongNo") == before
    assert len(before) > 5


@pytest.mark.whole
def test_windows_can_hold_everything_that_is_written(project: Path) -> None:
    own = ["PROVINCE=BacKan", "YEAR=2024"]
    for command in (
        ["report", *own],
        ["cascade", *own],
        ["progress", *own, "AT=30/9/2024"],
        ["form", "KIND=tasks", *own],
        ["campaign", "PROVINCE=TuyenQuang", "YEAR=2025"],
        ["campaign", "PROVINCE=BacKan", "YEAR=2023", "KIND=self"],
        ["report", "PROVINCE=LangSon/STP", "YEAR=2026"],
        ["site", "YEAR=2024"],
        ["zip", *own],
    ):
        assert main(command) == 0, command
    written = [one.relative_to(project).as_posix() for one in (project / "reports").rglob("*")]
    assert len(written) > 300
    assert faults_of(written) == []
