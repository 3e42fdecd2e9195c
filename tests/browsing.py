"""A real browser for tests of pages. Import its fixtures by name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
MILLISECONDS = 60_000  # that a busy machine may take for what is a blink elsewhere


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next((path for path in CHROMIUM if os.path.exists(path)), None)  # noqa: PTH110
    if path is None:
        pytest.skip("there is no Chromium here")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    expect.set_options(timeout=MILLISECONDS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments, timeout=2 * MILLISECONDS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Open a path; options are the browser context's. Fails when a page logs an error or breaks its own policy.

    A complaint may come at any moment until its page is closed, so what a test expects it says in `visit.expects`.
    """
    contexts, complaints, expected = [], [], []

    def open_page(path: str, **options) -> Page:
        contexts.append(browser.new_context(base_url=live_server.url, **options))
        contexts[-1].set_default_timeout(MILLISECONDS)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(path)
        return page

    open_page.expects = expected.append
    yield open_page
    for context in contexts:
        context.close()
    assert [complaint for complaint in complaints if not any(words in complaint for words in expected)] == []
