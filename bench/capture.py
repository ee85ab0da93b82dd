"""A store that takes everything and keeps the bodies of its writes as files: capture.py PORT FOLDER"""
import http.server
import itertools
import pathlib
import sys

folder = pathlib.Path(sys.argv[2])
number = itertools.count()


class Capture(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/write"):
            (folder / f"{next(number):06d}.gz").write_bytes(body)
        self.send_response(204)
        self.end_headers()

    def do_GET(self):
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Capture).serve_forever()
