"""What acuevid takes, as ratios measured in one run; prints the tables that README quotes.

python benchmarks/run.py [--studies 100000] [--rounds 10]

Run it with the Python of an environment into which a wheel of acuevid[stats] was installed (pip compiles it there).
The reference of the first table is a process that only imports the owner's packages. Peak memory is the process's own.
papis, sqlite-utils and Rscript with metafor are measured beside it where they are installed.
"""

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from generate import catalogue

REFERENCE = [sys.executable, "-c", "import typer, rich.console, rich.table, tomllib\nfrom pydantic import BaseModel"]
BARE = [sys.executable, "-c", "import sys, tomli\nwith open(sys.argv[1], 'rb') as f: tomli.load(f)"]
PARSED = """import pathlib, sys, tomli
for path in pathlib.Path(sys.argv[1]).glob("*.toml"):
    tomli.loads(path.read_text(encoding="utf-8"))"""
ACUEVID = [str(Path(sys.executable).parent / "acuevid")]
METAFOR = """suppressPackageStartupMessages(library(metafor)); d <- dat.lee2004
e <- escalc("RR", ai=ai, n1i=n1i, ci=ci, n2i=n2i, data=d); r <- rma(yi, vi, data=e, test="knha")
print(r); print(predict(r, transf=exp)); print(confint(r)); print(leave1out(r))"""


def timed(command: Sequence[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of a process."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ACUEVID")}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    return seconds, usage.ru_maxrss / 1024


def compared(commands: dict[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """The median seconds of each command, all taken in turn so that a slow moment strikes all."""
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(timed(command)[0])
    return {name: statistics.median(seconds) for name, seconds in found.items()}


def start_up(rounds: int) -> None:
    """Small commands against the import of the owner's packages."""
    commands = {
        "the owner's packages imported": REFERENCE,
        "acuevid --help": [*ACUEVID, "--help"],
        "acuevid list (piped)": [*ACUEVID, "list"],
        "acuevid list --format table": [*ACUEVID, "list", "--format", "table"],
        "acuevid summarize hiv": [*ACUEVID, "summarize", "hiv"],
        "acuevid export --format md": [*ACUEVID, "export", "--format", "md"],
        "acuevid check": [*ACUEVID, "check"],
    }
    found = compared(commands, rounds)
    reference = found["the owner's packages imported"]
    print("| command | × reference |\n| --- | ---: |")
    for name, seconds in found.items():
        print(f"| `{name}` | {seconds / reference:.2f} |")


def pooling(rounds: int) -> None:
    """A pool from start to end against R."""
    commands = {"acuevid": [*ACUEVID, "pool", "--catalogue", "p6-nausea"]}
    if shutil.which("Rscript"):
        commands["metafor"] = ["Rscript", "-e", METAFOR]
    found = compared(commands, max(3, rounds // 2))
    if "metafor" in found:
        print(
            f"\n`acuevid pool --catalogue p6-nausea`: {found['acuevid'] / found['metafor']:.2f} × Rscript with metafor"
        )


def growth(sizes: Sequence[int]) -> None:
    """Listing, checking and exporting on catalogues of growing size."""
    print("\n| studies | command | s | ms a study | MB | kB a study | × bare parse |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for n in sizes:
            path = Path(folder) / f"{n}.toml"
            with path.open("w", encoding="utf-8") as stream:
                stream.writelines(catalogue(n))
            rounds = 3 if n <= 10_000 else 1
            bare = min(timed([*BARE, str(path)])[0] for _ in range(rounds))
            verbs = {
                "list --condition": ["list", "--condition", "condition-7"],
                "check": ["check"],
                "export --format jsonl": ["export", "--format", "jsonl"],
            }
            for name, verb in verbs.items():
                found = [timed([*ACUEVID, *verb, "--catalogue", str(path)]) for _ in range(rounds)]
                seconds, memory = min(s for s, _ in found), max(m for _, m in found)
                each = f"{seconds:.2f} | {1000 * seconds / n:.3f} | {memory:.0f} | {1024 * memory / n:.1f}"
                told = f"{each} | {seconds / bare:.2f}"
                print(f"| {n:,} | {name} | {told} |", flush=True)
            path.unlink()


def libraries(sheets: int, each: int) -> None:
    """A library: listing, checking, its site, and the site again after one figure was changed."""
    print(f"\n| {sheets} sheets, {sheets * each:,} studies | s | MB | × bare parse |\n| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as name:
        folder, public = Path(name) / "sheets", Path(name) / "public"
        folder.mkdir()
        for n in range(sheets):
            text = "".join(catalogue(each, 3_000 + n)).replace('citekey = "study', f'citekey = "sheet{n}-study')
            (folder / f"sheet-{n:03}.toml").write_text(text, encoding="utf-8")
        bare = [sys.executable, "-c", PARSED, str(folder)]
        parsed = min(timed(bare)[0] for _ in range(3))
        commands = {
            "list --condition": ["list", "--condition", "condition-7", "--catalogue", str(folder)],
            "check": ["check", "--catalogue", str(folder)],
            "site": ["site", str(folder), "-o", str(public)],
            "site, after one edit": ["site", str(folder), "-o", str(public)],
        }
        for told, command in commands.items():
            if "edit" in told:
                edited = folder / "sheet-050.toml" if sheets > 50 else folder / "sheet-000.toml"
                old = edited.read_text(encoding="utf-8")
                edited.write_text(old.replace("participants = ", "participants = 1", 1), encoding="utf-8")
            seconds, memory = timed([*ACUEVID, *command])
            print(f"| {told} | {seconds:.2f} | {memory:.0f} | {seconds / parsed:.1f} |", flush=True)


def others(n: int, rounds: int) -> None:
    """The listing of one catalogue by other tools, where they are installed, from their own stores once filled."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, lines = folder / "catalogue.toml", folder / "studies.jsonl"
        path.write_text("".join(catalogue(n)), encoding="utf-8")
        with lines.open("wb") as stream:
            subprocess.run(
                [*ACUEVID, "export", "--format", "jsonl", "--catalogue", str(path)], stdout=stream, check=True
            )
        commands = {"acuevid list": [*ACUEVID, "list", "--catalogue", str(path)]}
        if shutil.which("papis"):
            papis_library(folder, lines)
            commands["papis list"] = ["papis", "list", "--all", "--format", "{doc[ref]} {doc[year]} {doc[title]}"]
        if shutil.which("sqlite-utils"):
            base = str(folder / "studies.db")
            subprocess.run(["sqlite-utils", "insert", base, "studies", str(lines), "--nl"], check=True)
            columns = [part for name in ("citekey", "design", "participants") for part in ("-c", name)]
            commands["sqlite-utils rows"] = ["sqlite-utils", "rows", base, "studies", *columns, "--tsv"]
        os.environ |= {"XDG_CONFIG_HOME": name, "XDG_CACHE_HOME": name}  # of papis, which fills its store at first
        for command in commands.values():
            listed = subprocess.run(command, capture_output=True, check=True).stdout.count(b"\n")
            if listed < n - 1:
                raise SystemExit(f"{command[0]} listed {listed} of {n} studies")
        found = compared(commands, rounds)
        missing = [name for name in ("papis list", "sqlite-utils rows") if name not in found]
        print(f"\n| {n:,} studies listed | × acuevid |\n| --- | ---: |")
        for tool, seconds in found.items():
            print(f"| `{tool}` | {seconds / found['acuevid list']:.2f} |")
        if missing:
            print(f"\nNot measured, since not installed: {', '.join(missing)}.")


def papis_library(home: Path, lines: Path) -> None:
    """A library of papis with a folder for each study, and the settings that name it."""
    library = home / "library"
    for line in lines.read_text(encoding="utf-8").splitlines():
        study = json.loads(line)
        reference = study["reference"]
        about = {
            "papis_id": hashlib.md5(study["citekey"].encode(), usedforsecurity=False).hexdigest(),
            "ref": study["citekey"],
            "title": reference["title"],
            "author": "; ".join(reference["authors"]),
            "year": reference["issued"],
        }
        folder = library / study["citekey"]
        folder.mkdir(parents=True)
        (folder / "info.yaml").write_text(json.dumps(about), encoding="utf-8")
    (home / "papis").mkdir()
    settings = f"[settings]\ndefault-library = bench\n\n[bench]\ndir = {library}\n"
    (home / "papis" / "config").write_text(settings, encoding="utf-8")


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--studies", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=10)
    chosen = parser.parse_args()
    start_up(chosen.rounds)
    pooling(chosen.rounds)
    growth([n for n in (100, 1_000, 10_000, 100_000) if n <= chosen.studies])
    libraries(100, 50)
    others(1_000, max(3, chosen.rounds // 2))


if __name__ == "__main__":
    main()
