#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""apply.py BUILD: a change of the rules between zones, from the console to the packets, in a whole house and a lab (TAP).

Asked for with `sekisho zone apply`, read and approved on the portal's page by another person, signed, loaded: only the allowed
flows arrive. kill -9 of the zone process keeps them; a rule put in by hand is said on the IT officer's first screen.
"""
import contextlib
import html
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "flow"))
import house  # noqa: E402
import lab  # noqa: E402
import own_space  # noqa: E402
import tap  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(HERE))
POLICY = os.path.join(SOURCE, "tests/samples/policy/network-good.yaml")
CISO, OPERATOR = "1001", "1002"


class Unix(http.client.HTTPConnection):
    """The portal behind nginx, without nginx."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.path)


class Browser:
    def __init__(self, path):
        self.path, self.cookies, self.page = path, {}, ""

    def ask(self, method, url, fields=None):
        """(status, location); the page stays in self.page."""
        headers = {"X-Forwarded-Proto": "https", "X-Real-IP": "127.0.0.1", "Sec-Fetch-Site": "same-origin",
                   "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if fields is not None:
            headers["Content-Type"] = "multipart/form-data; boundary=sekisho"
            body = "".join(f'--sekisho\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
                           for k, v in fields.items()).encode() + b"--sekisho--\r\n"
        c = Unix(self.path)
        c.request(method, url, body, headers)
        answer = c.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        self.page = html.unescape(answer.read().decode())
        c.close()
        return answer.status, answer.headers.get("Location") or ""

    def post(self, url, fields):
        token = re.search(r'name="csrf" value="([^"]+)"', self.page)
        return self.ask("POST", url, {"csrf": token.group(1) if token else "", **fields})

    def get(self, url):
        status, to = self.ask("GET", url)
        return self.get(to) if status in (302, 303) else status

    def sign_in(self, person, password):
        self.get("/signin")
        status, to = self.post("/signin", {"staff": person, "password": password})
        return status in (302, 303) and "signin" not in to


class House(house.House):
    def __init__(self, build):
        super().__init__(build, SOURCE, policy=POLICY)
        self.libexec = os.path.join(build, "src/proc")
        self.options = ["--router-netns", f"{lab.P}gw"]

    def wait_up(self, seconds=60):
        end = time.time() + seconds
        while time.time() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.browser().get("/signin") == 200:
                    return
            if self.keeper.poll() is not None:
                break
            time.sleep(0.2)
        raise SystemExit("the house did not come up:\n" + self.tail())

    def browser(self):
        return Browser(os.path.join(self.state, "lgwan/run/http.sock"))

    def sekisho(self, *args):
        got = subprocess.run([os.path.join(self.build, "src/cli/sekisho"), *args], capture_output=True, text=True,
                             env={**os.environ, "LANG": "ja_JP.UTF-8", "LC_ALL": ""}, stdin=subprocess.DEVNULL)
        return got.returncode, got.stdout + got.stderr

    def zone(self, word, *args):
        return self.sekisho("zone", word, "--state", self.state, *args)


def until(what, seconds=30):
    end = time.time() + seconds
    while time.time() < end:
        if what():
            return True
        time.sleep(0.2)
    return False


def arrives(port=25, source="inet", to="lgwan"):
    return lab.arrives(source, lab.ZONES[to][2], socket.SOCK_STREAM, port)


def asking(h):
    """The console: what is wrong is said, what is right waits for approval."""
    code, said = h.zone("status")
    lab.tap("何も通りません" in said and "方針の範囲" in said, "zone status: nothing passes yet", said)
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as f:
        with open(POLICY, encoding="utf-8") as p:
            f.write(p.read().replace('ports: "25"', 'ports: "26"'))
        f.flush()
        code, said = h.zone("apply", "--by", OPERATOR, "--yes", f.name)
        lab.tap(code == 1 and "適用中の方針" in said, "another policy than the one in force is not asked for", said)
        code, said = h.zone("diff", f.name)
        lab.tap(code == 1 and "TCP 26" in said and "増えるもの" in said, "zone diff: what a policy would add", said)
    code, said = h.zone("apply", "--yes", POLICY)
    lab.tap(code == 2 and "--by" in said, "of several operators one has to be named", said)
    code, said = h.zone("apply", "--by", "9001", "--yes", POLICY)
    lab.tap(code == 2, "who is no operator asks for nothing", said)
    code, said = h.zone("apply", "--by", OPERATOR, POLICY)
    lab.tap(code == 1 and "--yes" in said, "nothing is asked for without a confirmation", said)
    code, said = h.zone("apply", "--by", OPERATOR, "--reason", "画面転送の追加", "--yes", POLICY)
    lab.tap(code == 0 and "1001 甲" in said and "TCP 25" in said and "変更を作りました" in said,
            "zone apply: the difference, who approves, what to do next", said)
    lab.tap(not arrives(), "asked for is not in force")


def deciding(h):
    o, c = h.browser(), h.browser()
    lab.tap(o.sign_in(OPERATOR, h.people[OPERATOR][0]) and c.sign_in(CISO, h.people[CISO][0]), "operator and CISO sign in")
    o.get("/today")
    lab.tap("申請する人の確認を待っています" in o.page, "the IT officer's first screen says that a change waits")
    c.get("/zone")
    lab.tap("申請する人の確認待ち" in c.page and "/approve" not in c.page, "before it is asked for nobody approves it", c.page[-3000:])
    o.get("/zone")
    form = re.search(r'action="(/zone/[0-9a-f]{32}/ask)"', o.page)
    what = re.search(r'name="what" value="([0-9a-f]{64})"', o.page)
    lab.tap("画面転送の追加" in o.page and "TCP 25" in o.page and bool(form), "the page shows it to whom it names", o.page[-3000:])
    o.post(form.group(1), {"what": what.group(1), "code": "000000"})
    c.get("/zone")
    lab.tap("申請する人の確認待ち" in c.page, "a wrong code asks for nothing")
    o.get("/zone")
    status, to = o.post(form.group(1), {"what": what.group(1), "code": h.fresh_code(OPERATOR)})
    lab.tap("done=zone-asked" in to, "with their code it is asked for", (status, to))
    o.get("/today")
    lab.tap("承認を待っています" in o.page, "now it waits for approval")
    o.get("/zone")
    lab.tap("/approve" not in o.page, "and has no button for who asked", o.page[-3000:])
    c.get("/ledger")
    lab.tap("承認を待っています" in c.page, "the CISO is told, too")
    told = re.compile(r'系間の規則の変更の申請</th>(?:(?!</tr>).)*href="/zone"', re.S)
    lab.tap(until(lambda: c.get("/ledger") == 200 and told.search(c.page)) and "/items/" not in c.page.split("<tbody>")[1],
            "the ledger's row leads to the rules' page", c.page[-3000:])
    c.get("/desk")
    lab.tap("承認を待っています" in c.page and 'href="/zone"' in c.page, "and on the first screen")
    c.get("/zone")
    form = re.search(r'action="(/zone/[0-9a-f]{32}/approve)"', c.page)
    what = re.search(r'name="what" value="([0-9a-f]{64})"', c.page)
    lab.tap(bool(form and what), "the CISO's page has the form", c.page[-3000:])
    if not form:
        return
    c.post(form.group(1), {"what": what.group(1), "reason": "", "code": "000000"})
    time.sleep(1)
    lab.tap(not arrives(), "a wrong code approves nothing")
    c.get("/zone")
    status, to = c.post(form.group(1), {"what": "11" * 32, "reason": "", "code": h.fresh_code(CISO)})
    lab.tap("zone-approved" not in to and not arrives(), "nor does a code for something else", to)
    c.get("/zone")
    status, to = c.post(form.group(1), {"what": what.group(1), "reason": "確認した", "code": h.fresh_code(CISO)})
    lab.tap("done=zone-approved" in to, "with a fresh code for this change it is approved", (status, to))
    lab.tap(until(arrives), "and comes into force", h.tail(10))
    answers = lab.everything()
    wrong = [lab.words(q) for q in answers if answers[q] != lab.may(q)]
    lab.tap(not wrong and any(answers.values()), "what the policy allows arrives, and nothing else", "\n".join(wrong))
    lab.tap(until(lambda: c.get("/zone") == 200 and "適用済" in c.page and "署名された規則のままです" in c.page),
            "the page says so", c.page[-3000:])


def living(h):
    code, said = h.zone("status")
    lab.tap(code == 0 and "1001 甲" in said and "1002 乙" in said and "記録番号" in said, "zone status: who, since when, which record", said)
    code, said = h.zone("diff")
    lab.tap(code == 0 and "増えるもの / gained: 0" in said, "zone diff: nothing would change", said)
    code, said = h.zone("apply", "--by", OPERATOR, "--yes", POLICY)
    lab.tap(code == 0 and "もう動いています" in said, "there is nothing left to ask for", said)
    before = h.processes()["zone"]
    os.kill(before[0], signal.SIGKILL)
    lab.tap(arrives() and not arrives(443, "inet", "lgwan"), "kill -9 of the zone process keeps the rules")
    lab.tap(until(lambda: h.processes().get("zone") not in (None, before)) and arrives(), "and it comes back")


def drifting(h):
    o = h.browser()
    o.sign_in(OPERATOR, h.people[OPERATOR][0])
    lab.inside("gw", "nft", "insert", "rule", "inet", "sekisho", "b_forward", "accept")
    lab.tap(until(lambda: o.get("/today") == 200 and "不適合（FAIL）" in o.page and "方針にないのに" in o.page),
            "a rule put in by hand is a FAIL on the IT officer's first screen, in words", o.page[-3000:])
    code, said = h.zone("status")
    lab.tap(code == 1 and "FAIL" in said, "and of zone status", said)
    o.get("/ledger")
    lab.tap(until(lambda: o.get("/ledger") == 200 and "系間の規則の食い違い" in o.page), "and a record in the ledger", o.page[-2000:])
    code, said = h.sekisho("ledger", "verify", os.path.join(h.state, "lgwan/notary/ledger"))
    lab.tap(code == 0, "the ledger verifies", said)


def main():
    build = os.path.abspath(sys.argv[1])
    own_space.needs_nft()
    h = House(build)
    try:
        lab.build()
        for zone in (*lab.ZONES, "gw"):
            lab.serve(zone)
        lab.tap(arrives(443, "inet", "lgwan"), "control: without rules it arrives")
        h.init()
        h.start()
        lab.tap(not arrives(443, "inet", "lgwan") and not arrives(), "with the house, and nothing approved, nothing does")
        asking(h)
        deciding(h)
        living(h)
        drifting(h)
    finally:
        if tap.failed:
            print("# " + h.tail(15).replace("\n", "\n# "))
        h.remove()
        lab.remove()
    tap.done()


if __name__ == "__main__":
    sys.exit(main())
