"""``make bench``, reports: the loop that a user would write against ``make reports``, side by side in one run."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from cchc.errors import CchcError
from cchc.run.jobs import BUILT, Job
from cchc.run.pool import default_workers, run_local
from cchc.run.preload import preload, set_libraries
from cchc.sources.coverage import units_with_data
from cchc.sources.root import ROOT_VARIABLE, find_root

YEAR = 2024
#: Built by the loops: a province of which only totals are announced, as most are, and one with domains and parameters.
SAMPLE = ("YenBai", "KonTum")
#: Built by ``make reports``: the sample and fourteen more provinces, so that its start does not outweigh the work.
N_MANY = 16
N_ROUNDS = 3
N_JOBS = 2
_NOTEBOOKS = ("01_indices", "02_weaknesses", "03_plan")
_PLAIN = """set -e
for name in {names}; do
  {bin}/papermill -p province "$1" -p year {year} --no-progress-bar --log-level ERROR notebooks/$name.ipynb {out}/$1/$name.ipynb
  {bin}/jupyter-nbconvert --log-level ERROR --to html {out}/$1/$name.ipynb
  {bin}/jupyter-nbconvert --log-level ERROR --to webpdf --disable-chromium-sandbox {out}/$1/$name.ipynb
done
"""


def copy_project(target: Path) -> Path:
    """Copy what reports are made of, so that no built report is touched."""
    root = find_root()
    for name in ("params", "data", "notebooks"):
        shutil.copytree(root / name, target / name, ignore=shutil.ignore_patterns("offices"))
    return target


def _tools(folder: Path) -> dict[str, str]:
    """Give nbconvert its webpdf: playwright from PyPI and Debian's chromium under the name that it looks for.

    Raises
    ------
    CchcError
        If chromium is not installed, or playwright cannot be had.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        raise CchcError("make bench cần chromium để so với nbconvert --to webpdf (Debian: sudo apt install chromium).")
    install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(folder / "tools"), "playwright"]
    if subprocess.run(install, check=False).returncode:  # noqa: S603 -- our own arguments
        raise CchcError("Không cài được playwright từ PyPI để so với nbconvert --to webpdf.")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder / "tools"), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "PLAYWRIGHT_BROWSERS_PATH": str(folder / "browsers"),
    }
    asked = "from playwright.sync_api import sync_playwright as s\nwith s() as p: p.chromium.launch()"
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    wanted = re.search(r"Executable doesn't exist at (\S+)", done.stderr)
    if wanted is None:
        raise CchcError(f"playwright không cho biết tìm chromium ở đâu: {done.stderr[-200:]}")
    path = Path(wanted[1])
    path.parent.mkdir(parents=True)
    path.write_text(f'#!/bin/sh\nexec {chromium} --headless=new "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return environment


def _timed(command: list[str], root: Path, environment: Mapping[str, str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, cwd=root, env=environment, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise CchcError(f"Lệnh đo thất bại: {' '.join(command)}: {(done.stderr or done.stdout)[-300:]}")
    return time.perf_counter() - started


def _ways(root: Path, folder: Path) -> dict[str, Callable[[], float]]:
    """Return every way to build reports, by name: each returns its seconds per report."""
    tools = {**_tools(folder), ROOT_VARIABLE: str(root)}
    script = folder / "plain.sh"
    script.write_text(
        _PLAIN.format(names=" ".join(_NOTEBOOKS), bin=Path(sys.executable).parent, year=YEAR, out=folder / "plain"),
        encoding="utf-8",
    )
    makefile = folder / "plain.mk"
    names = " ".join(SAMPLE)
    makefile.write_text(f".PHONY: all {names}\nall: {names}\n{names}:\n\tsh {script} $@\n", encoding="utf-8")
    for key in SAMPLE:
        (folder / "plain" / key).mkdir(parents=True)
    ours = {**os.environ, ROOT_VARIABLE: str(root), "YEAR": str(YEAR), "FORCE": "1", "JOBS": str(N_JOBS)}
    cchc = [sys.executable, "-m", "cchc"]

    others = [one.unit_key for one in units_with_data(root, YEAR) if one.unit_key not in {*SAMPLE, "BacKan"}]
    many = " ".join([*SAMPLE, *others[: N_MANY - len(SAMPLE)]])
    return {
        "plain_one": lambda: _timed(["sh", str(script), SAMPLE[0]], root, tools),
        "plain_rest": lambda: sum(_timed(["sh", str(script), key], root, tools) for key in SAMPLE[1:]),
        "plain_j2": lambda: _timed(["make", "-s", "-j2", "-f", str(makefile)], root, tools) / len(SAMPLE),
        "reports": lambda: _timed([*cchc, "reports"], root, {**ours, "PROVINCES": many}) / N_MANY,
        "report_one": lambda: _timed([*cchc, "report"], root, {**ours, "PROVINCE": SAMPLE[0]}),
    }


def _all_reports(root: Path) -> dict[str, float]:
    """Build every report of the year, then ask again with nothing to do; return seconds and memory."""
    keys = [one.unit_key for one in units_with_data(root, YEAR)]
    jobs = [Job(key, key, YEAR, is_issue=False, is_forced=True, root=str(root), commit="") for key in keys]
    started = time.perf_counter()
    outcomes = list(run_local(jobs, N_JOBS, lambda *_: None))
    seconds = time.perf_counter() - started
    wrong = [asdict(one) for one in outcomes if one.status != BUILT]
    if wrong:
        raise CchcError(f"Không dựng được: {wrong}")
    plain = [one.peak_mib for one in outcomes]
    environment = {**os.environ, ROOT_VARIABLE: str(root), "YEAR": str(YEAR), "PROVINCES": ""}
    nothing = statistics.median(_timed([sys.executable, "-m", "cchc", "reports"], root, environment) for _ in range(5))
    python = statistics.median(_timed([sys.executable, "-c", "pass"], root, environment) for _ in range(5))
    return {
        "n": len(jobs), "seconds": seconds, "peak_mib": max(plain),
        "first_mib": statistics.median(plain[:10]), "last_mib": statistics.median(plain[-20:-10]),
        "nothing_s": nothing - python,
    }  # fmt: skip


def floor_seconds(root: Path) -> float:
    """Return what one report of the sample takes in one warm process: reading, computing, telling, drawing, writing.

    No process is started and nothing is checked twice: the sum of the work that cannot be left out.
    """
    os.environ[ROOT_VARIABLE] = str(root)
    set_libraries()
    preload()
    from bench_floor import tell_and_write  # noqa: PLC0415 -- heavy, after preload

    tell_and_write(SAMPLE[0], YEAR)
    started = time.perf_counter()
    for key in SAMPLE:
        tell_and_write(key, YEAR)
    return (time.perf_counter() - started) / len(SAMPLE)


def run_reports(say: Callable[[str], None]) -> str:
    """Measure and return the table as Markdown."""
    with tempfile.TemporaryDirectory(prefix="cchc-bench-") as name:
        folder = Path(name)
        root = copy_project(folder / "project")
        ways = _ways(root, folder)
        rounds: list[dict[str, float]] = []
        floors: list[float] = []
        for number in range(1, N_ROUNDS + 1):
            one = {}
            for way, run in ways.items():
                one[way] = run()
                say(f"  lần {number}/{N_ROUNDS}, {way}: {one[way]:.2f} giây")
            one["plain"] = (one["plain_one"] + one.pop("plain_rest")) / len(SAMPLE)
            floor = [
                sys.executable,
                "-c",
                "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]); from bench_reports import floor_seconds; print(floor_seconds(Path(sys.argv[1])))",
                str(root),
                str(Path(__file__).parent),
            ]
            done = subprocess.run(floor, capture_output=True, text=True, check=True)  # noqa: S603
            floors.append(float(done.stdout.split()[-1]))
            rounds.append(one)
        say("  mọi địa phương ...")
        everything = _all_reports(root)
    return _table(rounds, floors, everything)


def _table(rounds: list[dict[str, float]], floors: list[float], everything: Mapping[str, float]) -> str:
    def seconds(way: str) -> float:
        return statistics.median(one[way] for one in rounds)

    def ratio(slow: str, fast: str) -> float:
        return statistics.median(one[slow] / one[fast] for one in rounds)

    floor = statistics.median(floors)
    per_core = statistics.median(one["reports"] * min(N_JOBS, default_workers()) for one in rounds)
    rows = [
        ("vòng lặp thường: papermill, nbconvert html, webpdf (dòng lệnh)", seconds("plain"), 1.0),
        ("vòng lặp đó dưới make -j2", seconds("plain_j2"), ratio("plain", "plain_j2")),
        (f"make reports, JOBS={N_JOBS}", seconds("reports"), ratio("plain", "reports")),
    ]
    lines = [
        f"Vòng lặp: {' và '.join(SAMPLE)}; make reports: {N_MANY} tỉnh, trong đó có hai tỉnh ấy; năm {YEAR}. Mỗi báo cáo ba sổ tính, mỗi sổ HTML và PDF (make reports còn lập Word, Excel, lịch và run.json). Trung vị của {N_ROUNDS} lần, các cách chạy xen kẽ trong một lần đo; Python {platform.python_version()}, {default_workers()} lõi.",
        "",
        "| cách | giây một báo cáo | báo cáo/phút | so với vòng lặp thường |",
        "|---|---|---|---|",
        *(f"| {name} | {one:.2f} | {60 / one:.1f} | {times:.1f} |" for name, one, times in rows),
        "",
        f"* make reports so với make -j2: **{ratio('plain_j2', 'reports'):.1f}** lần (mức đặt ra: 6); so với vòng lặp thường: **{ratio('plain', 'reports'):.1f}** lần (mức đặt ra: 12).",
        f"* Một báo cáo ({SAMPLE[0]}): papermill và nbconvert {seconds('plain_one'):.1f} giây, make report {seconds('report_one'):.1f} giây: **{ratio('plain_one', 'report_one'):.1f}** lần (mức đặt ra: 3).",
        f"* Sàn (đọc, tính, kể, vẽ, ghi trong một tiến trình đã nạp sẵn): {floor:.2f} giây một báo cáo; make reports tốn {per_core:.2f} giây lõi một báo cáo, gấp {per_core / floor:.2f} lần sàn.",
        f"* Mọi địa phương: {everything['n']:.0f} báo cáo trong {everything['seconds']:.0f} giây ({60 * everything['n'] / everything['seconds']:.1f} báo cáo/phút); bộ nhớ cao nhất của một tiến trình {everything['peak_mib']:.0f} MiB (mức đặt ra: 400), trung vị 10 báo cáo đầu {everything['first_mib']:.0f}, 10 tỉnh cuối {everything['last_mib']:.0f} MiB.",
        f"* Không có gì để làm cho {everything['n']:.0f} báo cáo: {everything['nothing_s']:.2f} giây sau khi Python khởi động (mức đặt ra: 1).",
        "",
        f"Từng lần: {json.dumps([{way: round(value, 1) for way, value in one.items()} for one in rounds])}; sàn {[round(one, 2) for one in floors]}.",
    ]
    return "\n".join(lines) + "\n"
