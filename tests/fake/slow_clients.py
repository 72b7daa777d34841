"""Clients that hold what they can get: COUNT connections from ADDRESSES
addresses of 127.0.0.0/8 to PORT.  `drip` sends a byte of a request now and
then and comes back when cut off; `idle` only connects.  Says "up" when all are
there, ends when stdin does."""
import os
import select
import socket
import sys

how, port, count, addresses = sys.argv[1], *map(int, sys.argv[2:5])
HEAD = b"POST /hook/sms/reply HTTP/1.1\r\nHost: x\r\nX-Slow: "


def connect(i):
    s = socket.socket()
    s.setblocking(False)
    s.bind(("127.0.0.%d" % (2 + i % addresses), 0))
    s.connect_ex(("127.0.0.1", port))
    return s


clients = [[connect(i), i, 0] for i in range(count)]
print("up", flush=True)
cut = 0
while not select.select([0], [], [], 0.2)[0] or os.read(0, 1):
    if how == "idle":
        continue
    for c in clients:
        try:
            byte = HEAD[c[2]:c[2] + 1] or b"a"
            c[0].send(byte)
            c[2] += 1
        except BlockingIOError:
            pass
        except OSError:
            c[0].close()
            c[0], c[2] = connect(c[1]), 0
            cut += 1
print("cut off", cut, flush=True)
