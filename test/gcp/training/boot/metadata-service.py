"""The metadata server of a test instance on Compute Engine, from files.

Usage: metadata-service.py FOLDER LOG. FOLDER/instance/name is computeMetadata/v1/instance/name. Without the header
Metadata-Flavor: Google every request is refused. While FOLDER/down exists, connections break off. A line a request goes to
LOG: method, path, status. An identity token is new for every request.

https://docs.cloud.google.com/compute/docs/metadata/querying-metadata, 2026-11
"""

import contextlib
import hashlib
import itertools
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

folder, log = sys.argv[1:]
tokens = itertools.count(1)


def etag(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Metadata(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urlsplit(self.path)
        name = url.path.removeprefix("/computeMetadata/v1/")
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        if self.headers.get("Metadata-Flavor") != "Google" or self.headers.get("X-Forwarded-For"):
            self.answer(403)
        elif name == "instance/service-accounts/default/identity":
            self.answer(200, f"header.{query['audience']}-{query['format']}-{next(tokens)}.signature")
        elif (text := self.wait(name, query)) is None:
            self.answer(404, "<!DOCTYPE html>")
        else:
            self.answer(200, text)

    def wait(self, name, query):
        text = self.content(name)
        if query.get("wait_for_change") == "true":
            seen = query.get("last_etag", etag(text or ""))
            end = time.monotonic() + float(query.get("timeout_sec", "300"))
            while text is not None and etag(text) == seen and time.monotonic() < end and not self.down():
                time.sleep(0.02)
                text = self.content(name)
        return text

    def content(self, name):
        try:
            with open(os.path.join(folder, name)) as file:
                return file.read().rstrip("\n")
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def down(self):
        return os.path.exists(os.path.join(folder, "down"))

    def answer(self, status, text=""):
        if self.down():
            self.close_connection = True
            return
        with open(log, "a") as file:
            print(self.command, self.path, status, file=file)
        self.send_response(status)
        self.send_header("Metadata-Flavor", "Google")
        self.send_header("ETag", etag(text))
        self.send_header("Content-Length", str(len(text)))
        # The client that waits may have disconnected.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.end_headers()
            self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("169.254.169.254", 80), Metadata).serve_forever()
