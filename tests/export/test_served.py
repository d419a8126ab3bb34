"""The served sheet follows each save in a browser, and shows what keeps the catalogue from loading."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.intake.test_watch import GOOD, PATIENCE, Watched


def test_a_browser_follows_each_save(tmp_path: Path, browser: Browser) -> None:
    served = Watched(tmp_path, "--serve")
    page = browser.new_page()
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    title = GOOD.split('title = "')[1].split('"')[0]
    page.goto(served.lines[served.until("http://127.0.0.1:")].strip())
    expect(page.locator("h1")).to_have_text(title)
    served.save(GOOD.replace(title, "Another <b>title</b>"))
    expect(page.locator("h1")).to_have_text("Another <b>title</b>", timeout=PATIENCE * 1000)
    served.save(GOOD + "\nx = = '<b>'\n")
    expect(page.get_by_role("alert")).to_contain_text("x = = '<b>'", timeout=PATIENCE * 1000)
    expect(page.locator("h1")).to_have_text("Another <b>title</b>")
    served.save(GOOD)
    expect(page.get_by_role("alert")).to_have_count(0, timeout=PATIENCE * 1000)
    expect(page.locator("h1")).to_have_text(title)
    assert noise == []
    page.close()
    served.close()
