"""Draw the pictures of the README from a built report: ``make pictures``. Needs poppler's pdftoppm and pdftotext."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
REPORT = HERE.parents[1] / "reports" / "2024" / "BacKan"
#: Picture → document, and words of the page that is drawn: the first one that has them.
PAGES = {
    "brief": ("brief.pdf", ""),
    "weaknesses": ("weaknesses.pdf", ""),
    "plan": ("plan.pdf", "Độc lập - Tự do - Hạnh phúc"),
}
#: Width [pixels], number of colours: letters stay legible, a picture stays below ``LARGEST`` bytes.
WIDTH, COLOURS, LARGEST = 620, 24, 120_000


def stop(sentence: str) -> None:
    """End with one sentence on standard error."""
    sys.stderr.write(f"Lỗi: {sentence}\n")
    raise SystemExit(2)


def find_page(path: Path, words: str) -> int:
    """Return the number of the first page that has these words."""
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()
    found = [number for number, page in enumerate(text.split("\f"), start=1) if words in page]
    if not found:
        stop(f"không trang nào của {path.name} có '{words}'.")
    return found[0]


def draw(path: Path, page: int) -> bytes:
    """Return a page as a small PNG."""
    number = str(page)
    command = [
        "pdftoppm",
        "-png",
        "-f",
        number,
        "-l",
        number,
        "-scale-to-x",
        str(2 * WIDTH),
        "-scale-to-y",
        "-1",
        str(path),
    ]
    drawn = Image.open(io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout)).convert("RGB")
    small = drawn.resize((WIDTH, round(WIDTH * drawn.height / drawn.width)), Image.Resampling.LANCZOS)
    held = io.BytesIO()
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(held, "PNG", optimize=True)
    return held.getvalue()


def main() -> None:
    """Draw all of them, or none."""
    for program in ("pdftoppm", "pdftotext"):
        if shutil.which(program) is None:
            stop(f"không có {program}; trên Debian, Ubuntu hãy cài gói poppler-utils (sudo apt install poppler-utils).")
    missing = [name for name, _ in PAGES.values() if not (REPORT / name).is_file()]
    if missing:
        stop(f"chưa có {', '.join(missing)} trong reports/2024/BacKan; hãy chạy make report PROVINCE=BacKan YEAR=2024.")
    drawn = {name: draw(REPORT / file, find_page(REPORT / file, words)) for name, (file, words) in PAGES.items()}
    for name, content in drawn.items():
        if len(content) > LARGEST:
            stop(
                f"ảnh {name}.png quá lớn ({len(content)} byte); hãy giảm WIDTH hoặc COLOURS trong docs/pictures/draw.py."
            )
        (HERE / f"{name}.png").write_bytes(content)
        print(f"docs/pictures/{name}.png: {len(content)} byte")


if __name__ == "__main__":
    main()
