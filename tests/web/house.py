#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""house.py BUILD DIR: a demo town and its keeper for tests/web/run, on free ports of loopback.

Makes DIR/state, DIR/people.json, DIR/samples; prints the keeper's process id and both addresses on
one line when browsers can come; its log stays in DIR/keeper.log.
"""
import json
import os
import re
import socket
import subprocess
import sys
import time

build, folder = map(os.path.abspath, sys.argv[1:3])
top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
state = os.path.join(folder, 'state')
samples = os.path.join(folder, 'samples')


def port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return f'127.0.0.1:{s.getsockname()[1]}'


# Small files, so that "too large" is quick to try.
with open(os.path.join(top, 'share/profiles/demo.yaml'), encoding='utf-8') as f:
    profile = re.sub(r'file_mb: \d+', 'file_mb: 3', f.read())
# What the demo town drops from outbound files on its own is kept here, for 送付前点検 to find.
profile = re.sub(r'\b(comments|persons): drop', r'\1: keep', profile)
with open(os.path.join(folder, 'profile.yaml'), 'w', encoding='utf-8') as f:
    f.write(profile)

internet, lgwan = port(), port()
sekisho = os.path.join(build, 'src/cli/sekisho')
told = subprocess.run([sekisho, 'init', '--state', state, '--profile', os.path.join(folder, 'profile.yaml'),
                       '--internet', internet, '--lgwan', lgwan], capture_output=True, text=True,
                      env={**os.environ, 'LANG': 'ja_JP.UTF-8'})
if told.returncode:
    sys.exit(told.stdout + told.stderr)

people, who = {}, None
for line in told.stdout.splitlines():
    if m := re.match(r'\s+(\d{4})\s', line):
        who = people.setdefault(m.group(1), {})
    elif (m := re.search(r'(?:パスワード|password): *(\S+)', line)) and who is not None:
        who['password'] = m.group(1)
    elif (m := re.search(r'\(TOTP\): *([A-Z2-7]+)|TOTP[^:]*: *([A-Z2-7]{16,})', line)) and who is not None:
        who['totp'] = m.group(1) or m.group(2)
with open(os.path.join(folder, 'people.json'), 'w', encoding='utf-8') as f:
    json.dump(people, f)

subprocess.run([sys.executable, os.path.join(top, 'tools/make_docx_samples.py'), os.path.join(samples, 'docx')],
               check=True, stdout=subprocess.DEVNULL)
with open(os.path.join(top, 'tests/samples/good/rgb.png'), 'rb') as f, open(os.path.join(samples, 'png'), 'wb') as g:
    g.write(f.read())
sys.path.insert(0, os.path.join(top, 'tools'))
import make_docx_samples  # noqa: E402
with open(os.path.join(samples, 'checked.docx'), 'wb') as f:
    f.write(make_docx_samples.checked().bytes())
good = sorted(os.listdir(os.path.join(samples, 'docx/good')))[0]
with open(os.path.join(samples, 'docx/good', good), 'rb') as f, open(os.path.join(samples, 'docx/good-cut'), 'wb') as g:
    whole = f.read()
    g.write(whole[:len(whole) // 2])

log = open(os.path.join(folder, 'keeper.log'), 'wb')
keeper = subprocess.Popen([os.path.join(build, 'src/proc/sekisho-keeper'), '--state', state,
                           '--libexec', os.path.join(build, 'src/proc'), '--internet', internet, '--lgwan', lgwan],
                          stdout=log, stderr=log, stdin=subprocess.DEVNULL)
for _ in range(300):
    with open(os.path.join(folder, 'keeper.log'), encoding='utf-8', errors='replace') as f:
        if 'ready' in f.read():
            print(keeper.pid, f'https://{internet}', f'https://{lgwan}')
            sys.exit(0)
    if keeper.poll() is not None:
        break
    time.sleep(0.1)
keeper.kill()
sys.exit('the keeper did not start: ' + open(os.path.join(folder, 'keeper.log'), encoding='utf-8').read())
