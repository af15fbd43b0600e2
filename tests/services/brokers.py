"""Redis and RabbitMQ: each test has a queue of its own, behind a cable that can be cut."""

from __future__ import annotations

import os
import re
import uuid

from kombu.connection import Connection
from redis import Redis

from tests.services.relay import Relay

_FIRST_DATABASE, _DATABASES = 8, 8  # Redis has sixteen; the lower half is for people
_OURS = "oscar_lt_accounting tests"


class Broker:
    """One queue at one broker. What Celery is told is the address of the relay."""

    def __init__(self, url: str) -> None:
        self.queue = f"test-{uuid.uuid4().hex[:12]}"
        self.relay = Relay(url)
        self._direct = url

    @property
    def environment(self) -> dict[str, str]:
        """What Celery has to know."""
        return {"CELERY_BROKER_URL": self.relay.url, "CELERY_QUEUE": self.queue}

    def waiting(self) -> int:
        """How many messages nobody has taken."""
        with Connection(self._direct) as connection, connection.channel() as channel:
            return int(channel.queue_declare(self.queue, durable=True, auto_delete=False).message_count)

    def forget(self) -> None:
        """Lose every message."""
        with Connection(self._direct) as connection, connection.channel() as channel:
            channel.queue_purge(self.queue)

    def close(self) -> None:
        """Leave nothing behind."""
        self.relay.cut()
        with Connection(self._direct) as connection, connection.channel() as channel:
            channel.queue_delete(self.queue)
            if connection.transport.driver_type == "amqp":
                channel.exchange_delete(self.queue)


class RedisBroker(Broker):
    """A database of Redis that nobody else uses."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        with Redis.from_url(url) as redis:
            assert redis.exists(_OURS) or not redis.dbsize(), f"{url} holds somebody's data; empty it, then try again"
        self.forget()

    def forget(self) -> None:
        """FLUSHDB, which takes the bindings with it."""
        with Redis.from_url(self._direct) as redis:
            redis.flushdb()
            redis.set(_OURS, "may be emptied")

    def close(self) -> None:
        """Leave the database empty."""
        self.relay.cut()
        with Redis.from_url(self._direct) as redis:
            redis.flushdb()


def redis(worker_id: str) -> Broker:
    """One of Redis's databases for each of pytest's workers."""
    number = int(re.sub(r"\D", "", worker_id) or 0) % _DATABASES + _FIRST_DATABASE
    server, _, _database = os.environ["REDIS_URL"].rpartition("/")
    return RedisBroker(f"{server}/{number}")


def rabbitmq(worker_id: str) -> Broker:
    """A queue and an exchange of that name."""
    return Broker(os.environ["RABBITMQ_URL"])
