#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/post/notices.py BUILD: お知らせメール through a real house to a small relay on loopback (TAP).

The relay is away, busy, and hangs up after taking the text; mailer and store are killed in between. Every notice
arrives, told by its Message-ID each is taken once (but for the one the relay itself dropped), and no mail holds a
file's name.
"""
import email
import email.policy
import os
import random
import re
import socketserver
import sys
import tempfile
import threading
import time

top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(top, "tests/flow"))
import house as flow_house  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import done, expect  # noqa: E402


class Relay(socketserver.ThreadingTCPServer):
    """Says 451, or hangs up after the text, as often as it is told to; then takes everything."""
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Dialogue)
        self.busy = self.drop = 0
        self.mails, self.dropped, self.lock = [], [], threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A mailer that was killed, or gave up, hangs up."""


class Dialogue(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        relay, to = self.server, []
        self.say("220-relay.example.lg.jp")
        self.say("220 ready")
        for line in self.rfile:
            word = line.decode("ascii").strip()
            if word.startswith("EHLO"):
                self.say("250-relay")
                self.say("250 HELP")
            elif word.startswith("MAIL FROM:"):
                self.say("250 ok")
            elif word.startswith("RCPT TO:"):
                with relay.lock:
                    busy, relay.busy = relay.busy > 0, max(0, relay.busy - 1)
                if "nobody@" in word:
                    self.say("550 5.1.1 no such user")
                elif busy:
                    self.say("451 4.3.0 later")
                else:
                    to.append(word[len("RCPT TO:"):].strip("<>"))
                    self.say("250 ok")
            elif word == "DATA":
                self.say("354 go on")
                text = b""
                for part in self.rfile:
                    if part == b".\r\n":
                        break
                    text += part[1:] if part.startswith(b".") else part
                mail = email.message_from_bytes(text, policy=email.policy.default)
                with relay.lock:
                    drop, relay.drop = relay.drop > 0, max(0, relay.drop - 1)
                    (relay.dropped if drop else relay.mails).append((to, mail))
                if drop:
                    return
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("500 what")


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait(condition, seconds=60):
    end = time.time() + seconds
    while time.time() < end:
        if condition():
            return True
        time.sleep(0.2)
    return condition()


def policy(port, folder):
    with open(os.path.join(top, "share/profiles/demo.yaml"), encoding="utf-8") as f:
        text = f.read()
    text = re.sub(r"(code: kensetsu, [^}]*)}", r"\1, mail: kensetsu@town.example.lg.jp}", text)
    text = re.sub(r'(number: "2001", [^}]*)}', r"\1, mail: manager@town.example.lg.jp}", text)
    text = re.sub(r'(number: "3002", [^}]*)}', r"\1, mail: nobody@town.example.lg.jp}", text)
    text += (f'\nnotices: {{relay: "127.0.0.1:{port}", from: sekisho@town.example.lg.jp, '
             'portal: "https://sekisho.town.example.lg.jp"}\n')
    path = os.path.join(folder, "policy.yaml")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def put(house, way, name, **how):
    words = ["FAILED"]
    for _ in range(60):
        try:
            words = house.put(way, b"hello\r\n", name, **how)
        except flow_house.Gone:
            words = ["GONE"]
        if words[0] in ("OK", "DONE") or "OK" in words:
            return words
        time.sleep(0.5)
    return words


def main():
    build, rng, port = os.path.abspath(sys.argv[1]), random.Random(7), free_port()
    folder = tempfile.mkdtemp(prefix="sekisho-post-")
    house = flow_house.House(build, top, policy(port, folder))
    try:
        house.init()
        house.start()
        put(house, flow_house.IN, "見積書_舗装.txt", recipient="kensetsu")
        time.sleep(6)  # nobody listens there yet: it is tried again
        relay = Relay(port)
        relay.busy, relay.drop = 1, 1
        expect(wait(lambda: relay.mails, 90), "a notice arrives at last", house.tail())
        to, mail = relay.mails[0]
        body = mail.get_content()
        expect(to == ["kensetsu@town.example.lg.jp"], "to the section's address", to)
        expect("ファイルが届きました" in mail["Subject"] and mail["From"] == "sekisho@town.example.lg.jp", "its subject and sender", mail)
        expect(re.search(r"受付番号 R\d+-\d{4}-\w{6} ", body) and "https://sekisho.town.example.lg.jp/items/" in body,
           "number and address", body)
        expect("見積書" not in body and "見積書" not in str(mail["Subject"]), "no file name")
        expect(relay.dropped and relay.dropped[0][1]["Message-ID"] == mail["Message-ID"], "the same Message-ID at every try")

        put(house, flow_house.OUT, "照会.txt", recipient="tanto@example.co.jp", kind=flow_house.OUTSIDE, grade=2,
            sender="2003", unit="kensetsu", reason="回答")
        expect(wait(lambda: any(m[0] == ["manager@town.example.lg.jp"] for m in relay.mails)), "who may approve is asked",
           [m[0] for m in relay.mails])
        put(house, flow_house.IN, "だれもいない.txt", recipient="3002", kind=flow_house.PERSON)
        for k in range(6):
            put(house, flow_house.IN, f"件{k}.txt", recipient="kensetsu")
            if k % 2:
                house.kill("mailer", rng)
            if k == 3:
                house.kill("store", rng)
        expect(wait(lambda: sum("kensetsu@" in m[0][0] for m in relay.mails) >= 7, 90), "all arrive while mailer and store are killed",
           f"{len(relay.mails)}\n" + house.tail())
        time.sleep(8)
        ids = [m[1]["Message-ID"] for m in relay.mails]
        items = {re.search(r"受付番号 (\S+)", m[1].get_content()).group(1) for m in relay.mails}
        expect(len(set(ids)) == 8 and len(items) == 8, "one notice an item, and no other", sorted(ids))
        expect(len(ids) - len(set(ids)) <= 4, "a death between the relay's word and ours repeats a mail under its own Message-ID",
           len(ids))
        expect(not any("nobody@" in a for m in relay.mails for a in m[0]), "an address the relay never takes is given up")
    finally:
        house.remove()
    done()


main()
