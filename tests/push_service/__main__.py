"""python -m tests.push_service --port 0: listens until it is interrupted, and prints its port."""

import argparse
import asyncio
import signal

from tests.push_service.running import listen
from tests.push_service.service import PushService


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--trusting", action="store_true", help="Don't verify VAPID tokens.")
    asked = parser.parse_args()
    service = PushService(verifies=not asked.trusting)
    runner, port = await listen(service, hosts=[asked.host], port=asked.port)
    print(port, flush=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, service.over.set)
    await service.over.wait()
    await runner.cleanup()


asyncio.run(main())
