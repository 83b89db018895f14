#!/usr/bin/env python3
"""Looks at `viva stats --html` in headless Chromium: nothing is loaded, nothing runs, nothing is cut off.

  page.py VIVA [--chromium PROGRAM] [--keep DIR]

A collection is filled with texts that would load or run, were they taken for more than text. Its page is drawn with
every host led to a server of this script, which must not be asked for anything (a page made to ask is seen to ask),
and again where there is no network: the same picture, pixel for pixel. At the widths of a phone and a desktop, in the
light and in the dark, no element may stick out to the right, and the table of a hostile text holds it unchanged.
"""
import argparse, html.parser, os, re, shutil, socket, subprocess, sys, tempfile, threading
from pathlib import Path

HOSTILE = [
    "<script>fetch('http://evil.test/a')</script>", "</style><script>alert(1)</script>",
    "<img src=http://evil.test/b onerror=alert(1)>", "</title><link rel=stylesheet href=http://evil.test/c>",
    "\" onmouseover=\"alert(1)", "' autofocus onfocus='alert(1)", "<svg onload=alert(1)><use href=//evil.test/d>",
    "<iframe src=http://evil.test/e>", "javascript:alert(1)", "<meta http-equiv=refresh content=0;url=http://evil.test/f>",
    "@import url(http://evil.test/g);", "&lt;b&gt;&#60;b&#62;", "<base href=http://evil.test/><a href=h>x</a>",
    "چرا <b>قفل</b>؟ " + "averyveryverylongwordthatfitsnowhere" * 4,
]
# Written by the check alone, into a copy of the page: how far something sticks out, at the end of the document.
MEASURE = """<script>
  const out = [...document.querySelectorAll('section, table, svg, p, h1, h2, h3, dl, nav')]
    .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 0.5)
    .map(e => e.tagName + ' ' + e.textContent.slice(0, 30));
  document.title = 'MEASURED ' + JSON.stringify(out);
</script>"""


class Texts(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts, self.elements, self.open = [], set(), None

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        if tag == "td" and ("dir", "auto") in attributes:
            self.open = ""

    def handle_endtag(self, tag):
        if tag == "td" and self.open is not None:
            self.texts.append(self.open)
            self.open = None

    def handle_data(self, data):
        if self.open is not None:
            self.open += data


def serve(asked):
    """Counts who connects; nobody gets an answer."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            connection, _ = listener.accept()
            asked.append(1)
            connection.close()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("viva")
    parser.add_argument("--chromium", default="chromium")
    parser.add_argument("--keep", help="leave the page and its pictures in this folder")
    options = parser.parse_args()
    chromium = shutil.which(options.chromium) or sys.exit(f"{options.chromium} is not here: the page was not looked at")
    folder = Path(options.keep or tempfile.mkdtemp(prefix="viva-page-"))
    (folder / "decks").mkdir(parents=True, exist_ok=True)
    toml = lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    (folder / "decks/hostile.toml").write_text("".join(
        f"[[cards]]\nid = \"c{number}\"\nquestion = {toml(text)}\nsection = {toml(text)}\ntags = [{toml(text)}]\n"
        f"asked = [{{ company = {toml(text)}, times = 2 }}]\n" for number, text in enumerate(HOSTILE)))

    def viva(day, *words):
        environment = {"HOME": str(folder), "VIVA_COLLECTION": str(folder), "VIVA_NOW": f"2026-{day}T09:00:00+03:30"}
        done = subprocess.run([os.path.abspath(options.viva), *words], env=environment, capture_output=True, text=True)
        return done.stdout if done.returncode == 0 else sys.exit(f"viva {' '.join(words)}: {done.stderr}")

    for day, grade in [("03-01", "good"), ("03-02", "again"), ("03-05", "hard"), ("03-11", "easy")]:
        for number in range(len(HOSTILE)):
            viva(day, "grade", f"c{number}", grade, "--seconds", str(number * 7))
    page = viva("03-12", "stats", "--html", "-")
    (folder / "page.html").write_text(page)
    (folder / "asking.html").write_text('<!DOCTYPE html><img src="http://evil.test/seen">')
    (folder / "measured.html").write_text(re.sub("<meta http-equiv=.*?>", "", page).replace("</body>", MEASURE + "</body>"))
    asked, faults = [], []
    port = serve(asked)

    def browse(name, *switches, alone=False):
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                   "--disable-background-networking", "--disable-component-update", "--disable-sync",
                   f"--user-data-dir={folder}/browser", f"--host-resolver-rules=MAP *.test 127.0.0.1:{port}",
                   *switches, f"file://{folder}/{name}"]
        done = subprocess.run((["unshare", "-rn"] if alone else []) + command, capture_output=True, timeout=120)
        return done.stdout.decode(errors="replace")

    browse("asking.html", f"--screenshot={folder}/asking.png")
    if not asked:
        sys.exit("a page that asks for a picture was not seen to ask: this check sees nothing")
    asked.clear()
    for width in [390, 1280]:
        for scheme, number in [("light", 1), ("dark", 0)]:
            looks = [f"--window-size={width},9000", f"--blink-settings=preferredColorScheme={number}"]
            pictures = [folder / f"{width}-{scheme}{rest}.png" for rest in ["", "-alone"]]
            browse("page.html", *looks, f"--screenshot={pictures[0]}")
            browse("page.html", *looks, f"--screenshot={pictures[1]}", alone=True)
            if pictures[0].read_bytes() != pictures[1].read_bytes():
                faults.append(f"{width} {scheme}: without a network it looks otherwise")
            title = re.search("<title>(.*?)</title>", browse("measured.html", *looks, "--dump-dom"))
            if not title or title[1] != "MEASURED []":
                faults.append(f"{width} {scheme}: sticks out: {title and title[1]}")
    pictures = {(folder / f"390-{scheme}.png").read_bytes() for scheme in ["light", "dark"]}
    if len(pictures) == 1:
        faults.append("the light and the dark look the same")
    dom = browse("page.html", "--dump-dom")
    if asked:
        faults.append(f"the page asked a server for something {len(asked)} times")
    parsed = Texts()
    parsed.feed(page)
    faults += [f"not in the page as it is: {text}" for text in HOSTILE if text not in parsed.texts]
    faults += [f"an element <{name}>" for name in parsed.elements & {"script", "img", "iframe", "link", "base", "use", "b"}]
    # What the browser has read is what was written: nothing has run and changed it.
    reread = Texts()
    reread.feed(dom)
    if reread.texts != parsed.texts:
        faults.append("the browser reads other texts")
    print("\n".join(faults) or f"{len(HOSTILE)} hostile texts, 2 widths, light and dark: nothing loaded, run or cut off")
    if not options.keep:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(bool(faults))


main()
