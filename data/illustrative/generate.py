"""Make the illustrative figures of this folder from a seed; run by ``make illustrative``.

Nothing here is official. The sheet of 2023 is calibrated to the published total of Bắc Kạn (PAR INDEX 84.24), the
survey to its published SIPAS (75.03 %); the sheet of 2022 is calibrated to nothing, for no total was published.
"""

from __future__ import annotations

import dataclasses
import random
import runpy
from decimal import Decimal
from pathlib import Path

import pandas as pd
from cchc.analysis.results import compute_results
from cchc.frameworks import SURVEY_METHODS, Framework
from cchc.planning.plan_building import build_plan
from cchc.planning.plan_tasks import list_tasks
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.reporting.forms.task_form import render_tasks
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.sources.report_inputs import load_inputs
from cchc.sources.root import find_root

SEED = 20230406
NOTE = "SỐ LIỆU MINH HỌA: điểm do chương trình sinh ra từ hạt giống cố định, không phải số liệu chính thức của tỉnh Bắc Kạn."
PAR_TOTAL = Decimal("84.24")
SIPAS_PCT = 75.03
N_RESPONDENTS = 580
N_UNITS = 18
STEP = Decimal("0.25")
#: Declared figures of the criteria that have a rule: result and, for a ratio, the planned number.
DECLARED = {
    "1.1.2": ("57", "60"),
    "1.2.1": ("9", "10"),
    "1.3": ("Kế hoạch tuyên truyền; Chuyên mục trên báo, đài; Hình thức tuyên truyền mới", ""),
    "1.4": ("1", ""),
}
#: Here the office claims more than its own figure is worth.
CLAIMED_TOO_MUCH = "1.2.1"


def invent_scores(framework: Framework, rng: random.Random, *, strength: float) -> dict[str, Decimal]:
    """Invent a score per leaf: steps for appraisal, four decimals for surveys and statistics."""
    scores: dict[str, Decimal] = {}
    for node in framework.leaves():
        maximum = Decimal(str(node.max_score))
        if node.method == "appraisal":
            steps = int(maximum / STEP)
            lost = 0 if rng.random() < strength else rng.choice([1, 1, 1, 2, 2, steps])
            scores[node.code] = maximum - STEP * min(lost, steps)
        else:
            low, high = {"sipas": (0.76, 0.80), "leaders_survey": (0.74, 0.88), "socio_economic": (0.4, 0.9)}[
                node.method
            ]
            scores[node.code] = (maximum * Decimal(str(rng.uniform(low, high)))).quantize(Decimal("0.0001"))
    return scores


def calibrate(scores: dict[str, Decimal], framework: Framework, total: Decimal) -> dict[str, Decimal]:
    """Spread what is missing over the leaders' survey, so that the sum is exact."""
    leaves = [node for node in framework.leaves() if node.method == "leaders_survey"]
    missing = total - sum(scores.values())
    weight = sum(Decimal(str(node.max_score)) for node in leaves)
    adjusted = dict(scores)
    for node in leaves:
        adjusted[node.code] += (missing * Decimal(str(node.max_score)) / weight).quantize(Decimal("0.0001"))
    adjusted[leaves[-1].code] += total - sum(adjusted.values())
    for node in leaves:
        if not 0 <= adjusted[node.code] <= Decimal(str(node.max_score)):
            msg = f"calibration leaves the scale at {node.code}: choose another seed"
            raise ValueError(msg)
    return adjusted


def worsen(scores: dict[str, Decimal], framework: Framework, rng: random.Random) -> dict[str, Decimal]:
    """Invent the year before: most items as in 2023, some lower, a few higher."""
    before: dict[str, Decimal] = {}
    for node in framework.leaves():
        maximum, score, draw = Decimal(str(node.max_score)), scores[node.code], rng.random()
        if node.method == "appraisal":
            change = -STEP if draw < 0.16 else STEP if draw > 0.92 else Decimal(0)
        else:
            change = (maximum * Decimal(str(rng.uniform(-0.06, 0.03)))).quantize(Decimal("0.0001"))
        before[node.code] = min(max(score + change, Decimal(0)), maximum)
    return before


def invent_survey(framework: Framework, rng: random.Random) -> pd.DataFrame:
    """Invent answers and move some between 3 and 4 until the share of satisfied answers is the published one."""
    items = [node.code for node in framework.leaves()]
    level = {code: rng.gauss(0.0, 0.35) + (0.12 if code.startswith("B") else -0.12) for code in items}
    answers: dict[str, list[str]] = {code: [] for code in items}
    for _ in range(N_RESPONDENTS):
        mood = rng.gauss(0.0, 0.5)
        for code in items:
            draw = rng.random()
            value = round(3.95 + level[code] + mood + rng.gauss(0.0, 0.75))
            answers[code].append("" if draw < 0.02 else "K" if draw < 0.06 else str(min(max(value, 1), 5)))
    table = pd.DataFrame(answers)
    valid = table.isin(list("12345"))
    n_valid = int(valid.to_numpy().sum())
    wanted = round(SIPAS_PCT / 100 * n_valid)
    cells = [(row, code) for row in range(N_RESPONDENTS) for code in items]
    rng.shuffle(cells)
    have = int(table.isin(["4", "5"]).to_numpy().sum())
    source, target, step = ("3", "4", 1) if have < wanted else ("4", "3", -1)
    for row, code in cells:
        if have == wanted:
            break
        if table.at[row, code] == source:
            table.at[row, code] = target
            have += step
    table.insert(0, "respondent_id", [f"P{number:04d}" for number in range(1, N_RESPONDENTS + 1)])
    return table


def invent_stages(
    framework: Framework, approved: dict[str, Decimal], rng: random.Random
) -> dict[str, dict[str, object]]:
    """Invent how the approved scores came about: claims, appraisals, explanations, declared figures."""
    rows: dict[str, dict[str, object]] = {}
    for node in framework.leaves():
        score, maximum = approved[node.code], Decimal(str(node.max_score))
        row: dict[str, object] = {"approved_score": float(score)}
        if node.method in SURVEY_METHODS:
            row["survey_score"] = float(score)
        else:
            is_step = node.method == "appraisal"
            claimed = min(score + STEP * rng.choice([0, 0, 1, 1, 2]), maximum) if is_step and score < maximum else score
            first = max(score - STEP, Decimal(0)) if is_step and rng.random() < 0.08 else score
            row |= {"self_score": float(claimed), "appraised_1_score": float(first), "evidence_vi": f"TLKC {node.code}"}
            if first != score:
                row |= {"explanation_vi": "Bổ sung tài liệu kiểm chứng (minh họa)", "appraised_2_score": float(score)}
        rows[node.code] = row
    for rule in framework.rules:
        declared, total = DECLARED[rule.code]
        points = rule.apply(declared, total)
        rows[rule.code] |= {"declared": declared, "declared_total": total}
        if rule.code != CLAIMED_TOO_MUCH and points is not None:
            rows[rule.code]["self_score"] = max(points, float(approved[rule.code]))
    return rows


def invent_design(survey: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """Invent where the respondents live and who they are; no column names anybody."""
    units = [rng.randrange(N_UNITS) for _ in range(len(survey))]
    survey.insert(1, "psu", [f"ĐVM {unit + 1:02d}" for unit in units])
    survey.insert(2, "stratum", [f"Tầng {unit % 3 + 1}" for unit in units])
    survey.insert(3, "sex", [rng.choice(["Nam", "Nữ"]) for _ in units])
    ages = ["Dưới 25", "25 đến 34", "35 đến 49", "50 đến 60", "Trên 60"]
    survey.insert(4, "age_group", [rng.choices(ages, [4, 22, 36, 28, 10])[0] for _ in units])
    return survey


def invent_reports(tasks: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """Invent how far the tasks had come at the end of September 2024; what they are stays as the plan says."""
    rows = []
    for task in tasks.to_dict("records"):
        is_past, is_keep = task["deadline"] < "2024-09-30", task["annex_key"] == "par_keep"
        draw = rng.random()
        status, share, evidence, note = "in_progress", float(rng.choice([20, 30, 40, 50, 60, 75])), "", ""
        if draw < (0.45 if is_past else 0.3 if is_keep else 0.22):
            status, share = "done", 100.0
            evidence = "" if rng.random() < 0.15 else f"Báo cáo (minh họa) về {task['task_key']}"
        elif draw > 0.97:
            status, share, note = "cancelled", None, "Lồng ghép vào nhiệm vụ khác (minh họa)"
        elif draw > 0.86:
            status, share = "not_started", None
        elif draw > 0.84:
            share = 100.0
        rows.append(
            task | {"status": status, "done_pct": share, "evidence_vi": evidence, "note_vi": note, "is_reported": True}
        )
    return pd.DataFrame(rows, columns=list(tasks.columns))


def write_tasks(place: str) -> int:
    """Write the returned form of the plan of 2024; needs the scores and the survey to be there."""
    root = find_root()
    path = root / place
    path.unlink(missing_ok=True)  # its words must be those of the catalogue, not those of an older file
    plan = build_plan(compute_results(dataclasses.replace(load_inputs("BacKan", 2024), tasks=None)))
    tasks = invent_reports(list_tasks(plan), random.Random(SEED + 3))  # noqa: S311 -- reproducible, not secret
    path.write_bytes(render_tasks(plan, place=place, tasks=tasks))
    return len(tasks)


def main() -> None:
    """Write the files of Bắc Kạn."""
    root = find_root()
    reader = Reader(root)
    par, sipas = (
        load_framework(reader, "par_province_2022_illustrative"),
        load_framework(reader, "sipas_2023_illustrative"),
    )
    rng = random.Random(SEED)  # noqa: S311 -- reproducible, not secret
    now = calibrate(invent_scores(par, rng, strength=0.74), par, PAR_TOTAL)
    before = worsen(now, par, rng)
    folder = root / "data" / "illustrative" / "BacKan"
    for year, scores in ((2023, now), (2022, before)):
        path = folder / str(year) / "score_sheet.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = {code: {"approved_score": float(score)} for code, score in scores.items()}
        if year == 2023:
            rows = invent_stages(par, scores, random.Random(SEED + 1))  # noqa: S311 -- reproducible, not secret
        previous = {code: float(score) for code, score in before.items()} if year == 2023 else {}
        form = ScoreForm(par, "Bắc Kạn", year, "illustrative", rows, previous, note=NOTE)
        path.write_bytes(render_score_sheet(form))
        print(f"{path.relative_to(root)}: {sum(scores.values())}")
    survey = invent_design(invent_survey(sipas, rng), random.Random(SEED + 2))  # noqa: S311 -- reproducible, not secret
    survey.to_csv(folder / "2023" / "survey.csv", index=False, lineterminator="\n")
    (folder / "2023" / "survey.source.yml").write_text(
        f'status: "illustrative"\nnote: "{NOTE.replace("điểm", "câu trả lời")}"\nseed: {SEED}\n',
        encoding="utf-8",
        newline="\n",
    )
    print(f"survey: {len(survey)} respondents")
    # the sibling is found wherever this file is run from
    runpy.run_path(str(Path(__file__).with_name("campaign.py")))["write_campaign"](root)
    runpy.run_path(str(Path(__file__).with_name("commune.py")))["write_commune"](root)
    runpy.run_path(str(Path(__file__).with_name("province_campaign.py")))["write_province_campaign"](root)
    runpy.run_path(str(Path(__file__).with_name("self_scoring.py")))["write_self_scoring"](root)
    print(f"tasks: {write_tasks('data/illustrative/BacKan/2023/tasks.xlsx')}")


if __name__ == "__main__":
    main()
