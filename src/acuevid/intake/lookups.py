"""Looking a work up by its DOI or PMID: the only place that uses the network, and only when it is asked to.

A DOI is asked for at doi.org in CSL-JSON (Crossref, "DOI content negotiation"); a PMID at PubMed in MEDLINE text
(NCBI, "E-utilities", efetch with rettype=medline).
"""

import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from acuevid import __version__
from acuevid.bibliography import bare_doi, doi_link
from acuevid.errors import AcuevidError, NotFound
from acuevid.escape import visible
from acuevid.intake.decode import Decoded, decoded
from acuevid.intake.works import Work

if TYPE_CHECKING:
    import httpx

SECONDS = 5.0
_LARGEST = 5_000_000
_CSL = "application/vnd.citationstyles.csl+json"
_EFETCH = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi"
_NAMED = re.compile(r"(doi|pmid):\s*(.*)\Z", re.IGNORECASE | re.DOTALL)
_PMID = re.compile(r"[1-9][0-9]{0,8}\Z")


def is_look_up(name: str) -> bool:
    """Whether a source is asked for by its number: ``doi:10.1000/1``, ``pmid:1``."""
    return _NAMED.match(name) is not None


def look_up(name: str, transport: "httpx.BaseTransport | None" = None) -> Iterator[Work]:
    """The work that a DOI or PMID stands for. Raises `AcuevidError`, in one line, where there is no answer."""
    found = _NAMED.match(name)
    kind, number = (found[1].lower(), found[2].strip()) if found else ("", name)
    shown = visible(f"{kind}:{number}"[:80])
    if kind == "doi":
        if (doi := bare_doi(number)) is None:
            raise AcuevidError(f"{shown} is no DOI")
        from acuevid.intake.csl import read

        answer = _get(doi_link(doi), {"Accept": _CSL}, {}, shown, "doi.org", transport)
    else:
        if not _PMID.match(number):
            raise AcuevidError(f"{shown} is no PMID")
        from acuevid.intake.medline import read

        asked = {"db": "pubmed", "id": number, "rettype": "medline", "retmode": "text", "tool": "acuevid"}
        answer = _get(_EFETCH, {}, asked, shown, "PubMed", transport)
    works = list(read(Decoded(shown, answer)))
    if not any(work.fields.get("title") for work in works):
        raise NotFound(f"{shown} is not known to {'doi.org' if kind == 'doi' else 'PubMed'}")
    for work in works:
        work.origin = f"{shown}, looked up"
    return iter(works)


def _get(
    url: str,
    headers: dict[str, str],
    params: dict[str, str],
    shown: str,
    whom: str,
    transport: "httpx.BaseTransport | None",
) -> str:
    """The answer as text, within five seconds in all."""
    try:
        import httpx
    except ImportError:
        raise AcuevidError("looking up needs httpx: pip install 'acuevid[desk]'") from None
    agent = {"User-Agent": f"acuevid/{__version__} (a command line tool for fact sheets; one look-up by its user)"}
    until = time.monotonic() + SECONDS
    body = bytearray()
    try:
        with (
            httpx.Client(timeout=SECONDS, follow_redirects=True, max_redirects=5, transport=transport) as client,
            client.stream("GET", url, headers=headers | agent, params=params) as answer,
        ):
            if answer.status_code == 404:
                raise NotFound(f"{shown} is not known to {whom}")
            if answer.status_code != 200:
                raise AcuevidError(f"{shown}: {whom} answers {answer.status_code}")
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > _LARGEST or time.monotonic() > until:
                    raise AcuevidError(f"{shown}: the answer of {whom} is too long")
    except httpx.TimeoutException:
        raise AcuevidError(f"{shown}: {whom} does not answer within {SECONDS:.0f} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise AcuevidError(f"{shown}: {whom} cannot be reached; are you online?") from None
    text = decoded(bytes(body))
    if text is None:
        raise AcuevidError(f"{shown}: the answer of {whom} is not text")
    return text
