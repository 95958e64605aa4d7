#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# fill.py: a manual page from its template. A line "@NAME@" becomes what "MDOC NAME" prints; "@options@" the
# options of every command, as `sekisho help COMMAND` tells them. Usage: fill.py TEMPLATE OUTPUT MDOC SEKISHO
import re
import subprocess
import sys

template, output, mdoc, sekisho = sys.argv[1:]


def run(*args, language="en"):
    return subprocess.run(args, check=True, capture_output=True, text=True, env={"LC_ALL": language}).stdout


def escaped(text):
    text = text.replace("\\", "\\e").replace('"', "\\(dq")
    return "\\&" + text if text[:1] in ".'" else text


def options_of(command):
    """[(option line, what it does)] from a command's help."""
    lines = run(sekisho, "help", command).split("\n")
    for i, line in enumerate(lines[:-1]):
        m = re.match(r"  (?:-(\w), )?--([\w-]+)(?: (.+))?$", line)
        if m:
            letter, name, argument = m.groups()
            flags = (f"Fl {letter} , " if letter else "") + f"Fl -{name}"
            yield flags + (f' Ar "{escaped(argument)}"' if argument else ""), lines[i + 1].strip()


def options():
    out = ""
    for command in re.findall(r"^  sekisho (\w+)", run(sekisho, "--help"), re.M):
        rows = list(options_of(command))
        if rows:
            out += f".Ss Options of sekisho {command}\n.Bl -tag -width Ds\n"
            out += "".join(f".It {flags}\n{escaped(text)}\n" for flags, text in rows) + ".El\n"
    return out


def fill(line):
    m = re.fullmatch(r"@(\w+)@\n", line)
    if not m:
        return line
    return options() if m.group(1) == "options" else run(mdoc, m.group(1))


text = "".join(fill(line) for line in open(template, encoding="utf-8"))
open(output, "w", encoding="utf-8").write(text)
