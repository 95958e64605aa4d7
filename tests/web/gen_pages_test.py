#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The page compiler: what it refuses and what it writes. TAP."""
import os
import sys
import tempfile

top = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
sys.path.insert(0, os.path.join(top, 'tools'))
import gen_pages  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import done, expect  # noqa: E402

TYPES = """
struct head
  text csrf
  path path
struct row
  text name
  id id
  number n
page p
  struct head head
  text a
  flag yes
  hash h
  list row rows
"""
WORDS = """
WORD(hello, "こんにちは <b>", "Hello")
WORD(two, "{0} と {1}", "{1} and {0}")
WORD(joined, "一" "二", "one"
     "two")
"""
FORM = '<form method="post" action="/x" enctype="multipart/form-data">'

# text -> None when it compiles, else a piece of the complaint
CASES = [
    ('<p>{{ a }}</p>', None),
    ('<p title="{{ a }}">x</p>', None),
    ('<p>{{ nothing }}</p>', 'no field'),
    ('<p>{{ rows }}</p>', 'cannot be printed'),
    ('<p>{{ a|raw }}</p>', 'cannot be printed'),
    ('<p title={{ a }}>x</p>', 'quote'),
    ('<p {{ a }}="x">x</p>', 'text or in a quoted'),
    ('<{{ a }}>', 'bare'),
    ('<script>{{ a }}</script>', 'inline <script>'),
    ('<script src="/a.js">{{ a }}</script>', 'no value inside'),
    ('<script src="/a.js">x</script>', 'inline <script>'),
    ('<style>p {}</style>', 'inline <style>'),
    ('<p style="x">x</p>', 'inline style'),
    ('<p onclick="x()">x</p>', 'inline onclick'),
    ('<!-- {{ a }} -->', 'remark'),
    ('<a href="https://example.com/">x</a>', 'paths of our own'),
    ('<a href="//example.com/">x</a>', 'paths of our own'),
    ('<a href="javascript:x">x</a>', 'paths of our own'),
    ('<img src="data:x">', 'paths of our own'),
    ('<a href="{{ a }}">x</a>', 'only after a fixed'),
    ('<a href="/items/{{ a }}">x</a>', None),
    ('<a href="/x?y={{ h }}">x</a>', None),
    ('<a href="{{ head.path }}?lang=en">x</a>', None),
    ('<p>{{ head.path }}</p>', 'only at the start'.replace('only', 'path may stand only')),
    ('<a href="/x/{{ yes }}">x</a>', 'cannot be printed'),
    (FORM + '</form>', 'csrf'),
    (FORM + '{% csrf %}</form>', None),
    ('<form method="post" action="/x">{% csrf %}</form>', 'multipart'),
    ('<form method="get" action="/x"></form>', None),
    ('{% if yes %}<p>x</p>{% endif %}', None),
    ('{% if yes %}<p>{% endif %}', 'another place'),
    ('<p{% if yes %} class="x"{% endif %}>x</p>', None),
    ('<p class="{% if yes %}x{% else %}y{% endif %}">x</p>', None),
    ('<p class="{% if yes %}x"{% endif %}>x</p>', 'another place'),
    ('{% if yes %}x', 'not ended'),
    ('{% endif %}', 'no place'),
    ('{% if a == 3 %}x{% endif %}', None),
    ('{% if nothing %}x{% endif %}', 'no field'),
    ('{% if yes and a or h %}x{% endif %}', 'nest'),
    ('{% for r in rows %}<p>{{ r.name }}</p>{% else %}<p>-</p>{% endfor %}', None),
    ('{% for r in a %}x{% endfor %}', 'not a list'),
    ('{% for r in rows %}x{% else %}{{ r.name }}{% endfor %}', 'no field'),
    ('<p>{% t hello %}</p>', None),
    ('<p>{% t missing %}</p>', 'no WORD'),
    ('<p>{% t two, a %}</p>', 'takes 2'),
    ('<p>{% t two, a, h %}</p>', None),
    ('<a href="/{% t hello %}">x</a>', 'no phrase in a URL'),
    ('<p>x</div>', 'closes'),
    ('<p>x', 'not closed'),
    ('{% include "p.html" %}', 'includes itself'),
    ('{% asset nothing.css %}', 'no asset'),
]


def compiled(text):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (('types.txt', TYPES), ('words.h', WORDS), ('p.html', text)):
            with open(os.path.join(folder, name), 'w', encoding='utf-8') as f:
                f.write(content)
        types = gen_pages.read_types(os.path.join(folder, 'types.txt'))
        words = gen_pages.read_words(os.path.join(folder, 'words.h'))
        c = gen_pages.Compiler(types, words, {}, folder)
        c.page('p')
        return '\n'.join(c.out)


for text, complaint in CASES:
    try:
        compiled(text)
        said = None
    except gen_pages.Mistake as e:
        said = str(e)
    good = said is None if complaint is None else said is not None and complaint in said
    expect(good, repr(text).replace('#', '') + (f' (said: {said})' if not good else ''))

out = compiled('<p title="{{ a }}">{{ a }}</p><a href="/i/{{ a }}">{% t hello %}</a>{% t joined %}')
expect('put_text(o, PUT_ATTR, p->a)' in out, 'an attribute is escaped as one')
expect('put_text(o, PUT_TEXT, p->a)' in out, 'text is escaped as text')
expect('put_text(o, PUT_URL, p->a)' in out, 'a URL is percent-encoded')
expect('&lt;b&gt;' in out and '<b>' not in out, 'phrases are escaped at build time')
expect('一二' in out and 'onetwo' in out, 'adjacent literals of a phrase are one')
done()
