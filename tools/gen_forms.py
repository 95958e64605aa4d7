#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gen_forms.py: docs/plain-forms.md -> C structs, readers, writers, printers, table hashes, fuzz dictionary.

usage: gen_forms.py ROOT OUT.h OUT.c OUT.dict DEPFILE
The table language is described in docs/plain-forms.md itself. Anything it does not know is an error.
"""
import copy
import hashlib
import os
import re
import sys

ALONE = ("REPORT", "FINDS")  # files of their own beside a form, no part of one
CLASSES = ("clean", "line", "word", "number", "date")
FIXED = {"u8": 8, "u16": 16, "u32": 32}


class Field:
    def __init__(self, name, kind, rng, where):
        self.name, self.where, self.options, self.of = name, where, [], []
        self.low = self.high = self.length = None
        self.cls = self.element = ""
        m = re.fullmatch(r"(u8|u16|int|signed)\[(\d+)\]", kind)
        if m:
            self.kind, self.element, self.length = "array", m.group(1), int(m.group(2))
        elif kind.startswith("list "):
            self.kind, self.of = "list", re.findall(r"`(\w+)`", kind)
        elif kind.startswith("either "):
            self.kind, self.of = "either", re.findall(r"`(\w+)`", kind)
        else:
            self.kind = kind
        if self.kind in ("list", "either") and not self.of:
            die(where, "names no record")
        self.parse_range(rng)

    def parse_range(self, rng):
        if self.kind in ("flag", "hash", "either"):
            if rng:
                die(self.where, "takes no range")
        elif self.kind == "enum":
            self.options = [w.strip() for w in rng.split(",")]
            if not all(re.fullmatch(r"[a-z]\w*", w) for w in self.options):
                die(self.where, "bad enum names")
        elif self.kind == "code":
            self.cls = rng
        elif self.kind == "text":
            m = re.fullmatch(r"(\w+) (\d+)\.\.(\d+)", rng)
            if not m or m.group(1) not in CLASSES:
                die(self.where, "wants `class least..most`")
            self.cls, self.low, self.high = m.group(1), int(m.group(2)), int(m.group(3))
        elif self.kind in ("int", "signed", "raw", "list", "array", *FIXED):
            m = re.fullmatch(r"(-?\d+)\.\.(-?\d+)", rng)
            if not m:
                die(self.where, "wants `least..most`")
            self.low, self.high = int(m.group(1)), int(m.group(2))
        else:
            die(self.where, f"unknown type {self.kind}")

    def c_type(self):
        wide = self.high is not None and self.high > 0xffffffff
        return {"flag": "bool", "text": "struct view", "raw": "struct view", "signed": "int64_t",
                "u8": "uint8_t", "u16": "uint16_t", "u32": "uint32_t", "code": "uint32_t",
                "int": "uint64_t" if wide else "uint32_t",
                "list": "uint64_t" if wide else "uint32_t"}.get(self.element or self.kind)


class Form:
    def __init__(self, name, where):
        self.name, self.where, self.version, self.body, self.printer = name, where, None, None, None
        self.files, self.records = [], {}


def die(where, what):
    sys.exit(f"plain-forms.md:{where}: {what}")


def cells(line):
    return [c.strip() for c in line.strip().strip("|").split("|")]


def parse(text):
    forms, form, record = [], None, None
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("## "):
            title = line[3:].strip()
            form = Form(title, number) if re.fullmatch(r"[A-Z]+", title) else None
            record = None
            if form:
                forms.append(form)
        elif form is None:
            continue
        elif line.startswith("### "):
            record = re.fullmatch(r"### `(\w+)`", line.strip())
            if not record:
                die(number, "a record heading is ### `name`")
            record = record.group(1)
            form.records[record] = []
        elif line.startswith("Version: "):
            form.version = int(line[9:])
        elif line.startswith("Body: "):
            m = re.fullmatch(r"Body: (?:`(\w+)`|(custom)(?: printed by `(\w+)`)?)", line.strip())
            if not m:
                die(number, "Body: `record`, or custom, or custom printed by `function`")
            form.body, form.printer = m.group(1), m.group(3)
        elif line.startswith("Files: "):
            form.files += re.findall(r"`([^`]+)`", line)
        elif line.startswith("|") and record is not None:
            row = cells(line)
            if row[0] == "field" or set(row[0]) <= set("-: "):
                continue
            if len(row) < 4 or not re.fullmatch(r"[a-z]\w*", row[0]):
                die(number, "a field row is | field | type | range | meaning |")
            form.records[record].append(Field(row[0], row[1], row[2], number))
    for f in forms:
        check(f)
    return forms


def check(form):
    if form.version is None:
        die(form.where, "no version")
    if form.body and form.body not in form.records:
        die(form.where, "body is no record of this form")
    for name, fields in form.records.items():
        for i, f in enumerate(fields):
            if f.kind in ("list", "either") and i + 1 != len(fields):
                die(f.where, "list and either come last")
            for of in f.of:
                if of not in form.records:
                    die(f.where, f"no record {of}")


def canonical(form, root):
    """What the hash covers: everything that decides a byte of the form, no prose."""
    out = [f"form {form.name} version {form.version} body {form.body or 'custom'}"]
    for name, fields in form.records.items():
        out.append(f"record {name}")
        for f in fields:
            rng = ",".join(f.options) if f.kind == "enum" else f"{f.cls} {f.low} {f.high} {f.length} {f.element}"
            out.append(f"field {f.name} {f.kind} {','.join(f.of)} {rng}")
    for path in form.files:
        with open(os.path.join(root, path), "rb") as file:
            out.append(f"file {path} {hashlib.sha256(file.read()).hexdigest()}")
    return "\n".join(out) + "\n"


def doc(forms):
    out = ["/* Generated from docs/plain-forms.md by tools/gen_forms.py: do not edit. */",
           "#ifndef FORM_FORMS_GEN_H", "#define FORM_FORMS_GEN_H", "", '#include "form/form.h"', ""]
    for form in forms:
        for name, fields in reversed(form.records.items()):
            for f in fields:
                names = f.options or f.of
                if names:
                    prefix = f"FORM_{name}_{f.name}_".upper()
                    items = ", ".join(prefix + (n if f.options else n.split("_", 1)[-1]).upper() for n in names)
                    out.append(f"enum form_{name}_{f.name} {{ {items}, {prefix}COUNT }};")\
                        if f.kind != "list" else None
            out.append(f"struct form_{name} {{")
            for f in fields:
                if f.kind == "hash":
                    out.append(f"\tuint8_t {f.name}[32];")
                elif f.kind == "array":
                    out.append(f"\t{f.c_type()} {f.name}[{f.length}];")
                elif f.kind in ("enum", "either"):
                    out.append(f"\tenum form_{name}_{f.name} {f.name};")
                else:
                    note = f" /* how many struct form_{f.of[0]} follow */" if f.kind == "list" else ""
                    out.append(f"\t{f.c_type()} {f.name};{note}")
            out.append("};")
            out.append(f"enum err form_{name}_read(struct cursor *c, struct form_{name} *ret) must_use;")
            out.append(f"void form_{name}_write(struct buf *b, const struct form_{name} *r);")
            out.append("")
    out += [f"#define FORM_SPECS {max(f.number for f in forms) + 1}", "",
            "/* One row a form, by its number (name NULL: no such form); REPORT and FINDS stand alone. */",
            "struct form_spec {", "\tconst char *name;", "\tuint16_t version;", "\tuint8_t hash[32];",
            "\tenum err (*print)(struct view body, struct arena *mem, struct buf *out); /* NULL: custom */",
            "};",
            "extern const struct form_spec form_specs[FORM_SPECS];", *[line for name in ALONE for line in (f"extern const struct form_spec form_{name.lower()}_spec;",
              f"enum err form_{name.lower()}_print(struct view body, struct arena *mem, struct buf *out) must_use;")],
            "", "#endif"]
    return "\n".join(o for o in out if o is not None) + "\n"


def bounds(value, f, ctype_low=0, ctype_high=None):
    tests = []
    if f.low > ctype_low:
        tests.append(f"{value} < {f.low}")
    if ctype_high is None or f.high < ctype_high:
        suffix = "u" if f.low >= 0 and f.high > 0x7fffffff else ""
        tests.append(f"{value} > {f.high}{suffix}")
    return " || ".join(tests)


def read_field(name, f):
    v = f"r.{f.name}"
    if f.kind in FIXED:
        bits = FIXED[f.kind]
        test = bounds(v, f, 0, (1 << bits) - 1)
        return [f"\t{v} = cursor_{f.kind}(c);"] + ([f"\tbad |= {test};"] if test else [])
    if f.kind == "flag":
        return ["\tx = cursor_u8(c);", "\tbad |= x > 1;", f"\t{v} = x == 1;"]
    if f.kind in ("enum", "either"):
        return ["\tx = cursor_u8(c);", f"\tbad |= x >= FORM_{name}_{f.name}_COUNT;".replace(
            f"FORM_{name}_{f.name}", f"FORM_{name}_{f.name}".upper()), f"\t{v} = (enum form_{name}_{f.name})x;"]
    if f.kind == "code":
        return ["\tx = cursor_varint(c);", f"\tbad |= x >= {f.cls}_COUNT;", f"\t{v} = (uint32_t)x;"]
    if f.kind == "int":
        return ["\tx = cursor_varint(c);", f"\tbad |= {bounds('x', f)};", f"\t{v} = ({f.c_type()})x;"]
    if f.kind == "list":
        return ["\tx = cursor_varint(c);", f"\tbad |= {bounds('x', f)} || x > cursor_left(c);",
                f"\t{v} = ({f.c_type()})x;"]
    if f.kind == "signed":
        return [f"\t{v} = cursor_zigzag(c);", f"\tbad |= {v} < {f.low} || {v} > {f.high};"]
    if f.kind == "hash":
        return ["\tv = cursor_take(c, 32);", "\tif (v.p)", f"\t\tmemcpy({v}, v.p, 32);"]
    if f.kind == "array":
        element = copy.copy(f)
        element.kind, element.name = f.element, f"{f.name}[i]"
        return [f"\tfor (size_t i = 0; i < {f.length}; i++) {{", *("\t" + s for s in read_field(name, element)), "\t}"]
    out = ["\tx = cursor_varint(c);", f"\tbad |= {bounds('x', f)};",
           f"\t{v} = cursor_take(c, bad ? SIZE_MAX : (size_t)x);"]
    if f.kind == "text":
        out.append(f"\tbad |= c->bad || !class_{f.cls}({v});")
    return out


def write_field(f):
    v = f"r->{f.name}"
    call = {"u8": f"buf_u8(b, {v});", "u16": f"buf_u16(b, {v});", "u32": f"buf_u32(b, {v});",
            "flag": f"buf_u8(b, {v});", "enum": f"buf_u8(b, (uint8_t){v});", "either": f"buf_u8(b, (uint8_t){v});",
            "code": f"buf_varint(b, {v});", "int": f"buf_varint(b, {v});", "list": f"buf_varint(b, {v});",
            "signed": f"buf_zigzag(b, {v});", "hash": f"buf_put(b, view_of({v}, 32));"}
    if f.kind in call:
        return ["\t" + call[f.kind]]
    if f.kind == "array":
        writer = {"u8": "buf_u8", "u16": "buf_u16", "int": "buf_varint", "signed": "buf_zigzag"}[f.element]
        return [f"\tfor (size_t i = 0; i < {f.length}; i++)", f"\t\t{writer}(b, {v}[i]);"]
    return [f"\tbuf_varint(b, {v}.n);", f"\tbuf_put(b, {v});"]


def print_field(name, f):
    v, label = f"r.{f.name}", f.name
    if f.kind in ("enum", "either"):
        return [f"\tbuf_fmt(out, \" {label}=%s\", names_{name}_{f.name}[{v}]);"]
    if f.kind == "text":
        return [f"\tshow_text(out, \"{label}\", {v});"]
    if f.kind == "raw":
        return [f"\tbuf_fmt(out, \" {label}=[%zu bytes]\", {v}.n);"]
    if f.kind == "hash":
        return [f"\tbuf_str(out, \" {label}=\");", f"\tbuf_hex(out, view_of({v}, 8));"]
    if f.kind == "array":
        shown = min(f.length, 8)
        return [f"\tfor (size_t i = 0; i < {shown}; i++)",
                f"\t\tbuf_fmt(out, \"%s%lld\", i ? \",\" : \" {label}=[\", (long long){v}[i]);",
                f"\tbuf_str(out, \"{']' if shown == f.length else '..]'}\");"]
    return [f"\tbuf_fmt(out, \" {label}=%lld\", (long long){v});"]


def code_of(form):
    out = []
    for name, fields in reversed(form.records.items()):
        kinds = {f.element or f.kind for f in fields}
        out += [f"enum err form_{name}_read(struct cursor *c, struct form_{name} *ret)", "{",
                f"\tstruct form_{name} r = {{0}};", "\tbool bad = false;"]
        if kinds - {"u8", "u16", "u32", "hash", "signed"}:
            out.append("\tuint64_t x;")
        if "hash" in kinds:
            out.append("\tstruct view v;")
        for f in fields:
            out += read_field(name, f)
        out += ["\tif (bad || c->bad)", "\t\treturn E_FORM;", "\t*ret = r;", "\treturn OK;", "}", "",
                f"void form_{name}_write(struct buf *b, const struct form_{name} *r)", "{"]
        for f in fields:
            out += write_field(f)
        out += ["}", ""]
        for f in fields:
            if f.kind in ("enum", "either"):
                names = ", ".join(f'"{o}"' for o in (f.options or f.of))
                out.append(f"static const char *const names_{name}_{f.name}[] = {{{names}}};")
        out += [f"static enum err print_{name}(struct cursor *c, unsigned depth, struct buf *out)", "{",
                f"\tstruct form_{name} r;", f"\ttry(form_{name}_read(c, &r));",
                "\tbuf_fill(out, ' ', (size_t)depth * 2);", f"\tbuf_str(out, \"{name}\");"]
        for f in fields:
            out += print_field(name, f)
        out.append("\tbuf_u8(out, '\\n');")
        last = fields[-1]
        if last.kind == "list":
            out += [f"\tfor ({last.c_type()} i = 0; i < r.{last.name}; i++)",
                    f"\t\ttry(print_{last.of[0]}(c, depth + 1, out));"]
        if last.kind == "either":
            for i, of in enumerate(last.of):
                out += [f"\tif (r.{last.name} == {i})", f"\t\treturn print_{of}(c, depth + 1, out);"]
        out += ["\treturn out->err;", "}", ""]
    if form.body:
        linkage = "" if form.name in ALONE else "static "
        out += [f"{linkage}enum err form_{form.name.lower()}_print(struct view body, unused_arg struct arena *mem, struct buf *out)",
                "{", "\tstruct cursor c = cursor_of(body);", f"\ttry(print_{form.body}(&c, 2, out));",
                "\treturn cursor_done(&c) ? OK : E_FORM;", "}", ""]
    elif form.printer:
        out += [f"enum err {form.printer}(struct view body, struct arena *mem, struct buf *out);", ""]
    return out


def table_of(form, digest):
    hexes = ", ".join(f"0x{b:02x}" for b in digest)
    printer = f"form_{form.name.lower()}_print" if form.body else (form.printer or "NULL")
    return f'{{"{form.name}", {form.version}, {{{hexes}}}, {printer}}}'


def code(forms, digests):
    out = ["/* Generated from docs/plain-forms.md by tools/gen_forms.py: do not edit. */",
           '#include "form/forms_gen.h"', '#include "form/class.h"', '#include "form/finds.h"', '#include "form/report.h"', "",
           "static void show_text(struct buf *out, const char *label, struct view v)", "{",
           "\tbuf_fmt(out, \" %s=\\\"\", label);", "\tfor (size_t i = 0; i < v.n; i++)",
           "\t\tif (v.p[i] == '\\n')", "\t\t\tbuf_str(out, \"\\\\n\");", "\t\telse",
           "\t\t\tbuf_u8(out, v.p[i]);", "\tbuf_u8(out, '\"');", "}", ""]
    for form in forms:
        out += code_of(form)
    out.append("const struct form_spec form_specs[FORM_SPECS] = {")
    for form in forms:
        if form.name not in ALONE:
            out.append(f"\t[FORM_{form.name}] = {table_of(form, digests[form.name])},")
    out.append("};")
    for form in forms:
        if form.name in ALONE:
            out.append(f"const struct form_spec form_{form.name.lower()}_spec = {table_of(form, digests[form.name])};")
    return "\n".join(out) + "\n"


def dictionary(forms, digests):
    out = ['"SKF1\\x01\\x00\\x00\\x00"', '"SKR1"', '"SKN1"']
    for form in forms:
        head = form.where and b"" or b""
        if form.name not in ALONE:
            head = form.number.to_bytes(2, "little") + form.version.to_bytes(2, "little")
        out.append('"' + "".join(f"\\x{b:02x}" for b in head + digests[form.name]) + '"')
        for fields in form.records.values():
            for f in fields:
                if f.kind in ("int", "list") and f.high < 1 << 63:
                    out.append('"' + "".join(f"\\x{b:02x}" for b in leb(f.high)) + '"')
    return "\n".join(dict.fromkeys(out)) + "\n"


def leb(n):
    out = []
    while n >= 0x80:
        out.append(n & 0x7f | 0x80)
        n >>= 7
    return bytes(out + [n])


def main():
    root, header, source, words, depfile = sys.argv[1:]
    path = os.path.join(root, "docs/plain-forms.md")
    numbers = os.path.join(root, "src/tbl/forms.h")
    with open(path, encoding="utf-8") as file:
        forms = parse(file.read())
    with open(numbers, encoding="utf-8") as file:
        known = {m.group(1): int(m.group(2)) for m in re.finditer(r"^FORM\((\w+), (\d+)", file.read(), re.M)}
    for form in forms:
        form.number = known.pop(form.name, 0)
        if not form.number and form.name not in ALONE:
            die(form.where, f"{form.name} is not in src/tbl/forms.h")
    if known:
        sys.exit(f"plain-forms.md: says nothing about {', '.join(known)}")
    digests = {f.name: hashlib.sha256(canonical(f, root).encode()).digest() for f in forms}
    for target, content in ((header, doc(forms)), (source, code(forms, digests)), (words, dictionary(forms, digests))):
        with open(target, "w", encoding="utf-8") as file:
            file.write(content)
    inputs = [path, numbers] + [os.path.join(root, p) for f in forms for p in f.files]
    with open(depfile, "w", encoding="utf-8") as file:
        file.write(f"{header} {source} {words}: {' '.join(inputs)}\n")


if __name__ == "__main__":
    main()
