# SPDX-License-Identifier: Apache-2.0
# evtx.py: writes Windows event logs (.evtx) and the same events as XML, for tests; shares nothing with the reader in C.
#
#   log([event(4663, "PC1", when, task=12812, data=[("AccessMask", "hex32", 2)]), ...]) -> bytes
#
# As Windows writes them: System is one template, EventData another whose instance is a value of the first; names and
# definitions stand once in a chunk and are meant by their offset; hashes chain them from the chunk's header.
# Sources: J. Metz, "Windows XML Event Log (EVTX) format"; Microsoft, [MS-EVEN6] 2.2.12, 4.7 and 4.8.
import struct
import time
import zlib
from xml.sax.saxutils import escape, quoteattr

CHUNK, FIRST = 65536, 512
TYPES = {"null": 0, "text": 1, "ansi": 2, "i8": 3, "u8": 4, "i16": 5, "u16": 6, "i32": 7, "u32": 8, "i64": 9, "u64": 10, "bool": 13,
         "binary": 14, "guid": 15, "size": 16, "filetime": 17, "systime": 18, "sid": 19, "hex32": 20, "hex64": 21, "xml": 33, "texts": 0x81}
PACK = {"i8": "<b", "u8": "<B", "i16": "<h", "u16": "<H", "i32": "<i", "u32": "<I", "i64": "<q", "u64": "<Q", "bool": "<I", "size": "<Q",
        "hex32": "<I", "hex64": "<Q"}
AUDIT = "Microsoft-Windows-Security-Auditing"


def event(number, computer, when, task=0, data=(), provider=AUDIT):
    return {"id": number, "computer": computer, "time": when, "task": task, "data": list(data), "provider": provider}


def filetime(when):
    return (int(when) + 11644473600) * 10000000 + int(round(when % 1 * 10000000))


def packed(kind, value):
    if kind == "text":
        return value.encode("utf-16-le")
    if kind == "ansi":
        return value.encode("ascii") + b"\0"
    if kind == "filetime":
        return struct.pack("<Q", filetime(value))
    if kind == "systime":
        t = time.gmtime(value)
        return struct.pack("<8H", t.tm_year, t.tm_mon, (t.tm_wday + 1) % 7, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, 0)
    if kind == "null":
        return b""
    return struct.pack(PACK[kind], value) if kind in PACK else value


class Chunk:
    """Bytes that grow from the chunk's first record on; names and templates by offset."""

    def __init__(self, share=True):
        self.b, self.names, self.templates, self.share = bytearray(FIRST), {}, {}, share
        self.first = self.last = None
        self.last_at = FIRST

    def name(self, text):
        """The reference to a name, and the name itself where it is not in the chunk yet."""
        at = len(self.b) + 4
        if self.share and text in self.names:
            self.b += struct.pack("<I", self.names[text])
            return
        h = 0
        for c in text:
            h = h * 65599 + ord(c) & 0xFFFFFFFF
        bucket = 128 + 4 * ((h & 0xFFFF) % 64)
        before = struct.unpack_from("<I", self.b, bucket)[0]
        struct.pack_into("<I", self.b, bucket, at)
        self.b += struct.pack("<IIHH", at, before, h & 0xFFFF, len(text)) + text.encode("utf-16-le") + b"\0\0"
        self.names[text] = at

    def sized(self, at):
        struct.pack_into("<I", self.b, at, len(self.b) - at - 4)

    def element(self, name, attributes=(), content=None, defined=True):
        """content: None for an empty element, or what writes it."""
        self.b += b"\x41" if attributes else b"\x01"
        self.b += b"\xff\xff" if defined else b""
        size = len(self.b)
        self.b += bytes(4)
        self.name(name)
        if attributes:
            list_at = len(self.b)
            self.b += bytes(4)
            for i, (key, write) in enumerate(attributes):
                self.b += b"\x46" if i + 1 < len(attributes) else b"\x06"
                self.name(key)
                write()
            self.sized(list_at)
        if content is None:
            self.b += b"\x03"
        else:
            self.b += b"\x02"
            content()
            self.b += b"\x04"
        self.sized(size)

    def text(self, text):
        """As value tokens; what XML escapes as an entity, a control as a character."""
        parts, plain = [], ""
        entity = {"&": "amp", "<": "lt", ">": "gt"}
        for c in text:
            if c in entity:
                parts += [plain, c]
                plain = ""
            else:
                plain += c
        for i, part in enumerate(p for p in parts + [plain]):
            if part in entity:
                self.b += b"\x49"
                self.name(entity[part])
            else:
                self.b += b"\x45\x01" + struct.pack("<H", len(part.encode("utf-16-le")) // 2) + part.encode("utf-16-le")

    def put(self, number, kind, optional=True):
        self.b += struct.pack("<BHB", 0x0E if optional else 0x0D, number, TYPES[kind])

    def instance(self, key, body, values):
        """A template instance: the definition in place where the chunk has none yet. values: (kind, bytes or a function)."""
        self.b += struct.pack("<BBI", 0x0C, 1, zlib.crc32(repr(key).encode()))
        if self.share and key in self.templates:
            self.b += struct.pack("<I", self.templates[key])
        else:
            at = len(self.b) + 4
            self.templates[key] = at
            bucket = 384 + 4 * (at % 32)
            self.b += struct.pack("<II", at, struct.unpack_from("<I", self.b, bucket)[0]) + struct.pack("<QQ", len(self.templates), 7)
            struct.pack_into("<I", self.b, bucket, at)
            size = len(self.b)
            self.b += bytes(4) + b"\x0f\x01\x01\0"
            body()
            self.b += b"\0"
            self.sized(size)
        self.b += struct.pack("<I", len(values))
        words = len(self.b)
        self.b += bytes(4 * len(values))
        for i, (kind, value) in enumerate(values):
            at = len(self.b)
            if callable(value):
                value()
            else:
                self.b += value
            struct.pack_into("<HBB", self.b, words + 4 * i, len(self.b) - at, TYPES[kind], 0)

    def event_data(self, e):
        self.b += b"\x0f\x01\x01\0"

        def body():
            def content():
                for i, (name, kind, _) in enumerate(e["data"]):
                    self.element("Data", [("Name", lambda n=name: self.text(n))], lambda i=i, k=kind: self.put(i, k))
            self.element("EventData", (), content)
        self.instance(("data", tuple((n, k) for n, k, _ in e["data"])), body, [(k, packed(k, v)) for _, k, v in e["data"]])
        self.b += b"\0"

    def record(self, number, e, shape="template"):
        start = len(self.b)
        self.b += struct.pack("<IIQQ", 0x2A2A, 0, number, filetime(e["time"])) + b"\x0f\x01\x01\0"

        def system(value):
            self.element("Provider", [("Name", lambda: value(0, "text"))], None, value.defined)
            self.element("EventID", (), lambda: value(1, "u16"), value.defined)
            self.element("Version", (), lambda: value(2, "u8"), value.defined)
            self.element("Task", (), lambda: value(3, "u16"), value.defined)
            self.element("Keywords", (), lambda: value(4, "hex64"), value.defined)
            self.element("TimeCreated", [("SystemTime", lambda: value(5, "filetime"))], None, value.defined)
            self.element("EventRecordID", (), lambda: value(6, "u64"), value.defined)
            self.element("Channel", (), lambda: self.text("Security"), value.defined)
            self.element("Computer", (), lambda: value(7, "text"), value.defined)
            self.element("Security", [("UserID", lambda: value(8, "sid"))] if value.defined else (), None, value.defined)

        def whole(value, data):
            ns = "http://schemas.microsoft.com/win/2004/08/events/event"
            self.element("Event", [("xmlns", lambda: self.text(ns))], lambda: (self.element("System", (), lambda: system(value), value.defined),
                                                                              data()), value.defined)
        values = [("text", packed("text", e["provider"])), ("u16", packed("u16", e["id"])), ("u8", b"\1"), ("u16", packed("u16", e["task"])),
                  ("hex64", packed("hex64", 0x8020000000000000)), ("filetime", packed("filetime", e["time"])), ("u64", packed("u64", number)),
                  ("text", packed("text", e["computer"])), ("sid", bytes([1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]))]
        if shape == "template":
            def put(i, kind):
                self.put(i, kind)
            put.defined = True
            data = ("xml", lambda: self.event_data(e)) if e["data"] else ("null", b"")
            self.instance("event", lambda: whole(put, lambda: self.put(9, "xml")), values + [data])
        else:  # every value as text in place, as [MS-EVEN6] 4.7 shows
            said = [e["provider"], str(e["id"]), "1", str(e["task"]), "0x8020000000000000", iso(e["time"]), str(number), e["computer"], ""]

            def put(i, kind):
                self.text(said[i])
            put.defined = False
            whole(put, lambda: self.element("EventData", (), lambda: [
                self.element("Data", [("Name", lambda n=n: self.text(n))], lambda k=k, v=v: self.text(shown(k, v)), False)
                for n, k, v in e["data"]], False))
        self.b += b"\0"
        self.b += bytes(-(len(self.b) + 4) % 8)
        size = len(self.b) + 4 - start
        self.b += struct.pack("<I", size)
        struct.pack_into("<I", self.b, start + 4, size)
        self.first, self.last, self.last_at = self.first or number, number, start
        return start

    def done(self, free=None):
        free = free or len(self.b)
        struct.pack_into("<8sQQQQIII", self.b, 0, b"ElfChnk\0", self.first or 1, self.last or 0, self.first or 1, self.last or 0, 128,
                         self.last_at, free)
        struct.pack_into("<I", self.b, 52, zlib.crc32(self.b[FIRST:free]))
        struct.pack_into("<I", self.b, 124, zlib.crc32(self.b[128:FIRST], zlib.crc32(self.b[:120])))
        return bytes(self.b) + bytes(CHUNK - len(self.b))


def header(chunks, records, dirty=False):
    head = bytearray(struct.pack("<8sQQQIHHHH", b"ElfFile\0", 0, max(chunks - 1, 0), records + 1, 128, 1, 3, 4096, chunks) + bytes(76))
    head += struct.pack("<II", int(dirty), zlib.crc32(bytes(head)))
    return bytes(head) + bytes(4096 - len(head))


def chunks_of(events, share=True, shape="template", first=1, room=CHUNK):
    """Chunks with records; a record that does not fit any more begins the next one."""
    done, chunk, start = [], Chunk(share), first
    for number, e in enumerate(events, first):
        before = len(chunk.b), dict(chunk.names), dict(chunk.templates), bytes(chunk.b[:FIRST]), chunk.last, chunk.last_at
        chunk.record(number, e, shape)
        if len(chunk.b) > room:
            del chunk.b[before[0]:]
            chunk.b[:FIRST] = before[3]
            chunk.last, chunk.last_at = before[4:]
            done.append(chunk)
            chunk = Chunk(share)
            chunk.record(number, e, shape)
    return done + [chunk]


def log(events, share=True, shape="template", room=CHUNK):
    chunks = chunks_of(events, share, shape, room=room)
    return header(len(chunks), len(events)) + b"".join(c.done() for c in chunks)


def iso(when):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(int(when))) + f".{int(round(when % 1 * 10000000)):07d}Z"


def shown(kind, value):
    if kind in ("hex32", "hex64", "size"):
        return hex(value)
    if kind in ("filetime", "systime"):
        return iso(value)
    return str(value) if kind in TYPES and kind not in ("null", "binary", "guid", "sid", "texts") else ""


def xml(events):
    """What wevtutil qe /f:xml prints of the same events."""
    out = ""
    for number, e in enumerate(events, 1):
        data = "".join(f"<Data Name={quoteattr(n)}>{escape(shown(k, v))}</Data>" for n, k, v in e["data"])
        out += (f"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name={quoteattr(e['provider'])}/>"
                f"<EventID>{e['id']}</EventID><Version>1</Version><Task>{e['task']}</Task><TimeCreated SystemTime='{iso(e['time'])}'/>"
                f"<EventRecordID>{number}</EventRecordID><Channel>Security</Channel><Computer>{escape(e['computer'])}</Computer><Security/>"
                f"</System><EventData>{data}</EventData></Event>")
    return out
