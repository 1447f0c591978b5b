#!/usr/bin/env python3
"""Suggestions over HTTP in a community of a million, with real sign-in: what a request costs the server.

    cargo build --release --package server
    python3 bench/suggestions_http.py [--people 1000000] [--rate 200] [--seconds 60] [--folder FOLDER]

Prints the time from start to the first list, the server's time on the processors for a request, the times from asking
to the last byte at a steady rate, and the memory of the process. FOLDER keeps the community for the next time.
"""
import argparse
import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

PASSWORD = "coffee at nine"
FILTERS = ["", "", "", "", "", "", "?industry=energy", "?location=Munich&radius_km=250", "?interests=soil,cycling", "?location=DE"]
BARS = {"CPU ms a request": 1.0, "p99 ms": 25.0, "memory MB": 700.0}


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid):
    with open(f"/proc/{pid}/status") as status:
        lines = dict(line.split(":", 1) for line in status)
    return int(lines["VmRSS"].split()[0]) / 1000


def wait_until_idle(pid):
    """Waits until a new community's profiles are read by the model: that is done once, beside the answers."""
    share = 1.0
    while share > 0.05:
        before = processor_seconds(pid)
        time.sleep(3)
        share = (processor_seconds(pid) - before) / 3


class Member:
    """One signed-in member on a connection of their own."""

    def __init__(self, port, email):
        self.port, self.email, self.cookie = port, email, ""
        self.busy = asyncio.Lock()
        self.streams = None

    async def ask(self, method, path, body=b""):
        async with self.busy:
            if self.streams is None:
                self.streams = await asyncio.open_connection("127.0.0.1", self.port)
            reader, writer = self.streams
            origin = f"http://localhost:{self.port}"
            writer.write(
                f"{method} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nOrigin: {origin}\r\n"
                f"Content-Type: application/json\r\nCookie: {self.cookie}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            status = int(head.split(" ", 2)[1])
            headers = dict(line.split(": ", 1) for line in head.lower().split("\r\n")[1:] if ": " in line)
            for line in head.split("\r\n"):
                if line.lower().startswith("set-cookie: "):
                    self.cookie = line[12:].split(";")[0]
            if "content-length" in headers:
                return status, await reader.readexactly(int(headers["content-length"]))
            content = b""
            while headers.get("transfer-encoding") == "chunked":
                size = int(await reader.readline(), 16)
                content += (await reader.readexactly(size + 2))[:-2]
                if size == 0:
                    break
            return status, content

    async def sign_in(self):
        body = json.dumps({"email": self.email, "password": PASSWORD}).encode()
        status, content = await self.ask("POST", "/api/auth/login", body)
        assert status == 200, (status, content)

    async def suggestions(self, query=""):
        status, content = await self.ask("GET", "/api/coffee-chat/suggestions" + query)
        assert status == 200, (status, content)
        return json.loads(content)["items"]


async def measure(arguments, pid, begun, emails):
    members = [Member(arguments.port, email) for email in emails]
    await members[0].sign_in()
    assert len(await members[0].suggestions()) > 0
    print(f"first list {time.monotonic() - begun:.1f} s after the start of the server", flush=True)
    wait_until_idle(pid)
    for member in members[1:]:
        await member.sign_in()
    dice = random.Random(1)

    async def at_a_steady_rate(seconds):
        times, tasks, start = [], [], time.monotonic()

        async def ask(due):
            await dice.choice(members).suggestions(dice.choice(FILTERS))
            times.append(time.monotonic() - due)

        for number in range(int(seconds * arguments.rate)):
            due = start + number / arguments.rate
            await asyncio.sleep(max(0, due - time.monotonic()))
            tasks.append(asyncio.create_task(ask(due)))
        await asyncio.gather(*tasks)
        return sorted(times)

    await at_a_steady_rate(5)
    before = processor_seconds(pid)
    times = await at_a_steady_rate(arguments.seconds)
    cpu = (processor_seconds(pid) - before) / len(times) * 1e3
    measured = {
        "CPU ms a request": cpu,
        "p50 ms": times[len(times) // 2] * 1e3,
        "p99 ms": times[len(times) * 99 // 100] * 1e3,
        "memory MB": memory_mb(pid),
    }
    for name, value in measured.items():
        bar = f"  (bar {BARS[name]:g}: {'met' if value <= BARS[name] else 'MISSED'})" if name in BARS else ""
        print(f"{name:<18} {value:10.3f}{bar}")


def serve(arguments, folder):
    command = [arguments.binary, "demo", "--people", str(arguments.people), "--folder", folder]
    command += ["--listen", f"127.0.0.1:{arguments.port}"]
    environment = dict(os.environ, LIMITS_FACTOR="1000")
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    begun = time.monotonic()
    for line in server.stdout:
        if "Homecoming is at" in line:
            return server, begun
        if "Inviting" in line:
            begun = time.monotonic()
    sys.exit("the server did not start")


def stop(server):
    server.send_signal(signal.SIGTERM)
    server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/homecoming")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--members", type=int, default=300, help="who ask")
    parser.add_argument("--rate", type=float, default=200, help="requests a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--port", type=int, default=18_090)
    parser.add_argument("--folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or temporary
        database = os.path.join(folder, "homecoming.sqlite")
        if not os.path.exists(database):
            print(f"writing {arguments.people} members and their contacts ...", flush=True)
            stop(serve(arguments, folder)[0])
        for start in ["from the database", "from the snapshot"]:
            snapshot = database.replace(".sqlite", ".population")
            if start == "from the database" and os.path.exists(snapshot):
                os.remove(snapshot)
            print(f"\nstarted {start}", flush=True)
            server, begun = serve(arguments, folder)
            try:
                with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
                    rows = connection.execute("SELECT email FROM users LIMIT 20000").fetchall()
                emails = [email for (email,) in random.Random(2).sample(rows, min(arguments.members, len(rows)))]
                asyncio.run(measure(arguments, server.pid, begun, emails))
            finally:
                stop(server)


main()
