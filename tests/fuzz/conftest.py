"""The fuzzer's own modules are no tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
collect_ignore = ["books.py", "mutations.py", "oracles.py", "run.py"]
