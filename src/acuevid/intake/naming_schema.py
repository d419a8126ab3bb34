"""The line of a catalogue that tells an editor which schema it has."""

import re

from acuevid.errors import AcuevidError
from acuevid.escape import visible

_HEADER = re.compile(r"(?:[ \t]*+(?:#[^\n]*+)?+\r?\n)*+")
"""What stands before the first key or table: editors look for the line there, among other comments."""
_NAMED = re.compile(r"^[ \t]*#:schema[ \t]+([^\r\n]*?)[ \t]*\r?$", re.MULTILINE)


def naming_schema(text: str, schema: str) -> str:
    """A catalogue's text with a first line that names the schema of that file name beside it; all else as it was.

    The text itself where its header has that line. Raises `AcuevidError` where it names another schema.
    """
    header = _HEADER.match(text)
    named = _NAMED.search(text, 0, header.end() if header else 0)
    if named is None:
        end = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
        return f"#:schema ./{schema}{end}{text}"
    if named[1].removeprefix("./") != schema:
        raise AcuevidError(f"the catalogue names another schema, {visible(named[1][:60])}; take that line out first")
    return text
