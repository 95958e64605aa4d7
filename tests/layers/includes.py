#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# includes.py: the layering of src/, checked against edges.txt. Usage: includes.py TOP. TAP on standard output.
import fnmatch
import os
import re
import sys

top = sys.argv[1]
here = os.path.dirname(os.path.abspath(__file__))
ISO = set("""assert.h ctype.h errno.h float.h inttypes.h limits.h math.h setjmp.h signal.h stdalign.h stdarg.h
stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h time.h uchar.h""".split())
GROUPS = {
    "POSIX": """arpa/inet.h dirent.h fcntl.h grp.h netdb.h netinet/in.h poll.h pwd.h sys/mman.h sys/resource.h sys/socket.h sys/stat.h sys/statvfs.h
sys/time.h sys/types.h sys/uio.h sys/un.h sys/wait.h termios.h unistd.h""".split(),
    "LINUX": """linux/*.h sched.h sys/capability.h sys/epoll.h sys/eventfd.h sys/file.h sys/ioctl.h sys/mount.h
sys/prctl.h sys/random.h sys/sendfile.h sys/signalfd.h sys/syscall.h sys/timerfd.h sys/vfs.h sys/xattr.h
sys/sysmacros.h syscall.h""".split(),
}


def read_edges():
    edges = {}
    for line in open(os.path.join(here, "edges.txt"), encoding="utf-8"):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        folder, rest = line.split(":", 1)
        own, system = rest.split("|")
        edges[folder] = (own.split(), [h for g in system.split() for h in GROUPS.get(g, [g])])
    return edges


def includes(path):
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        m = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if m:
            yield number, m.group(1) == '"', m.group(2)


def check(folder, path, edges):
    """The broken rules of one file, as text."""
    own, system = edges[folder]
    for number, is_ours, header in includes(path):
        where = f"{os.path.relpath(path, top)}:{number}"
        if is_ours:
            target = header.split("/")[0]
            if target != folder and "*" not in own and target not in own and header not in own:
                yield f'{where}: {folder} may not include "{header}"'
        elif header not in ISO and not any(fnmatch.fnmatch(header, h) for h in system):
            yield f"{where}: {folder} may not include <{header}>"


def main():
    edges = read_edges()
    broken, files = [], 0
    src = os.path.join(top, "src")
    for folder in sorted(os.listdir(src)):
        if not os.path.isdir(os.path.join(src, folder)):
            continue
        if folder not in edges:
            broken.append(f"src/{folder}: no line in tests/layers/edges.txt")
            continue
        for where, _, names in os.walk(os.path.join(src, folder)):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    files += 1
                    broken += check(folder, os.path.join(where, name), edges)
    for line in broken:
        print("#", line)
    print("not ok" if broken else "ok", 1, f"- {files} files include only what their layer may")
    print("ok" if files > 50 else "not ok", 2, "- there were files to look at")
    locks = not any(h.split("/")[0] == "rebuild" for h in edges["disarm"][0]) and \
        not any(h.split("/")[0] == "disarm" for h in edges["rebuild"][0])
    print("ok" if locks else "not ok", 3, "- the two locks do not know each other")
    decoders = {"png.h", "zlib.h", "webp/decode.h", "gif_lib.h", "tiffio.h", "openjpeg.h", "yaml.h"}
    print("not ok" if decoders & set(edges["rebuild"][1]) else "ok", 4, "- rebuild has no decoder's header")
    print("1..4")
    return 1 if broken or not locks else 0


sys.exit(main())
