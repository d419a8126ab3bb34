"""A browser for the tests of the page."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page


class Opened(NamedTuple):
    """A page with all that it said on the console, asked for from elsewhere, or tried to show in a dialogue."""

    page: Page
    noise: list[str]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator["Opener"]:
    """Open a page's text in the browser, at a width, in a colour scheme, with JavaScript or without."""
    opener = Opener(browser, tmp_path)
    yield opener
    opener.close()


class Opener:
    """Opens pages and closes them again."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        self.pages: list[Page] = []

    def __call__(self, text: str, *, width: int = 1280, dark: bool = False, script: bool = True) -> Opened:
        path = self.folder / f"page-{len(self.pages)}.html"
        path.write_text(text, encoding="utf-8")
        page = self.browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        self.pages.append(page)
        noise: list[str] = []
        page.on("console", lambda message: noise.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: noise.append(f"error: {error}"))
        page.on("dialog", lambda dialog: noise.append(f"dialogue: {dialog.message}"))
        page.on("request", lambda r: noise.append(f"request: {r.url}") if r.url != path.as_uri() else None)
        page.goto(path.as_uri())
        return Opened(page, noise)

    def close(self) -> None:
        for page in self.pages:
            page.close()
