"""``make bench``: what the heavy jobs cost on this machine; each runs in a process of its own, several times."""

from __future__ import annotations

import csv
import io
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
from cchc.frameworks import Framework
from cchc.indices.grading import rank_and_grade
from cchc.indices.scored import compute_par_totals
from cchc.indices.surveyed import Design, compute_surveyed
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.sources.root import find_root
from cchc.sources.score_sheets import read_score_sheet
from cchc.sources.surveys import read_survey
from score_tables import read_score_table

N_ROUNDS = 3
_FRAMEWORK = "par_province_2022_illustrative"
_QUESTIONS = "sipas_2023_illustrative"
_N_COMMUNES, _N_RESPONSES, _N_ITEMS, _N_CLUSTERS, _N_EXCEL_ROWS = 3321, 1_000_000, 20, 1170, 100_000
_MIB = 1024


@contextmanager
def _project() -> Iterator[Path]:
    """Make a folder that borrows the frameworks of the project and holds the made-up inputs."""
    with tempfile.TemporaryDirectory(prefix="cchc-bench-") as name:
        root = Path(name)
        folder = root / "data" / "frameworks" / _FRAMEWORK
        shutil.copytree(find_root() / "data" / "frameworks", folder.parent)
        _keep_subcriteria(folder)
        yield root


def _keep_subcriteria(folder: Path) -> None:
    """Leave the edition's 88 sub-criteria, so that a sheet has as many rows as the official one."""
    criteria = pd.read_csv(folder / "criteria.csv", dtype=str, keep_default_na=False)
    is_leaf = ~criteria["code"].isin(criteria["parent_code"])
    kept = criteria[~is_leaf | (criteria["node_kind"] == "subcriterion")]
    kept.to_csv(folder / "criteria.csv", index=False)
    rules = pd.read_csv(folder / "rules.csv", dtype=str, keep_default_na=False)
    rules[rules["code"].isin(kept["code"])].to_csv(folder / "rules.csv", index=False)


def _made_up_scores(framework: Framework) -> tuple[list[str], np.ndarray]:
    leaves = framework.leaves()
    maxima = np.array([float(leaf.max_score or 0.0) for leaf in leaves])
    rng = np.random.default_rng(1)
    return [leaf.code for leaf in leaves], (rng.integers(0, 5, (_N_COMMUNES, len(leaves))) / 4 * maxima).round(4)


def _rank(points: pd.DataFrame, framework: Framework) -> str:
    totals = compute_par_totals(points, framework)
    ranked = rank_and_grade(totals["achieved_pct"], pd.DataFrame(columns=["grade_vi", "lower_pct", "upper_pct"]))
    return f"{len(points)} đơn vị × {len(points.columns)} tiêu chí, hạng 1: {ranked['achieved_pct'].max():.2f}%"


def commune_table() -> tuple[Callable[[], str], object]:
    """Prepare: one CSV table of all communes' scores, read, checked, scored, ranked."""
    holder = _project()
    root = holder.__enter__()
    framework = load_framework(Reader(root), _FRAMEWORK)
    codes, scores = _made_up_scores(framework)
    lines = ["unit_key,criterion_code,approved_score"]
    for unit in range(_N_COMMUNES):
        lines += [f"XA{unit:04d},{code},{score:g}" for code, score in zip(codes, scores[unit], strict=True)]
    (root / "scores.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def job() -> str:
        table = read_score_table(Reader(root), "scores.csv", framework, status="office")
        return _rank(table.points, framework)

    return job, holder


def commune_sheets() -> tuple[Callable[[], str], object]:
    """Prepare: a CSV score sheet per commune, each read and checked on its own, then scored and ranked."""
    holder = _project()
    root = holder.__enter__()
    framework = load_framework(Reader(root), _FRAMEWORK)
    codes, scores = _made_up_scores(framework)
    for unit in range(_N_COMMUNES):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        writer.writerows([["Địa phương", f"Xã {unit}"], ["Năm kết quả", 2023], ["Bộ tiêu chí", _FRAMEWORK]])
        writer.writerows([["Trạng thái số liệu", "cơ quan tự nhập"], ["Mã", "Điểm được phê duyệt"]])
        writer.writerows(
            [code, f"{score:g}".replace(".", ",")] for code, score in zip(codes, scores[unit], strict=True)
        )
        (root / f"{unit}.csv").write_text("\ufeff" + out.getvalue(), encoding="utf-8")

    def job() -> str:
        reader = Reader(root)
        sheets = {}
        for unit in range(_N_COMMUNES):
            sheet = read_score_sheet(reader, f"{unit}.csv", status="office")
            scores = sheet.scores
            sheets[sheet.unit_name] = dict(zip(scores["criterion_code"], scores["approved_score"], strict=True))
        return _rank(pd.DataFrame.from_dict(sheets, orient="index"), framework)

    return job, holder


def million_responses() -> tuple[Callable[[], str], object]:
    """Prepare: a million answers to 20 items; every value with its interval over 1,170 clusters."""
    questions = load_framework(Reader(find_root()), _QUESTIONS)
    kept = {leaf.code for leaf in questions.leaves()[:_N_ITEMS]}
    above = {code for leaf in kept for code in questions.ancestors(leaf)}
    nodes = tuple(node for node in questions.nodes if node.code in kept | above)
    framework = Framework("bench", "", "", (2023, 2023), "illustrative", None, nodes)
    rng = np.random.default_rng(1)
    codes = rng.choice(np.array([-1, 0, 1, 2, 3, 4, 5], np.int8), (_N_RESPONSES, _N_ITEMS))
    answers = pd.DataFrame(codes, columns=[leaf.code for leaf in framework.leaves()])
    units = pd.Series(rng.integers(0, _N_CLUSTERS, _N_RESPONSES)).map("ĐVM {:04d}".format).astype("category")
    design = Design(psu=units, n_replicates=1000)

    def job() -> str:
        table = compute_surveyed(answers, framework, "share_satisfied", design)
        return f"{len(table)} giá trị; chung {table.at['total', 'low_pct']:.2f}–{table.at['total', 'high_pct']:.2f}"

    return job, None


def excel_responses() -> tuple[Callable[[], str], object]:
    """Prepare: an .xlsx file of 100,000 responses, read and checked."""
    import xlsxwriter  # noqa: PLC0415 -- only to prepare

    holder = _project()
    root = holder.__enter__()
    items = [leaf.code for leaf in load_framework(Reader(root), _QUESTIONS).leaves()]
    rng = np.random.default_rng(1)
    answers = rng.integers(1, 6, (_N_EXCEL_ROWS, len(items)))
    book = xlsxwriter.Workbook(str(root / "survey.xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet("Phiếu trả lời")
    sheet.write_row(0, 0, ["Mã phiếu", "Thôn, tổ dân phố", *items])
    for row in range(_N_EXCEL_ROWS):
        sheet.write_row(row + 1, 0, [f"P{row:06d}", f"ĐVM {row % _N_CLUSTERS:04d}", *map(int, answers[row])])
    book.close()

    def job() -> str:
        survey = read_survey(Reader(root), "survey.xlsx", _QUESTIONS, status="office")
        return f"{len(survey.answers)} phiếu × {len(survey.answers.columns)} câu"

    return job, holder


#: Name → what prepares it, what it is, limits that issue 3 sets [seconds, MiB].
JOBS: dict[str, tuple[Callable[[], tuple[Callable[[], str], object]], str, float, float]] = {
    "commune_table": (commune_table, "3.321 xã trong một bảng CSV: đọc, kiểm tra, chấm, xếp hạng", 5, 1024),
    "commune_sheets": (commune_sheets, "3.321 tệp CSV bảng điểm: đọc, kiểm tra, chấm, xếp hạng", 5, 1024),
    "million_responses": (million_responses, "1.000.000 phiếu × 20 câu, khoảng tin cậy 1.000 × 1.170 đơn vị", 10, 2048),
    "excel_responses": (excel_responses, "100.000 phiếu .xlsx: đọc, kiểm tra", 10, 2048),
}


def run_one(name: str) -> None:
    """Run one job in this process and print its cost as JSON."""
    job, holder = JOBS[name][0]()
    started = time.perf_counter()
    said = job()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB
    if hasattr(holder, "__exit__"):
        holder.__exit__(None, None, None)
    print(json.dumps({"seconds": seconds, "peak_mib": peak, "said": said}))


def run_all() -> str:
    """Run every job ``N_ROUNDS`` times, a fresh process each, and return the table as Markdown."""
    lines = [
        (
            f"Python {platform.python_version()}, {os.cpu_count()} lõi; trung vị của {N_ROUNDS} lần, mỗi lần một tiến trình"
            " riêng; bộ nhớ là mức cao nhất của cả tiến trình, kể cả phần sinh số liệu thử."
        ),
        "",
        "| việc | giây (các lần) | bộ nhớ [MiB] | mức đặt ra | kết quả |",
        "|---|---|---|---|---|",
    ]
    for name, (_, title, limit, memory) in JOBS.items():
        rounds = []
        for _ in range(N_ROUNDS):
            done = subprocess.run(  # noqa: S603 -- this module
                [sys.executable, __file__, name], capture_output=True, text=True, check=True
            )
            rounds.append(json.loads(done.stdout.splitlines()[-1]))
        seconds = [one["seconds"] for one in rounds]
        each = "; ".join(f"{one:.2f}" for one in seconds)
        peak = max(one["peak_mib"] for one in rounds)
        lines.append(
            f"| {title} | **{statistics.median(seconds):.2f}** ({each}) | {peak:.0f} | ≤ {limit:g} s, {memory:g} MiB |"
            f" {rounds[0]['said']} |"
        )
        print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    run_one(sys.argv[1])
