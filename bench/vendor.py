"""A stand-in vendor: a POST to /512 is held until 512 wait at once, and answered three to seven seconds later.

`python -m bench.vendor PORT [CERTIFICATE KEY]`. A GET says how many wait.
"""

from __future__ import annotations

import asyncio
import os
import random
import ssl
import sys

from bench.jobs import ANSWER_BYTES

BODY = os.urandom(ANSWER_BYTES)


class Vendor:
    def __init__(self) -> None:
        self.waiting = 0
        self.all_here = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(_answer(await self._body(reader, head)))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _body(self, reader: asyncio.StreamReader, head: bytes) -> bytes:
        request, *lines = head.lower().split(b"\r\n")
        for line in lines:
            if line.startswith(b"content-length:"):
                await reader.readexactly(int(line.split(b":")[1]))
        method, path, _ = request.split()
        return await self._hold(int(path[1:])) if method == b"post" else str(self.waiting).encode()

    async def _hold(self, enough: int) -> bytes:
        self.waiting += 1
        if self.waiting == enough:
            self.all_here.set()
        await self.all_here.wait()
        await asyncio.sleep(3 + 4 * random.random())
        self.waiting -= 1
        if self.waiting == 0:
            self.all_here.clear()
        return BODY


def _answer(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


async def main(port: int, *certificate: str) -> None:
    tls = None
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(*certificate)
    server = await asyncio.start_server(Vendor().serve, "127.0.0.1", port, ssl=tls, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *sys.argv[2:]))
