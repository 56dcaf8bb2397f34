"""``make bench``: measure the heavy jobs and the reports on this machine; the table goes to ``reports/bench.md``."""

from __future__ import annotations

import sys

from bench_jobs import run_all
from bench_reports import run_reports
from cchc.errors import CchcError
from cchc.run.preload import set_libraries
from cchc.run.staging import put_file
from cchc.sources.root import find_root


def main() -> int:
    """Measure, print and write; 2 with a sentence where something is missing."""
    set_libraries()
    path = find_root() / "reports" / "bench.md"
    try:
        table = run_reports(lambda line: print(line, flush=True))
    except CchcError as error:
        print(f"Lỗi: {error}", file=sys.stderr)
        return 2
    print(table)
    put_file(path, f"{table}\n{run_all()}".encode(), find_root(), print)
    print(f"Bảng đầy đủ: {path.relative_to(find_root())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
