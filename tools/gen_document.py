#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles src/form/document.tsv and document_fields.tsv at build time.

    gen_document.py DOCUMENT.tsv FIELDS.tsv --header H --source C --dict FUZZ --doc MD

Ids on the wire are places in the table: types in file order, attributes in their order within
the type, enum values in their list. Both locks compile the same file; its SHA-256 is part of the
table hash of the form.
"""
import argparse
import collections
import re

SLOTS = 8192  # DOC_NAME_SLOTS
CLASSES = "none bool enum int hex colour date ident ref text field auto formula".split()
DIALECTS = {
    "int": ["", "twip", "hps", "emu", "percent", "bits12"],
    "colour": ["auto", "rgb"],
    "ident": ["style", "bookmark", "comment", "footnote", "endnote", "abstract", "num", "move", "shape", "author",
              "font", "fill", "border", "stylexf", "xf", "dxf", "string", "sheet", "noteauthor", "table",
              "name"],
    "ref": ["blob", "link", "part"],  # and the part kinds, from "part" on
    "text": ["run", "name", "long", "tip", "font", "person", "char", "lang", "token", "guide", "coord",
             "decimal", "time", "animation", "motion", "numfmt", "guid",
             "xstring", "cell", "area", "areas", "headfoot", "sheet", "definedname", "isodate"],
    "auto": ["number", "bookmark", "compat", "master", "slide", "guid", "zero", "empty"],
    "formula": ["cell", "rule", "areas"],  # enum formula_grammar
}
VALUES = "none text name font sep letter int level bookmark link eq calc picture number format numfmt".split()
GENERAL = [("*", "format", ""), ("*n", "numfmt", ""), ("#", "number", ""), ("@", "picture", "")]
FORMATS = "MERGEFORMAT CHARFORMAT MERGEFORMATINET Upper Lower FirstCap Caps".split()
NUMFORMATS = """Arabic ArabicDash ArabicAbjad ArabicAlpha ALPHABETIC alphabetic ROMAN roman CardText
    DollarText Hex OrdText Ordinal AIUEO IROHA BAHTTEXT CHINESENUM1 CHINESENUM2 CHINESENUM3 CHOSUNG
    CIRCLENUM DBCHAR DBNUM1 DBNUM2 DBNUM3 DBNUM4 GANADA GB1 GB2 GB3 GB4 HEBREW1 HEBREW2 HINDIARABIC
    HINDICARDTEXT HINDILETTER1 HINDILETTER2 KANJINUM1 KANJINUM2 KANJINUM3 SBCHAR THAIARABIC
    THAICARDTEXT THAILETTER VIETCARDTEXT ZODIAC1 ZODIAC2 ZODIAC3""".split()
CALCS = ["%s(%s)" % (f, d) for f in ("SUM", "AVERAGE", "COUNT", "MAX", "MIN", "PRODUCT")
         for d in ("ABOVE", "BELOW", "LEFT", "RIGHT")]


class Type:
    def __init__(self, cells):
        self.name, self.flags, self.text = cells[1], cells[2], cells[3:8]
        self.prefix, self.local = self.name.split("/")[-1].split(":")
        self.attrs, self.children = [], []


class Table:
    def __init__(self, path):
        self.ns, self.parts, self.relations, self.enums, self.types = [], [], [], {}, []
        with open(path, encoding="utf-8") as f:
            for line in f:
                cells = line.rstrip("\n").split("\t")
                cells += [""] * (8 - len(cells))
                if cells[0] == "ns":
                    self.ns.append(cells[1:5])
                elif cells[0] == "part":
                    self.parts.append(cells[1:4])
                elif cells[0] == "rel":
                    self.relations.append(cells[1:4])
                elif cells[0] == "enum":
                    self.enums[int(cells[1])] = cells[2].split("|")
                elif cells[0] == "type":
                    self.types.append(Type(cells))
                elif cells[0] == "attr":
                    self.types[-1].attrs.append(cells[1:8])
                elif cells[0] == "child":
                    self.types[-1].children.append(cells[1:5])
        self.number = {t.name: i for i, t in enumerate(self.types)}
        self.prefix = {n[0]: i for i, n in enumerate(self.ns)}
        self.names = sorted({(t.prefix, t.local) for t in self.types})
        self.name_number = {n: i for i, n in enumerate(self.names)}
        count = collections.Counter((t.prefix, t.local) for t in self.types)
        self.ident = {}
        for t in self.types:
            text = t.name if count[(t.prefix, t.local)] > 1 else t.name.split("/")[-1]
            self.ident[t.name] = re.sub(r"\W+", "_", text)


def fields(path):
    out = []
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.startswith("#") or not line.strip():
                continue
            cells = (line.rstrip("\n") + "\t\t").split("\t")
            args = [(a.rstrip("?"), a.endswith("?")) for a in cells[1].split()]
            switches = []
            for s in cells[2].split():
                if s == "+":
                    switches += GENERAL
                    continue
                letter, _, value = s.partition(":")
                switches.append((letter, value.rstrip("?") or "none", "?" if value.endswith("?") else ""))
            out.append((cells[0], args, switches))
    return out


FORMS = {"d": "DOC_OF_DOCUMENT", "s": "DOC_OF_SHEET", "p": "DOC_OF_SLIDES"}


def bits(forms, mark=None):
    """C expression of the forms a part may stand in, or of those where it has the mark."""
    words = [FORMS[f[0]] for f in forms.split() if mark is None or f[1:] == mark]
    return " | ".join(words) or "0"


def part_rows(t):
    out, relations = ["const struct doc_part doc_parts[DOC_PART_COUNT] = {"], []
    number = {p[0]: i for i, p in enumerate(t.parts)}
    for kind, root, forms in t.parts:
        own = sorted((number[to], flags) for of, to, flags in t.relations if of == kind)
        out.append('\t{"%s", DOC_T_%s, %s, %s, %s, %d, %d},' % (
            kind.lower(), t.ident[root], bits(forms), bits(forms, "!"), bits(forms, "*"), len(relations), len(own)))
        relations += ["\t{%d, %s}," % (to, "true" if "r" in flags else "false") for to, flags in own]
    out += ["};", "const struct doc_part_relation doc_part_relations[] = {"] + (relations or ["\t{0, false},"]) + ["};"]
    return out


def enum_c(out, name, prefix, words):
    out.append("enum %s {" % name)
    out += ["\t%s%s = %d," % (prefix, re.sub(r"\W+", "_", w).upper() or "PLAIN", i) for i, w in enumerate(words)]
    out.append("};\n")


def header(t, codes):
    out = ["/* SPDX-License-Identifier: Apache-2.0", " * Made by tools/gen_document.py from document.tsv: the numbers of the document form.",
           " */", "#ifndef FORM_DOCUMENT_TABLE_H", "#define FORM_DOCUMENT_TABLE_H", ""]
    enum_c(out, "doc_class", "DOC_", CLASSES)
    for cls, words in DIALECTS.items():
        enum_c(out, "doc_%s_dialect" % cls, "DOC_%s_" % cls.upper(), words)
    out.append("#define DOC_IDENT_KINDS %d\n" % len(DIALECTS["ident"]))
    enum_c(out, "doc_part_kind", "DOC_PART_", [p[0] for p in t.parts] + ["COUNT"])
    out.append("enum doc_form_bit { DOC_OF_DOCUMENT = 1, DOC_OF_SHEET = 2, DOC_OF_SLIDES = 4 };\n")
    enum_c(out, "doc_prefix", "DOC_NS_", [n[0] for n in t.ns] + ["COUNT"])
    enum_c(out, "doc_field_value", "DOC_FIELD_", VALUES)
    out.append("enum doc_field_code {")
    out += ["\tDOC_CODE_%s," % ("CALC" if c[0] == "=" else c[0]) for c in codes] + ["\tDOC_CODE_COUNT", "};\n"]
    out.append("enum doc_type_id {")
    out += ["\tDOC_T_%s = %d," % (t.ident[x.name], i) for i, x in enumerate(t.types)]
    out += ["\tDOC_TYPE_COUNT = %d" % len(t.types), "};\n"]
    out.append("/* Attribute numbers: DOC_A_<type>__<attribute>. */\nenum doc_attr_id {")
    for x in t.types:
        for i, a in enumerate(x.attrs):
            out.append("\tDOC_A_%s__%s = %d," % (t.ident[x.name], re.sub(r"\W+", "_", a[0]).strip("_"), i))
    out += ["};", "", "#define DOC_NAME_COUNT %du" % len(t.names), "#endif", ""]
    return "\n".join(out)


def dialect(cls, text, t=None):
    text = text.rstrip("+")
    if cls == "hex":
        return int(text)
    kinds = [p[0].lower() for p in t.parts] if t else []
    if cls == "ref" and text in kinds:
        return DIALECTS[cls].index("part") + kinds.index(text)
    return DIALECTS[cls].index(text) if cls in DIALECTS else 0


def fnv(prefix, local):
    h = 2166136261 ^ prefix
    for byte in local.encode():
        h = (h ^ byte) * 16777619 & 0xffffffff
    return h


def source(t, codes):
    out = ["/* SPDX-License-Identifier: Apache-2.0", " * Made by tools/gen_document.py from document.tsv: the document form's table.", " */",
           '#include "form/document_field.h"', ""]
    words, starts = [], {}
    for number, values in sorted(t.enums.items()):
        starts[number] = len(words)
        words += values
    out.append("const char *const doc_words[] = {")
    out += ['\t"%s",' % w for w in words] + ["};", "const struct doc_enum doc_enums[] = {"]
    out += ["\t{%d, %d}," % (starts[n], len(v)) for n, v in sorted(t.enums.items())] + ["};"]
    out.append("const struct doc_namespace doc_namespaces[DOC_NS_COUNT] = {")
    out += ['\t{"%s", "%s", "%s", %s},' % (n[0], n[1], n[2], "true" if n[3] == "i" else "false") for n in t.ns] + ["};"]
    out += part_rows(t)
    placed = {c[3] for x in t.types for c in x.children if c[3]}
    out.append("const bool doc_ident_placed[DOC_IDENT_KINDS] = {%s};" % ", ".join(
        "true" if d in placed else "false" for d in DIALECTS["ident"]))
    attrs, children, rows = [], [], []
    for x in t.types:
        must = sum("r" in a[6] and a[1] != "auto" for a in x.attrs)
        need = sum("r" in c[2] for c in x.children)
        cls = x.text[0] or "none"
        flags = " | ".join({"p": "DOC_END_WITH_P", "c": "DOC_NEED_ONE", "s": "DOC_STORY", "a": "DOC_NEED_ANY"}[f] for f in x.flags) or "0"
        low, high = x.text[2] or 0, x.text[3] or 0
        rows.append('\t{"%s", %d, %s, %d, %d, %d, %d, %d, %d, %d, %s, %s, {"", 0, DOC_%s, %d, 0, %d, %s, %s}},' % (
            x.local, t.prefix[x.prefix], flags, t.name_number[(x.prefix, x.local)], len(attrs), len(x.attrs),
            len(children), len(x.children), must, need,
            "true" if x.prefix == "sk" else "false", "true" if is_plain(x) else "false",
            cls.upper(), dialect(cls, x.text[1]) if cls in DIALECTS else 0, int(x.text[4] or 0), low, high))
        for a in x.attrs:
            prefix, local = a[0].split(":")
            flag = [{"r": "DOC_REQUIRED", "a": "DOC_ASCENDS"}[f] for f in a[6]] + (["DOC_DEFINES"] if a[2].endswith("+") else [])
            attrs.append('\t{"%s", %d, DOC_%s, %d, %s, %s, %s, %s},' % (
                local, t.prefix[prefix] if prefix else 255, a[1].upper(), dialect(a[1], a[2], t),
                " | ".join(flag) or "0", a[5] or 0, a[3] or 0, a[4] or 0))
        for c in sorted(x.children, key=lambda c: t.name_number[(t.types[t.number[c[0]]].prefix, t.types[t.number[c[0]]].local)]):
            y = t.types[t.number[c[0]]]
            flag = " | ".join({"o": "DOC_ONCE", "r": "DOC_REQUIRED", "n": "DOC_NEEDED"}[f] for f in c[2]) or "0"
            defines = DIALECTS["ident"].index(c[3]) + 1 if c[3] else 0
            children.append("\t{%d, %d, %s, %s, %d}," % (
                t.name_number[(y.prefix, y.local)], t.number[c[0]], c[1], flag, defines))
    out += ["const struct doc_attr doc_attrs[] = {"] + attrs + ["};", "const struct doc_child doc_children[] = {"]
    out += children + ["};", "const struct doc_type doc_types[DOC_TYPE_COUNT] = {"] + rows + ["};"]
    out.append("const struct doc_name doc_names[DOC_NAME_COUNT] = {")
    out += ['\t{%d, "%s"},' % (t.prefix[p], l) for p, l in t.names] + ["};"]
    slots = [0] * SLOTS
    for p, l in t.names:
        at = fnv(t.prefix[p], l) % len(slots)
        while slots[at]:
            at = (at + 1) % len(slots)
        slots[at] = t.name_number[(p, l)] + 1
    out.append("const uint16_t doc_name_slots[DOC_NAME_SLOTS] = {")
    out += ["\t" + ", ".join(map(str, slots[i:i + 24])) + "," for i in range(0, len(slots), 24)] + ["};"]
    return "\n".join(out + field_rows(codes)) + "\n"


def is_plain(x):
    """May be written empty by us: asks for no attribute, child, number or word."""
    return not any("r" in a[6] and a[1] != "auto" for a in x.attrs) and not any("r" in c[2] for c in x.children) and \
        not x.flags and x.text[0] in ("", "text")


def field_rows(codes):
    out, args, switches = ["const struct doc_code doc_codes[DOC_CODE_COUNT] = {"], [], []
    for code, a, s in codes:
        out.append('\t{"%s", %d, %d, %d, %d},' % (code, len(args), len(a), len(switches), len(s)))
        args += ["\t{DOC_FIELD_%s, %s}," % (v.upper(), "true" if o else "false") for v, o in a]
        switches += ['\t{"%s", DOC_FIELD_%s, %s},' % (l, v.upper(), "true" if o else "false") for l, v, o in s]
    out += ["};", "const struct doc_code_arg doc_code_args[] = {"] + args + ["};"]
    out += ["const struct doc_code_switch doc_code_switches[] = {"] + switches + ["};"]
    for name, words in (("formats", FORMATS), ("numfmts", NUMFORMATS), ("calcs", CALCS)):
        out.append("const char *const doc_field_%s[] = {%s, NULL};" % (name, ", ".join('"%s"' % w for w in words)))
    return out


def varint(n):
    out = b""
    while n >= 0x80:
        out += bytes([n & 0x7f | 0x80])
        n >>= 7
    return out + bytes([n])


def dictionary(t):
    """libFuzzer dictionary: the opening of every type."""
    escape = lambda b: "".join("\\x%02x" % x for x in b)
    return "".join('"%s"\n' % escape(varint(i + 2) + b"\0") for i in range(len(t.types)))


def manual(t, codes):
    count = collections.Counter((a[1], a[2].rstrip("+")) for x in t.types for a in x.attrs)
    out = ["<!-- made by tools/gen_document.py from src/form/document.tsv -->", "",
           "%d types, %d attributes, %d parent-child pairs, %d lists of words." % (
               len(t.types), sum(len(x.attrs) for x in t.types), sum(len(x.children) for x in t.types), len(t.enums)), "",
           "| class | dialect | attributes |", "|---|---|---|"]
    out += ["| %s | %s | %d |" % (c, d, n) for (c, d), n in sorted(count.items())]
    out += ["", "| part kind | root | in forms (! main, * any number) |", "|---|---|---|"]
    out += ["| %d %s | `%s` | %s |" % (i, p[0].lower(), p[1], ", ".join(
        {"d": "document", "s": "sheet", "p": "slides"}[f[0]] + f[1:] for f in p[2].split())) for i, p in enumerate(t.parts)]
    out += ["", "| field code | arguments | switches |", "|---|---|---|"]
    for c, a, s in codes:
        out.append("| %s | %s | %s |" % (c, " ".join(v + ("?" if o else "") for v, o in a),
                                         " ".join("`\\%s` %s" % (l, v if v != "none" else "") for l, v, _ in s)))
    return "\n".join(out) + "\n"


def check(t):
    """What the C side counts on."""
    for x in t.types:
        assert len(x.attrs) <= 48, x.name  # DOC_ATTRS_MAX
        assert all(int(c[1]) < 256 for c in x.children), x.name
    assert len(t.ns) <= 60 and len(t.parts) <= 60 and len(t.names) * 2 < SLOTS


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("table")
    p.add_argument("fields")
    for name in ("header", "source", "dict", "doc"):
        p.add_argument("--" + name)
    args = p.parse_args()
    t, codes = Table(args.table), fields(args.fields)
    check(t)
    for path, text in ((args.header, header), (args.source, source), (args.doc, manual)):
        if path:
            with open(path, "w", encoding="utf-8") as f:
                f.write(text(t, codes))
    if args.dict:
        with open(args.dict, "w", encoding="ascii") as f:
            f.write(dictionary(t))


if __name__ == "__main__":
    main()
