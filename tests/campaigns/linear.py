#!/usr/bin/env python3
"""Shows that reading a note takes time in proportion to its size, whatever it holds.

  linear.py VIVA [NAME...] [--kib N]     needs valgrind; NAMEs are parts of the names of cases

Hostile notes of N, 2 N and 4 N KiB (16 unless said) are imported on trial; instructions are counted, less those of
an almost empty note, so a busy machine changes nothing. A case whose exponent (log2 of the growth for each
doubling, over both) is above 1.2 fails, as does any end other than a sentence: a panic, a signal, an overflow.
"""
import math, os, re, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WORST_EXPONENT = 1.2
FEWEST = 100_000
HEAD = "### Technical Interview\n\n"


def again(text, head="", name="x.md", tail=""):
    """`text` as often as fits; `{n}` in it is a number that rises."""
    numbered = "{n}" in text
    size = len((text.replace("{n}", "10000") if numbered else text).encode())

    def make(wanted):
        count = max(1, wanted // size)
        body = "".join(text.replace("{n}", str(n)) for n in range(count)) if numbered else text * count
        return name, (head + body + tail).encode()
    return make


def nested(open_, close, name, inner="", head="", tail=""):
    def make(wanted):
        count = wanted // max(1, len(open_) + len(close))
        return name, (head + open_ * count + inner + close * count + tail).encode()
    return make


def stairs(line, name="x.md", step="  ", head="", steps=None):
    """Lines, each further in than the one above; so many steps, or as many as fit."""
    def make(wanted):
        out, at, depth = [head], 0, 0
        while at < wanted:
            made = step * depth + line.replace("{n}", str(len(out))) + "\n"
            out.append(made)
            at += len(made)
            depth = depth + 1 if steps is None or depth < steps else 0
        return name, "".join(out).encode()
    return make


def wrongly_decoded(page, text):
    def make(wanted):
        one = text.encode().decode(page, "replace").encode()
        return "x.md", HEAD.encode() + one * (wanted // len(one))
    return make


def in_bytes(one, name="x.txt", head=b""):
    return lambda wanted: (name, head + one * (wanted // len(one)))


def wide_csv(wanted):
    columns = wanted // 80
    row = lambda what: ",".join(f"{what} {n}" for n in range(columns)) + "\n"
    return "x.csv", ("question,answer," + row("c") + "What is it?,That," + row("v") * 8).encode()


CASES = {
    # Lists.
    "bullets": again("- What is number {n}?\n\n    It is {n}.\n\n", HEAD),
    "bullets unanswered": again("- What is number {n}?\n", HEAD),
    "bullets all alike": again("- What is it?\n", HEAD),
    "bullets, one with a long answer": again("    A line of an answer.\n", HEAD + "- What is it?\n\n"),
    "bullets, one with a long answer of bullets": again("    - A line\n", HEAD + "- What is it?\n\n"),
    "nested list": stairs("- What is {n}?", head=HEAD),
    "nested list, 20 deep": stairs("- What is {n}?", head=HEAD, steps=20),
    "nested numbers": stairs("1. What is {n}?", step="   "),
    "nested quotes": nested("> ", "", "x.md", "What is it?\n", HEAD + "- x?\n\n  "),
    "quotes in stairs": stairs("What is {n}?", step=">"),
    "lines of one bullet mark": again("-\n", HEAD),
    "bullet marks in a line": again("- ", HEAD),
    "number marks in a line": again("1. "),
    "numbered questions": again("{n}. What is it?\n"),
    "numbered questions with answers": again("{n}. What is it?\n   It is so.\n\n"),
    "checkboxes": again("- [ ] What is {n}?\n", HEAD),
    "multiple choice": again("1. What is {n}?\n   - [ ] a\n   - [x] b\n\n"),
    "multiple choice, one with many": again("- [ ] choice {n}\n", "1. What is it?\n\n"),
    "lettered choices": again("{n}. What is it?\nA) one\nB) two\nAnswer: B\n\n"),
    "lettered choices, one with many": again("a) choice {n}\n", "1. What is it?\n\n"),
    # Headings.
    "headings": again("## What is {n}?\n"),
    "headings with answers": again("## What is {n}?\n\nIt is so.\n\n"),
    "headings numbered": again("### {n}. What is it?\n\nIt is so.\n\n"),
    "headings all alike": again("## What is it?\n"),
    "headings of six levels": again("# a\n## b\n### c\n#### d\n##### e\n###### f?\n"),
    "headings empty": again("#\n"),
    "heading marks in a line": again("# "),
    "headings underlined": again("What is {n}?\n---\n"),
    "underlines": again("---\n"),
    "underlines doubled": again("===\n"),
    "topic headings": again("## Topic {n}\n- What is it?\n- And that?\n"),
    "contents of links": again("- [What is {n}?](#what-is-{n})\n"),
    "contents and headings": again("- [What is {n}?](#what-is-{n})\n", "", "x.md", "\n## What is 0?\n\nSo.\n"),
    "headings and folds": again("## What is {n}?\n<details><summary>Answer</summary>\n\nSo.\n\n</details>\n\n"),
    "anchors": again('<a name="q{n}"></a>\n## What is {n}?\n\nSo. [back](#top)\n'),
    # Folds and other HTML.
    "details": again("<details><summary>What is {n}?</summary>\n\nSo.\n\n</details>\n"),
    "details nested": nested("<details><summary>What?</summary>\n", "</details>\n", "x.md", "So.\n"),
    "details nested in a line": nested("<details>", "</details>", "x.md", "So."),
    "details unclosed": again("<details><summary>What is {n}?</summary>\n"),
    "details unclosed, bare": again("<details>\n"),
    "details unclosed in a line": again("<details>"),
    "details closed only": again("</details>\n"),
    "summaries unclosed": again("<summary>What is {n}?\n"),
    "details, summaries unclosed": again("<details><summary>What is {n}?\n"),
    "details below bullets": again("- What is {n}?\n  <details>\n", HEAD),
    "divs unclosed": again("<div>\n"),
    "divs nested": nested("<div>", "</div>", "x.md", "So."),
    "divs nested in a page": nested("<div>", "</div>", "x.html", "<h2>What?</h2><p>So."),
    "divs unclosed in a page": again("<div>", "<!doctype html><h2>What?</h2>", "x.html"),
    "closing tags in a page": again("</div></p></li>", "<!doctype html><h2>What?</h2>", "x.html"),
    "tags never ended": again("<div ", "- What? "),
    "tags never ended in a page": again("<div ", "<!doctype html><h2>What?</h2>", "x.html"),
    "attributes": again(' a{n}="b"', "<!doctype html><h2>What?</h2><p", "x.html", ">So.</p>"),
    "attributes unclosed": again(' a="', "<!doctype html><h2>What?</h2><p", "x.html"),
    "angles in a page": again("<", "<!doctype html><h2>What?</h2>", "x.html"),
    "angles": again("<", HEAD + "- What? "),
    "comments unclosed": again("<!-- ", HEAD + "- What? "),
    "comments unclosed in a page": again("<!-- ", "<!doctype html><h2>What?</h2>", "x.html"),
    "comments": again("<!-- c -->", HEAD + "- What? "),
    "declarations": again("<!x ", "<!doctype html><h2>What?</h2>", "x.html"),
    "tables in HTML": again("<table><tr><td>What is {n}?</td><td>So.</td></tr></table>\n", HEAD + "- What?\n\n"),
    "tables in HTML unclosed": again("<table><tr><td>What?", HEAD + "- What?\n\n", "x.md", "</table>"),
    "tables in HTML nested": nested("<table><tr><td>", "</td></tr></table>", "x.html", "What?", "<h2>What?</h2>"),
    "rows in HTML": again("<tr><td>What is {n}?<td>So.", "<!doctype html><table>", "x.html"),
    "formatting unclosed in a page": again("<b><i>x", "<!doctype html><h2>What?</h2><p>", "x.html"),
    "formatting unclosed": again("<b><i>x", HEAD + "- What? "),
    "formatting and paragraphs": again("<b><p><i>x", "<!doctype html><h2>What?</h2><p>", "x.html"),
    "links unclosed in a page": again("<a href=x>", "<!doctype html><h2>What?</h2><p>", "x.html"),
    "lists in a page": again("<ul><li>What is {n}?", "<!doctype html><h2>What?</h2>", "x.html"),
    "pre unclosed": again("<pre>\n", HEAD + "- What?\n\n    "),
    "scripts unclosed": again("<script>", HEAD + "- What? "),
    "scripts unclosed in a page": again("<script>", "<!doctype html><h2>What?</h2><p>", "x.html"),
    "entities": again("&amp;&#65;&nbsp;&x;", HEAD + "- What? "),
    "ampersands": again("&", HEAD + "- What? "),
    "ampersands in a page": again("&", "<!doctype html><h2>What?</h2><p>", "x.html"),
    "page of questions": again("<h2>What is {n}?</h2><p>It is so.</p>", "<!doctype html>", "x.html"),
    "page of terms": again("<dt>What is {n}?<dd>It is so.", "<!doctype html><dl>", "x.html"),
    "page of folds": again("<details><summary>What is {n}?</summary>So.</details>", "<!doctype html>", "x.html"),
    "soup of HTML": again("<ul><table><li></ul><tr><p><td></p><b></table></i>{n}", "<!doctype html>", "x.html"),
    # Marks inside of lines.
    "stars": again("*", HEAD + "- What? "),
    "stars, words": again("*a **b ", HEAD + "- What? "),
    "underscores": again("_a __b ", HEAD + "- What? "),
    "backticks": again("`", HEAD + "- What? "),
    "backticks growing": lambda wanted: ("x.md", (HEAD + "- What? " + "".join(
        "`" * n + " " for n in range(int(math.sqrt(2 * wanted))))).encode()),
    "brackets open": again("[", HEAD + "- What? "),
    "brackets nested": nested("[", "]", "x.md", "x", HEAD + "- What? "),
    "links open": again("[a](", HEAD + "- What? "),
    "links nested": nested("[", "](x)", "x.md", "x", HEAD + "- What? "),
    "pictures open": again("![", HEAD + "- What? "),
    "references": again("[a{n}]: x\n", HEAD + "- What?\n\n"),
    "references used": again("[a]", HEAD + "- What? ", "x.md", "\n\n[a]: x\n"),
    "parentheses": again("(", HEAD + "- What? "),
    "parentheses in a title": again("(", "# "),
    "brackets in a title": again("[", "# "),
    "links in a title": again("[a](b) ", "# "),
    "links of answers": again("- [What is {n}?](https://x.example/{n})\n"),
    "backslashes": again("\\", HEAD + "- What? "),
    "question marks": again("?", HEAD + "- What"),
    "questions in a line": again("What is {n}? ", HEAD + "- "),
    "questions in a paragraph": again("What is {n}?\nSo.\n"),
    "bold questions": again("**What is {n}?**\n\nSo.\n\n"),
    "bold unclosed": again("**What is {n}?\n\nSo.\n\n"),
    "colons in a line": again("a: ", HEAD + "- "),
    "tabs": again("\t", HEAD + "- What?"),
    "blanks": again(" ", HEAD + "- What?"),
    "blank lines": again("\n", HEAD + "- What?"),
    "lines of blanks": again("    \n", HEAD + "- What?\n"),
    "line ends, CR": again("a\r", HEAD + "- What?\r"),
    # Code.
    "fences": again("```\ncode\n```\n", HEAD + "- What?\n\n"),
    "fences unclosed": again("```\n~~~\n", HEAD + "- What?\n\n"),
    "fences of other lengths": lambda wanted: ("x.md", (HEAD + "- What?\n\n" + "".join(
        "`" * n + "\n" for n in range(int(math.sqrt(2 * wanted)), 2, -1))).encode()),
    "fences indented": again("    ```\n    code\n", HEAD + "- What?\n\n"),
    "fences between bullets": again("- What is {n}?\n\n    ```x\n    a\n    ```\n\n", HEAD),
    "fences unclosed between bullets": again("- What is {n}?\n\n    ```x\n    a\n\n", HEAD),
    # Labels and separators.
    "labels": again("Q: What is {n}?\nA: It is so.\n\n"),
    "labels, questions alone": again("Q: What is {n}?\n"),
    "labels, questions alone apart": again("Q: What is {n}?\n\n"),
    "labels, answers alone": again("A: It is {n}.\n"),
    "labels, many answers": again("A: It is {n}.\n", "Q: What is it?\n"),
    "labels, long answer": again("It is {n}.\n", "Q: What is it?\nA: "),
    "labels all alike": again("Q: What is it?\nA: It is so.\n"),
    "labels counted": again("Q{n}. What is it?\nA{n}. It is so.\n"),
    "labels counted alone": again("Q{n}. What is it?\n"),
    "labels in words": again("Question {n}: What is it?\nAnswer: It is so.\n"),
    "labels bold": again("**Q:** What is {n}?\n**A:** It is so.\n\n"),
    "labels in braces": again("{Q} What is it? {A} It is so.\n"),
    "labels in one line": again("Q: What? A: So. "),
    "labels of a chat": again("**User:** What is {n}?\n\n**Assistant:** It is so.\n\n"),
    "separated by a mark": again("What is {n}\n?\nIt is so.\n\n"),
    "marks of a question alone": again("?\n"),
    "marks of a question, doubled": again("??\n"),
    "mark without an answer": again("What is {n}\n?\n\n"),
    "colons doubled": again("term {n}::meaning\n"),
    "colons tripled": again("term {n}:::meaning\n"),
    "colons in one line": again("a::b"),
    "colons alone": again("::\n"),
    "semicolons doubled": again("term {n};;meaning\n"),
    "clozes": again("The {{c1::word}} and ==mark== {n}.\n"),
    "clozes open": again("{{c1::", "What {{c1::is}} it?\n"),
    "highlights open": again("==", "What ==is== it?\n"),
    "rules between": again("What is {n}?\n---\nIt is so.\n\n---\n\n"),
    "front and back": again("## Front\nWhat is {n}?\n## Back\nIt is so.\n"),
    "front alone": again("## Front\nWhat is {n}?\n"),
    "front, in labels": again("Front: What is {n}?\nBack: It is so.\n\n"),
    "flashcards of a vault": again("What is {n}? #flashcard\nIt is so.\n\n"),
    "card marks": again("START\nBasic\nWhat is {n}?\nBack: It is so.\nEND\n"),
    "card marks open": again("START\nBasic\nWhat is {n}?\n"),
    # Plain text.
    "plain": again("What is {n}?\n\nIt is so.\n\n", name="x.txt"),
    "plain, questions alone": again("What is {n}?\n", name="x.txt"),
    "plain, prose": again("It is so and {n} not otherwise. ", name="x.txt"),
    "plain, lines of prose": again("It is so and {n} not otherwise.\n", name="x.txt"),
    "plain, paragraphs of prose": again("It is so and {n} not otherwise.\n\n", name="x.txt"),
    "plain, one letter": again("a", name="x.txt"),
    "plain, one letter a line": again("a\n", name="x.txt"),
    "plain, marks": again("é\u200c\u0301", name="x.txt"),
    "plain, emoji": again("👩\u200d💻", name="x.txt"),
    "one question as long": again("why ", HEAD + "- What ", "x.md", "?\n"),
    "one title as long": again("why ", "# What "),
    "one heading as long": again("why ", "# T\n\n## What ", "x.md", "?\n\nSo.\n"),
    "pasted page": again("Technical Interview\n\nWhat is {n}?\n\nIt is so.\n\n", name="x.txt"),
    "dates": again("12 Oct 2025, 2025-10-12, yesterday\n", "### Interview\n\n"),
    "events": again("### Call {n}\n\n2025-10-12 10:00 - 30 min\n\n"),
    "flowchart": again("A{n} --> B{n}\n", "```mermaid\nflowchart TD\n", "x.md", "```\n" + HEAD + "- What?\n"),
    "flowchart in a line": again("A --> ", "```mermaid\nflowchart TD\n", "x.md", "\n```\n" + HEAD + "- What?\n"),
    "sections": again("### Technical Interview\n\n- What is {n}?\n\n"),
    # Tables.
    "table": again("| What is {n}? | It is so. |\n", "| Question | Answer |\n|---|---|\n"),
    "table, one wide row": again("a | ", "| Question | Answer |\n|---|---|\n| What? | "),
    "table, wide": lambda wanted: ("x.md", ("\n".join("| " + " | ".join([cell] * (wanted // 60)) + " |" for cell in
                                           ["Question", "---", "What?", "So.", "x", "y"]) + "\n").encode()),
    "tables": again("| Question | Answer |\n|---|---|\n| What is {n}? | It is so. |\n\n"),
    "table rules": again("|---|---|\n"),
    "pipes": again("|"),
    "pipes, lines": again("|\n"),
    "csv": again('"What is {n}?","It is so."\n', "question,answer\n", "x.csv"),
    "csv, wide": wide_csv,
    "csv, quotes open": again('"What is {n}?,"\n', "question,answer\n", "x.csv"),
    "csv, quotes": again('"', "question,answer\n", "x.csv"),
    "csv, commas": again(",", "question,answer\n", "x.csv"),
    "csv, commas in lines": again(",,\n", "question,answer\n", "x.csv"),
    "csv, rows alike": again("What is it?,So.\n", "question,answer\n", "x.csv"),
    "csv, tags": again("t{n} ", "question,answer,tags\nWhat?,So.,", "x.csv"),
    "tsv": again("What is {n}?\tIt is so.\n", "", "x.tsv"),
    "tsv without its name": again("What is {n}?\tIt is so.\n", "", "x.txt"),
    "csv without its name": again('"What is {n}?","It is so."\n', "question,answer\n", "x.txt"),
    "semicolons": again("What is {n}?;It is so.\n", "", "x.csv"),
    "anki": again("What is {n}?\tIt is so.\n", "#separator:tab\n#html:true\n", "x.txt"),
    "anki, markup": again("What is <b>{n}</b>?\t<div>It is<br>so.</div>\n", "#separator:tab\n#html:true\n", "x.txt"),
    "anki, quotes open": again('"What is {n}?\t', "#separator:tab\n#html:true\n", "x.txt"),
    "anki, one wide row": again("x\t", "#separator:tab\nWhat?\t", "x.txt"),
    "anki, clozes": again("The {{c1::word}} is {n}.\tSo.\n", "#separator:tab\n#html:true\n", "x.txt"),
    "anki, headers": again("#tags column:3\n", "#separator:tab\n", "x.txt", "What?\tSo.\n"),
    "anki, decks": again("What is {n}?\tIt is so.\ta b::c\tDeck::{n}\n", "#separator:tab\n#html:true\n#tags column:3\n#deck column:4\n", "x.txt"),
    # Org.
    "org": again("* What is {n}?\nIt is so.\n", name="x.org"),
    "org, deep": again("** What is {n}?\nIt is so.\n", "* Top\n", "x.org"),
    "org, headings alone": again("* What is {n}?\n", name="x.org"),
    "org, stairs": lambda wanted: ("x.org", "".join(f"{'*' * n} What is {n}?\n" for n in range(
        1, int(math.sqrt(2 * wanted)))).encode()),
    "org, drill": again("* Item :drill:\nWhat is {n}?\n** Answer\nIt is so.\n", name="x.org"),
    "org, drawers open": again("* What is {n}?\n:PROPERTIES:\n:ID: {n}\n", name="x.org"),
    "org, blocks open": again("#+begin_src\n", "* What?\n", "x.org"),
    "org, list": again("- What is {n} :: It is so.\n", "* Topic\n", "x.org"),
    "org, links open": again("[[a][", "* What?\n", "x.org"),
    "org, emphasis open": again(" =a ~b /c *d", "* What?\n", "x.org"),
    "org, table": again("| What is {n}? | It is so. |\n", "* Topic\n", "x.org"),
    "org, stars": again("*", "* What?\n", "x.org"),
    "org without its name": again("* What is {n}?\nIt is so.\n", "#+TITLE: T\n"),
    # JSON.
    "json": again('{"question": "What is {n}?", "answer": "It is so."},\n', "[", "x.json", '{"question": "z?"}]'),
    "json, lines": again('{"question": "What is {n}?", "answer": "It is so."}\n', "", "x.jsonl"),
    "json, keys": again('"What is {n}?": "It is so.",\n', "{", "x.json", '"What?": ""}'),
    "json, arrays nested": nested("[", "]", "x.json"),
    "json, arrays nested in 100": again("[" * 100 + '{"question":"What is {n}?"}' + "]" * 100 + ",", "[", "x.json", "1]"),
    "json, objects nested": nested('{"a":', "}", "x.json", "1"),
    "json, open": again("[", name="x.json"),
    "json, numbers": again("1,", "[", "x.json", "1]"),
    "json, one text": again("why ", '[{"question": "What ', "x.json", '?"}]'),
    "json, broken": again('{"question": "What is {n}?"} x\n', "", "x.json"),
    "json, choices": again('"choice {n}",', '[{"question": "What?", "options": [', "x.json", '"z"], "answer": "z"}]'),
    "json, keys of an object": again('"k{n}": {"question": "What?"},', "{", "x.json", '"z": 1}'),
    # The head of a note.
    "front matter": again("key{n}: value\n", "---\n", "x.md", "---\n" + HEAD + "- What?\n"),
    "front matter, nested": stairs("a:", head="---\n"),
    "front matter, a list": again("- t{n}\n", "---\ntags:\n", "x.md", "---\n" + HEAD + "- What?\n"),
    "front matter, a list in a line": again("t{n}, ", "---\ntags: [", "x.md", "z]\n---\n" + HEAD + "- What?\n"),
    "front matter, brackets": again("[", "---\ntags: ", "x.md", "\n---\n" + HEAD + "- What?\n"),
    "front matter, never ended": again("key{n}: value\n", "---\n"),
    "front matter of one note": again("tag{n}: x\n", "---\ntitle: What is it?\n", "x.md", "---\n\nIt is so.\n"),
    "one note": again("It is {n}.\n\n", "# What is it?\n\n"),
    # Encodings.
    "mojibake, 1252": wrongly_decoded("cp1252", "- What is “für” – naïve?\n"),
    "mojibake, Persian": wrongly_decoded("cp1252", "- تفاوت لیست و تاپل چیست؟\n"),
    "mojibake, 1256": wrongly_decoded("cp1256", "- تفاوت لیست و تاپل چیست؟\n"),
    "mojibake without line ends": wrongly_decoded("cp1252", "تفاوت "),
    "bytes of no encoding": in_bytes(b"- What \xff\xfe\x80?\n"),
    "bytes 0xff": in_bytes(b"\xff"),
    "bytes of 1256": in_bytes("- سوال اول چه است؟\n".encode("cp1256")),
    "nuls": in_bytes(b"\0"),
    "nuls between": in_bytes(b"a\0\0b"),
    "utf-16": in_bytes("- What is it?\n".encode("utf-16le"), head=b"\xff\xfe"),
    "control characters": in_bytes(b"- What \x1b[2J\x07?\n"),
    "replacement characters": again("\ufffd\n", HEAD),
    "directions": again("\u202e\u2066", HEAD + "- What "),
    "escapes of HTML": again("&lt;b&gt;", "<!doctype html><h2>What?</h2><p>", "x.html"),
}


def instructions(folder, name, contents):
    """How many it takes, and how it ended."""
    home = Path(tempfile.mkdtemp(dir=folder))
    (home / name).write_bytes(contents)
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8",
                   "VIVA_NOW": "2026-11-21T12:00:00+03:30", "VIVA_COLLECTION": str(home / "collection")}
    run = subprocess.run(["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", VIVA,
                          "import", "--dry-run", name], cwd=home, env=environment, capture_output=True,
                         stdin=subprocess.DEVNULL, timeout=900)
    said = run.stderr.decode(errors="replace")
    counted = re.search(r"I\s+refs:\s+([\d,]+)", said)
    if run.returncode not in (0, 1, 3) or "panicked" in said or "overflow" in said or not counted:
        return None, f"ended with {run.returncode}: {said[-500:]}"
    return int(counted.group(1).replace(",", "")), ""


def measure(folder, name):
    counts = []
    for times in (1, 2, 4):
        count, fault = instructions(folder, *CASES[name](times * KIB * 1024))
        if fault:
            return name, counts, None, fault
        # What is passed over at once takes a few thousand, more or less.
        counts.append(max(FEWEST, count - EMPTY))
    return name, counts, math.log2(counts[2] / counts[0]) / 2, ""


arguments = sys.argv[1:]
KIB = 16
if "--kib" in arguments:
    at = arguments.index("--kib")
    KIB = int(arguments[at + 1])
    del arguments[at:at + 2]
VIVA = str(Path(arguments[0]).resolve())
wanted = arguments[1:]
chosen = [name for name in CASES if not wanted or any(part in name for part in wanted)]
failed = []
with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
    EMPTY, fault = instructions(folder, "x.md", (HEAD + "- What?\n").encode())
    assert not fault, fault
    for name, counts, exponent, fault in pool.map(lambda name: measure(folder, name), chosen):
        is_bad = fault or exponent > WORST_EXPONENT
        shown = fault or f"{exponent:5.2f}  " + "  ".join(f"{count / 1e6:8.1f}" for count in counts) \
            + f" million, {counts[2] / (4 * KIB * 1024):7.0f} a byte"
        print(f"{'BAD ' if is_bad else 'good'} {name:45} {shown}", flush=True)
        if is_bad:
            failed.append(name)
print(f"{len(chosen) - len(failed)} of {len(chosen)} in proportion" + (": not " + "; ".join(failed) if failed else ""))
sys.exit(1 if failed else 0)
