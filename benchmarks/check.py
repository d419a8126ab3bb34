"""How long `check` takes on many studies, as a multiple of loading them; one run, in this process.

python benchmarks/check.py [STUDIES]      default 1000
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from acuevid.catalogue.load import load_catalogue
from acuevid.checks.run import run_checks

ROUNDS = 5

HEAD = """[sheet]
title = "Made for a benchmark"
topic = "pain"
intervention = "acupuncture"

[[condition]]
key = "pain"
name = "pain"
"""

STUDY = """
[[study]]
citekey = "s{i}-{year}"
conditions = ["pain"]
design = "randomised-trial"
participants = {total}
[study.reference]
authors = ["Author{i} A"]
title = "Trial number {i}"
issued = {year}
page = "100-9"
[[study.arm]]
id = "acupuncture"
label = "acupuncture"
role = "experimental"
{size_1}
[[study.arm]]
id = "sham"
label = "sham"
role = "comparator"
comparator = "sham"
{size_2}
[[study.outcome]]
id = "response"
label = "response"
event = "responded"
family = "response"
event_is = "good"
{figures}
p = "< 0.05"
[[study.outcome]]
id = "pain"
label = "pain"
family = "pain"
better = "lower"
mean = {{ acupuncture = {m_1:.1f}, sham = {m_2:.1f} }}
sd = {{ acupuncture = 1.5, sham = 1.6 }}
p = "= {p:.2f}"
"""


def catalogue(studies: int, seed: int = 1) -> str:
    """A catalogue of so many invented trials; every third prints percentages without group sizes."""
    random.seed(seed)
    parts = [HEAD]
    for i in range(studies):
        n_1, n_2 = random.randint(15, 80), random.randint(15, 80)
        a, c = random.randint(0, n_1), random.randint(0, n_2)
        known = i % 3 != 0
        percent = f"percent = {{ acupuncture = {100 * a / n_1:.1f}, sham = {100 * c / n_2:.1f} }}"
        parts.append(
            STUDY.format(
                i=i,
                year=1990 + i % 35,
                total=n_1 + n_2,
                size_1=f"participants = {n_1}" if known else "",
                size_2=f"participants = {n_2}" if known else "",
                figures=f"events = {{ acupuncture = {a}, sham = {c} }}\n{percent}" if known else percent,
                m_1=random.uniform(2, 6),
                m_2=random.uniform(2, 6),
                p=random.uniform(0.01, 0.99),
            )
        )
    return "".join(parts)


def seconds(work: Callable[[], object]) -> float:
    """The median of several rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the ratio."""
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.toml"
        path.write_text(catalogue(studies), encoding="utf-8")
        loaded = load_catalogue(path)
        load, check = seconds(lambda: load_catalogue(path)), seconds(lambda: run_checks(loaded))
    print(f"{studies} studies: loading {load:.3f} s, checking {check:.3f} s, ratio {check / load:.2f}")


if __name__ == "__main__":
    main()
