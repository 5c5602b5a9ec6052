"""Where phones find this computer, what keeps them away, and the QR codes that lead there."""

from __future__ import annotations

import re

import pytest

from closeness_widgets import paths
from closeness_widgets.content.pages import read_words
from closeness_widgets.content.wall_words import WallWords
from closeness_widgets.serving import qr
from closeness_widgets.serving.lan import (
    Interface,
    Lan,
    Report,
    find_address,
    read_interfaces,
    why_not,
)

LOOPBACK = Interface("lo", ("127.0.0.1/8",))
WIFI = Interface("wlp3s0", ("192.168.178.24/24",))
CABLE = Interface("enp0s25", ("192.168.1.7/24",))
DOCKER = Interface("docker0", ("172.17.0.1/16",))
VPN = Interface("tun0", ("10.8.0.6/24",))
LAN_WORDS = read_words([paths.content()], "wall", WallWords).lan


def test_the_wi_fi_comes_before_the_cable() -> None:
    assert find_address([LOOPBACK, CABLE, WIFI]) == "192.168.178.24"


@pytest.mark.parametrize("name", ["Wi-Fi", "WLAN", "wlan0", "wlx00c0ca", "Wireless Network"])
def test_a_wi_fi_is_known_by_its_name_on_every_system(name: str) -> None:
    other = Interface("Local Area Connection* 2", ("192.168.137.1/24",))

    assert find_address([other, Interface(name, ("10.0.0.3/8",))]) == "10.0.0.3"


@pytest.mark.parametrize(
    "name",
    ["docker0", "br-3f2a9c", "veth12ab", "virbr0", "vboxnet0", "vEthernet (WSL)", "Bluetooth PAN"],
)
def test_a_network_inside_this_computer_is_never_taken(name: str) -> None:
    assert find_address([LOOPBACK, Interface(name, ("172.18.0.1/16",))]) is None


@pytest.mark.parametrize("name", ["tun0", "utun4", "wg0", "ppp0", "tailscale0", "NordVPN", "ztabc"])
def test_a_vpn_is_never_taken(name: str) -> None:
    interfaces = [LOOPBACK, Interface(name, ("10.8.0.6/24",))]

    assert find_address(interfaces) is None
    assert why_not(interfaces) == ["only_vpn"]


def test_a_connection_that_is_switched_off_is_not_taken() -> None:
    assert find_address([Interface("wlan0", ("192.168.0.9/24",), up=False), CABLE]) == "192.168.1.7"


def test_a_private_address_comes_before_a_public_one() -> None:
    campus = Interface("wlan0", ("141.20.4.5/16",))

    assert find_address([campus, CABLE]) == "192.168.1.7"
    assert find_address([campus]) == "141.20.4.5"


def test_all_is_well_with_one_network() -> None:
    assert why_not([LOOPBACK, WIFI, DOCKER, VPN]) == []


def test_no_network_at_all_is_said() -> None:
    assert why_not([LOOPBACK, DOCKER]) == ["no_network"]


def test_an_address_that_the_computer_made_up_is_said() -> None:
    interfaces = [LOOPBACK, Interface("wlan0", ("169.254.11.3/16",))]

    assert find_address(interfaces) is None
    assert why_not(interfaces) == ["no_address"]


def test_two_networks_are_said_and_two_ways_into_the_same_one_are_not() -> None:
    same = Interface("eth0", ("192.168.178.99/24",))

    assert why_not([WIFI, CABLE]) == ["several"]
    assert why_not([WIFI, same]) == []


def test_each_rule_is_a_sentence_that_says_what_to_do() -> None:
    report = Report("192.168.1.7", ("192.168.1.7", "10.0.0.2"), False, ("several", "changed"))

    assert report.problems(LAN_WORDS) == [
        "This computer is in more than one network: 192.168.1.7, 10.0.0.2. Phones must be in the "
        "first. If that is the wrong one, switch the others off.",
        "The address has changed to 192.168.1.7. The wall shows the new one already; a printed "
        "poster shows the old one.",
    ]


def test_this_computer_can_be_looked_at() -> None:
    assert any(
        address.startswith("127.0.0.1/")
        for interface in read_interfaces()
        for address in interface.addresses
    )


def test_a_server_for_this_computer_only_says_so() -> None:
    assert Lan("127.0.0.1").look().rules[0] == "local_only"
    assert "local_only" not in Lan("0.0.0.0").look().rules


def test_only_a_request_from_another_device_means_that_phones_get_through() -> None:
    lan = Lan()
    own = [text.split("/")[0] for one in read_interfaces() for text in one.addresses]
    for remote in ["", "127.0.0.1", "::1", "::ffff:127.0.0.1", "not an address", *own]:
        lan.came_from(remote)
        assert not lan.look().reached, remote

    lan.came_from("203.0.113.77")

    assert lan.look().reached


@pytest.mark.parametrize("rule", ["no_network", "no_address", "only_vpn", "several", "changed"])
def test_every_rule_has_its_words(rule: str) -> None:
    assert rule in LAN_WORDS.rules


def test_a_qr_code_needs_no_style_and_says_what_it_is() -> None:
    code = qr.svg("http://192.168.1.7:8866/join#secret", 'Scan "this" & <that>')

    assert "style" not in code
    assert '<title>Scan "this" &amp; &lt;that&gt;</title>' in code
    assert re.match(r'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 (\d+) \1"', code)
    assert "secret" not in code


def test_a_wi_fi_s_name_cannot_break_out_of_its_place_in_the_code() -> None:
    assert (
        qr.wifi_text("Room; 3:S:x", 'p"a\\s;s')
        == 'WIFI:T:WPA;S:Room\\; 3\\:S\\:x;P:p\\"a\\\\s\\;s;;'
    )
    assert qr.wifi_text("Open", "") == "WIFI:S:Open;;"
    assert qr.wifi_text("Hid", "12345678", hidden=True) == "WIFI:T:WPA;S:Hid;P:12345678;H:true;"


def test_a_wi_fi_s_code_is_a_picture_that_does_not_tell_the_password_in_letters() -> None:
    code = qr.wifi("Room 3", "swordfish", title="The Wi-Fi")

    assert code.startswith("<svg")
    assert "swordfish" not in code
