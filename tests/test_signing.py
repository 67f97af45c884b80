"""The commands of signed trust: keygen, attest, verify."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import SSlibKey

from packatlas.cli import cli, main
from tests.signed_site import make, pack_json, put
from tests.statements import Json, keyid, private, trust

NOW = "2026-11-23"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A signed catalog in the working folder, no key of which is known yet."""
    for name in ("SOURCE_DATE_EPOCH", "PACKATLAS_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(make(tmp_path))
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    """A command's exit code and all that it says."""
    done = CliRunner().invoke(cli, list(arguments), standalone_mode=False)
    if done.exception:
        return (2, str(done.exception)) if not isinstance(done.exception, SystemExit) else (1, done.output)
    return int(done.return_value), done.output


def new_key(name: str, *others: str) -> Json:
    """Make a key, and the entry for the trust file that the command prints."""
    runner = CliRunner()
    done = runner.invoke(cli, ["keygen", name, "--owner", f"{name}@example", *others], standalone_mode=False)
    assert done.return_value == 0, done.output
    entry: Json = json.loads(done.stdout)
    return entry


def trusting(*entries: Json, threshold: int = 1, revoked: tuple[str, ...] = ()) -> None:
    """Write the trust file of these keys; they have been valid since 2026 began."""
    keys = [{**entry, "validAfter": "2026-01-01T00:00:00Z"} for entry in entries]
    Path("trust.json").write_text(json.dumps({"threshold": threshold, "keys": keys, "revoked": list(revoked)}))


def payload(path: str) -> Json:
    import base64

    return json.loads(base64.b64decode(json.loads(Path(path).read_text())["payload"]))  # type: ignore[no-any-return]


# --- keygen ------------------------------------------------------------------------------------------------------


def test_a_key_is_for_its_owner_s_eyes_only_and_is_never_written_over(site: Path) -> None:
    entry = new_key("alice.key")
    assert stat.S_IMODE((site / "alice.key").stat().st_mode) == 0o600
    before = (site / "alice.key").read_bytes()
    code, said = run("keygen", "alice.key")
    assert (code, (site / "alice.key").read_bytes()) == (2, before)
    assert "never written over" in said
    assert set(entry) == {
        "keyid", "public", "owner", "predicateTypes", "packs", "layers", "validAfter", "validBefore",
    }  # fmt: skip


def test_a_key_is_not_made_where_it_would_be_published(site: Path) -> None:
    code, said = run("keygen", "content/packs/signing.key")
    assert code == 2
    assert "is published" in said
    assert not (site / "content/packs/signing.key").exists()


def test_the_entry_is_that_of_the_key_and_its_id_the_one_that_other_tools_compute(site: Path) -> None:
    entry = new_key("alice.key")
    loaded = serialization.load_pem_private_key((site / "alice.key").read_bytes(), None)
    assert isinstance(loaded, Ed25519PrivateKey)
    known = SSlibKey.from_crypto(loaded.public_key())
    assert (entry["keyid"], entry["public"]) == (known.keyid, known.keyval["public"])


def test_a_key_may_have_a_passphrase(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACKATLAS_PASSPHRASE", "correct horse")
    trusting(new_key("alice.key", "--passphrase"))
    assert b"ENCRYPTED" in (site / "alice.key").read_bytes()
    assert run("attest", "ubuntu@22.04", "--key", "alice.key", "--renew")[0] == 0
    monkeypatch.setenv("PACKATLAS_PASSPHRASE", "wrong horse")
    code, said = run("attest", "ubuntu@22.04", "--key", "alice.key", "--renew")
    assert (code, "the passphrase is wrong" in said) == (2, True)
    monkeypatch.delenv("PACKATLAS_PASSPHRASE")
    code, said = run("attest", "ubuntu@22.04", "--key", "alice.key", "--renew")
    assert (code, "PACKATLAS_PASSPHRASE" in said) == (2, True)


FORMATS = {
    "pem": (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8),
    "openssh": (serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH),
}


@pytest.mark.parametrize("passphrase", ["", "correct horse"])
@pytest.mark.parametrize("form", FORMATS)
def test_keys_of_openssl_and_openssh_sign_too(
    form: str, passphrase: str, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = passphrase.encode()
    closed = serialization.BestAvailableEncryption(secret) if secret else serialization.NoEncryption()
    (site / "id_ed25519").write_bytes(private("alice").private_bytes(*FORMATS[form], closed))
    public = private("alice").public_key()
    (site / "id_ed25519.pub").write_bytes(
        public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH) + b" alice@example\n"
    )
    (site / "public.pem").write_bytes(
        public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    if passphrase:
        monkeypatch.setenv("PACKATLAS_PASSPHRASE", passphrase)
    entries = [new_key(name, "--of") for name in ("id_ed25519", "id_ed25519.pub", "public.pem")]
    assert len({entry["keyid"] for entry in entries}) == 1
    trusting(entries[0])
    assert run("attest", "ubuntu@22.04", "--key", "id_ed25519", "--renew")[0] == 0
    assert run("verify", "ubuntu@22.04")[0] == 0


def test_what_is_no_ed25519_key_is_refused(site: Path) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    (site / "ec.pem").write_bytes(other.private_bytes(*FORMATS["pem"], serialization.NoEncryption()))
    (site / "ec.pub").write_bytes(
        other.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    put(site / "words.txt", "no key at all")
    put(site / "broken.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    put(site / "large.key", "-----BEGIN PRIVATE KEY-----\n" + "A" * 100_000)
    for name, words in (
        ("ec.pem", "not an Ed25519 key"),
        ("words.txt", "no private key"),
        ("broken.key", "no key that can be read"),
        ("large.key", "far too large"),
        ("gone.key", "no such file"),
        ("content", "cannot be read"),
    ):
        code, said = run("attest", "ubuntu@22.04", "--key", name)
        assert (code, words in said) == (2, True), said
    for name in ("ec.pub", "words.txt", "broken.key"):
        assert run("keygen", name, "--of")[0] == 2


# --- attest ------------------------------------------------------------------------------------------------------


def test_a_signed_release_is_verified(site: Path) -> None:
    trusting(new_key("alice.key"))
    code, said = run("attest", "calico@3.31.4", "--key", "alice.key", "--as-of", NOW)
    assert code == 0
    assert "pack:cni/calico@3.31.4" in said
    signed = payload("attestations/calico/3.31.4.json")
    assert signed["predicateType"] == "https://in-toto.io/attestation/svr/v0.1"
    assert signed["predicate"]["verifier"] == {"id": "https://packs.example/docs/verifier/v1"}
    assert signed["predicate"]["timeCreated"] == "2026-11-23T00:00:00Z"
    assert signed["predicate"]["validUntil"] == "2027-01-18T00:00:00Z"
    assert signed["predicate"]["properties"] == ["PACK_BUILT_BY_PUBLISHER"]
    assert run("verify", "calico", "--as-of", NOW)[0] == 0


def test_what_is_installed_is_signed_and_what_is_read_is_not(site: Path) -> None:
    trusting(new_key("alice.key"))
    assert run("attest", "calico@3.31.4", "--key", "alice.key")[0] == 0
    facts = payload("attestations/calico/3.31.4.json")["predicate"]["facts"]
    assert sorted(facts["artifacts"]) == [
        "charts/README.md", "charts/calico.tgz", "presets.yaml", "schema.yaml", "values.yaml",
    ]  # fmt: skip
    values = (site / "registry/calico-3.31.4/values.yaml").read_bytes()
    assert facts["artifacts"]["values.yaml"] == hashlib.sha256(values).hexdigest()
    assert facts["requires"] == [{"pack": "ubuntu", "layer": "os", "type": "optional", "min": "20.04", "max": ""}]
    assert facts["resources"] == [{"type": "cpu", "minimum": 500, "components": []}]


def test_evidence_is_signed(site: Path) -> None:
    trusting(new_key("alice.key"))
    put(site / "cis.json", "{}")
    code, _ = run(
        "attest", "ubuntu@22.04", "--key", "alice.key", "--cis", "CIS Ubuntu Linux 22.04 LTS Benchmark", "2.0.0",
        "Level 1 - Server", "--cis-result", "270", "0", "12", "--cis-report", "cis.json",
        "--verifier", "https://ci.example/job/7", "--valid-until", "2026-12-24",
    )  # fmt: skip
    assert code == 0
    predicate = payload("attestations/ubuntu/22.04.json")["predicate"]
    assert predicate["hardening"] == {
        "benchmark": "CIS Ubuntu Linux 22.04 LTS Benchmark",
        "version": "2.0.0",
        "profile": "Level 1 - Server",
        "passed": 270,
        "failed": 0,
        "notApplicable": 12,
        "report": {"digest": {"sha256": hashlib.sha256(b"{}").hexdigest()}},
    }
    assert predicate["properties"] == ["PACK_BUILT_BY_PUBLISHER", "PACK_CIS_LEVEL_1"]
    assert predicate["verifier"] == {"id": "https://ci.example/job/7"}
    assert predicate["validUntil"] == "2026-12-24T00:00:00Z"
    assert run("check", "--strict")[0] == 0


TRIVY: Json = {
    "SchemaVersion": 2,
    "Trivy": {"Version": "0.67.2"},
    "CreatedAt": "2026-11-20T05:00:00Z",
    "ArtifactName": "node:22.04",
    "Results": [
        {
            "Target": "node",
            "Class": "os-pkgs",
            "Vulnerabilities": [
                {"VulnerabilityID": "CVE-2026-90001", "PkgName": "zlib", "InstalledVersion": "1", "FixedVersion": "2",
                 "Severity": "CRITICAL"},
                {"VulnerabilityID": "CVE-2026-90002", "PkgName": "musl", "InstalledVersion": "1", "Severity": "LOW"},
            ],
        },
        {
            "Target": "node again",
            "Class": "os-pkgs",
            "Vulnerabilities": [
                {"VulnerabilityID": "CVE-2026-90002", "PkgName": "musl", "InstalledVersion": "1", "Severity": "HIGH"},
            ],
        },
    ],
}  # fmt: skip


def test_a_scan_is_counted_as_the_pages_count_it(site: Path) -> None:
    trusting(new_key("alice.key"))
    put(site / "trivy.json", json.dumps(TRIVY))
    assert run("attest", "ubuntu@22.04", "--key", "alice.key", "--scan", "trivy.json", "--as-of", NOW)[0] == 0
    predicate = payload("attestations/ubuntu/22.04.json")["predicate"]
    assert predicate["scan"] == {
        "scanner": {"uri": "pkg:github/aquasecurity/trivy", "version": "0.67.2"},
        "finishedOn": "2026-11-20T05:00:00Z",
        "counts": {"critical": 1, "high": 1, "medium": 0, "low": 0, "unknown": 0},
        "fixable": 1,
        "report": {"digest": {"sha256": hashlib.sha256((site / "trivy.json").read_bytes()).hexdigest()}},
    }
    assert "PACK_NO_CRITICAL_VULNERABILITIES" not in predicate["properties"]
    assert run("build", "--as-of", NOW)[0] == 0
    page = BeautifulSoup((site / "build/packs/ubuntu/index.html").read_text(), "html.parser")
    assert "found 2 known vulnerabilities: 1 critical, 1 high; 1 with a fix." in page.text


def test_a_scan_without_a_critical_one_says_so(site: Path) -> None:
    trusting(new_key("alice.key"))
    put(site / "trivy.json", json.dumps({**TRIVY, "Results": [{**TRIVY["Results"][1]}]}))
    assert run("attest", "ubuntu@22.04", "--key", "alice.key", "--scan", "trivy.json", "--as-of", NOW)[0] == 0
    properties = payload("attestations/ubuntu/22.04.json")["predicate"]["properties"]
    assert properties == ["PACK_BUILT_BY_PUBLISHER", "PACK_NO_CRITICAL_VULNERABILITIES"]


@pytest.mark.parametrize(
    ("report", "words"),
    [
        ("", "ends too early"),
        (json.dumps(TRIVY)[:-40], "ends too early"),
        ("{}", "security report"),
        (json.dumps({key: value for key, value in TRIVY.items() if key != "CreatedAt"}), "when it was made"),
        (json.dumps({**TRIVY, "CreatedAt": "2026-11-24T00:00:00Z"}), "contradicts itself"),
        (json.dumps({**TRIVY, "Results": [{"Target": "a", "Class": "config"}]}), "no packages"),
    ],
)
def test_a_scan_that_says_too_little_is_not_signed(report: str, words: str, site: Path) -> None:
    trusting(new_key("alice.key"))
    put(site / "scan.json", report)
    code, said = run("attest", "ubuntu@22.04", "--key", "alice.key", "--scan", "scan.json", "--as-of", NOW)
    assert (code, words in said) == (2, True), said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--scan", "gone.json"], "cannot be read"),
        (["--cis", "CIS", "1.0", "Server"], "names no level"),
        (["--cis-result", "1", "2", "3"], "without the benchmark"),
        (["--cis-report", "trust.json"], "without the benchmark"),
        (["--cis", "CIS", "1.0", "Level 1", "--cis-report", "gone.json"], "cannot be read"),
        (["--verifier", "us"], "is not a URI"),
        (["--valid-until", "2026-01-01"], "contradicts itself"),
        (["--valid-until", "2028-01-01"], "before the end of this statement"),
        (["--valid-until", "Christmas"], "is not a date"),
    ],
)
def test_what_would_not_count_is_not_signed(arguments: list[str], words: str, site: Path) -> None:
    trusting(new_key("alice.key"))
    before = (site / "attestations/ubuntu/22.04.json").read_bytes()
    code, said = run("attest", "ubuntu@22.04", "--key", "alice.key", "--as-of", NOW, *arguments, "--renew")
    assert (code, words in said) == (2, True), said
    assert (site / "attestations/ubuntu/22.04.json").read_bytes() == before


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("ubunto@22.04", "did you mean 'ubuntu'?"),
        ("ubuntu@22.05", "did you mean '22.04'?"),
        ("ubuntu", "write it as ubuntu@22.04"),
        ("@22.04", "has no pack"),
        ("", "has no pack"),
    ],
)
def test_what_the_catalog_doesn_t_have_is_told(wanted: str, words: str, site: Path) -> None:
    trusting(new_key("alice.key"))
    code, said = run("attest", wanted, "--key", "alice.key")
    assert (code, words in said) == (2, True), said


def test_a_key_that_may_not_sign_is_told_before_anything_is_written(site: Path) -> None:
    entry = new_key("alice.key")
    new_key("mallory.key")
    trusting({**entry, "layers": ["cni"]})
    for name, words in (("alice.key", "may not sign for the layer 'os'"), ("mallory.key", "not in the trust file")):
        code, said = run("attest", "ubuntu@22.04", "--key", name, "--renew")
        assert (code, words in said) == (2, True), said


def test_a_release_can_be_signed_before_there_is_a_trust_file(site: Path) -> None:
    put(site / "content/catalog.yaml", "title: Packs\n")
    (site / "trust.json").unlink()
    entry = new_key("alice.key")
    assert run("attest", "ubuntu@22.04", "--key", "alice.key", "--renew")[0] == 0
    trusting(entry)
    assert run("verify", "ubuntu@22.04", "--trust", "trust.json")[0] == 0


def test_signatures_are_added_one_after_the_other(site: Path) -> None:
    trusting(new_key("alice.key"), new_key("bob.key"), threshold=2)
    code, said = run("attest", "ubuntu@22.04", "--key", "alice.key", "--renew", "--as-of", "2026-11-20")
    assert (code, "once 1 more key has signed" in said) == (0, True)
    assert run("verify", "ubuntu@22.04", "--as-of", NOW)[0] == 1
    before = payload("attestations/ubuntu/22.04.json")
    code, said = run("attest", "ubuntu@22.04", "--key", "bob.key", "--as-of", NOW)
    assert (code, "Added a signature" in said) == (0, True)
    assert payload("attestations/ubuntu/22.04.json") == before
    assert run("verify", "ubuntu@22.04", "--as-of", NOW)[0] == 0
    code, said = run("attest", "ubuntu@22.04", "--key", "bob.key", "--as-of", NOW)
    assert (code, "Signed a statement" in said) == (0, True)
    assert len(json.loads(Path("attestations/ubuntu/22.04.json").read_text())["signatures"]) == 1


@pytest.mark.parametrize("reason", ["other facts", "expired", "asked", "new evidence", "broken"])
def test_a_new_statement_takes_the_place_of_one_that_cannot_be_joined(reason: str, site: Path) -> None:
    trusting(new_key("alice.key"), new_key("bob.key"))
    assert run("attest", "ubuntu@22.04", "--key", "alice.key", "--renew", "--as-of", "2026-09-01")[0] == 0
    day, more = "2026-09-02", list[str]()
    page = site / "content/packs/os/ubuntu.md"
    if reason == "other facts":
        page.write_text(page.read_text().replace("<1.35", "<1.36"))
    elif reason == "expired":
        day = NOW
    elif reason == "asked":
        more = ["--renew"]
    elif reason == "new evidence":
        more = ["--cis", "CIS Benchmark", "1.0", "Level 2"]
    else:
        put(site / "attestations/ubuntu/22.04.json", "{}")
    assert run("attest", "ubuntu@22.04", "--key", "bob.key", "--as-of", day, *more)[0] == 0
    assert len(json.loads(Path("attestations/ubuntu/22.04.json").read_text())["signatures"]) == 1
    assert payload("attestations/ubuntu/22.04.json")["predicate"]["timeCreated"] == f"{day}T00:00:00Z"


def test_a_file_that_cannot_be_read_cannot_be_signed(site: Path) -> None:
    trusting(new_key("alice.key"))
    put(site / "secret", "of somebody else")
    (site / "registry/calico-3.31.4/charts/more.tgz").symlink_to(site / "secret")
    code, said = run("attest", "calico@3.31.4", "--key", "alice.key")
    assert (code, "charts/more.tgz" in said) == (2, True)


# --- verify ------------------------------------------------------------------------------------------------------


def test_every_statement_is_listed_with_its_outcome(site: Path) -> None:
    entry, other = new_key("alice.key"), new_key("bob.key")
    trusting(entry, other, revoked=())
    assert run("attest", "ubuntu@20.04", "--key", "bob.key", "--as-of", "2026-09-01")[0] == 0
    assert run("attest", "calico@3.31.4", "--key", "alice.key", "--as-of", NOW)[0] == 0
    code, said = run("verify", "--as-of", NOW, "--format", "json")
    found: dict[str, Any] = {f"{one['pack']}@{one['version']}": one for one in json.loads(said)["releases"]}
    assert code == 1  # the first statement on 22.04 was signed by a key that the trust file doesn't have
    assert {name: one["outcome"] for name, one in found.items()} == {
        "calico@3.31.4": "verified", "ubuntu@20.04": "expired", "ubuntu@22.04": "invalid",
    }  # fmt: skip
    assert found["calico@3.31.4"]["signers"] == [{"keyid": entry["keyid"], "owner": "alice.key@example"}]
    assert keyid("alice")[:16] in found["ubuntu@22.04"]["reason"]
    trusting(entry, other, revoked=(found["calico@3.31.4"]["payload_sha256"],))
    code, said = run("verify", "calico", "--as-of", NOW)
    assert code == 1
    assert "revoked" in said


def test_an_expired_statement_fails_only_if_asked(site: Path) -> None:
    trusting(new_key("alice.key"))
    assert run("attest", "ubuntu@22.04", "--key", "alice.key", "--as-of", "2026-09-01", "--renew")[0] == 0
    assert run("verify", "--as-of", NOW)[0] == 0
    assert run("verify", "--as-of", NOW, "--strict")[0] == 1


def test_a_pack_without_a_statement_fails_when_it_is_asked_for(site: Path) -> None:
    trusting(new_key("alice.key"))
    (site / "attestations/ubuntu/22.04.json").unlink()
    code, said = run("verify", "ubuntu")
    assert (code, "no signed statement" in said) == (1, True)
    assert run("verify") == (0, "There is no statement here.\n")
    assert run("verify", "ubunto")[0] == 2


def test_what_is_out_of_place_is_told(site: Path) -> None:
    trusting(new_key("alice.key"))
    put(site / "attestations/22.04.json", "{}")
    (site / "attestations/ubuntu/22.04.json").unlink()
    code, said = run("verify")
    assert (code, "PA196" in said) == (1, True)


def test_a_catalog_that_trusts_its_pages_has_nothing_to_verify(site: Path) -> None:
    put(site / "content/catalog.yaml", "title: Packs\n")
    code, said = run("verify")
    assert (code, "nothing to verify" in said) == (2, True)


def test_a_statement_stands_for_one_release_of_a_registry_only(site: Path) -> None:
    trusting(new_key("alice.key"))
    (site / "attestations/ubuntu/22.04.json").unlink()
    assert run("attest", "calico@3.31.4", "--key", "alice.key", "--as-of", NOW)[0] == 0
    put(site / "registry/calico-3.31.5/pack.json", pack_json(version="3.31.5"))
    assert run("build", "--as-of", NOW, "--strict")[0] == 0
    api = json.loads((site / "build/api/v1/packs/calico.json").read_text())
    assert (api["shield"]["state"], api["latest"]["version"]) == ("current", "3.31.4")
    assert json.loads((site / "build/api/v1/packs/calico/3.31.5.json").read_text())["verification"] is None


# --- Checked without packatlas -----------------------------------------------------------------------------------


def test_anyone_can_check_a_statement_with_the_lines_on_its_page(site: Path) -> None:
    if not shutil.which("openssl") or b"OpenSSL 3" not in subprocess.check_output(["openssl", "version"]):
        pytest.skip("needs the openssl command, version 3")
    trusting(new_key("alice.key"), new_key("bob.key"), threshold=2)
    assert run("attest", "ubuntu@22.04", "--key", "alice.key", "--renew", "--as-of", NOW)[0] == 0
    assert run("attest", "ubuntu@22.04", "--key", "bob.key", "--as-of", NOW)[0] == 0
    assert run("build", "--as-of", NOW)[0] == 0
    page = BeautifulSoup((site / "build/packs/ubuntu/index.html").read_text(), "html.parser")
    lines = page.select_one(".statement .copyable")
    assert lines is not None
    downloads = [line.split()[-1] for line in lines.text.splitlines() if line.startswith("curl ")]
    checks = [line for line in lines.text.splitlines() if line and not line.startswith("curl ")]
    (site / "reader").mkdir()
    for address in downloads:
        shutil.copy(site / "build" / address.removeprefix("https://packs.example/docs/"), site / "reader")
    done = sh("\n".join(checks), site / "reader")
    facts = hashlib.sha256((site / "reader/facts.json").read_bytes()).hexdigest()
    assert done.count("Signature Verified Successfully") == 2
    assert facts in done
    assert json.loads((site / "reader/payload.json").read_text())["subject"][0]["digest"]["sha256"] == facts
    (site / "reader/statement.json").write_text(
        (site / "reader/statement.json").read_text().replace('"payload": "ey', '"payload": "eY')
    )
    assert "Signature Verified Successfully" not in sh("\n".join(checks), site / "reader")


def test_the_description_of_the_api_names_the_statements(site: Path) -> None:
    put(site / "trust.json", trust().decode())
    assert run("build", "--as-of", NOW)[0] == 0
    paths = json.loads((site / "build/api/v1/openapi.json").read_text())["paths"]
    paths.pop("/api/v1/packs/{name}/{version}/security.json")  # This site has no security reports.
    for path in paths:
        assert (site / "build" / path.strip("/").format(name="ubuntu", version="22.04")).is_file()


def sh(script: str, folder: Path) -> str:
    """What a shell says of some lines."""
    done = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True)
    return done.stdout + done.stderr


def test_a_catalog_that_trusts_its_pages_loads_nothing_that_signs(site: Path) -> None:
    put(site / "content/catalog.yaml", "title: Packs\n")
    script = (
        "import sys; from packatlas.cli import main; code = main(['build']); "
        "names = ('cryptography', 'securesystemslib', 'rfc8785'); "
        "print(code, [name for name in sys.modules if name.startswith(names)])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=site, capture_output=True, text=True, env=environment())
    assert done.stdout.splitlines()[-1] == "0 []"


def environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def test_the_commands_end_as_main_does(site: Path) -> None:
    assert main(["verify", "--trust", "gone.json"]) == 2
    assert main(["attest", "ubuntu@22.04"]) == 2
