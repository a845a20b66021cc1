"""Requests that nobody of ours would make, half right, drawn from a seed."""

from urllib.parse import urlencode

from experiments.page.mixes import menu_of

NAMES = ["place", "future", "a", "b", "c", "a.with", "b.without", "a.has", "a.was", "was", "sample",
         "replicates", "seed", "lang", "open", "shut", "form", "after", "a.", ".", ""]  # fmt: skip
OWN_NAMES = {"life": ["life.who", "life.nth", "life.id", "life.left", "life.right", "life."],
             "studies": ["study.name", "study.file", "study."]}  # fmt: skip
VALUES = ["kezuohou", "neijiang", "historical", "as_reported", "none", "photovoltaic", "0", "1", "-1", "1e308", "1e999",
          "-1e-320", "nan", "0x10", "1,5", "٣", "\x00", "\ud7ff", "'; --", "<b>", "../..", "%", "{}", "{{7*7}}", "en",
          "zh", "9" * 18, "9" * 30, " ", "true", "saved", "returned", "a", "b", "summary.csv", "first",
          "../first", "/etc/passwd", "figures/../x"]  # fmt: skip
PATHS = ["/", "/", "/results", "/export/summary.csv", "/export/mix_a.toml", "/cancel", "/life", "/life/events.csv",
         "/life/mix_b.toml", "/studies", "/studies/file"]  # fmt: skip


def hostile_query(luck, path):
    """A query that is half right."""
    whole = list(menu_of("kezuohou", "historical").whole("as_reported"))
    names = [*NAMES, *OWN_NAMES.get(path.split("/")[1], []), f"a.{luck.choice(whole)}", f"c.{luck.choice(whole)}"]
    values = [*VALUES, luck.choice("abc") * luck.randrange(200)]
    pairs = [("a", "as_reported")] if luck.random() < 0.7 else []
    pairs += [(luck.choice(names), luck.choice(values)) for _each in range(luck.randrange(1, 6))]
    return urlencode(pairs) if luck.random() < 0.8 else "&".join(f"{a}={b}" for a, b in pairs)


def hostile_request(luck):
    """Method and target of a request, as bytes."""
    path = luck.choice(PATHS)
    query = hostile_query(luck, path).encode("utf-8", "ignore")
    return "POST" if path == "/cancel" else "GET", path.encode() + b"?" + query
