"""The trust file: what it has to say, where it may stand, and how a pipeline holds on to it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from packatlas.cli import main
from packatlas.errors import SiteError
from packatlas.trust.trust_file import TrustFile, read_trust_file
from tests.statements import file, key, keyid, public, statement, trust, without

ALICE, BOB = key("alice"), key("bob")


def read(data: bytes) -> TrustFile:
    return read_trust_file(data, "trust.json")


def stated(**changes: Any) -> bytes:
    """A trust file of one key, of which something is another value."""
    return trust({**ALICE, **changes})


def whole(**changes: Any) -> bytes:
    """A trust file of which something beside its keys is another value."""
    return json.dumps({**json.loads(trust()), **changes}).encode()


def flipped(word: str) -> str:
    """The public key with the sign of x the other way round: another key."""
    raw = bytearray.fromhex(public(word))
    raw[31] ^= 0x80
    return raw.hex()


_ATTACKS: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"keys: []",
    "YAML that is no JSON": b"{threshold: 1}",
    "a byte order mark": b"\xef\xbb\xbf" + trust(),
    "nested too deep": b"[" * 100_000,
    "a list": b"[]",
    "null": b"null",
    "a key twice": trust().replace(b'"threshold"', b'"threshold": 2, "threshold"'),
    "a key of a key twice": trust().replace(b'"owner"', b'"owner": "mallory", "owner"'),
    "an unknown key": whole(note="all is well"),
    "a misspelt list of what is revoked": whole(revokd=[keyid("alice")]),
    "no keys": json.dumps(without(json.loads(trust()), "keys")).encode(),
    "an empty list of keys": whole(keys=[]),
    "keys by their names": whole(keys={"alice": ALICE}),
    "no threshold": json.dumps(without(json.loads(trust()), "threshold")).encode(),
    "a threshold of nothing": whole(threshold=0),
    "a threshold below nothing": whole(threshold=-1),
    "a threshold that is true": whole(threshold=True),
    "a threshold with a point": whole(threshold=1.0),
    "a threshold in quotes": whole(threshold="1"),
    "a threshold that is null": whole(threshold=None),
    "a threshold beyond the keys": trust(ALICE, BOB, threshold=3),
    "one public key under two ids": trust(ALICE, {**BOB, "public": ALICE["public"]}, threshold=2),
    "two public keys under one id": trust(ALICE, {**BOB, "keyid": ALICE["keyid"]}, threshold=2),
    "one key twice": trust(ALICE, ALICE, threshold=2),
    "a public key in capitals": stated(public=ALICE["public"].upper()),
    "a public key that is too short": stated(public=ALICE["public"][2:]),
    "a public key in PEM": stated(public="-----BEGIN PUBLIC KEY-----"),
    "a public key of nothing": stated(public="00" * 32),
    "the identity for a public key": stated(public="01" + "00" * 31),
    "a public key of order two": stated(public="ec" + "ff" * 30 + "7f"),
    "a public key of order eight": stated(public="26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    "a public key of order eight, negative": stated(
        public="26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"
    ),
    "a public key written beyond the prime": stated(public="f0" + "ff" * 30 + "7f"),
    "a public key that is not on the curve": stated(public="02" + "00" * 31),
    "a key id in capitals": stated(keyid=keyid("alice").upper()),
    "a short key id": stated(keyid="alice"),
    "no owner": trust(without(ALICE, "owner")),
    "an owner of two lines": stated(owner="alice\nverified by everybody"),
    "an owner who hides": stated(owner="alice\u200b"),
    "an unknown key of a key": stated(comment="the good one"),
    "no layers": stated(layers=[]),
    "a layer that is none": stated(layers=["os", "network"]),
    "a layer that stands for all": stated(layers=["*"]),
    "layers in one text": stated(layers="os"),
    "a layer that is a list": stated(layers=[["os"]]),
    "no packs": stated(packs=[]),
    "a pattern of something else": stated(packs=["ubuntu"]),
    "a pattern with brackets": stated(packs=["pack:os/[a-z]*"]),
    "an empty pattern": stated(packs=[""]),
    "no predicate types": stated(predicateTypes=[]),
    "a predicate type that is none": stated(predicateTypes=["everything"]),
    "no beginning": trust(without(ALICE, "validAfter")),
    "no end": trust(without(ALICE, "validBefore")),
    "an end before the beginning": stated(validBefore="2025-12-31T00:00:00Z"),
    "an end at the beginning": stated(validBefore=ALICE["validAfter"]),
    "a beginning of another zone": stated(validAfter="2026-01-01T00:00:00+00:00"),
    "a day for a time": stated(validAfter="2026-01-01"),
    "what is revoked in one text": whole(revoked=keyid("alice")),
    "what is revoked by its beginning": whole(revoked=[keyid("alice")[:16]]),
    "what is revoked in capitals": whole(revoked=[keyid("alice").upper()]),
    "what is revoked, null": whole(revoked=None),
}
ATTACKS = MappingProxyType(_ATTACKS)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_trust_file_that_is_not_in_order_is_refused_with_every_fault_of_it(name: str) -> None:
    with pytest.raises(SiteError) as caught:
        read(ATTACKS[name])
    for problem in caught.value.problems:
        assert problem.code == "PA192"
        assert problem.location.path == "trust.json"
        assert problem.message.isprintable()


def test_faults_are_told_all_at_once_with_their_lines() -> None:
    text = json.dumps({"threshold": 0, "keys": [{**ALICE, "public": "x", "layers": ["net"]}], "revoked": []}, indent=1)
    with pytest.raises(SiteError) as caught:
        read(text.encode())
    lines = [problem.location.line for problem in caught.value.problems]
    assert lines == [6, 15, 2]


def test_a_sound_trust_file_is_read() -> None:
    found = read(trust(ALICE, BOB, threshold=2, revoked=("0" * 64,)))
    assert (found.threshold, [one.owner for one in found.keys]) == (2, ["alice@example", "bob@example"])
    assert found.revoked == {"0" * 64}
    assert read(json.dumps(without(json.loads(trust()), "revoked")).encode()).revoked == frozenset()


def test_the_last_key_can_be_revoked_without_another_at_hand() -> None:
    assert read(trust(ALICE, revoked=(keyid("alice"),))).revoked == {keyid("alice")}


def test_the_negative_of_a_key_is_another_key() -> None:
    assert len(read(trust(ALICE, {**BOB, "public": flipped("alice")})).keys) == 2


def test_a_pin_holds_the_file_to_its_bytes() -> None:
    data = trust()
    assert read_trust_file(data, "trust.json", hashlib.sha256(data).hexdigest())
    with pytest.raises(SiteError) as caught:
        read_trust_file(data + b"\n", "trust.json", hashlib.sha256(data).hexdigest())
    assert caught.value.problem.code == "PA191"


# --- Where it stands ------------------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A signed catalog in the working folder, with nobody's statement in it yet."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "content/packs/os/ubuntu.md"
    page.parent.mkdir(parents=True)
    page.write_text(
        "---\ntitle: Ubuntu\ndescription: A system.\nlayer: os\npublisher: Example\nclouds: [vsphere]\n"
        'releases: [{version: "22.04", kubernetes: ">=1.30 <1.35"}]\n---\nWords.\n'
    )
    (tmp_path / "content/catalog.yaml").write_text("trust: signed\n")
    (tmp_path / "trust.json").write_bytes(trust())
    (tmp_path / "attestations/ubuntu").mkdir(parents=True)
    (tmp_path / "attestations/ubuntu/22.04.json").write_bytes(file(statement()))
    return tmp_path


def check(*arguments: str) -> int:
    return main(["check", "--as-of", "2026-11-23", "--jobs", "1", *arguments])


def told(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_it_stands_beside_the_content_folder(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check("--strict") == 0
    assert "1 pack (1 verified)" in told(capsys)


def _gone(site: Path) -> list[str]:
    (site / "trust.json").unlink()
    return []


def _folder(site: Path) -> list[str]:
    (site / "trust.json").unlink()
    (site / "trust.json").mkdir()
    return []


def _pipe(site: Path) -> list[str]:
    (site / "trust.json").unlink()
    os.mkfifo(site / "trust.json")
    return []


def _inside(folder: str) -> Callable[[Path], list[str]]:
    def move(site: Path) -> list[str]:
        (site / folder).mkdir(parents=True, exist_ok=True)
        (site / "trust.json").rename(site / folder / "trust.json")
        return ["--trust", f"{folder}/trust.json", "--registry", "registry"] if folder == "registry" else [
            "--trust", f"{folder}/trust.json"
        ]  # fmt: skip

    return move


def _link_inside(site: Path) -> list[str]:
    (site / "trust.json").rename(site / "content/trust.json")
    (site / "trust.json").symlink_to("content/trust.json")
    return []


def _by_the_catalog(site: Path) -> list[str]:
    (site / "trust.json").rename(site / "content/keys.json")
    (site / "content/catalog.yaml").write_text("trust: {mode: signed, file: keys.json}\n")
    return []


def _climbing(site: Path) -> list[str]:
    (site / "trust.json").rename(site / "content/keys.json")
    return ["--trust", "attestations/../content/packs/../keys.json"]


def _loop(site: Path) -> list[str]:
    (site / "trust.json").unlink()
    (site / "trust.json").symlink_to("trust.json")
    return []


PLACES: MappingProxyType[str, Callable[[Path], list[str]]] = MappingProxyType({
    "not there": _gone,
    "a folder": _folder,
    "a pipe": _pipe,
    "a link to itself": _loop,
    "in the content folder": _inside("content"),
    "deep in the content folder": _inside("content/packs/os"),
    "in the content folder, by a link": _link_inside,
    "in the content folder, named by the catalog": _by_the_catalog,
    "in the content folder, by a detour": _climbing,
    "in the folder of statements": _inside("attestations/ubuntu"),
    "in a registry": _inside("registry"),
    "in the output folder": _inside("build"),
})  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_it_may_not_stand_where_others_can_change_it(name: str, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(*PLACES[name](site)) == 2
    assert "PA190" in told(capsys)


def test_one_that_is_too_large_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "trust.json").write_bytes(trust() + b" " * 300_000)
    assert check() == 2
    assert "PA024" in told(capsys)


def test_a_link_to_a_file_elsewhere_is_followed(site: Path) -> None:
    (site / "secrets").mkdir()
    (site / "trust.json").rename(site / "secrets/data")
    (site / "trust.json").symlink_to("secrets/data")
    assert check("--strict") == 0


# --- What a pipeline can hold on to ---------------------------------------------------------------------------------


def test_a_trust_file_on_the_command_line_outweighs_what_the_catalog_says(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever may write to the content folder may write to catalog.yaml, too."""
    (site / "content/catalog.yaml").write_text("trust: declared\n")
    page = site / "content/packs/os/ubuntu.md"
    page.write_text(
        page.read_text().replace("layer: os\n", "layer: os\nverification: {verified_on: 2026-11-20, by: M}\n")
    )
    assert check("--trust", "trust.json") == 1
    assert "PA193" in told(capsys)
    assert check() == 0


def test_another_file_that_the_catalog_names_doesn_t_count_beside_it(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "theirs.json").write_bytes(trust(key("mallory")))
    (site / "attestations/ubuntu/22.04.json").write_bytes(file(statement(), "mallory"))
    (site / "content/catalog.yaml").write_text("trust: {mode: signed, file: ../theirs.json}\n")
    assert check("--trust", "trust.json") == 1
    assert "PA195" in told(capsys)


def test_the_pin_alone_asks_for_signatures(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/catalog.yaml").write_text("trust: declared\n")
    pin = hashlib.sha256((site / "trust.json").read_bytes()).hexdigest()
    assert check("--trust-sha256", pin.upper()) == 0
    assert "1 verified" in told(capsys)
    (site / "trust.json").write_bytes(trust(key("alice"), key("mallory")))
    assert check("--trust-sha256", pin) == 2
    assert "PA191" in told(capsys)


@pytest.mark.parametrize("pin", ["", "abc", "g" * 64, "0" * 63])
def test_a_pin_that_is_none_is_a_fault_of_the_command(site: Path, pin: str) -> None:
    assert check("--trust-sha256", pin) == (0 if pin == "" else 2)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("trust: sign", "PA170"),
        ("trust: {file: ../trust.json}", "PA010"),
        ("trust: {mode: signed, keys: []}", "PA009"),
        ("trust: {mode: declared, file: ../trust.json}", "PA170"),
        ("trust: [signed]", "PA011"),
        ("trust: {mode: Signed}", "PA170"),
    ],
)
def test_a_wrong_setting_is_told(said: str, code: str, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/catalog.yaml").write_text(f"{said}\n")
    assert check() == 2
    assert code in told(capsys)


def test_the_catalog_may_name_other_places(site: Path) -> None:
    (site / "keys").mkdir()
    (site / "trust.json").rename(site / "keys/who.json")
    (site / "attestations").rename(site / "signed")
    (site / "content/catalog.yaml").write_text(
        "trust: {mode: signed, file: ../keys/who.json, attestations: ../signed}\n"
    )
    assert check("--strict") == 0


def test_statements_may_stand_in_the_content_folder_and_are_no_pages_there(site: Path) -> None:
    (site / "attestations").rename(site / "content/signed")
    (site / "content/catalog.yaml").write_text("trust: {mode: signed, attestations: signed}\n")
    assert main(["build", "--as-of", "2026-11-23", "--strict"]) == 0
    assert not (site / "build/signed").exists()
    assert (site / "build/packs/ubuntu/22.04/statement.json").is_file()
