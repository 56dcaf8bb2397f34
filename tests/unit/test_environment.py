"""The set-up keeps its promises."""

import importlib.util
import os
import re
import shutil
import subprocess
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
# conda-forge names that differ from PyPI's
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def _pyproject() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return set(project["dependencies"]) | set(project["optional-dependencies"]["dev"])


def test_conda_and_pyproject_name_the_same_direct_dependencies() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    plain = [one for one in environment["dependencies"] if isinstance(one, str)]
    by_pip = next(one["pip"] for one in environment["dependencies"] if isinstance(one, dict))
    named = [re.match(r"[a-z0-9-]+", one).group() for one in plain]  # type: ignore[union-attr]
    conda = {one.replace(name, CONDA_NAMES.get(name, name), 1) for one, name in zip(plain, named, strict=True)}
    conda |= {one for one in by_pip if not one.startswith("-e")}
    assert conda - {"pip", "python>=3.11"} == _pyproject()


def test_the_record_of_a_report_names_the_version_of_every_dependency() -> None:
    from cchc.run.record import PACKAGES

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {re.match(r"[a-z0-9-]+", one).group() for one in project["dependencies"]} <= set(PACKAGES)  # type: ignore[union-attr]


def test_lock_pins_every_direct_dependency_with_hashes_and_holds_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pinned = set(re.findall(r"^([a-z0-9._-]+)==", lock, flags=re.MULTILINE))
    wanted = {re.match(r"[a-z0-9-]+", one).group() for one in _pyproject()}  # type: ignore[union-attr]
    assert wanted <= pinned
    for entry in re.split(r"\n(?=[a-z0-9])", lock.strip()):
        assert "--hash=sha256:" in entry


def test_git_does_not_ignore_the_library() -> None:
    done = subprocess.run(
        ["git", "check-ignore", "lib", "lib/cchc/errors.py"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.stdout == b""


def test_linter_sees_the_library_the_tests_and_the_notebooks() -> None:
    done = subprocess.run(
        [ROOT / ".venv/bin/python", "-m", "ruff", "check", "--show-files", "."],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for part in ("lib/cchc/errors.py", "tests/conftest.py", "notebooks/03_plan.ipynb", "data/illustrative/generate.py"):
        assert part in done.stdout


def test_exporters_are_registered_with_nbconvert() -> None:
    names = {one.name for one in entry_points(group="nbconvert.exporters")}
    assert {"cchc_html", "cchc_pdf", "cchc_docx"} <= names
    # jupyter_server routes exports by \\w+: a hyphen would give 404 in JupyterLab's menu
    assert all(re.fullmatch(r"\w+", name) for name in names if name.startswith("cchc"))


def test_no_tracked_file_names_this_machine() -> None:
    needle = f"{ROOT}/"
    done = subprocess.run(["git", "grep", "-lF", needle], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == ""


def test_make_alone_lists_the_commands_and_needs_no_environment() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    for command in ("make report", "make test", "make lock", "make dictionary"):
        assert command in done.stdout


@pytest.mark.parametrize("word", ["$(shell touch pwned)", "$$(touch pwned)", "`touch pwned`", "x'; touch pwned; '", 'x"; touch pwned; "', "${shell touch pwned}", "$(eval $(shell touch pwned))", "Đắk Nông; touch pwned", "a & b", "$HOME", "#", "%"])  # fmt: skip
def test_words_given_to_make_arrive_as_they_were_typed(tmp_path: Path, word: str) -> None:
    """Nothing in them is run, by make or by the shell."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("lib/setup_env.py", ".venv/bin/python"):
        (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / "lib/setup_env.py").write_text("")
    python = tmp_path / ".venv/bin/python"
    python.write_text('#!/bin/sh\nprintf "%s|" "$PROVINCE" "$YEAR" "$FRAMEWORK" > arrived\n')
    python.chmod(0o755)
    for given, environment in (
        ([f"PROVINCE={word}", f"YEAR={word}", f"PROVINSE={word}"], {}),
        (["YEAR=2024"], {"PROVINCE": word}),
    ):
        command = ["make", "report", *given]
        done = subprocess.run(command, cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, check=True)
        year = word if not environment else "2024"
        assert (tmp_path / "arrived").read_text(encoding="utf-8") == f"{word}|{year}||"
        assert done.stderr == b""
    command = ["make", "report", f"PYTHON={word}", "CCHC=touch pwned;"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 2
    assert f"Không tìm thấy {word};" in done.stderr.decode()
    assert not (tmp_path / "pwned").exists()


def test_a_python_without_venv_gets_one_sentence_naming_the_package(tmp_path: Path) -> None:
    # `-S -E` hides nothing of the standard library; an empty module path for ensurepip does.
    script = (
        "import sys, runpy; sys.modules['ensurepip'] = None; sys.argv = ['setup_env.py'];"
        f"module = runpy.run_path({str(ROOT / 'lib/setup_env.py')!r}); module['check_machine']()"
    )
    done = subprocess.run(
        [ROOT / ".venv/bin/python", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "python3-venv" in done.stderr


def _asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, str]]]:
    """Let the set-up of a project in a folder run without running anything; return its commands and their environments."""
    (folder / "lib").mkdir(parents=True)
    for name in ("requirements.lock", "pyproject.toml", "lib/setup_env.py"):
        shutil.copy(ROOT / name, folder / name)
    spec = importlib.util.spec_from_file_location("setup_env_of_a_test", folder / "lib/setup_env.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    asked = []

    def pretend(command: list[str], **options: Any) -> "subprocess.CompletedProcess[str]":
        asked.append((command, options.get("env", {})))
        (folder / ".venv").mkdir(exist_ok=True)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(module.subprocess, "run", pretend)
    module.main()
    return asked


def test_set_up_survives_any_folder_name_and_installs_into_its_own_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip.conf with user = yes, and names that uv takes for marks of its own."""
    for name in ("PIP_USER", "PIP_TARGET", "UV_SYSTEM_PYTHON"):
        monkeypatch.setenv(name, "1")
    folder = tmp_path / "CCHC #1; [a] ườ"
    steps = [(command, env) for command, env in _asked(folder, monkeypatch) if "install" in command]
    assert len(steps) == 3
    for command, env in steps:
        assert env["PIP_USER"] == "0"
        assert not {"PIP_TARGET", "UV_SYSTEM_PYTHON"} & set(env)
        assert not [one for one in command[1:] if "#" in str(one)]  # as seen from the folder it runs in


def test_a_colon_in_the_path_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        _asked(tmp_path / f"a{os.pathsep}b", monkeypatch)
    assert f"có dấu '{os.pathsep}'" in capsys.readouterr().err
