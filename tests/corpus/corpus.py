# SPDX-License-Identifier: Apache-2.0
"""What tests/corpus/run and bench/fidelity share: files of the sample set, their rows, both locks, text and pages.

manifest.tsv has a row a file, found by the first 32 hex digits of the SHA-256 of its bytes: nothing of the file, not even
its name, stands in this repository. Columns: hash, set, format, outcome, codes, reason.

    set      ordinary    what a clerk receives: counts towards the 97 %
             active      macros, links that fetch: rebuilt without them
             malformed   broken on purpose: rebuilt or refused, never a fault of ours
             locked      asks for a password that nobody typed
             other       kinds of file that no rule is for
    outcome  faithful    nothing that shows is lost
             loss        rebuilt, and the report says what is lost
             refused     取込不可; `codes` is the error, `reason` says why in words
    codes    what the report must say is lost (kinds "lost") or was alive and is gone: exactly these, or "-"
"""
import collections
import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, "tests/check"))
import docx_corpus  # noqa: E402
import pptx_corpus  # noqa: E402
import xlsx_corpus  # noqa: E402

UNSEEN = {"SETTINGS", "GLOSSARY"}  # lost, and said so, but nothing of it shows in the document
ALIVE = {"MACRO", "OLE", "ACTIVEX", "EXTERNAL", "FIELD", "ALTCHUNK", "TEMPLATE", "WEB_EXTENSION", "ACTION", "FORMULA_CALL",
         "FORMULA_OUTSIDE", "LINK_BAD", "PDF_SCRIPT", "PDF_ACTION", "PDF_ATTACHMENT", "PDF_MEDIA", "PDF_XFA"}
SETS = ("ordinary", "active", "malformed", "locked", "other")
Row = collections.namedtuple("Row", "hash set format outcome codes reason")


def digest(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()[:32]


def manifest():
    """Rows by hash, and what is wrong with the table itself."""
    rows, wrong = {}, []
    with open(os.path.join(HERE, "manifest.tsv"), encoding="utf-8") as f:
        for n, line in enumerate(f, 1):
            if line.startswith("#"):
                continue
            cells = line.rstrip("\n").split("\t")
            if len(cells) != 6 or cells[1] not in SETS or cells[3] not in ("faithful", "loss", "refused"):
                wrong.append(f"manifest.tsv:{n}: not a row")
                continue
            row = Row(*cells)
            if row.hash in rows:
                wrong.append(f"manifest.tsv:{n}: this file has a row already")
            if row.outcome == "refused" and len(row.reason.split()) < 3:
                wrong.append(f"manifest.tsv:{n}: a refusal without its reason in words")
            rows[row.hash] = row
    return rows, wrong


def walk(corpus):
    """Every sample file with its hash, each content once."""
    seen = {}
    for folder, _, names in os.walk(corpus):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.relpath(path, corpus) != "README.md":
                seen.setdefault(digest(path), path)
    return dict(sorted(seen.items(), key=lambda pair: pair[1]))


def disarm(sekisho, files, out, password=None):
    """Items of the JSON report by path. One command for all, as it is used."""
    argv, fds = [sekisho, "disarm", "--report", "--quiet", "--force", "-o", out], ()
    if password is not None:
        reading, writing = os.pipe()
        os.write(writing, password.encode() + b"\n")
        os.close(writing)
        argv, fds = argv + ["--password-fd", str(reading)], (reading,)
    process = subprocess.run([*argv, *files], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=1800, check=False, pass_fds=fds)
    return {item["original"]["name"]: item for item in json.loads(process.stdout)["items"]}


def outcome(item):
    """(outcome, codes) of a report as a row says them."""
    if item["result"] != "passed":
        return "refused", item["code"]
    lost = {f["code"] for f in item["findings"] if f["kind"] == "lost"} - UNSEEN
    gone = {f["code"] for f in item["findings"]} & ALIVE
    return "loss" if lost else "faithful", ",".join(sorted(lost | gone)) or "-"


def run_text(argv):
    return subprocess.run(argv, capture_output=True, check=False, timeout=300).stdout.decode("utf-8", "replace")


def pdf_words(path):
    text = unicodedata.normalize("NFKC", run_text(["pdftotext", path, "-"]))  # a ligature is its letters
    text = re.sub(r"[\x00-\x08\x0e-\x1f\u00ad\u200b-\u200f\ufeff\ufffd]", "", text)
    return collections.Counter(pair for word in text.split() for pair in (word[i:i + 2] for i in range(max(1, len(word) - 1))))


def book_words(path):
    texts = []
    for name, cells, around in xlsx_corpus.Book(path).sheets():
        texts += [name, *map(str, cells.values()), *around]
    return xlsx_corpus.pairs(texts)


def share(before, after):
    total = sum(before.values())
    return 1.0 if total == 0 else sum(min(n, after[k]) for k, n in before.items()) / total


def recall(form, original, rebuilt):
    """Share of the text that is still there; None for what has none."""
    if form == "docx":
        return docx_corpus.recall(original, rebuilt)
    if form == "pptx":
        return pptx_corpus.recall(original, rebuilt)
    if form == "xlsx":
        return share(book_words(original), book_words(rebuilt))
    if form == "pdf":
        return share(pdf_words(original), pdf_words(rebuilt))
    return None


def pages(form, path):
    """Pages of a PDF, slides, sheets by name; None for what has none."""
    if form == "pptx":
        return pptx_corpus.story(path)[1]
    if form == "xlsx":
        return [name for name, _, _ in xlsx_corpus.Book(path).sheets()]
    if form == "pdf":
        said = re.search(r"^Pages:\s+(\d+)", run_text(["pdfinfo", path]), re.M)
        return int(said.group(1)) if said else None
    return None


def office_pdf(files, folder):
    """Files through LibreOffice into PDFs of their own names in `folder`; a path is missing where it did not open."""
    os.makedirs(folder, exist_ok=True)
    profile = os.path.join(folder, "profile")
    for at in range(0, len(files), 20):
        subprocess.run(["soffice", "--headless", "-env:UserInstallation=file://" + profile, "--convert-to", "pdf", "--outdir", folder,
                        *files[at:at + 20]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=1200, check=False)
    made = {f: os.path.join(folder, os.path.splitext(os.path.basename(f))[0] + ".pdf") for f in files}
    return {f: p for f, p in made.items() if os.path.exists(p)}
