"""Make the illustrative scoring campaign of Tuyên Quang 2025, a province over three groups; called by ``generate.py``.

Names of units are real, everything else is invented from a fixed seed: editions, scores, evidence, appraisals, explanations,
surveys. Some files come late, some are refused, one department hands in nothing, so that a run shows what that looks like.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas as pd
from cchc.analysis.appraisals import list_to_appraise
from cchc.analysis.campaign_approved import list_approved
from cchc.analysis.campaign_results import compute_campaign
from cchc.frameworks import SURVEY_METHODS, Framework
from cchc.provenance import STATUSES
from cchc.reporting.forms.appraisal_form import AppraisalForm, render_appraisal
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.sources.campaign_groups import appraisers
from cchc.sources.campaign_inputs import GroupInputs
from cchc.sources.campaign_loading import load_campaign
from cchc.sources.coverage import read_register
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import HEADINGS, INFO_ROWS

SEED = 20251210
UNIT, YEAR = "TuyenQuang", 2025
NOTE = "SỐ LIỆU MINH HỌA: tiêu chí và điểm do chương trình sinh ra từ hạt giống cố định, không phải kết quả của đơn vị."
STEP = Decimal("0.25")
N_DEPARTMENTS, N_RURAL = 14, 73
#: The department that hands in nothing.
NOTHING = "SDL"
#: First returned with an error, again some days later; after the round was closed; again after the round, which no longer counts.
REFUSED_FIRST, EXCUSED, TOO_LATE_AGAIN = "ThaiBinh", "SonDuong", "NongTien"
DAYS = ("2025-12-03", "2025-12-05", "2025-12-08", "2025-12-10")
REASONS = (
    "Tài liệu kiểm chứng chưa đủ (minh họa)",
    "Số liệu khai khác báo cáo đã gửi (minh họa)",
    "Nhiệm vụ hoàn thành chậm (minh họa)",
)
RESPONDENTS = (("dai_bieu", 12), ("lanh_dao_so", 10), ("lanh_dao_xa", 10))
GROUP_NAMES = {
    "dai_bieu": "Đại biểu HĐND tỉnh",
    "lanh_dao_so": "Lãnh đạo các sở, ban, ngành",
    "lanh_dao_xa": "Lãnh đạo UBND cấp xã",
}
N_PEOPLE = 32
Decide = Callable[[pd.DataFrame, random.Random], pd.DataFrame]


def choose_units(root: Path) -> list[tuple[str, str, str, str]]:
    """Choose departments, every ward, and rural communes: those of the province at the end of the year."""
    register = read_register(root)
    province = register.get(UNIT, YEAR + 1)
    if province is None:
        raise LookupError(UNIT)
    departments = register.below(province, "department", YEAR + 1)
    extra = [one for one in (register.get(f"{UNIT}/{NOTHING}", YEAR + 1),) if one is not None]
    chosen = [*departments[: N_DEPARTMENTS - len(extra)], *extra]
    rows = [(one.own_key, one.name_vi, "sở", "so") for one in chosen]
    communes = register.below(province, "commune", YEAR + 1)
    wards = [one for one in communes if one.name_full_vi.startswith("phường ")]
    rural = [one for one in communes if one not in wards]
    named = [one for one in rural if one.own_key in {REFUSED_FIRST, EXCUSED}]
    kept = sorted([*named, *(one for one in rural if one not in named)][:N_RURAL], key=lambda one: one.unit_key)
    for word, group, units in (("phường", "phuong", wards), ("xã", "xa", kept)):
        rows += [(one.own_key, f"{one.name_full_vi[:1].upper()}{one.name_full_vi[1:]}", word, group) for one in units]
    return rows


def invent_scores(framework: Framework, rng: random.Random, strength: float) -> dict[str, dict[str, object]]:
    """Invent the self-scores of one unit, with the names of its evidence."""
    rows: dict[str, dict[str, object]] = {}
    for leaf in framework.leaves():
        if leaf.method in SURVEY_METHODS:
            continue
        maximum, rule = Decimal(str(leaf.max_score)), framework.rule(leaf.code)
        if leaf.role == "bonus":
            rows[leaf.code] = {"self_score": float(rng.choice([0, 0, 1, 2]))}
            continue
        if leaf.role == "penalty":
            rows[leaf.code] = {"self_score": float(rng.choice([0, 0, 0, 0, 1]))}
            continue
        lost = STEP * (0 if rng.random() < strength else rng.choice([1, 2, 2, 4, 6]))
        row: dict[str, object] = {"self_score": float(max(maximum - lost, Decimal(0)))}
        if rule is not None and rng.random() < 0.8:
            total = rng.randint(80, 400)
            done = round(total * min(1.0, max(0.2, rng.gauss(0.78 + 0.2 * strength, 0.1))))
            declared = (
                (str(done), str(total))
                if rule.rule_kind in {"steps", "ratio"}
                else (f"{round(100 * done / total)}%", "")
            )
            points = rule.apply(*declared)
            row = {"declared": declared[0], "declared_total": declared[1], "self_score": round(float(points or 0.0), 4)}
        row["evidence_vi"] = f"BC-{leaf.code}.txt"
        rows[leaf.code] = row
    return rows


def as_csv(framework: Framework, name: str, rows: dict[str, dict[str, object]]) -> bytes:
    """Write a form as the CSV table that Excel would save of it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    info = {"unit": name, "year": YEAR, "framework_id": framework.framework_id, "status": STATUSES["illustrative"]}
    for one in INFO_ROWS:
        writer.writerow([one.label, info[one.key], *[""] * (len(HEADINGS) - 2)])
    writer.writerow([heading.label for heading in HEADINGS])
    for node in framework.nodes:
        cells: dict[str, object] = {
            "code": node.code,
            "name_vi": node.name_vi,
            "max_score": f"{node.max_score:g}".replace(".", ","),
        }
        for key, value in rows.get(node.code, {}).items():
            cells[key] = f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",") if isinstance(value, float) else value
        writer.writerow([cells.get(heading.key, "") for heading in HEADINGS])
    return out.getvalue().encode("utf-8")


def write_forms(folder: Path, units: list[tuple[str, str, str, str]], editions: dict[str, Framework]) -> None:
    """Write the forms into the folders of the days on which they came."""
    rng = random.Random(SEED)  # noqa: S311 -- reproducible, not secret
    for key, name, _, group in units:
        rows, day = invent_scores(editions[group], rng, rng.uniform(0.45, 0.92)), rng.choice(DAYS)
        write_evidence(folder / "evidence", key, rows, random.Random(f"{SEED} {key}"))  # noqa: S311
        if key == NOTHING:
            shutil.rmtree(folder / "evidence" / key, ignore_errors=True)
            (folder / "evidence" / f"{key}.zip").unlink(missing_ok=True)
            continue
        if group == "so":
            content, suffix = (
                render_score_sheet(ScoreForm(editions[group], name, YEAR, "illustrative", rows, {}, note=NOTE)),
                "xlsx",
            )
        else:
            content, suffix = as_csv(editions[group], name, rows), "csv"
        if key == REFUSED_FIRST:
            faulty = dict(rows) | {"3.1": rows["3.1"] | {"self_score": 4.5}}
            put(folder / "returned" / DAYS[0] / f"{key}.{suffix}", as_csv(editions[group], name, faulty))
            day = DAYS[2]
        if key == EXCUSED:
            day = "2025-12-12"
        put(folder / "returned" / day / f"{key}.{suffix}", content)
        if key == TOO_LATE_AGAIN:
            better = dict(rows) | {"1.1": rows["1.1"] | {"self_score": 3.0}, "4.2": rows["4.2"] | {"self_score": 3.0}}
            put(folder / "returned" / "2025-12-15" / f"{key}.{suffix}", as_csv(editions[group], name, better))
    # a department's form of the wrong group comes first, its own later
    first = next(key for key, _, _, group in units if group == "so")
    name = next(one[1] for one in units if one[0] == first)
    wrong = render_score_sheet(
        ScoreForm(editions["xa"], name, YEAR, "illustrative", invent_scores(editions["xa"], rng, 0.9), {}, note=NOTE)
    )
    put(folder / "returned" / "2025-12-01" / f"{first}.xlsx", wrong)
    put(folder / "returned" / "2025-12-05" / "STNMT.xlsx", wrong)


def put(path: Path, content: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_evidence(folder: Path, key: str, rows: dict[str, dict[str, object]], rng: random.Random) -> None:
    """Write the evidence of a unit: a zip, or folders for one in twenty; some criteria lack theirs, some files are empty."""
    files = {}
    for code, row in rows.items():
        if row["self_score"] and rng.random() > 0.06:
            name = str(row.get("evidence_vi") or f"BC-{code}.txt") if rng.random() > 0.03 else f"Bao cao {code}.txt"
            files[f"{code}/{name}"] = b"" if rng.random() < 0.01 else f"Tài liệu minh họa {key} {code}\n".encode()
    if rng.random() < 0.05:
        for name, content in files.items():
            put(folder / key / name, content)
        return
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content)
    put(folder / f"{key}.zip", out.getvalue())


def write_surveys(folder: Path, units: list[tuple[str, str, str, str]], questionnaire: Framework) -> None:
    """Write what people, and leaders, answered of every unit of each group."""
    items = [node.code for node in questionnaire.leaves()]
    for group in ("so", "phuong", "xa"):
        rng = random.Random(f"{SEED} {group}")  # noqa: S311
        own = [one for one in units if one[3] == group]
        people, leaders = [], []
        for at, (_, name, _, _) in enumerate(own):
            level = rng.gauss(4.0, 0.15)
            for number in range(N_PEOPLE):
                mood = rng.gauss(0.0, 0.4)
                answers = {code: min(max(round(level + mood + rng.gauss(0.0, 0.7)), 1), 5) for code in items}
                people.append({"respondent_id": f"P{at:02d}{number:02d}", "commune": name} | answers)
            tilt = rng.uniform(0.0, 0.5)
            for kind, n in RESPONDENTS:
                for number in range(n):
                    letters = {q: rng.choices("ABCDE", weights=[5, 4, 2 + 4 * tilt, 1, 0.4])[0] for q in ("C1", "C2")}
                    leaders.append(
                        {
                            "Mã phiếu": f"{kind}-{number:02d}",
                            "Nhóm người trả lời": GROUP_NAMES[kind],
                            "Đơn vị được đánh giá": name,
                        }
                        | letters
                    )
        for place, rows in (("survey", people), ("leaders", leaders)):
            (folder / place).mkdir(exist_ok=True)
            pd.DataFrame(rows).to_csv(folder / place / f"{group}.csv", index=False, lineterminator="\n")


def appraise(rows: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """Invent decisions of the first round: most claims stand, some are lowered with a reason."""
    scores, reasons = [], []
    for row in rows.to_dict("records"):
        claim = Decimal(str(row["self_score"]))
        score, reason = claim, ""
        if not pd.isna(row["rule_score"]) and abs(float(claim) - row["rule_score"]) > 1e-3:
            score, reason = (
                Decimal(str(round(row["rule_score"], 4))),
                "Chấm lại theo quy tắc của bộ tiêu chí (minh họa)",
            )
        elif claim > 0 and rng.random() < 0.09:
            score, reason = max(claim - STEP * rng.choice([1, 2, 2, 4]), Decimal(0)), rng.choice(REASONS)
        scores.append(float(score))
        reasons.append("" if score == claim else reason)
    return rows.assign(appraised_score=scores, reason_vi=reasons)


def write_round(folder: Path, group: GroupInputs, round_key: str, day: str, decide: Decide) -> None:
    """Write the files of a round of appraisal, an office's each, as they would be filled in."""
    rows = list_to_appraise(group, round_key)
    offices = rows["code"].map(lambda code: group.group.domains.get(group.framework.top_code(code), ""))
    for stem, office in appraisers(group.key, group.group, round_key).items():
        own = rows[offices == office]
        if own.empty:
            continue
        rng = random.Random(f"{SEED} {round_key} {stem}")  # noqa: S311
        form = AppraisalForm(
            group.framework, group.unit.name_vi, YEAR, decide(own, rng), "", NOTE, "illustrative", round_key
        )
        put(folder / round_key / day / f"{stem}.xlsx", render_appraisal(form))


def decide_again(rows: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """Invent decisions of the second round: half of what was explained is given back."""
    is_raised = [rng.random() < 0.5 for _ in range(len(rows))]
    return rows.assign(
        appraised_score=rows["self_score"].where(is_raised, rows["appraised_1_score"]),
        reason_vi=[
            "Chấp nhận giải trình (minh họa)" if one else "Giữ điểm thẩm định lần 1 (minh họa)" for one in is_raised
        ],
    )


def write_province_campaign(root: Path) -> None:
    """Write everything of the illustrative campaign, round by round, each read back before the next is invented."""
    folder = root / "data" / "illustrative" / UNIT / str(YEAR)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    units = choose_units(root)
    frame = pd.DataFrame(units, columns=["unit_key", "name_vi", "kind", "group"])
    frame.to_csv(folder / "units.csv", index=False, lineterminator="\n")
    reader = Reader(root)
    names = {
        "so": "par_department_illustrative_2025",
        "phuong": "par_ward_illustrative_2025",
        "xa": "par_rural_commune_illustrative_2025",
    }
    editions = {key: load_framework(reader, one) for key, one in names.items()}
    write_forms(folder, units, editions)
    write_surveys(folder, units, load_framework(reader, "sipas_2023_illustrative"))
    for group in load_campaign(UNIT, YEAR).groups:
        write_round(folder, group, "appraisal", "2025-12-19", appraise)
    for group in load_campaign(UNIT, YEAR).groups:
        lowered = list_to_appraise(group, "explanation")
        for at, (key, rows) in enumerate(lowered.groupby("unit_key", sort=False)):
            if at % 4:
                continue
            name = group.units.set_index("unit_key").at[key, "name_vi"]
            told = rows.assign(explanation_vi=["Đã bổ sung tài liệu kiểm chứng (minh họa)", *[""] * (len(rows) - 1)])
            form = AppraisalForm(group.framework, name, YEAR, told, "", NOTE, "illustrative", "explanation")
            day = "2025-12-27" if at == 4 else "2025-12-24"  # one comes after the round was closed
            put(folder / "explanation" / day / f"{key}.xlsx", render_appraisal(form))
    for group in load_campaign(UNIT, YEAR).groups:
        write_round(folder, group, "appraisal_2", "2025-12-30", decide_again)
    results = compute_campaign(load_campaign(UNIT, YEAR))
    approved = list_approved(results)
    approved.to_csv(folder / "approved.csv", index=False, lineterminator="\n", float_format="%.10g")
    print(
        f"{folder.relative_to(root)}: {len(units)} units, {results.n_complete} ranked, {len(approved)} approved scores"
    )
