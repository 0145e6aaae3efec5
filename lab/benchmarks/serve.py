"""Latency of `clf serve`: clients on loopback that ask for one headline, one after another, then an overload.

python -m lab.benchmarks.serve [--seconds 60] [--clients 32]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection

HEADERS = {"Content-Type": "application/json"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=32)
    asked = parser.parse_args()
    command = [sys.executable, "-m", "clf", "serve", "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        port = int(server.stderr.readline().rpartition(":")[2].split("/")[0])
        threading.Thread(target=server.stderr.read, daemon=True).start()
        one = json.dumps({"items": ["You will never guess what she found in her garden"]}).encode()
        run("one headline", port, "/v1/score", one, asked.clients, asked.seconds)
        many = json.dumps({"items": ["You will never guess what she found"] * 500}).encode()
        run("overload", port, "/v1/explain", many, 4 * asked.clients, min(asked.seconds, 10))
    finally:
        server.terminate()
        server.wait(20)


def run(name: str, port: int, path: str, body: bytes, clients: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    taken: list[float] = []
    answers: Counter[str] = Counter()

    def client() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while (begun := time.monotonic()) < end:
            try:
                connection.request("POST", path, body, HEADERS)
                answer = connection.getresponse()
                answer.read()
                answers[str(answer.status)] += 1
            except OSError as error:
                answers[type(error).__name__] += 1
                connection.close()
            taken.append(time.monotonic() - begun)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.sort()
    p50, p99 = (1000 * taken[int(share * (len(taken) - 1))] for share in (0.5, 0.99))
    print(
        f"{name}: {clients} clients, {len(taken) / seconds:,.0f} a second, p50 {p50:.1f} ms, p99 {p99:.1f} ms, "
        f"answers {dict(answers)}"
    )


if __name__ == "__main__":
    main()
