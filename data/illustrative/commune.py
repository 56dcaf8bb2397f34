"""Make the illustrative score sheet of a commune, xã Sơn Dương 2025; called by ``generate.py``.

Nothing here is official: the criteria are those of an invented framework, the scores are invented from a fixed seed.
"""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

from cchc.frameworks import SURVEY_METHODS
from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader

SEED = 20260131
UNIT, NAME, YEAR = "TuyenQuang/SonDuong", "TuyenQuang/SonDuong", 2025
FRAMEWORK = "par_commune_illustrative_2025"
NOTE = "SỐ LIỆU MINH HỌA: tiêu chí và điểm do chương trình sinh ra từ hạt giống cố định, không phải kết quả của xã Sơn Dương."
STEP = Decimal("0.25")


def write_commune(root: Path) -> None:
    """Write the sheet: three criteria in four at their maximum, the others some steps below it."""
    framework = load_framework(Reader(root), FRAMEWORK)
    rng = random.Random(SEED)  # noqa: S311 -- reproducible, not secret
    rows: dict[str, dict[str, object]] = {}
    total = Decimal(0)
    for node in framework.leaves():
        maximum = Decimal(str(node.max_score))
        if node.method in SURVEY_METHODS:
            score = (maximum * Decimal(str(rng.uniform(0.80, 0.88)))).quantize(Decimal("0.01"))
            rows[node.code] = {"survey_score": float(score), "approved_score": float(score)}
        else:
            lost = 0 if rng.random() < 0.6 else rng.choice([1, 2, 2, 4])
            score = max(maximum - STEP * lost, Decimal(0))
            rows[node.code] = {
                "self_score": float(min(score + STEP, maximum)),
                "appraised_1_score": float(score),
                "approved_score": float(score),
            }
        total += score
    path = root / "data" / "illustrative" / UNIT / str(YEAR) / "score_sheet.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render_score_sheet(ScoreForm(framework, NAME, YEAR, "illustrative", rows, {}, note=NOTE)))
    print(f"{path.relative_to(root)}: {total}")
