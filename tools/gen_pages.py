#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles share/pages/*.html into C: one function a page, over a struct of typed fields.

  gen_pages.py --types share/pages/types.txt --words src/tbl/words.h src/tbl/words_*.h
               --assets share/style --header pages.h --source pages.c share/pages/*.html

The language (docs/pages.md says it with examples):

  {{ row.name }}  {{ row.accepted|iso }}     a field, printed as its type says, escaped by where it stands
  {% t key %}  {% t key, row.name %}         a phrase of words.h; {0}, {1} in it are the fields
  {% if a and not b %} {% elif x == HELD %} {% else %} {% endif %}
  {% for row in rows %} {% else %} {% endfor %}
  {% include "part.html" %}                  in the same scope
  {% csrf %}  {% asset style.css %}          the hidden field every form needs; a path with a content hash
  {# a remark #}

What it refuses, with file and line: a field that does not exist, a value outside text and quoted
attributes, dynamic URLs that do not start with a fixed "/...", inline script and style, addresses of other
hosts, a POST form without {% csrf %} or multipart/form-data, a branch that leaves a tag half open.
There is no way to print a value unescaped.
"""
import argparse
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gen_assets  # noqa: E402

# type -> C type; None: the field needs its second word (struct NAME, list NAME)
C_TYPES = {
    'text': 'const char *', 'path': 'const char *', 'number': 'uint64_t ', 'flag': 'bool ', 'date': 'int64_t ', 'size': 'uint64_t ',
    'hash': 'const uint8_t *', 'id': 'const uint8_t *', 'word': 'enum word ', 'err': 'enum err ',
    'state': 'enum item_state ', 'finding': 'enum finding_code ', 'event': 'uint32_t ', 'direction': 'uint32_t ',
}
# (type, filter) -> what of page/put.h prints it
PUT = {
    ('text', ''): 'put_text', ('path', ''): 'put_path', ('number', ''): 'put_number', ('number', 'plain'): 'put_plain',
    ('date', ''): 'put_date', ('date', 'iso'): 'put_date_iso', ('date', 'day'): 'put_date_day',
    ('size', ''): 'put_size', ('hash', ''): 'put_hash', ('id', ''): 'put_id',
    ('word', ''): 'put_word', ('err', ''): 'put_err', ('err', 'todo'): 'put_err_todo',
    ('state', ''): 'put_state', ('state', 'code'): 'put_state_code',
    ('finding', ''): 'put_finding', ('event', ''): 'put_event', ('direction', ''): 'put_direction',
}
# types whose printed form is safe as a path segment or query value as it is, or is percent-encoded there
URL_TYPES = {'text', 'number', 'id', 'hash'}
CONSTANTS = {'state': 'STATE_', 'err': '', 'word': 'WORD_', 'number': '', 'direction': 'DIRECTION_'}
URL_ATTRIBUTES = {'href', 'src', 'action', 'formaction', 'poster', 'data-url'}
VOID = {'meta', 'link', 'input', 'br', 'hr', 'img', 'wbr', 'col'}
TOKEN = re.compile(r'\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}', re.S)


class Mistake(Exception):
    pass


def c_string(text):
    out = []
    for ch in text:
        if ch in '"\\':
            out.append('\\' + ch)
        elif ch == '\n':
            out.append('\\n')
        elif ch == '\t':
            out.append('\\t')
        elif ch == '?':
            out.append('\\?')  # no trigraphs
        else:
            out.append(ch)
    return '"' + ''.join(out) + '"'


def escape(text):
    for a, b in (('&', '&amp;'), ('<', '&lt;'), ('>', '&gt;'), ('"', '&quot;'), ("'", '&#39;')):
        text = text.replace(a, b)
    return text


def read_words(*paths):
    """WORD(key, "ja", "en") rows; adjacent literals are one, as in C."""
    path = paths[0]
    source = '\n'.join(open(p, encoding='utf-8').read() for p in paths)
    source = re.sub(r'/\*.*?\*/', '', source, flags=re.S)
    literal = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
    words = {}
    for m in re.finditer(r'\bWORD\(\s*(\w+)\s*,\s*' + literal + r',\s*' + literal + r'\)', source):
        texts = [''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', m.group(i))) for i in (2, 3)]
        texts = [t.replace('\\"', '"').replace('\\n', '\n').replace('\\\\', '\\') for t in texts]
        if m.group(1) in words:
            raise Mistake(f'{path}: WORD({m.group(1)}) twice')
        if set(re.findall(r'\{\d\}', texts[0])) != set(re.findall(r'\{\d\}', texts[1])):
            raise Mistake(f'{path}: WORD({m.group(1)}): the two languages take different fields')
        words[m.group(1)] = texts
    return words


def read_types(path):
    """[('struct'|'page', name, [(type, argument, field)])] in the order of the file."""
    types = []
    for number, line in enumerate(open(path, encoding='utf-8'), 1):
        line = line.split('#')[0].rstrip()
        if not line:
            continue
        parts = line.split()
        if not line[0].isspace():
            if len(parts) != 2 or parts[0] not in ('struct', 'page'):
                raise Mistake(f'{path}:{number}: struct NAME or page NAME')
            types.append((parts[0], parts[1], []))
        elif len(parts) == 3 and parts[0] in ('struct', 'list'):
            types[-1][2].append((parts[0], parts[1], parts[2]))
        elif len(parts) == 2 and parts[0] in C_TYPES:
            types[-1][2].append((parts[0], None, parts[1]))
        else:
            raise Mistake(f'{path}:{number}: {line.strip()!r} is no field')
    return types


class Html:
    """Where in HTML we are: fed static text, asked before every dynamic value."""

    def __init__(self):
        self.state = 'text'  # text, tag, name, value
        self.tag = ''
        self.attribute = ''
        self.value = ''
        self.stack = []
        self.post = False
        self.csrf = True
        self.attributes = {}

    def snapshot(self):
        return (self.state, self.tag if self.state != 'text' else '',
                self.attribute if self.state == 'value' else '', tuple(self.stack))

    def feed(self, text):
        i = 0
        while i < len(text):
            ch = text[i]
            if self.state == 'text':
                if self.stack and self.stack[-1] in ('script', 'style') and not text[i:].lower().startswith('</'):
                    if not ch.isspace():
                        raise Mistake(f'inline <{self.stack[-1]}> is not allowed')
                    i += 1
                    continue
                if ch != '<':
                    i += 1
                    continue
                if text.startswith('<!--', i):
                    raise Mistake('use {# a remark #}: comments would be sent')
                m = re.compile(r'<(/?)([A-Za-z][A-Za-z0-9-]*|!DOCTYPE)').match(text, i)
                if not m:
                    raise Mistake('a bare "<": write &lt;')
                self.tag = m.group(1) + m.group(2).lower()
                self.attributes = {}
                self.state = 'tag'
                i = m.end()
            elif self.state == 'tag':
                if ch == '>':
                    self.end_tag()
                    self.state = 'text'
                elif ch in '"\'=':
                    raise Mistake(f'<{self.tag}>: attribute without a name')
                elif not ch.isspace() and ch != '/':
                    m = re.compile(r'[A-Za-z_:][A-Za-z0-9_:.-]*').match(text, i)
                    if not m:
                        raise Mistake(f'<{self.tag}>: {ch!r} where an attribute was expected')
                    self.attribute = m.group(0).lower()
                    if self.attribute.startswith('on') or self.attribute == 'style':
                        raise Mistake(f'<{self.tag}>: inline {self.attribute} is not allowed')
                    i = m.end()
                    if text.startswith('="', i):
                        self.state, self.value = 'value', ''
                        i += 2
                    elif i < len(text) and text[i] == '=':
                        raise Mistake(f'<{self.tag} {self.attribute}>: quote the value with "')
                    else:
                        self.attributes[self.attribute] = ''
                    continue
                i += 1
            else:
                if ch == '"':
                    self.end_value()
                    self.state = 'tag'
                else:
                    self.value += ch
                i += 1

    def end_value(self):
        self.attributes[self.attribute] = self.value
        if self.attribute in URL_ATTRIBUTES and not re.match(r'^(/(?!/)|#|$)', self.value):
            raise Mistake(f'{self.attribute}="{self.value}": only paths of our own, from "/"')

    def end_tag(self):
        tag = self.tag
        if tag.startswith('!'):
            return
        if tag.startswith('/'):
            if not self.stack or self.stack[-1] != tag[1:]:
                raise Mistake(f'<{tag}> closes {("<" + self.stack[-1] + ">") if self.stack else "nothing"}')
            self.stack.pop()
            if tag == '/form':
                if self.post and not self.csrf:
                    raise Mistake('a POST form without {% csrf %}')
                self.post = False
            return
        if tag == 'form':
            self.post = self.attributes.get('method', 'get').lower() == 'post'
            self.csrf = False
            if self.post and self.attributes.get('enctype') != 'multipart/form-data':
                raise Mistake('a POST form needs enctype="multipart/form-data": the only kind of body we read')
        if tag == 'script' and not self.attributes.get('src'):
            raise Mistake('inline <script> is not allowed')
        if tag == 'style':
            raise Mistake('inline <style> is not allowed')
        if tag not in VOID:
            self.stack.append(tag)

    def context(self):
        """'TEXT', 'ATTR' or 'URL' for a value that would stand here."""
        if self.state == 'text':
            if self.stack and self.stack[-1] in ('script', 'style'):
                raise Mistake('no value inside script or style')
            return 'TEXT'
        if self.state == 'value':
            if self.attribute in URL_ATTRIBUTES:
                if not self.value:
                    return 'PATH'
                return 'URL'
            return 'ATTR'
        raise Mistake('a value may stand in text or in a quoted attribute only')


class Compiler:
    def __init__(self, types, words, assets, folder):
        self.structs = {name: {f: (t, a) for t, a, f in fields} for _, name, fields in types}
        self.words = words
        self.used = set()
        self.assets = assets
        self.folder = folder
        self.out = []
        self.depth = 1
        self.static = ''
        self.loops = 0

    # -- output
    def line(self, text):
        self.flush()
        self.out.append('\t' * self.depth + text)

    def flush(self):
        if self.static:
            text, self.static = self.static, ''
            self.out.append('\t' * self.depth + f'buf_put(o->out, VIEW({c_string(text)}));')

    def emit(self, text):
        self.html.feed(text)
        self.static += text

    # -- expressions
    def resolve(self, path, scopes):
        parts = path.split('.')
        for name, (c, struct) in reversed(scopes):
            if name == parts[0]:
                parts = parts[1:]
                break
        else:
            c, struct = 'p->', scopes[0][1][1]
        kind, argument = 'struct', struct
        for part in parts:
            if kind != 'struct' or part not in self.structs[argument]:
                raise Mistake(f'{path}: there is no field {part!r}')
            kind, argument = self.structs[argument][part]
            c += part + ('.' if kind == 'struct' else '')
        return c, kind, argument

    def condition(self, text, scopes):
        out = []
        for word in re.split(r'\s+(and|or)\s+', text.strip()):
            if word in ('and', 'or'):
                out.append('&&' if word == 'and' else '||')
                continue
            m = re.fullmatch(r'(not\s+)?([a-z][\w.]*)(?:\s*(==|!=|>|<)\s*(\w+))?', word.strip())
            if not m:
                raise Mistake(f'{word!r}: not a condition')
            c, kind, _ = self.resolve(m.group(2), scopes)
            if m.group(3):
                right = m.group(4)
                if not right.isdigit():
                    if kind not in CONSTANTS:
                        raise Mistake(f'{m.group(2)} cannot be compared with {right}')
                    right = CONSTANTS[kind] + right
                test = f'{c} {m.group(3)} {right}'
            elif kind == 'text':
                test = f'{c} && {c}[0]'
            elif kind == 'list':
                test = f'{c}_count > 0'
            elif kind in ('hash', 'id'):
                test = f'{c} != NULL'
            elif kind == 'struct':
                raise Mistake(f'{m.group(2)} is a struct')
            else:
                test = f'{c} != 0' if kind != 'flag' else c
            out.append(f'{"!" if m.group(1) else ""}({test})')
        if '&&' in out and '||' in out:
            raise Mistake('and, or in one condition: nest two ifs')
        return ' '.join(out)

    def value(self, text, scopes):
        path, _, filt = text.strip().partition('|')
        c, kind, _ = self.resolve(path.strip(), scopes)
        put = PUT.get((kind, filt.strip()))
        if not put:
            raise Mistake(f'{text.strip()}: a {kind} cannot be printed' + (f' with |{filt}' if filt else ''))
        context = self.html.context()
        if context == 'URL' and kind not in URL_TYPES:
            raise Mistake(f'{text.strip()}: a {kind} does not belong in a URL')
        if kind == 'path' and context not in ('PATH', 'ATTR'):
            raise Mistake(f'{text.strip()}: a path may stand only at the start of a URL or in an attribute')
        if context == 'PATH' and kind != 'path':
            raise Mistake(f'{self.html.attribute}: a value only after a fixed "/path"')
        self.line(f'{put}(o, PUT_{context}, {c});')
        if self.html.state == 'value':
            self.html.value += '/x' if kind == 'path' else 'x'

    # -- blocks
    def phrase(self, text, scopes):
        parts = [p.strip() for p in text.split(',')]
        if parts[0] not in self.words:
            raise Mistake(f'no WORD({parts[0]}) in words.h')
        self.used.add(parts[0])
        fields = parts[1:]
        context = self.html.context()
        if context in ('URL', 'PATH'):
            raise Mistake('no phrase in a URL')
        texts = self.words[parts[0]]
        wanted = {int(x) for x in re.findall(r'\{(\d)\}', texts[0])}
        if wanted != set(range(len(fields))):
            raise Mistake(f'WORD({parts[0]}) takes {len(wanted)} fields')
        self.line('if (o->lang == LANG_JA) {')
        for language, text_ in enumerate(texts):
            if language:
                self.line('} else {')
            self.depth += 1
            for piece in re.split(r'(\{\d\})', text_):
                if re.fullmatch(r'\{\d\}', piece):
                    self.value(fields[int(piece[1])], scopes)
                elif piece:
                    self.static += escape(piece)
            self.flush()
            self.depth -= 1
        self.line('}')
        if self.html.state == 'value':
            self.html.value += 'x'

    def tokens(self, name, seen):
        """(file, line, kind, text) of a file; includes are read in place."""
        path = os.path.join(self.folder, name)
        if name in seen:
            raise Mistake(f'{name} includes itself')
        source = open(path, encoding='utf-8').read()
        at = 0
        for m in list(TOKEN.finditer(source)) + [None]:
            end = m.start() if m else len(source)
            if end > at:
                yield name, source.count('\n', 0, at) + 1, 'static', source[at:end]
            if not m:
                break
            line = source.count('\n', 0, m.start()) + 1
            token, at = m.group(0), m.end()
            if token.startswith('{{'):
                yield name, line, 'value', token[2:-2]
            elif token.startswith('{%'):
                text = token[2:-2].strip()
                include = re.fullmatch(r'include\s+"([\w.-]+)"', text)
                if include:
                    yield from self.tokens(include.group(1), seen + [name])
                else:
                    yield name, line, 'block', text

    def page(self, name):
        self.html = Html()
        self.out.append(f'void page_{name}(struct put *o, const struct page_{name} *p)')
        self.out.append('{')
        self.out.append('\t(void)p;')
        scopes = [('page', ('p->', name))]
        blocks = []
        where = (name + '.html', 0)
        try:
            for file, line, kind, text in self.tokens(name + '.html', []):
                where = (file, line)
                if kind == 'static':
                    pre = self.html.stack and self.html.stack[-1] in ('pre', 'textarea')
                    self.emit(text if pre else re.sub(r'\s*\n\s*', '\n', text))
                elif kind == 'value':
                    self.value(text, scopes)
                else:
                    self.block(text, scopes, blocks)
            if blocks:
                raise Mistake(f'{blocks[-1][0]} is not ended')
            if self.html.stack or self.html.state != 'text':
                raise Mistake(f'<{(self.html.stack or [self.html.tag])[-1]}> is not closed')
        except Mistake as e:
            raise Mistake(f'{where[0]}:{where[1]}: {e}') from None
        self.flush()
        self.out.append('}\n')

    def block(self, text, scopes, blocks):
        word, _, rest = text.partition(' ')
        if word == 't':
            self.phrase(rest, scopes)
        elif word == 'csrf':
            self.html.csrf = True
            self.emit('<input type="hidden" name="csrf" value="')
            self.value('head.csrf', scopes)
            self.emit('">')
        elif word == 'asset':
            if rest.strip() not in self.assets:
                raise Mistake(f'no asset {rest.strip()}')
            self.emit('/assets/' + self.assets[rest.strip()])
        elif word == 'if':
            self.line(f'if ({self.condition(rest, scopes)}) {{')
            blocks.append(('if', self.html.snapshot()))
            self.depth += 1
        elif word in ('elif', 'else') and blocks and blocks[-1][0] == 'if':
            self.branch(blocks[-1][1])
            self.depth -= 1
            self.line('} else {' if word == 'else' else f'}} else if ({self.condition(rest, scopes)}) {{')
            self.depth += 1
        elif word == 'endif' and blocks and blocks[-1][0] == 'if':
            self.branch(blocks.pop()[1])
            self.flush()
            self.depth -= 1
            self.line('}')
        elif word == 'for':
            self.loop(rest, scopes, blocks)
        elif word == 'else' and blocks and blocks[-1][0] == 'for':
            self.branch(blocks[-1][1])
            self.flush()
            self.depth -= 1
            self.line('}')
            scopes.pop()
            blocks[-1] = ('for-else', blocks[-1][1], blocks[-1][2])
            self.line(f'if ({blocks[-1][2]}_count == 0) {{')
            self.depth += 1
        elif word == 'endfor' and blocks and blocks[-1][0] in ('for', 'for-else'):
            kind, before, _ = blocks.pop()
            self.branch(before)
            self.flush()
            self.depth -= 1
            self.line('}')
            if kind == 'for':
                scopes.pop()
        else:
            raise Mistake(f'{{% {text} %}} has no place here')

    def loop(self, text, scopes, blocks):
        m = re.fullmatch(r'(\w+)\s+in\s+([\w.]+)', text.strip())
        if not m:
            raise Mistake('for NAME in LIST')
        c, kind, argument = self.resolve(m.group(2), scopes)
        if kind != 'list':
            raise Mistake(f'{m.group(2)} is not a list')
        self.loops += 1
        i = f'i{self.loops}'
        self.line(f'for (size_t {i} = 0; {i} < {c}_count; {i}++) {{')
        self.depth += 1
        item = f'r{self.loops}'
        self.line(f'const struct {argument} *{item} = &{c}[{i}];')
        scopes.append((m.group(1), (item + '->', argument)))
        blocks.append(('for', self.html.snapshot(), c))

    def branch(self, before):
        if self.html.snapshot() != before:
            raise Mistake('this branch leaves HTML in another place than it found it '
                          f'(open: {" ".join("<" + t + ">" for t in self.html.stack)})')


def write_header(path, types, words):
    out = ['/* Generated by tools/gen_pages.py from share/pages/types.txt and src/tbl/words.h. */',
           '#ifndef PAGES_H', '#define PAGES_H', '', '#include "web/put.h"', '']
    for kind, name, fields in types:
        out.append(f'struct {"page_" if kind == "page" else ""}{name} {{')
        for type_, argument, field in fields:
            if type_ == 'struct':
                out.append(f'\tstruct {argument} {field};')
            elif type_ == 'list':
                out.append(f'\tconst struct {argument} *{field};\n\tsize_t {field}_count;')
            else:
                out.append(f'\t{C_TYPES[type_]}{field};')
        out.append('};\n')
    for kind, name, _ in types:
        if kind == 'page':
            out.append(f'void page_{name}(struct put *o, const struct page_{name} *p);')
    out += ['', '#endif', '']
    write(path, '\n'.join(out))


def write(path, text):
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)


def main(argv):
    a = argparse.ArgumentParser()
    for option in ('types', 'words', 'header', 'source', 'assets'):
        a.add_argument('--' + option, required=True, nargs='+' if option == 'words' else None)
    a.add_argument('pages', nargs='+')
    a = a.parse_args(argv)
    types = read_types(a.types)
    words = read_words(*a.words)
    compiler = Compiler(types, words, gen_assets.names(a.assets), os.path.dirname(a.types))
    compiler.out = ['/* Generated by tools/gen_pages.py from share/pages. */', '#include "pages.h"', '']
    present = {os.path.basename(p) for p in a.pages}
    for kind, name, _ in types:
        if kind == 'page':
            if name + '.html' not in present:
                raise Mistake(f'{a.types}: page {name}: no {name}.html given')
            compiler.page(name)
    write(a.source, '\n'.join(compiler.out))
    write_header(a.header, types, words)
    return 0


if __name__ == '__main__':
    try:
        sys.exit(main(sys.argv[1:]))
    except Mistake as e:
        print(f'gen_pages: {e}', file=sys.stderr)
        sys.exit(1)
