"""Make the parts of Bắc Kạn's own score sheet of 2023 that its offices send back; called by ``generate.py``.

Nothing here is official: the self-scores are those of the invented sheet of the province, divided as the suggestion in
``params/2023/BacKan.yml`` divides it. One office's part is missing, and one holds an error on purpose.
"""

from __future__ import annotations

import runpy
from pathlib import Path

from cchc.reporting.forms.score_sheet import ScoreForm, render_score_sheet
from cchc.sources.reader import Reader
from cchc.sources.score_sheets import read_score_sheet
from cchc.sources.self_scoring_inputs import load_self_scoring

UNIT, NAME, YEAR = "BacKan", "Bắc Kạn", 2023
NOTE = "SỐ LIỆU MINH HỌA: tiêu chí và điểm do chương trình sinh ra từ hạt giống cố định, không phải số liệu của tỉnh Bắc Kạn."
#: Offices whose part has not come back.
NOT_RETURNED = ("SKHDT",)
#: What is wrong in one of the parts: office → criterion, what stands in the cell of its self-score.
FAULTY: dict[str, tuple[str, object]] = {"STC": ("6.2.2", 1.5)}
#: Criteria whose evidence the office forgot to name; declared figures that give other points than the office gave itself.
NO_EVIDENCE = ("2.2.2", "4.3.2", "7.2.4")
OTHER_FIGURES = {"1.1.2": ("52", "60")}


def write_self_scoring(root: Path) -> None:
    """Write the parts; needs the sheet of the province to be there."""
    folder = root / "data" / "illustrative" / UNIT / str(YEAR) / "self"
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.xlsx"):
        path.unlink()
    spoil = runpy.run_path(str(Path(__file__).with_name("campaign.py")))["spoil"]
    whole = f"data/illustrative/{UNIT}/{YEAR}/score_sheet.xlsx"
    sheet = read_score_sheet(Reader(root), whole, status="illustrative").scores.set_index("criterion_code")
    inputs = load_self_scoring(UNIT, YEAR)
    for office in inputs.offices:
        if office.agency_key in NOT_RETURNED:
            continue
        rows = {}
        for code in office.codes:
            declared, total = OTHER_FIGURES.get(code, (sheet.at[code, "declared"], sheet.at[code, "declared_total"]))
            evidence = "" if code in NO_EVIDENCE else sheet.at[code, "evidence_vi"]
            score = float(sheet.at[code, "self_score"])
            rows[code] = {"self_score": score, "declared": declared, "declared_total": total, "evidence_vi": evidence}
        form = ScoreForm(
            inputs.framework.part(office.codes).with_sums(), NAME, YEAR, "illustrative", rows, {},
            note=NOTE, office_name=office.name_vi,
        )  # fmt: skip
        content = render_score_sheet(form)
        if office.agency_key in FAULTY:
            content = spoil(content, *FAULTY[office.agency_key])
        (folder / f"{office.agency_key}.xlsx").write_bytes(content)
    print(f"self-scoring: {len(inputs.offices) - len(NOT_RETURNED)} parts")
