"""Personal data: what is somebody's counts, what only looks like it does not."""

from __future__ import annotations

import pytest

from curation.signals.pii.cards import luhn
from curation.signals.pii.finding import MOST
from tests.unit.signals.counted import value

SK = "sk-" + "aB3dE5fG7hJ9kL1mN2pQ4rS6"
AWS = "AKIA" + "Q3EGMZ7RT2XWLP5V"
HF = "hf_" + "aBcD3fGh1jKlMn0pQrStUvWxYz2468AbCd"
GH = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA3"


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("emails", "Write to jane.doe@uni-bonn.de or j@x.co.uk.", 2),
        ("emails", "mailto:jane@uni-bonn.de)", 1),
        ("emails", "me@example.com, you@test.example, a@localhost", 0),
        ("emails", "your.name@gmail.com, name@yourcompany.com", 0),
        ("emails", "git@github.com:a/b.git and logo@2x.png and @decorator", 0),
        ("emails", "a@b and x@@y.com", 0),
        ("emails", "اكتب إلى jane@uni-bonn.de 😀", 1),
        ("phones", "Call +49 228 735000 or +1 (202) 456-1111.", 2),
        ("phones", "Call (202) 456-1111 or 212-736-5000", 2),
        ("phones", "Call 555-0123, (212) 555-0123 or 800-227-5453", 0),
        ("phones", "ISBN 978-3-16-148410-0, 2024-01-02, 1999-2003", 0),
        ("phones", "100-200-3000 = -3100 and 3.14159265358979", 0),
        ("phones", "472547338 + 960397912423686 = 960398384971024", 0),
        ("ips", "Ping 93.184.216.34 and 2606:2800:220:1:248:1893:25c8:1946", 2),
        ("ips", "192.168.0.1, 10.0.0.1, 127.0.0.1, 0.0.0.0, 203.0.113.7", 0),
        ("ips", "version 11.22.33.44, v1.2.3.4, section 1.2.3.4, 8.8.8.8", 0),
        ("ips", "999.1.1.1 and 1.2.3.4.5 and 12:30:45 and std::vector", 0),
        ("keys", f"{SK} {AWS} {HF} {GH}", 4),
        ("keys", "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA" * 2, 1),
        ("keys", "sk-xxxxxxxxxxxxxxxxxxxxxxxx sk-your-api-key-goes-right-here", 0),
        ("keys", "AKIAIOSFODNN7EXAMPLE and risk-adjusted-return-on-capital", 0),
        ("cards", "4111 1111 1111 1111, 5555-5555-5555-4444, 378282246310005", 3),
        ("cards", "4111 1111 1111 1112, 9780306406157, 4212883012996, 3.14159265358979323846", 0),
        ("cards", "1646615806005 + 960397912423686", 0),
    ],
)
def test_only_what_could_be_somebodys_is_counted(name: str, text: str, count: int) -> None:
    assert value(name, text) == count


def test_all_together_are_the_sum() -> None:
    text = f"jane@uni-bonn.de, +49 228 735000, 93.184.216.34, {SK}, 4111111111111111"
    assert value("pii", text) == 5
    assert value("pii", "") == 0


@pytest.mark.parametrize(("digits", "holds"), [("79927398713", True), ("79927398710", False), ("0", True)])
def test_luhn_knows_its_check_digit(digits: str, holds: bool) -> None:
    assert luhn(digits) is holds


def test_a_text_of_nothing_else_is_looked_at_in_part() -> None:
    assert value("emails", "a@uni-bonn.de " * (MOST + 500)) == MOST


@pytest.mark.parametrize("name", ["emails", "phones", "ips", "keys", "cards", "truncated", "noise"])
@pytest.mark.parametrize("piece", ["a", "a.", "1", "1-", "+1 ", "sk-", "4111 ", "2000:", "(", "@a", "0.0."])
def test_no_text_takes_long(name: str, piece: str) -> None:
    assert value(name, piece * 20_000 + " jane@uni-bonn.de 93.184.216.34 +49 228 735000") >= 0
