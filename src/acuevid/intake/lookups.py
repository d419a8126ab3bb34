"""Looking a work up by its DOI or PMID: the only place that uses the network, and only when it is asked to.

A DOI is asked for at doi.org in CSL-JSON (Crossref, "DOI content negotiation"); a PMID at PubMed in MEDLINE text
(NCBI, "E-utilities", efetch with rettype=medline).
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from itertools import islice
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from acuevid import __version__
from acuevid.bibliography import bare_doi, doi_link
from acuevid.errors import AcuevidError, NotFound
from acuevid.escape import visible
from acuevid.intake.decode import Decoded, decoded, refuse_much
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


def transport() -> "httpx.BaseTransport | None":
    """What carries requests: the network, and in tests recorded answers."""
    return None


def look_up(name: str) -> Iterator[Work]:
    """The work that a DOI or PMID stands for. Raises `AcuevidError`, in one line, where there is no answer."""
    found = _NAMED.match(name)
    kind, number = (found[1].lower(), found[2].strip()) if found else ("", name)
    shown = visible(f"{kind}:{number}"[:80])
    if kind == "doi":
        if (doi := bare_doi(number)) is None:
            raise AcuevidError(f"{shown} is no DOI")
        from acuevid.intake.csl import read

        answer = _get(doi_link(doi), {"Accept": _CSL}, {}, shown, "doi.org")
    else:
        if not _PMID.match(number):
            raise AcuevidError(f"{shown} is no PMID")
        from acuevid.intake.medline import read

        asked = {"db": "pubmed", "id": number, "rettype": "medline", "retmode": "text", "tool": "acuevid"}
        answer = _get(_EFETCH, {}, asked, shown, "PubMed")
    refuse_much(shown, answer)
    works = list(islice(read(Decoded(shown, answer)), 1))  # it was asked for one
    if not any(work.fields.get("title") for work in works):
        raise NotFound(f"{shown} is not known to {'doi.org' if kind == 'doi' else 'PubMed'}")
    for work in works:
        work.origin = f"{shown}, looked up"
    return iter(works)


def _get(url: str, headers: dict[str, str], params: dict[str, str], shown: str, whom: str) -> str:
    """The answer as text, within five seconds in all, however slowly its bytes come."""
    answers: SimpleQueue[str | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(_answer(url, headers, params, shown, whom))
        except Exception as error:
            answers.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=SECONDS)
    except Empty:
        raise AcuevidError(f"{shown}: {whom} does not answer within {SECONDS:.0f} seconds") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _answer(url: str, headers: dict[str, str], params: dict[str, str], shown: str, whom: str) -> str:
    try:
        import httpx
    except ImportError:
        raise AcuevidError("looking up needs httpx: pip install 'acuevid[desk]'") from None
    agent = {"User-Agent": f"acuevid/{__version__} (a command line tool for fact sheets; one look-up by its user)"}

    def refuse_elsewhere(request: httpx.Request) -> None:
        if request.url.scheme != "https" or not _is_public(request.url.host):
            raise AcuevidError(f"{shown}: {whom} leads to an address that is not asked")

    with (
        _told(shown, whom),
        httpx.Client(
            timeout=SECONDS,
            follow_redirects=True,
            max_redirects=5,
            transport=transport(),
            event_hooks={"request": [refuse_elsewhere]},
        ) as client,
        # packed, a short answer may be a huge one
        client.stream("GET", url, headers=headers | agent | {"Accept-Encoding": "identity"}, params=params) as answer,
    ):
        if answer.status_code == 404:
            raise NotFound(f"{shown} is not known to {whom}")
        if answer.status_code != 200:
            raise AcuevidError(f"{shown}: {whom} answers {answer.status_code}")
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise AcuevidError(f"{shown}: {whom} answers in a form that was not asked for")
        return _body(answer.iter_bytes(), shown, whom)


def _body(pieces: Iterator[bytes], shown: str, whom: str) -> str:
    body, until = bytearray(), time.monotonic() + SECONDS
    for piece in pieces:
        body += piece
        if len(body) > _LARGEST:
            raise AcuevidError(f"{shown}: the answer of {whom} is too long")
        if time.monotonic() > until:
            raise AcuevidError(f"{shown}: {whom} does not answer within {SECONDS:.0f} seconds")
    text = decoded(bytes(body))
    if text is None:
        raise AcuevidError(f"{shown}: the answer of {whom} is not text")
    return text


@contextmanager
def _told(shown: str, whom: str) -> Iterator[None]:
    """What goes wrong on the way, in one line."""
    import httpx

    try:
        yield
    except httpx.TimeoutException:
        raise AcuevidError(f"{shown}: {whom} does not answer within {SECONDS:.0f} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise AcuevidError(f"{shown}: {whom} cannot be reached; are you online?") from None


def _is_public(host: str) -> bool:
    """Whether a host has a name of the public network, and is no number of a machine."""
    with suppress(ValueError):
        ip_address(host)
        return False
    return "." in host.strip(".") and not host.lower().rstrip(".").endswith((".localhost", ".local", ".internal"))
