"""``python -m cchc``."""

import sys

from cchc.run.cli import main

if __name__ == "__main__":
    sys.exit(main())
