"""A Kannel that holds each request until the file DIR/answer is there; every
whole request is a line of DIR/held.ledger.  Port in DIR/holding.port."""
import os
import socket
import sys
import threading
import time
from urllib.parse import parse_qs, urlsplit

dir = sys.argv[1]
lock = threading.Lock()


def serve(conn):
    request = b""
    while b"\r\n\r\n" not in request:
        more = conn.recv(65536)
        if not more:
            return
        request += more
    query = parse_qs(urlsplit(request.split(b" ", 2)[1].decode()).query)
    with lock, open(dir + "/held.ledger", "a") as f:
        f.write("%s\t%s\n" % (query["to"][0], query["text"][0]))
    while not os.path.exists(dir + "/answer"):
        time.sleep(0.02)
    conn.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Type: text/plain\r\n"
                 b"Content-Length: 24\r\nConnection: close\r\n\r\n"
                 b"0: Accepted for delivery")
    conn.close()


listener = socket.create_server(("127.0.0.1", 0), backlog=64)
open(dir + "/held.ledger", "a").close()
with open(dir + "/holding.port.new", "w") as f:
    f.write(str(listener.getsockname()[1]))
os.rename(dir + "/holding.port.new", dir + "/holding.port")
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],),
                     daemon=True).start()
