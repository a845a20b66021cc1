"""How the page is looked at in a browser: which state, which browser, and when it is done."""

import json
import subprocess
import sys
from contextlib import contextmanager

from playwright.sync_api import expect

QUERY = "place=kezuohou&future=historical&a=cattle_loan&b=photovoltaic&sample=0.01&replicates=5&seed=1&lang=en"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PATIENCE = 300_000  # milliseconds: the first run compiles
CONTROLS = """() => [...document.querySelectorAll('input, select, button, progress')]
  .filter(each => each.type !== 'hidden' && !each.hidden)
  .filter(each => !each.ariaLabel && !(each.labels && each.labels.length) && !each.textContent.trim())
  .map(each => each.outerHTML)"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def served(studies):
    """The page, served for a while by the command itself; its address."""
    command = [sys.executable, "-m", "experiments.cli", "page", "--port", "0", "--no-browser", "--json"]
    command += ["--studies", str(studies)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        text = "".join(iter(server.stdout.readline, "}\n")) + "}"
        try:
            yield json.loads(text)["address"]
        finally:
            server.terminate()


def done(page):
    """Wait for the last word."""
    expect(page.locator("#results[data-finished=true]")).to_be_attached(timeout=PATIENCE)
    expect(page.locator("#results svg").first).to_be_visible(timeout=PATIENCE)
