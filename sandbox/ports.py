"""Which ports the sandbox answers on, and whether they are free."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Port:
    """A port of ours and the environment variable that chooses another."""

    variable: str
    number: int

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.number}"

    def is_taken(self) -> bool:
        """Whether some process answers here already, or keeps the port for itself."""
        with socket.socket() as visitor:
            visitor.settimeout(1)
            if visitor.connect_ex((HOST, self.number)) == 0:
                return True
        with socket.socket() as tenant:
            tenant.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tenant.bind((HOST, self.number))
            except OSError:
                return True
        return False


def shop() -> Port:
    """The shop's port."""
    return _port("SHOP_PORT", 8000)


def simulators() -> Port:
    """The simulated accounting systems' port."""
    return _port("SIMULATOR_PORT", 8001)


def complaint() -> str:
    """One line for a person when a port is taken or cannot be one; empty when all is well."""
    try:
        wanted = [shop(), simulators()]
    except ValueError as problem:
        return str(problem)
    for port in wanted:
        if port.is_taken():
            other = f"{port.variable}={port.number + 100}"
            return f"Port {port.number} is taken. Stop what uses it, or choose another one: {other} make sandbox"
    if wanted[0].number == wanted[1].number:
        return f"SHOP_PORT and SIMULATOR_PORT are both {wanted[0].number}. Choose two different ports."
    return ""


def _port(variable: str, default: int) -> Port:
    text = os.environ.get(variable) or str(default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ValueError(f"{variable} is {text!r}, which is no port. Choose a number from 1 to 65535.")
    return Port(variable, int(text))
