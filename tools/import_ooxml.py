#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/form/document.tsv from published schema data: run by hand, its output is committed.

    tools/import_ooxml.py TABLES > src/form/document.tsv

TABLES holds ooxml-types.tsv and ooxml-text.tsv (value class per type and attribute) and
ooxml/schemas/*.json (Open-XML-SDK data, MIT, after ECMA-376 and MS-OE376: particles, required
attributes). Everything that a person had to decide stands in this file; a value class that is
neither taken from the schema nor decided here stops the script.

Keyed by schema *type*, not by element name: the same name has another meaning elsewhere, and
parent type + child name always give one child type (ECMA-376 part 1, annex A).
"""
import collections
import csv
import glob
import json
import os
import sys

from ooxml import sheet, slides, word

# Every decision stands in the three modules, under these names:
#   NAMESPACES, PARTS, RELATIONS   prefix, uri, strict uri; kind, root, forms; from, to, flags
#   DROP       elements outside the form, by reason; "parent > child" for one place only
#   ONLY       of this parent only these children
#   CHILDREN   children of a type where the schema says "anything" or where we narrow it
#   ADD        children of our own, put at the last rank or at that of the child named: (name, at)
#   OWN        records of our own: attributes, children
#   DEFINES    (parent, child): the ident whose next number each such child is
#   VALUES     element@attribute or type@attribute: (class, dialect, min, max, enum[, flags])
#   TEXTS, TEXT_LISTS              text of elements: class, dialect; words
#   END_WITH_P, NEED_ANY, STORY, RELAX, NEED_ONE   rules that the schema does not say
MODULES = (word, sheet, slides)


def merged(name):
    """The union of what the modules decide; two of them may not decide the same thing."""
    out = None
    for m in MODULES:
        v = getattr(m, name, None)
        if v is None:
            continue
        if out is None:
            out = type(v)()
        if isinstance(v, dict):
            twice = [k for k in v if k in out]
            if twice:
                sys.exit("%s: decided twice: %s" % (name, twice))
            out.update(v)
        else:
            out += [x for x in v if x not in out]
    return out


NAMESPACES, PARTS, RELATIONS = merged("NAMESPACES") + [("sk", "", "")], merged("PARTS"), merged("RELATIONS")
DROP, ONLY, CHILDREN, ADD, OWN = (merged(n) for n in ("DROP", "ONLY", "CHILDREN", "ADD", "OWN"))
DEFINES, VALUES, TEXTS, TEXT_LISTS = (merged(n) for n in ("DEFINES", "VALUES", "TEXTS", "TEXT_LISTS"))
END_WITH_P, NEED_ANY, STORY, RELAX, NEED_ONE = (merged(n) for n in (
    "END_WITH_P", "NEED_ANY", "STORY", "RELAX", "NEED_ONE"))


def occurs(item):
    """(at least, at most or None) of a particle; no entry means exactly one."""
    if "Occurs" not in item:
        return 1, 1
    o = item["Occurs"][0]
    return o.get("Min", 0), o.get("Max")


class Schema:
    def __init__(self, folder):
        self.types, self.enums = {}, {}
        for path in sorted(glob.glob(os.path.join(folder, "ooxml/schemas/*.json"))):
            with open(path, encoding="utf-8") as f:
                data = json.load(f)
            for t in data.get("Types", []):
                self.types[t["Name"]] = t
            for e in data.get("Enums", []):
                words = [f["Value"] for f in e.get("Facets", [])]
                self.enums.setdefault((e["Name"], len(words)), words)
        self.values = collections.OrderedDict()
        with open(os.path.join(folder, "ooxml-types.tsv"), encoding="utf-8") as f:
            for row in csv.DictReader(f, delimiter="\t"):
                self.values.setdefault(row["type"], []).append(row)
        self.texts = {}
        with open(os.path.join(folder, "ooxml-text.tsv"), encoding="utf-8") as f:
            for row in csv.DictReader(f, delimiter="\t"):
                self.texts[row["element"]] = (row["class"], row["dialect"], row["simple_type"])

    def base(self, name):
        """A derived type ("w:CT_TblWidth/w:tblW") has its attributes on "w:CT_TblWidth/"."""
        t = self.types[name]
        return self.types.get(name.split("/")[0] + "/", t) if t.get("IsDerived") else t

    def attributes(self, name):
        t, out = self.types[name], collections.OrderedDict()
        for source in (self.base(name), t):
            for a in source.get("Attributes", []):
                out[a["QName"]] = a
        return out

    def words(self, name, attribute, count):
        """A list that ooxml-types.tsv gives only the length of."""
        kind = self.attributes(name)[attribute]["Type"]
        return "|".join(self.enums[(kind.rstrip(">").split(".")[-1], count)])

    def particle(self, name):
        return self.types[name].get("Particle") or self.base(name).get("Particle")


def required(attribute):
    for v in attribute.get("Validators", []):
        if v["Name"] == "RequiredValidator" and "Version" not in v:
            return not any(a["Name"] == "IsRequired" and a["Value"] == "False"
                           for a in v.get("Arguments", []))
    return False


def element(name):
    return name.split("/")[-1]


class Importer:
    def __init__(self, folder):
        self.s = Schema(folder)
        self.drop = {n for names in DROP.values() for n in (names.split() if isinstance(names, str) else names)}
        self.prefixes = {n[0] for n in NAMESPACES}
        self.enums = collections.OrderedDict()
        self.problems = []

    def kept(self, parent, child):
        name = element(child)
        if name in self.drop or name.split(":")[0] not in self.prefixes or \
                "extLst" in name or "Extension/" in child:
            return False
        if element(parent) + " > " + name in self.drop or name not in ONLY.get(parent, (name,)):
            return False
        return child in self.s.types or child in OWN

    def children(self, name):
        """[(child type, rank, flags)]: ranks may not decrease; 'o' at most once at its rank,
        'r' required. Groups that repeat share one rank: any order, any number."""
        rows = collections.OrderedDict()

        def leaf(item, rank, repeated, must):
            low, high = occurs(item)
            flags = ("" if repeated or high != 1 else "o") + \
                ("r" if must and low >= 1 and name not in RELAX else "")
            if item["Name"] not in rows and self.kept(name, item["Name"]):
                rows[item["Name"]] = (rank, flags)

        def walk(item, rank, repeated, must):
            if "Name" in item:
                leaf(item, rank, repeated, must)
                return rank + 1
            low, high = occurs(item)
            repeated = repeated or high != 1
            must = must and low >= 1 and item["Kind"] != "Choice"
            end = at = rank
            for sub in item.get("Items", []):
                start = rank if repeated or item["Kind"] == "Choice" else at
                at = walk(sub, start, repeated, must)
                end = max(end, at)
            return rank + 1 if repeated else end

        if name in OWN:
            for i, c in enumerate(OWN[name][1]):
                rows[c] = (i, "or" if name == "sk:textBox" else "o")
        elif name in CHILDREN:
            for c in CHILDREN[name]:
                rows[c] = (0, "o")
        elif self.s.particle(name):
            walk(self.s.particle(name), 0, False, True)
        for c in ADD.get(name, []):
            c, at, cflags = c if isinstance(c, tuple) else (c, None, "")
            rows[c] = (rows[at][0] if at else max([r for r, _ in rows.values()] or [0]), cflags)
        for c in NEED_ONE.get(name, ()):
            if c not in rows:
                self.problems.append("no such child: " + c)
        return rows

    def enum(self, values):
        values = tuple(values.split("|"))
        return self.enums.setdefault(values, len(self.enums))

    def value(self, type_name, row):
        """(class, dialect, min, max, enum number or "") of one attribute; None when dropped."""
        where = element(type_name) + "@" + row["attribute"]
        prefix = element(type_name).split(":")[0]
        decided = VALUES.get(type_name + "@" + row["attribute"]) or VALUES.get(where) \
            or VALUES.get(row["attribute"]) or VALUES.get(prefix + ":*@" + row["attribute"])
        if decided:
            cls, dialect, low, high, values = (tuple(decided) + ("", "", ""))[:5]
            return None if cls == "drop" else \
                (cls, dialect, low, high, self.enum(values) if values else "") + tuple(decided[5:])
        if type_name.startswith("w:CT_OnOffOnly/"):  # "on" and "off" there, 0 and 1 in files
            return "bool", "", "", "", ""
        cls, dialect, low, high = row["class"], row["dialect"], row["min"], row["max"]
        if cls == "drop":
            return None
        if row["basis"] == "hand":
            self.problems.append("nobody decided " + type_name + "@" + row["attribute"])
            return None
        return self.plain(type_name, row, cls, dialect, low, high)

    def plain(self, type_name, row, cls, dialect, low, high):
        name = row["attribute"]
        if cls == "enum":
            if not row["enum_values"]:
                self.problems.append("empty list: " + type_name + "@" + name)
                return None
            values = row["enum_values"]
            if values.startswith("("):
                values = self.s.words(type_name, name, int(values[1:].split()[0]))
            return cls, "", "", "", self.enum(values)
        if cls == "bool" or cls == "date":
            return cls, "", "", "", ""
        if cls == "int" or (cls == "measure" and dialect == ""):
            if low.startswith("union"):  # annotation ids, numbered anew
                return ("auto", "number", "", "", "")
            if name == ":id" and element(type_name).split(":")[1] in ("docPr", "cNvPr"):
                return ("auto", "number", "", "", "")
            if cls == "measure":
                unit = "hps" if low else "twip"
                return "int", unit, low or -1000000, high or 1000000, ""
            number = lambda s, step: int(s[1:]) + step if s[:1] in "<>" and s else int(s)
            low = number(low, 1) if low != "" else -2147483648
            high = number(high, -1) if high != "" else 2147483647
            return cls, "", low, high, ""
        if cls == "measure":
            return "text", "coord", "", "", ""
        if cls == "dec":
            return "text", "decimal", "", "", ""
        if cls == "hex":
            length = {"themeTint": 1, "themeShade": 1, "themeFillTint": 1, "themeFillShade": 1,
                      "panose": 10}.get(name.split(":")[1], 4)
            return cls, str(length), "", "", ""
        if cls == "colour":
            return cls, "auto", "", "", ""
        if cls == "ident" and dialect == "style":
            return cls, dialect, "", "", ""
        if cls == "ident" and dialect == "lang":
            return "text", "lang", "", "", ""
        if cls == "ident" and dialect == "guide name":
            return "text", "token", "", "", ""
        if cls == "text":
            return cls, dialect or "name", "", "", ""
        if cls in ("dec", "cellref", "cellref*"):
            return "text", {"dec": "decimal", "cellref": "area", "cellref*": "areas"}[cls], "", "", ""
        self.problems.append("no rule: %s@%s %s %s" % (type_name, name, cls, dialect))
        return None

    def attributes(self, name):
        if name in OWN:
            for a in OWN[name][0]:
                a = tuple(a) + ("",) * (7 - len(a))
                yield (":" + a[0],) + a[1:5] + (self.enum(a[5]) if a[5] else "", a[6])
            return
        must = {q: required(a) for q, a in self.s.attributes(name).items()}
        for row in self.s.values.get(name, []):
            if not row["attribute"] or row["attribute"].split(":")[0] not in self.prefixes | {""}:
                continue
            v = self.value(name, row)
            if v:
                flags = v[5] if len(v) > 5 else "r" if must.get(row["attribute"]) else ""
                yield (row["attribute"],) + v[:5] + (flags,)

    def text(self, name):
        qname = element(name)
        if qname in TEXTS:
            return TEXTS[qname] + ("", "", "")
        if name in OWN or not self.s.types[name].get("IsLeafText"):
            return None
        cls = self.s.texts.get(qname, ("?",))[0]
        if name in TEXT_LISTS:
            return "enum", "", "", "", self.enum(TEXT_LISTS[name])
        if "Percentage/" in name:
            return "int", "percent", -10000000, 10000000, ""
        if cls == "int":
            return "int", "emu", -2147483648, 2147483647, ""
        self.problems.append("text of " + name + " " + cls)
        return None

    def reach(self):
        seen, queue = collections.OrderedDict(), [p[1] for p in PARTS]
        while queue:
            name = queue.pop()
            if name not in seen:
                seen[name] = self.children(name)
                queue += list(seen[name])
        return collections.OrderedDict(sorted(seen.items()))

    def write(self, out):
        types = self.reach()
        rows = []
        for name, children in types.items():
            text = self.text(name)
            flags = ("p" if name in END_WITH_P else "") + ("c" if name in NEED_ONE else "") + \
                ("s" if name in STORY else "") + ("a" if name in NEED_ANY else "")
            rows.append(("type", name, flags) +
                        (tuple(text) if text else ("",) * 5))
            for a in self.attributes(name):
                rows.append(("attr",) + a)
            for child, (rank, cflags) in children.items():
                row = ("child", child, rank, cflags + ("n" if child in NEED_ONE.get(name, ()) else ""))
                defines = DEFINES.get((name, child))
                rows.append(row + (defines,) if defines else row)
        if self.problems:
            sys.exit("\n".join(sorted(set(self.problems))))
        say = lambda *cells: out.write("\t".join(str(c) for c in cells) + "\n")
        out.write("# SPDX-License-Identifier: Apache-2.0\n"
                  "# Made by tools/import_ooxml.py; every decision is there. The document form's table:\n"
                  "# ns prefix uri strict-uri i=ignorable | enum number values | rel from-kind to-kind r=required\n"
                  "# part kind root-type forms: d document, s sheet, p slides; ! the main part, * any number\n"
                  "# type name flags text-class dialect min max enum: flags p ends with a paragraph, c needs a child marked n, s story, a any child\n"
                  "# attr name class dialect min max enum flags: r required, a ascends among siblings; its number is its place within the type\n"
                  "# child type rank flags defines: ranks never decrease; o once, r required, n needed; the ident that each one is the next of\n")
        for n in NAMESPACES:
            say("ns", *n)
        for p in PARTS:
            say("part", *p)
        for r in RELATIONS:
            say("rel", *r)
        for values, number in self.enums.items():
            say("enum", number, "|".join(values))
        for row in rows:
            say(*row)


if __name__ == "__main__":
    Importer(sys.argv[1]).write(sys.stdout)
