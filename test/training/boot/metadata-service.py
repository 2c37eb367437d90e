"""The instance metadata service of a test instance: IMDSv2 as AWS documents it, from files.

Usage: metadata-service.py FOLDER LOG. FOLDER/spot/instance-action is meta-data/spot/instance-action. While FOLDER/down
exists, connections break off. A line a request goes to LOG: method, path, status.
"""

import os
import secrets
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

folder, log = sys.argv[1:]
tokens = {}


class Metadata(BaseHTTPRequestHandler):
    def do_PUT(self):
        ttl = self.headers.get("X-aws-ec2-metadata-token-ttl-seconds", "")
        if self.path != "/latest/api/token":
            self.answer(405)
        elif not ttl.isdigit() or not 1 <= int(ttl) <= 21600 or self.headers.get("X-Forwarded-For"):
            self.answer(400)
        else:
            # The hop limit: the response with the token goes no further than this instance.
            self.connection.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 1)
            token = secrets.token_urlsafe(40)
            tokens[token] = time.monotonic() + int(ttl)
            self.answer(200, token, ttl)

    def do_GET(self):
        name = self.path.removeprefix("/latest/meta-data/")
        path = os.path.join(folder, name)
        if tokens.get(self.headers.get("X-aws-ec2-metadata-token", ""), 0) < time.monotonic():
            self.answer(401)
        elif name == self.path or not os.path.isfile(path):
            self.answer(404, "not found")
        else:
            with open(path) as file:
                self.answer(200, file.read().rstrip("\n"))

    def answer(self, status, text="", ttl=None):
        if os.path.exists(os.path.join(folder, "down")):
            self.close_connection = True
            return
        if os.path.exists(os.path.join(folder, "forget-tokens")):
            tokens.clear()
            os.remove(os.path.join(folder, "forget-tokens"))
        with open(log, "a") as file:
            print(self.command, self.path, status, file=file)
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        if ttl:
            self.send_header("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", ttl)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("169.254.169.254", 80), Metadata).serve_forever()
