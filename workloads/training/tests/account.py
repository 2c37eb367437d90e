"""An emulated AWS account (MiniStack), and a proxy that makes calls fail."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REGION = "us-west-2"
_SLOW_DOWN = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
_INTERNAL = b"<Error><Code>InternalError</Code><Message>Injected by a test.</Message></Error>"


class Account:
    """MiniStack on a free port of the loopback interface."""

    def __init__(self) -> None:
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            self.port = server.getsockname()[1]
        environment = {**os.environ, "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(self.port)}
        environment |= {"MINISTACK_HOST": "127.0.0.1", "MINISTACK_REGION": REGION} | credentials()
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from ministack import app; app.main()"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None and time.monotonic() < deadline, "MiniStack did not start"
            time.sleep(0.1)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=2):
                return True
        except OSError:
            return False

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)


def credentials() -> dict[str, str]:
    return {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}


class UnreliableEndpoint:
    """Forwards calls, but answers every sixth with 503 Slow Down, 500, or by closing the connection.

    Not at random, so that a retried call does not fail repeatedly.
    """

    def __init__(self, port: int, every: int = 6) -> None:
        self.calls = self.failed = 0
        lock = threading.Lock()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _handle(self) -> None:
                body = self._body()
                with lock:
                    endpoint.calls += 1
                    fails = endpoint.calls % every == 0
                    endpoint.failed += fails
                    way = endpoint.failed % 3
                if not fails:
                    return self._pass_on(body)
                if way == 0:
                    self.close_connection = True
                    return None
                code, text = (503, _SLOW_DOWN) if way == 1 else (500, _INTERNAL)
                return self._answer(code, [("Content-Type", "application/xml")], text)

            def _body(self) -> bytes:
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length") or 0))
                chunks = []
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    chunks.append(self.rfile.read(size))
                    self.rfile.readline()
                self.rfile.readline()
                return b"".join(chunks)

            def _pass_on(self, body: bytes) -> None:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                headers = {name: value for name, value in self.headers.items() if name != "Transfer-Encoding"}
                connection.request(
                    self.command, self.path, body, headers | {"Content-Length": str(len(body))}
                )
                response = connection.getresponse()
                content = response.read()
                kept = [
                    (name, value) for name, value in response.getheaders() if name.lower() not in _HOP_BY_HOP
                ]
                self._answer(response.status, kept, content, response.getheader("Content-Length"))
                connection.close()

            def _answer(
                self, code: int, headers: list[tuple[str, str]], content: bytes, length: str | None = None
            ) -> None:
                self.send_response_only(code)
                for name, value in headers:
                    self.send_header(name, value)
                # For HEAD, the length is that of the object.
                self.send_header(
                    "Content-Length", length if self.command == "HEAD" and length else str(len(content))
                )
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _handle

            def log_message(self, *_: object) -> None:
                """Logs nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


_HOP_BY_HOP = {"content-length", "transfer-encoding", "connection"}
