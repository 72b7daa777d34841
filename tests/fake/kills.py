"""kill -9 of the service, again and again, while it sends and is written to.

  kills.py DIR PEER KILLS SEED HOOK-PORT    kills, then lets everything settle
  kills.py check DIR                        what must be true afterwards

PEER (kannel, smsgate, esms) says how a reply is signed.  A kill falls into the
start, a moment after the traffic of the round began, or right after the peer's
ledger (DIR/peer.out) has grown.  A reply is repeated with the same id until it
is answered 2xx, as gateways do; Kannel's own phone (descriptor 9) gets a third
of them.  What was asked for is in DIR/asked.json; `check` compares it with
DIR/ledger.tsv (NUMBER<TAB>TEXT, what reached the phones) and with what the
program says of itself, DIR/{queue,inbox,visits}.json."""
import base64
import collections
import glob
import hashlib
import hmac
import http.client
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

START = datetime(2018, 5, 24, 1, 0, tzinfo=timezone.utc)  # 08:00 there
UNITS = [a + b for a in "TAN PHU LONG BINH THANH MY DONG VINH".split()
         for b in "HOA LOI HUNG PHUOC TIEN".split()]  # one a person
NV = os.environ["NHACVIEC"]


class Kills:
    def __init__(self, dir, peer, kills, seed, port):
        self.dir, self.peer, self.port = dir, peer, int(port)
        self.kills, self.rand = int(kills), random.Random(int(seed))
        self.offset = START.timestamp() - time.time()
        self.lock = threading.Lock()
        self.pending, self.acked, self.ids, self.n = [], [], [], 0
        self.service, self.threads = None, []
        self.start_s = 0.1
        self.when = collections.Counter()
        days = [(u, d) for u in range(len(UNITS)) for d in range(1, 24)]
        self.rand.shuffle(days)
        self.days = days

    # --- the program, under a clock that goes on across its deaths
    def env(self):
        lib = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")[0]
        return dict(os.environ, LD_PRELOAD=lib, DONT_FAKE_MONOTONIC="1",
                    FAKETIME="%+.3f" % self.offset)

    def now(self):
        return time.time() + self.offset

    def nv(self, *args):
        return subprocess.run(
            [NV, args[0], "-c", self.dir + "/etc/nhacviec.conf", *args[1:]],
            env=self.env(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8")

    def log_size(self):
        return os.path.getsize(self.dir + "/service.log")

    def spawn(self):
        self.log = open(self.dir + "/service.log", "ab")
        self.log_from = self.log_size()
        self.began = time.monotonic()
        self.service = subprocess.Popen(
            [NV, "run", "-c", self.dir + "/etc/nhacviec.conf"],
            env=self.env(), stdout=self.log, stderr=self.log)

    def ready(self):
        with open(self.dir + "/service.log", "rb") as f:
            while time.monotonic() < self.began + 30:
                f.seek(self.log_from)
                if b"started=1" in f.read():
                    self.start_s = time.monotonic() - self.began
                    return
                if self.service.poll() is not None:
                    sys.exit("the service did not start, exit %d"
                             % self.service.returncode)
                time.sleep(0.002)
        sys.exit("the service did not start")

    def kill(self):
        if self.service.poll() is not None:
            sys.exit("the service ended by itself, exit %d"
                     % self.service.returncode)
        self.service.kill()
        self.service.wait()
        self.log.close()

    # --- what people write
    def request(self, r):
        to = "84" + r["from"]
        if self.peer == "kannel":
            return "GET", "/hook/sms/reply?" + urlencode(
                {"secret": "hook-secret", "from": "+" + to, "to": "8041",
                 "text": r["text"], "id": r["id"]}), None, {}
        if self.peer == "smsgate":
            body = json.dumps({
                "deviceId": "d", "event": "sms:received", "id": r["id"],
                "payload": {"messageId": r["id"], "message": r["text"],
                            "sender": "+" + to, "recipient": None,
                            "simNumber": 1, "receivedAt": r["at"]},
                "webhookId": "w"})
            stamp = str(int(self.now()))
            mac = hmac.new(b"hook-secret", (body + stamp).encode(),
                           hashlib.sha256).hexdigest()
            return "POST", "/hook/sms", body, {
                "Content-Type": "application/json", "X-Signature": mac,
                "X-Timestamp": stamp}
        sign = base64.b64encode(hashlib.md5(
            ("CP01" + r["id"] + r["text"] + "20180524080000"
             + "hook-secret").encode()).digest()).decode()
        return "GET", "/hook/sms/reply?" + urlencode(
            {"sender": to, "content": r["text"], "serviceNumber": "8041",
             "keyword": "DA", "cpid": "CP01", "smsid": r["id"],
             "sign": sign, "receiverTime": "20180524080000"}), None, {}

    def post(self, r):
        try:
            c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            method, path, body, headers = self.request(r)
            c.request(method, path, body, headers)
            status = c.getresponse().status
        except (OSError, http.client.HTTPException):
            status = 0
        if status in (400, 401, 404, 413):
            print("reply %s answered %d" % (r["id"], status))
        with self.lock:
            (self.acked if 200 <= status < 300 else self.pending).append(r)

    def send(self, n):
        text = "thu %05d" % n
        out = self.nv("send-test", "--to", "+84913%06d" % (900000 + n), text)
        if out.returncode == 0:
            with self.lock:
                self.ids.append(text)

    def background(self, what, *args):
        t = threading.Thread(target=what, args=args)
        t.start()
        self.threads.append(t)

    def phone_writes(self, number, text):
        os.write(9, ("84%s 8041 text %s\n" % (number, text)).encode())

    def reply(self, first):
        self.n += 1
        at = datetime.fromtimestamp(self.now(), timezone.utc)
        r = {"id": "r%05d" % self.n,
             "at": at.isoformat(timespec="milliseconds")}
        if self.n % 3:
            u, d = self.days.pop()
            r.update({"from": "9130%05d" % u, "unit": UNITS[u],
                      "date": "2018-05-%02d" % d,
                      "text": "DA DI %s %d/5" % (UNITS[u], d)})
        else:
            u = self.rand.randrange(len(UNITS))
            r.update({"from": "9130%05d" % u,
                      "text": "cho em hoi viec thu %05d o dau a?" % self.n})
        if self.peer == "kannel" and first:
            self.phone_writes(r["from"], r["text"])
            r["phone"] = True
            self.acked.append(r)
        else:
            self.background(self.post, r)

    def traffic(self):
        with self.lock:
            again, self.pending = self.pending, []
        for r in again:
            self.background(self.post, r)
        for i in range(3):
            self.reply(i == 0)
        self.n += 1
        self.background(self.send, self.n)

    # --- one round
    def round(self):
        how = self.rand.choice(["start", "moment", "moment", "send", "send",
                                "send"])
        self.spawn()
        if how == "start":
            time.sleep(self.rand.uniform(0, 1.3) * self.start_s)
        else:
            self.ready()
            peer = self.dir + "/peer.out"
            size = os.path.getsize(peer)
            self.traffic()
            if how == "moment":
                time.sleep(self.rand.uniform(0, 0.5))
            else:
                until = time.monotonic() + 3
                skip = self.rand.randrange(3)
                while time.monotonic() < until:
                    if os.path.getsize(peer) > size:
                        size = os.path.getsize(peer)
                        if skip == 0:
                            break
                        skip -= 1
                    time.sleep(0.0003)
                time.sleep(self.rand.uniform(0, 0.004))
        self.when[how] += 1
        self.kill()
        for t in self.threads:
            t.join()
        self.threads = []

    # --- killing has stopped
    def rows(self, *args):
        out = self.nv(*args, "--json")
        if out.returncode:
            sys.exit("%s: %s" % (args, out.stderr))
        return [json.loads(line) for line in out.stdout.splitlines()]

    def settled(self):
        rows = self.rows("queue", "list", "--all")
        inbox = self.rows("inbox", "list")
        visits = self.rows("visit", "list")
        for name, what in (("queue", rows), ("inbox", inbox),
                           ("visits", visits)):
            with open("%s/%s.json" % (self.dir, name), "w") as f:
                json.dump(what, f)
        return not self.pending and not any(
            r["state"] in ("queued", "sending") for r in rows) and not \
            {r["text"] for r in self.acked if not self.lost(r)} - {r["text"] for r in inbox} - \
            {"DA DI %s %d/5" % (v["unit"], int(v["date"][-2:]))
             for v in visits}

    def lost(self, r):
        """What Kannel has not begun to hand over may still come."""
        return time.monotonic() > self.patience and forgot(self.dir, r)

    def settle(self):
        self.patience = time.monotonic() + 15
        for step in range(6):
            self.spawn()
            self.ready()
            until = time.monotonic() + 20
            while True:
                with self.lock:
                    again, self.pending = self.pending, []
                for r in again:
                    self.post(r)
                done = self.settled()
                if done or time.monotonic() > until:
                    break
                if not done and self.peer == "kannel":  # wakes its SMSC
                    self.phone_writes("999999999", "alo")
                time.sleep(0.3)
            self.service.terminate()
            if self.service.wait() != 0:
                sys.exit("SIGTERM: exit %d" % self.service.returncode)
            # At rest now: a reply may have come between the look and the end.
            if self.settled() and done:
                break
            self.offset += 1200  # what waits for its time need not
        else:
            print("not all has settled")
        # What it begins from here on finds nobody.
        self.forgotten = [r["id"] for r in self.acked if self.lost(r)]

    def run(self):
        open(self.dir + "/service.log", "ab").close()
        for i in range(self.kills):
            self.round()
        self.settle()
        with open(self.dir + "/asked.json", "w") as f:
            json.dump({"acked": self.acked, "sent": self.ids,
                       "forgotten": self.forgotten,
                       "kills": dict(self.when)}, f)


def forgot(dir, r):
    """Kannel took it from its phone and never asked us: its smsbox panicked,
    or stopped reading with too many calls of its own waiting."""
    if "phone" not in r:
        return False
    with open(dir + "/smsbox.log", errors="replace") as f:
        log = f.read()
    return "Assertion" in log or "<%s>" % r["text"] not in log


def check(dir):
    def load(name):
        with open("%s/%s" % (dir, name)) as f:
            return json.load(f)
    asked, queue = load("asked.json"), load("queue.json")
    inbox, visits = load("inbox.json"), load("visits.json")
    bad = []
    with open(dir + "/ledger.tsv") as f:
        phones = collections.Counter(
            (re.sub(r"\D", "", line.split("\t")[0])[-9:],
             line.rstrip("\n").split("\t", 1)[1]) for line in f)
    least, most = collections.Counter(), collections.Counter()
    states = collections.Counter(r["state"] for r in queue)
    for r in queue:
        key = r["number"][-9:], r["text"]
        if r["state"] in ("accepted", "delivered", "undelivered"):
            least[key] += 1
            most[key] += 1
        elif r["state"] == "uncertain":
            most[key] += 1
            if not r["reason"]:
                bad.append("uncertain without a reason: %s" % r)
        elif r["state"] in ("queued", "sending"):
            bad.append("not drained: %s" % r)
    for key in set(phones) | set(least):
        if phones[key] > most[key]:
            bad.append("twice, or without a row: %s, %d times, rows %d"
                       % (key, phones[key], most[key]))
        if phones[key] < least[key]:
            bad.append("called accepted, and no phone has it: %s" % (key,))
    texts = collections.Counter(r["text"] for r in queue)
    for text in asked["sent"]:
        if texts[text] != 1:
            bad.append("a message is gone: %s, rows %d" % (text, texts[text]))
    seen = collections.Counter((v["unit"], v["date"]) for v in visits)
    words = collections.Counter(r["text"] for r in inbox)
    booked = collections.Counter()
    for r in queue:
        m = re.match(r"Da ghi: .* di (.*?) ngay (\d+)/5", r["text"])
        if r["kind"] == "answer" and m:
            booked[r["number"][-9:], m.group(2)] += 1
    forgotten = 0
    for r in asked["acked"]:
        n = seen[r["unit"], r["date"]] if "unit" in r else words[r["text"]]
        if n == 0 and r["id"] in asked["forgotten"]:
            forgotten += 1
            continue
        if n != 1:
            bad.append("a reply answered 2xx counts %d times: %s" % (n, r))
        if "unit" in r:
            n = booked[r["from"], str(int(r["date"][-2:]))]
            if n != 1:
                bad.append("a booking is answered %d times: %s" % (n, r))
    for what in bad[:20]:
        print(what)
    if forgotten:
        print("Kannel forgot %d replies of its own phone" % forgotten)
    print("kills %s; %d replies and %d messages asked for; %d messages "
          "(%s); %d SMS on phones; %d violations" % (
              json.dumps(asked["kills"]), len(asked["acked"]),
              len(asked["sent"]), len(queue),
              " ".join("%s %d" % s for s in sorted(states.items())),
              sum(phones.values()), len(bad)))
    sys.exit(1 if bad else 0)


if sys.argv[1] == "check":
    check(sys.argv[2])
else:
    Kills(*sys.argv[1:]).run()
