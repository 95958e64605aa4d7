#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# symbols.py: the pure folders ask nothing of the system, whatever they include. Usage: symbols.py NM LIB...
# Looks at the undefined symbols of each static library. TAP on standard output.
import os
import re
import subprocess
import sys

# Reaching out: files, processes, sockets, environment, loading code, waiting.
REFUSED = re.compile(r"""^(
    f?open(64|at|at64)?|freopen.*|fdopen|creat.*|read|write|p?read(v|64)?|p?write(v|64)?|unlink.*|rename.*|mkdir.*|rmdir|
    link(at)?|symlink.*|f?chmod.*|f?chown.*|truncate.*|ftruncate.*|socket|connect|bind|listen|accept4?|send.*|recv.*|
    getaddrinfo|gethostby.*|fork|vfork|clone|exec[vl].*|posix_spawn.*|system|popen|wait(pid)?|kill|ptrace|dlopen|dlsym|
    getenv|secure_getenv|setenv|putenv|setlocale|sleep|usleep|nanosleep|syscall|mount|umount.*|setuid|setgid|chroot|
    opendir|readdir.*|pthread_create|thrd_create|signal|sigaction|tmpfile.*|mkstemp.*
)$""", re.X)

nm, libraries = sys.argv[1], sys.argv[2:]
failed = 0
for number, library in enumerate(libraries, 1):
    out = subprocess.run([nm, "-u", "--format=just-symbols", library], capture_output=True, text=True)
    names = {line.split("@")[0] for line in out.stdout.split("\n") if line and not line.endswith(":")}
    bad = sorted(n for n in names if REFUSED.match(n))
    for name in bad:
        print(f"# {os.path.basename(library)} calls {name}")
    ok = out.returncode == 0 and len(names) > 0 and not bad
    failed += not ok
    print("ok" if ok else "not ok", number, f"- {os.path.basename(library)} asks nothing of the system ({len(names)} symbols)")
print(f"1..{len(libraries)}")
sys.exit(1 if failed else 0)
