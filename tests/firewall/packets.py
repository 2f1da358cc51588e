"""Connections as packets in a capture file, as a host inside and one outside exchange them."""

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Any

import dpkt

INSIDE, OUTSIDE = bytes((172, 16, 64, 10)), bytes((203, 0, 113, 10))
CLIENT_PORT = 40000
# What an Ethernet frame holds of a segment, without the headers and TCP's timestamps.
SEGMENT = 1448
SYN, ACK, PSH = dpkt.tcp.TH_SYN, dpkt.tcp.TH_ACK, dpkt.tcp.TH_PUSH


@dataclass(frozen=True)
class Connection:
    """A TCP connection to a port of the server: the client's bytes, the server's answer, the client's next bytes.

    The client is inside and the server outside, unless it is `inward`.
    """

    sent: bytes
    _: KW_ONLY
    port: int = 443
    answer: bytes = b""
    afterwards: bytes = b""
    inward: bool = False

    def packets(self) -> Iterator[bytes]:
        """A handshake, and each side's bytes in segments that the other one confirms."""
        yield self._tcp(b"", 1000, 0, SYN)
        yield self._tcp(b"", 5000, 1001, SYN | ACK, back=True)
        yield self._tcp(b"", 1001, 5001, ACK)
        places = [1001, 5001]
        for data, back in ((self.sent, False), (self.answer, True), (self.afterwards, False)):
            for start in range(0, len(data), SEGMENT):
                part = data[start : start + SEGMENT]
                yield self._tcp(part, places[back], places[not back], PSH | ACK, back=back)
                places[back] += len(part)
                yield self._tcp(b"", places[not back], places[back], ACK, back=not back)

    def _tcp(self, data: bytes, place: int, confirmed: int, flags: int, *, back: bool = False) -> bytes:
        ports = (self.port, CLIENT_PORT) if back else (CLIENT_PORT, self.port)
        segment = dpkt.tcp.TCP(
            sport=ports[0], dport=ports[1], seq=place, ack=confirmed, flags=flags, win=64240, data=data
        )
        return frame(segment, dpkt.ip.IP_PROTO_TCP, outward=back == self.inward)


@dataclass(frozen=True)
class Datagram:
    """One UDP datagram to a port of the server."""

    sent: bytes
    _: KW_ONLY
    port: int = 443

    def packets(self) -> Iterator[bytes]:
        """The datagram alone."""
        datagram = dpkt.udp.UDP(sport=CLIENT_PORT, dport=self.port, data=self.sent, ulen=8 + len(self.sent))
        yield frame(datagram, dpkt.ip.IP_PROTO_UDP)


@dataclass(frozen=True)
class Ping:
    """One ICMP echo request to the server."""

    def packets(self) -> Iterator[bytes]:
        """The request alone."""
        echo = dpkt.icmp.ICMP(type=dpkt.icmp.ICMP_ECHO, data=dpkt.icmp.ICMP.Echo(id=1, seq=1, data=b"ping"))
        yield frame(echo, dpkt.ip.IP_PROTO_ICMP)


Flow = Connection | Datagram | Ping


def frame(inside: Any, protocol: int, *, outward: bool = True) -> bytes:
    """An Ethernet frame from our host to the one outside, or back."""
    source, target = (INSIDE, OUTSIDE) if outward else (OUTSIDE, INSIDE)
    packet = dpkt.ip.IP(src=source, dst=target, p=protocol, ttl=64, data=inside)
    packet.len = len(packet)
    return bytes(dpkt.ethernet.Ethernet(src=b"\x02" * 6, dst=b"\x04" * 6, data=packet))


def capture(path: Path, packets: Sequence[bytes]) -> None:
    """Writes a capture file in which a packet follows another in a millisecond."""
    with path.open("wb") as file:
        writer = dpkt.pcap.Writer(file, snaplen=65535)
        for number, packet in enumerate(packets):
            writer.writepkt(packet, ts=1_800_000_000 + number / 1000)  # pyright: ignore[reportUnknownMemberType] (untyped)
