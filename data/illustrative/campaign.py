"""Make the illustrative scoring campaign of Hương Sơn 2022; called by ``generate.py``.

Nothing here is official: communes, criteria, scores, appraisals and answers are invented from a fixed seed. Ten of
twelve forms come back, and two of them hold errors on purpose, so that a run shows what a refusal looks like.
"""

from __future__ import annotations

import io
import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
from cchc.analysis.appraisals import list_to_appraise
from cchc.frameworks import SURVEY_METHODS, Framework
from cchc.reporting.archive import normalise_office_file
from cchc.reporting.forms.appraisal_form import AppraisalForm, render_appraisal
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.sources.campaign_loading import load_campaign
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import HEADINGS, SHEET

SEED = 20221104
YEAR = 2022
NOTE = "SỐ LIỆU MINH HỌA: đơn vị, tiêu chí và điểm do chương trình sinh ra từ hạt giống cố định, không phải số liệu của huyện Hương Sơn."
STEP = Decimal("0.25")
#: Units whose form has not come back.
NOT_RETURNED = ("XaMinhHoa05", "XaMinhHoa11")
#: What is wrong in two of the forms: unit → criterion, what stands in the cell of its self-score.
FAULTY: dict[str, tuple[str, object]] = {"XaMinhHoa03": ("3.1", 4.5), "XaMinhHoa08": ("5.2", "đạt")}
N_RESPONDENTS = 40
REASONS = (
    "Tài liệu kiểm chứng chưa đủ (minh họa)",
    "Số liệu khai khác báo cáo đã gửi (minh họa)",
    "Chấm lại theo quy tắc của bộ tiêu chí (minh họa)",
)


def declare(code: str, rng: random.Random) -> tuple[str, str]:
    """Invent the declared figure of a criterion that has a rule."""
    if code == "1.2":
        return str(rng.randint(15, 20)), "20"
    if code == "1.3":
        return rng.choice(["có", "có", "có", "không"]), ""
    if code == "1.4":
        items = [
            "Kế hoạch tuyên truyền",
            "Phát thanh trên hệ thống truyền thanh xã",
            "Hội nghị, đối thoại với Nhân dân",
        ]
        return "; ".join(items[: rng.randint(2, 3)]), ""
    if code == "3.3":
        total = rng.randint(900, 990)
        return str(round(total * rng.uniform(0.92, 1.0))), str(total)
    if code == "5.1":
        return str(rng.randint(17, 20)), "20"
    if code == "7.1":
        return str(rng.randint(140, 198)), "200"
    return f"{rng.randint(15, 60)}%", ""


def invent_form(framework: Framework, rng: random.Random, strength: float) -> dict[str, dict[str, object]]:
    """Invent the self-scores of one unit."""
    rows: dict[str, dict[str, object]] = {}
    for leaf in framework.leaves():
        if leaf.method in SURVEY_METHODS:
            continue
        maximum, rule = Decimal(str(leaf.max_score)), framework.rule(leaf.code)
        lost = STEP * (0 if rng.random() < strength else rng.choice([1, 2, 2, 4]))
        row: dict[str, object] = {
            "self_score": float(max(maximum - lost, Decimal(0))),
            "evidence_vi": f"TLKC {leaf.code}",
        }
        if rule is not None:
            declared, total = declare(leaf.code, rng)
            points = rule.apply(declared, total)
            row |= {"declared": declared, "declared_total": total, "self_score": round(float(points or 0.0), 4)}
            if rng.random() < 0.12:
                row["self_score"] = float(maximum)  # claims more than the rule gives
        rows[leaf.code] = row
    return rows


def spoil(content: bytes, code: str, value: object) -> bytes:
    """Put a value that no form would accept into the cell of a self-score."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    column = next(at for at, heading in enumerate(HEADINGS, start=1) if heading.key == "self_score")
    sheet = workbook[SHEET]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == code)
    sheet.cell(row, column).value = value
    out = io.BytesIO()
    workbook.save(out)
    return normalise_office_file(out.getvalue())


def invent_survey(framework: Framework, units: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """Invent the answers of every unit, each with a level of its own."""
    items = [node.code for node in framework.leaves()]
    rows = []
    for at, unit in enumerate(units.itertuples()):
        level = rng.gauss(3.95, 0.16)
        for number in range(1, N_RESPONDENTS + 1):
            mood = rng.gauss(0.0, 0.45)
            answers = {}
            for code in items:
                draw, value = rng.random(), round(level + mood + rng.gauss(0.0, 0.75))
                answers[code] = "" if draw < 0.02 else "K" if draw < 0.06 else str(min(max(value, 1), 5))
            rows.append({"respondent_id": f"P{at + 1:02d}{number:03d}", "commune": unit.name_vi, **answers})
    return pd.DataFrame(rows)


def appraise(rows: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """Invent the council's decisions: most claims stand, some are lowered, a few raised, each with a reason."""
    scores, reasons = [], []
    for row in rows.to_dict("records"):
        claim, maximum = Decimal(str(row["self_score"])), Decimal(str(row["max_score"]))
        score, reason, draw = claim, "", rng.random()
        if not pd.isna(row["rule_score"]) and abs(float(claim) - row["rule_score"]) > 1e-3:
            score, reason = Decimal(str(round(row["rule_score"], 4))), REASONS[2]
        elif draw < 0.14:
            score = max(claim - STEP * rng.choice([1, 2, 2, 4]), Decimal(0))
            reason = rng.choice(REASONS[:2])
        elif draw > 0.985 and claim + STEP <= maximum:
            score, reason = claim + STEP, "Bổ sung tài liệu khi thẩm định (minh họa)"
        scores.append(float(score))
        reasons.append("" if score == claim else reason)
    return rows.assign(appraised_score=scores, reason_vi=reasons)


def write_campaign(root: Path) -> None:
    """Write forms, survey and appraisal of the illustrative campaign."""
    reader = Reader(root)
    framework = load_framework(reader, "par_commune_illustrative")
    folder = root / "data" / "illustrative" / "HuongSon" / str(YEAR)
    units = pd.read_csv(folder / "units.csv", dtype=str)
    rng = random.Random(SEED)  # noqa: S311 -- reproducible, not secret
    returned = folder / "returned"
    returned.mkdir(parents=True, exist_ok=True)
    for path in (*returned.glob("*.xlsx"), folder / "appraisal.xlsx"):
        path.unlink(missing_ok=True)
    for unit in units.itertuples():
        rows = invent_form(framework, rng, rng.uniform(0.62, 0.86))
        if unit.unit_key in NOT_RETURNED:
            continue
        content = render_score_sheet(ScoreForm(framework, unit.name_vi, YEAR, "illustrative", rows, {}, note=NOTE))
        if unit.unit_key in FAULTY:
            content = spoil(content, *FAULTY[unit.unit_key])
        (returned / f"{unit.unit_key}.xlsx").write_bytes(content)
    survey = invent_survey(load_framework(reader, "sipas_2023_illustrative"), units, random.Random(SEED + 1))  # noqa: S311
    survey.to_csv(folder / "survey.csv", index=False, lineterminator="\n")
    to_appraise = list_to_appraise(load_campaign("HuongSon", YEAR).groups[0])
    appraised = appraise(to_appraise, random.Random(SEED + 2))  # noqa: S311
    place = f"data/offices/HuongSon/{YEAR}/appraisal.xlsx"
    content = render_appraisal(AppraisalForm(framework, "Hương Sơn", YEAR, appraised, place, NOTE, "illustrative"))
    (folder / "appraisal.xlsx").write_bytes(content)
    print(
        f"{folder.relative_to(root)}: {len(units) - len(NOT_RETURNED)} forms, {len(survey)} respondents, {len(appraised)} appraisals"
    )
