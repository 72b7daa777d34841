"""A gateway on loopback that misbehaves as told: DIR/gateway.mode holds one of
accept, swallow (takes the request and never answers), refuse (503), error
(500), garbage, reset, echo (refuses, and shows all that it was sent).  Every whole request is a line of DIR/gateway.ledger, the
port stands in DIR/gateway.port.  Its ledger is what "reached the phone" means."""
import json
import os
import selectors
import socket
import sys
from urllib.parse import parse_qs, urlsplit

dir = sys.argv[1]
sel = selectors.DefaultSelector()
held = {}


def mode():
    with open(os.path.join(dir, "gateway.mode")) as f:
        return f.read().strip()


def answer(conn, status, body):
    conn.sendall(b"HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: "
                 b"%d\r\nConnection: close\r\n\r\n%s"
                 % (status, len(body), body))
    drop(conn)


def drop(conn):
    sel.unregister(conn)
    held.pop(conn, None)
    conn.close()


def serve(conn, request):
    target = request.split(b" ", 2)[1].decode()
    query = parse_qs(urlsplit(target).query)
    how = mode()
    with open(os.path.join(dir, "gateway.ledger"), "a") as f:
        f.write("%s\t%s\t%s\n" % (how, query.get("to", [""])[0],
                                  query.get("text", [""])[0]))
    if how == "swallow":
        return
    if how == "reset":
        drop(conn)
    elif how == "refuse":
        answer(conn, b"503 Foo", b"Temporal failure, try again later.")
    elif how == "error":
        answer(conn, b"500 Internal Server Error", b"oops")
    elif how == "echo":
        words = request.decode("latin-1")
        answer(conn, b"400 Bad Request", json.dumps({
            "message": words, "error": -999, "CodeResult": "999",
            "ErrorMessage": words, "status": "error", "code": "999",
        }).encode())
    elif how == "garbage":
        conn.sendall(b"\x00\xff\x01 this is no HTTP\r\n\r\n")
        drop(conn)
    else:
        answer(conn, b"202 Accepted", b"0: Accepted for delivery")


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", 0))
listener.listen(64)
sel.register(listener, selectors.EVENT_READ)
open(os.path.join(dir, "gateway.ledger"), "a").close()
with open(os.path.join(dir, "gateway.port.new"), "w") as f:
    f.write(str(listener.getsockname()[1]))
os.rename(os.path.join(dir, "gateway.port.new"),
          os.path.join(dir, "gateway.port"))
while True:
    for key, _ in sel.select():
        if key.fileobj is listener:
            conn, _ = listener.accept()
            held[conn] = b""
            sel.register(conn, selectors.EVENT_READ)
            continue
        conn = key.fileobj
        try:
            more = conn.recv(65536)
        except OSError:
            more = b""
        if not more:
            drop(conn)
            continue
        held[conn] += more
        if b"\r\n\r\n" in held[conn]:
            whole, held[conn] = held[conn], b""
            serve(conn, whole)
