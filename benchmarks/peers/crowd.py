"""Runs in a peer's own environment: ``python crowd.py VISITOR.py URL PEOPLE PATIENCE``.

So many people come at once. Prints ``{"seconds": [...], "why": [...]}``: for each who was answered,
the time from the common start to the answered tap; for each other one, the reason.
"""

import asyncio
import importlib.util
import json
import sys
import time

from tornado.httpclient import AsyncHTTPClient
from tornado.netutil import Resolver

AsyncHTTPClient.configure(None, max_clients=200, max_body_size=1 << 26)
Resolver.configure("tornado.netutil.BlockingResolver")  # as in benchmarks/wire.py


async def main(visitor, url, people, patience):
    """Everybody at once."""
    spec = importlib.util.spec_from_file_location("visitor", visitor)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    began = time.perf_counter()

    async def come():
        line = await asyncio.wait_for(module.visit(url), patience)
        return time.perf_counter() - began, line

    came = await asyncio.gather(*(come() for _ in range(people)), return_exceptions=True)
    answered = [one for one in came if not isinstance(one, BaseException)]
    why = [repr(one) for one in came if isinstance(one, BaseException)]
    print(json.dumps({"seconds": [seconds for seconds, _ in answered], "why": why}))
    for _, line in answered:
        line.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
