"""Full text in the search box."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_search_box import BOX, OPTION, home

__all__ = ["home"]

pytestmark = pytest.mark.browser

def test_probe(home: Page) -> None:
    for q in ["externalTrafficPolicy", "hubble.relay.enabled", "kube-proxy replacement", "verified update weeks", "3.31", "zzzzzz", "cis bench"]:
        home.fill(BOX, q)
        home.wait_for_timeout(900)
        print("==", q, "|", home.locator(".search-more").text_content())
        for o in home.locator("#pa-search-results [aria-label='In the text'] a").all():
            print("   ", o.get_attribute("href"), "|", o.inner_html()[:400])
    home.screenshot(path="/tmp/shot.png")
