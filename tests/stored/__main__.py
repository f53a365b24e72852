"""Store what the small days come to now, after a change that was meant: ``python -m tests.stored [CASE...]``."""

import sys

from tests.stored.cases import CASES
from tests.stored.keeping import differences, keep

for case in sys.argv[1:] or CASES:
    texts = CASES[case]()
    for line in differences(case, texts):
        sys.stdout.write(f"{line}\n")
    keep(case, texts)
