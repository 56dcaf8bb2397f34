"""The notebooks of a report, and which of them are run for what is known."""

from __future__ import annotations

from cchc.run.document_names import Notebooks
from cchc.sources.inputs import ReportInputs

NOTEBOOKS: Notebooks = {
    "00_brief.ipynb": ("brief", ("html", "pdf"), "Tóm tắt một trang"),
    "01_indices.ipynb": ("indices", ("html", "pdf"), "Kết quả các chỉ số"),
    "02_weaknesses.ipynb": ("weaknesses", ("html", "pdf"), "Phân tích điểm yếu"),
    "03_plan.ipynb": ("plan", ("html", "pdf", "docx"), "Kế hoạch"),
    "06_merger.ipynb": ("merger", ("html", "pdf"), "Kết quả trước sắp xếp"),
}


def wanted_notebooks(inputs: ReportInputs) -> Notebooks:
    """Return the notebooks to run: what has no results gets no analysis, and no plan that would rest on nothing."""
    left_out = set() if inputs.has_own_results else {"indices", "weaknesses"}
    # a plan may rest on the results of the province, or of the old units, too
    if not inputs.has_own_results and inputs.upper is None and not inputs.rests_on_parts:
        left_out |= {"brief", "plan"}
    if not inputs.rests_on_parts:
        left_out.add("merger")
    return {name: one for name, one in NOTEBOOKS.items() if one[0] not in left_out}
