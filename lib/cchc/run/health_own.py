"""What the doctor asks of an office's own notebooks and texts: has the common one got something that they lack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cchc.paths import OFFICES, TEXTS
from cchc.run.health import LOOK, OK, Row
from cchc.run.notebook_changes import lagging_notebooks
from cchc.sources.version import changed_on

_SHIPPED = "params/texts"


def check_own(root: Path) -> Iterator[Row]:
    """Tell which own notebooks and texts are older than what they stand for."""
    late = [
        f"notebooks/{one.path.relative_to(root / 'notebooks').as_posix()}"
        + (f" ({one.n_changed} ô của notebooks/{one.name} đã khác)" if one.n_changed else " (không rõ lập từ bản nào)")
        for one in lagging_notebooks(root)
    ]
    late_texts = [own.relative_to(root).as_posix() for own in _own_texts(root) if _is_behind(own, root)]
    if late:
        advice = "xem khác gì: make notebook PROVINCE=... YEAR=... NOTEBOOK=..."
        yield Row("Sổ tính riêng", LOOK, f"đi sau sổ chung: {'; '.join(late)}; {advice}")
    else:
        yield Row("Sổ tính riêng", OK, "không sổ nào đi sau sổ chung")
    if late_texts:
        yield Row("Lời văn riêng", LOOK, f"cũ hơn lời văn chung cùng tên: {'; '.join(late_texts)}; đọc lại {_SHIPPED}/")
    else:
        yield Row("Lời văn riêng", OK, "không tệp nào cũ hơn lời văn chung")


def _own_texts(root: Path) -> list[Path]:
    return sorted((root / OFFICES).glob(f"**/{TEXTS}/*/*.md"))


def _is_behind(own: Path, root: Path) -> bool:
    """Tell whether the text that came with the program has changed since the own one was saved; False where nobody knows."""
    changed = changed_on(root, f"{_SHIPPED}/{own.parent.name}/{own.name}")
    return changed is not None and changed > own.stat().st_mtime
