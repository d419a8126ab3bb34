"""Make the parts of the docs that come from the program: README's output blocks and the picture.

python scripts/docs.py           write them
python scripts/docs.py --check   exit 1 with a diff if they are out of step
"""

import difflib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

from commands import commands_page, man_page
from pages import catalogue_page, checks_page, findings_page

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(<!-- output of: acuevid ([^>]*?) -->\n\n```text\n).*?(```\n)", re.DOTALL)
PICTURE = ("summarize", "hiv")


def output_of(arguments: list[str]) -> str:
    """What a command prints into a pipe that is 80 columns wide."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ACUEVID")} | {"COLUMNS": "80"}
    command = [sys.executable, "-m", "acuevid", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=ROOT).stdout


def readme() -> str:
    """README with its output blocks as the commands print them now."""

    def block(match: re.Match[str]) -> str:
        return match[1] + output_of(match[2].split()) + match[3]

    return BLOCK.sub(block, (ROOT / "README.md").read_text(encoding="utf-8"))


def picture() -> str:
    """The summary of a condition on a terminal, as SVG without anything from the network."""
    from rich.console import Console
    from rich.terminal_theme import MONOKAI

    from acuevid.catalogue.files import find_catalogue
    from acuevid.catalogue.load import load_catalogue
    from acuevid.catalogue.names import find_condition
    from acuevid.render.terminal import renderables
    from acuevid.synthesis.condition import summarise_condition
    from acuevid.views.blocks import Document
    from acuevid.views.summary import condition_blocks

    catalogue = load_catalogue(find_catalogue(None))
    summary = summarise_condition(catalogue, find_condition(catalogue, PICTURE[1]))
    blocks = condition_blocks(catalogue, summary)
    document = Document.of(blocks[:5])
    console = Console(width=90, file=io.StringIO(), record=True, force_terminal=True, color_system="truecolor")
    for renderable in renderables(document, console.width):
        console.print(renderable)
    title = f"acuevid {' '.join(PICTURE)}"
    svg = console.export_svg(title=title, theme=MONOKAI, unique_id="acuevid")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "ui-monospace, Menlo, Consolas").rstrip() + "\n"


def main() -> int:
    """Write or check."""
    docs = ROOT / "docs"
    made = {
        ROOT / "README.md": readme(),
        docs / "summarize-hiv.svg": picture(),
        docs / "catalogue.md": catalogue_page(),
        docs / "commands.md": commands_page(),
        docs / "acuevid.1": man_page(),
        docs / "checks.md": checks_page(),
        docs / "source-findings.md": findings_page(),
    }
    stale = 0
    for path, text in made.items():
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old == text:
            continue
        stale += 1
        if "--check" in sys.argv:
            name = str(path.relative_to(ROOT))
            sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), text.splitlines(True), name, "made now"))
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
