"""Where phones in the room find this computer, and what keeps them from it.

Only what the computer knows about itself is looked at: nothing is sent into the network.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from closeness_widgets.content.wall_words import LanRule, LanWords

VPN = re.compile(
    r"^(tun|tap|wg|utun|ppp|ipsec|tailscale|zt|nordlynx|gpd|cscotun)\w*"
    r"|vpn|wireguard|tailscale|zerotier|tap-windows|wintun|anyconnect|fortinet|pangp",
    re.IGNORECASE,
)
"""Names of ways into other people's networks: no phone in the room is there."""

WITHIN = re.compile(
    r"^(lo\d*|docker\w*|br-\w+|veth\w*|virbr\w*|vmnet\d+|vboxnet\d+|lxc\w*|lxdbr\w*|cni\w*|podman\w*"
    r"|flannel\S*|cali\w*|kube\S*|awdl\d+|llw\d+|anpi\d+|dummy\d+)$"
    r"|loopback|virtualbox|vmware|vethernet|hyper-v|bluetooth|wsl",
    re.IGNORECASE,
)
"""Names of networks that exist only inside this computer."""

WIRELESS = re.compile(r"^(wl\w+|ath\d+)|wi-?fi|wireless", re.IGNORECASE)
WIRED = re.compile(r"^(en\w+|eth\d+)$|^ethernet", re.IGNORECASE)

PRIVATE = [ipaddress.ip_network(one) for one in ("192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12")]
"""Addresses that routers give to phones, the most usual first."""


@dataclass(frozen=True)
class Interface:
    """One way in which this computer is connected.

    ``addresses``: its IPv4 addresses with the length of their network, ``192.168.1.20/24``.
    """

    name: str
    addresses: tuple[str, ...]
    up: bool = True


@dataclass(frozen=True)
class Report:
    """What is known of the way to this computer.

    ``reached``: whether a request from another device has come in since the server started; only
    then it is certain that a phone gets through.
    """

    address: str | None
    addresses: tuple[str, ...]
    reached: bool
    rules: tuple[LanRule, ...]

    def problems(self, words: LanWords) -> list[str]:
        """The rules as sentences that say what to do."""
        filled = {"address": self.address or "", "addresses": ", ".join(self.addresses)}
        return [words.rules[rule].format(**filled) for rule in self.rules]


class Lan:
    """Watches where this computer is to be found, and whether anybody has found it.

    ``host`` is the address that the server listens at; empty or ``0.0.0.0`` for all.
    """

    def __init__(self, host: str = "") -> None:
        self._here_only = host == "localhost" or host.startswith("127.") or host == "::1"
        self._first: str | None = None
        self._reached = False

    def came_from(self, remote: str) -> None:
        """Note where a request came from. Cheap: once a phone has come, nothing is looked at."""
        if not self._reached:
            self._reached = not _is_own(remote)

    def look(self) -> Report:
        """How it stands now. The address may be another one than before."""
        interfaces = read_interfaces()
        addresses = tuple(_room_addresses(interfaces))
        address = addresses[0] if addresses else None
        rules = why_not(interfaces)
        if self._here_only:
            rules.insert(0, "local_only")
        if address and self._first not in (None, address):
            rules.append("changed")
        self._first = self._first or address
        return Report(address, addresses, self._reached, tuple(rules))


def find_address(interfaces: Sequence[Interface] | None = None) -> str | None:
    """The IPv4 address at which phones in the room most likely find this computer.

    Wi-Fi comes before cable and cable before what cannot be told; private addresses come before
    others. VPNs, networks inside this computer and addresses that it made up itself never count.
    """
    found = _room_addresses(read_interfaces() if interfaces is None else interfaces)
    return found[0] if found else None


def why_not(interfaces: Sequence[Interface] | None = None) -> list[LanRule]:
    """What may keep phones from finding this computer; empty if all looks well."""
    interfaces = read_interfaces() if interfaces is None else interfaces
    if not _room_addresses(interfaces):
        if any(_usable(one) for one in interfaces if one.up and VPN.search(one.name)):
            return ["only_vpn"]
        return ["no_address" if any(_in_room(one) for one in interfaces) else "no_network"]
    networks = {
        ipaddress.ip_interface(address).network
        for one in interfaces
        if _in_room(one)
        for address in _usable(one)
    }
    return ["several"] if len(networks) > 1 else []


def read_interfaces() -> list[Interface]:
    """This computer's connections as they are now."""
    states = psutil.net_if_stats()
    return [
        Interface(
            name,
            tuple(
                f"{one.address}/{one.netmask or 32}"
                for one in addresses
                if one.family == socket.AF_INET
            ),
            states[name].isup if name in states else False,
        )
        for name, addresses in psutil.net_if_addrs().items()
    ]


def _room_addresses(interfaces: Sequence[Interface]) -> list[str]:
    found = [
        (_rank(one.name, address), address.split("/")[0])
        for one in interfaces
        if _in_room(one)
        for address in _usable(one)
    ]
    return [address for _, address in sorted(found, key=lambda one: one[0])]


def _in_room(interface: Interface) -> bool:
    """Whether phones could be in this network; an address may still be missing."""
    name = interface.name
    named = bool(VPN.search(name) or WITHIN.search(name))
    return interface.up and not named and bool(interface.addresses)


def _usable(interface: Interface) -> list[str]:
    """Its addresses that somebody gave it: none of its own making, none for this computer only."""
    read = [(text, ipaddress.ip_interface(text).ip) for text in interface.addresses]
    return [text for text, ip in read if not ip.is_loopback and not ip.is_link_local]


def _rank(name: str, address: str) -> tuple[int, int]:
    kind = 0 if WIRELESS.search(name) else 1 if WIRED.search(name) else 2
    ip = ipaddress.ip_interface(address).ip
    private = next((place for place, one in enumerate(PRIVATE) if ip in one), len(PRIVATE))
    return (kind + 3 * (private == len(PRIVATE)), private)


def _is_own(remote: str) -> bool:
    try:
        ip = ipaddress.ip_address(remote.partition("%")[0])
    except ValueError:
        return True  # a socket of this computer has no address
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_loopback or str(ip) in {
        one.address.partition("%")[0]
        for addresses in psutil.net_if_addrs().values()
        for one in addresses
    }
