"""What somebody who may write to the content folder and to a registry tries, in a catalog that counts signatures.

Every forgery is built as a pipeline would build it, with the trust file pinned. It must fail with a named problem or
leave its target without a shield; it must never crash, and never draw one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from bs4 import BeautifulSoup

from packatlas.cli import main
from packatlas.options import Choices
from packatlas.signing.catalog import release_of, to_sign
from packatlas.trust.descriptor import facts
from tests.signed_site import UBUNTU, make, pack_json, put
from tests.statements import FACTS, file, key, statement, trust

CALICO = "registry/calico-3.31.4"
STATED = "attestations/ubuntu/22.04.json"
EVIL = "---\ntitle: Ubuntu\nlayer: os\nreleases: [{version: '22.04'}]\n---\nEvil words.\n"
CLAIM = "verification: {verified_on: 2026-11-20, by: Example, cis: {benchmark: CIS, level: 1}}\n"
THEIRS = file(statement({**FACTS, "name": "evil"}, subject="pack:os/evil@22.04"), "mallory").decode()


@dataclass(frozen=True)
class Forgery:
    """What is done, whom it should help, and what it is called when it fails the build; nothing if it needn't."""

    target: str
    """`name`, whose page must have no shield, or `name@version`, which must not be verified."""
    code: str
    change: Callable[[Path], object]


def _edit(path: str, old: str, new: str) -> Callable[[Path], object]:
    def change(site: Path) -> None:
        text = (site / path).read_text()
        assert old in text
        put(site / path, text.replace(old, new, 1))

    return change


def _page(old: str, new: str) -> Callable[[Path], object]:
    return _edit("content/packs/os/ubuntu.md", old, new)


def _more(line: str) -> Callable[[Path], object]:
    """One more line about the signed release of the page."""
    return _page("    kubernetes", f"    {line}\n    kubernetes")


def _new(path: str, text: str) -> Callable[[Path], object]:
    return lambda site: put(site / path, text)


def _pack_json(**changes: Any) -> Callable[[Path], object]:
    return _new(f"{CALICO}/pack.json", pack_json(**changes))


def _both(*changes: Callable[[Path], object]) -> Callable[[Path], object]:
    return lambda site: [change(site) for change in changes]


def _release(name: str, version: str, **changes: Any) -> str:
    return pack_json(name=name, displayName=name.title(), version=version, layer="os", **changes)


def _linked(path: str, make_link: Callable[[Path, Path], object]) -> Callable[[Path], object]:
    def change(site: Path) -> None:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        make_link(site / path, site / STATED)

    return change


FORGERIES: Mapping[str, Forgery] = MappingProxyType({
    # Facts of a signed page
    "wider range of Kubernetes": Forgery("ubuntu", "PA196", _page("<1.35", "<1.99")),
    "no range of Kubernetes": Forgery("ubuntu", "PA196", _page('    kubernetes: ">=1.30 <1.35"\n', "")),
    "another publisher": Forgery("ubuntu", "PA196", _page("publisher: Example", "publisher: Mallory")),
    "no publisher": Forgery("ubuntu", "PA196", _page("publisher: Example\n", "")),
    "another title": Forgery("ubuntu", "PA196", _page("title: Ubuntu", "title: Kubernetes")),
    "another layer": Forgery("ubuntu", "PA196", _page("layer: os", "layer: k8s")),
    "more clouds": Forgery("ubuntu", "PA196", _page("[vsphere]", "[vsphere, aws]")),
    "architectures": Forgery("ubuntu", "PA196", _page("clouds:", "architectures: [arm64]\nclouds:")),
    "a claim of FIPS": Forgery("ubuntu", "PA196", _page("clouds:", "fips: true\nclouds:")),
    "a security fix": Forgery("ubuntu", "PA196", _more("fixes: [CVE-2026-12345]")),
    "a fresh date": Forgery("ubuntu", "PA196", _more("released: 2026-11-22")),
    "a dependency": Forgery("ubuntu", "PA196", _more("requires: [{pack: calico}]")),
    "another number": Forgery("ubuntu", "PA199", _page('"22.04"', '"24.04"')),
    "the same number spelt otherwise": Forgery("ubuntu", "PA199", _page('"22.04"', '"v22.04"')),
    "another name": Forgery("debian", "PA199", _page("title: Ubuntu", "title: Ubuntu\nname: debian")),
    # A verification that is just claimed
    "a verification on a new page": Forgery(
        "evil", "PA193", _new("content/packs/os/evil.md", EVIL.replace("layer: os\n", f"layer: os\n{CLAIM}"))
    ),
    "a verification beside an unsigned release": Forgery(
        "ubuntu", "PA193", _both(_page("layer: os\n", f"layer: os\n{CLAIM}"), lambda site: (site / STATED).unlink())
    ),
    "a verification in capitals": Forgery(
        "evil", "PA009", _new("content/packs/os/evil.md", EVIL.replace("layer: os\n", f"layer: os\nV{CLAIM[1:]}"))
    ),
    "a verification twice": Forgery(
        "evil", "PA004", _new("content/packs/os/evil.md", EVIL.replace("layer: os\n", f"layer: os\n{CLAIM}{CLAIM}"))
    ),
    "a verification in pack.json": Forgery(
        "evil@1.0", "", _new("registry/evil/pack.json", _release("evil", "1.0", verification={"by": "Example"}))
    ),
    # Other documents of the same name
    "a second page": Forgery("ubuntu@22.04", "PA080", _new("content/packs/aaa/ubuntu.md", EVIL)),
    "a second page with the name": Forgery(
        "evil", "PA080", _new("content/packs/aaa/evil.md", EVIL.replace("title: Ubuntu", "name: ubuntu\ntitle: Evil"))
    ),
    "a name that differs in case": Forgery("UBUNTU", "", _new("registry/x/pack.json", _release("UBUNTU", "22.04"))),
    "an alias of the same name": Forgery(
        "evil", "PA084", _new("content/packs/os/evil.md", EVIL.replace("layer: os", "layer: os\naliases: [ubuntu]"))
    ),
    "a newer release on the page": Forgery("ubuntu@99.0", "", _page("releases:\n", 'releases:\n  - version: "99.0"\n')),
    "a newer release in a registry": Forgery(
        "calico@99.0.0", "", _new("registry/calico-99/pack.json", pack_json(version="99.0.0"))
    ),
    "a registry folder for a signed page": Forgery(
        "ubuntu@22.04", "PA196",
        _both(_new("registry/ubuntu/pack.json", _release("ubuntu", "22.04")),
              _new("registry/ubuntu/values.yaml", "a: 1\n")),
    ),
    "a second folder for a signed release": Forgery(
        "calico@3.31.4", "PA196",
        _both(_new("registry/zzz/pack.json", pack_json()), _new("registry/zzz/values.yaml", "evil: true\n")),
    ),
    # What a registry installs
    "other values": Forgery("calico", "PA196", _edit(f"{CALICO}/values.yaml", "v3.31.4", "v0.0.1")),
    "no values": Forgery("calico", "PA196", lambda site: (site / CALICO / "values.yaml").unlink()),
    "another chart": Forgery("calico", "PA196", _new(f"{CALICO}/charts/calico.tgz", "evil")),
    "one more chart": Forgery("calico", "PA196", _new(f"{CALICO}/charts/more.tgz", "evil")),
    "a chart behind a link": Forgery(
        "calico", "PA196", _linked(f"{CALICO}/charts/more.tgz", lambda here, there: here.symlink_to(there))
    ),
    "a manifest": Forgery("calico", "PA196", _new(f"{CALICO}/manifests/evil.yaml", "kind: Pod\n")),
    "a picture among the manifests": Forgery("calico", "PA196", _new(f"{CALICO}/manifests/evil.png", "kind: Pod\n")),
    "other presets": Forgery("calico", "PA196", _edit(f"{CALICO}/presets.yaml", "a: 1", "a: 2")),
    "another schema": Forgery("calico", "PA196", _edit(f"{CALICO}/schema.yaml", "required", "readonly")),
    "a dropped dependency": Forgery("calico", "PA196", _pack_json(constraints={})),
    "another list of charts": Forgery("calico", "PA196", _pack_json(charts=["charts/evil.tgz"])),
    "a list of manifests": Forgery("calico", "PA196", _pack_json(kubeManifests=["manifests/evil.yaml"])),
    "more clouds in pack.json": Forgery("calico", "PA196", _pack_json(cloudTypes=["all"])),
    "another contributor": Forgery("calico", "PA196", _pack_json(annotations={"contributor": "Mallory"})),
    "another display name": Forgery("calico", "PA196", _pack_json(displayName="Cilium")),
    "another layer in pack.json": Forgery("calico", "PA196", _pack_json(layer="csi")),
    # Statements
    "a statement of one's own": Forgery(
        "evil", "PA195",
        _both(_new("content/packs/os/evil.md", EVIL), _new("attestations/evil/22.04.json", THEIRS)),
    ),
    "a copied statement": Forgery(
        "evil", "PA196",
        _both(_new("content/packs/os/evil.md", EVIL),
              lambda site: put(site / "attestations/evil/22.04.json", (site / STATED).read_text())),
    ),
    "a link to a statement": Forgery(
        "evil", "PA196",
        _both(_new("content/packs/os/evil.md", EVIL),
              _linked("attestations/evil/22.04.json", lambda here, there: here.symlink_to(there))),
    ),
    "a hard link to a statement": Forgery(
        "ubuntu@20.04", "PA022", _linked("attestations/ubuntu/20.04.json", lambda here, there: os.link(there, here))
    ),
    "a link out of the folder": Forgery(
        "ubuntu@20.04", "PA021",
        _linked("attestations/ubuntu/20.04.json", lambda here, there: here.symlink_to(there.parents[2] / "trust.json")),
    ),
    "a folder for a statement": Forgery(
        "ubuntu@20.04", "", lambda site: (site / "attestations/ubuntu/20.04.json").mkdir()
    ),
    "a statement of another spelling": Forgery(
        "ubuntu@20.04", "PA196", lambda site: put(site / "attestations/ubuntu/20.04.JSON", (site / STATED).read_text())
    ),
    "a statement that is far too large": Forgery(
        "ubuntu@20.04", "PA024", _new("attestations/ubuntu/20.04.json", " " * 300_000)
    ),
    "statements in the content folder": Forgery(
        "ubuntu@20.04", "",
        lambda site: put(site / "content/attestations/ubuntu/20.04.json", (site / STATED).read_text()),
    ),
    "a file in the place of a published statement": Forgery(
        "ubuntu@20.04", "", _new("content/packs/ubuntu/20.04/statement.json", THEIRS)
    ),
    "a file over a published statement": Forgery(
        "ubuntu@20.04", "PA181", _new("content/packs/ubuntu/22.04/statement.json", THEIRS)
    ),
    "a public key among the site's own": Forgery("ubuntu@20.04", "PA033", _new("content/verified/keys/a.pem", "evil")),
    "a badge of one's own": Forgery("ubuntu@20.04", "PA033", _new("content/badges/ubuntu/20.04.txt", "verified")),
    # Settings that stand in the content folder
    "trust that is declared": Forgery(
        "evil", "PA193",
        _both(_edit("content/catalog.yaml", "trust: signed", "trust: declared"),
              _new("content/packs/os/evil.md", EVIL.replace("layer: os\n", f"layer: os\n{CLAIM}"))),
    ),
    "another trust file": Forgery(
        "evil", "PA195",
        _both(_edit("content/catalog.yaml", "trust: signed", "trust: {mode: signed, file: ../theirs.json}"),
              _new("theirs.json", trust(key("mallory")).decode()),
              _new("content/packs/os/evil.md", EVIL), _new("attestations/evil/22.04.json", THEIRS)),
    ),
    "another folder of statements": Forgery(
        "evil", "PA195",
        _both(_edit("content/catalog.yaml", "trust: signed", "trust: {mode: signed, attestations: theirs}"),
              _new("content/packs/os/evil.md", EVIL), _new("content/theirs/evil/22.04.json", THEIRS)),
    ),
    # Words
    "a shield in words and marks": Forgery(
        "evil", "",
        _new("content/packs/os/evil.md", EVIL + '<b class="shield shield-current">Verified</b> 🛡️ Verified\n'),
    ),
    "a page in the place of a pack's": Forgery(
        "ubuntu@20.04", "", _new("content/evil.md", "---\nslug: /packs/ubuntu/\n---\nEvil\n")
    ),
})  # fmt: skip


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sound site, both of its packs signed."""
    root = make(tmp_path_factory.mktemp("signed"))
    settings = Choices(content=root / "content").settings()
    pack, release = release_of(to_sign(settings), "calico@3.31.4")
    value = statement(facts(pack, release), subject="pack:cni/calico@3.31.4")
    value["predicate"]["properties"] = ["PACK_BUILT_BY_PUBLISHER"]
    del value["predicate"]["hardening"]
    put(root / "attestations/calico/3.31.4.json", file(value).decode())
    return root


@pytest.fixture
def site(signed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it in the working folder."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    shutil.copytree(signed, tmp_path / "site")
    monkeypatch.chdir(tmp_path / "site")
    return tmp_path / "site"


def built(site: Path, *arguments: str, as_of: str = "2026-11-23") -> int:
    pin = hashlib.sha256((site / "trust.json").read_bytes()).hexdigest()
    return main(["build", "--as-of", as_of, "--jobs", "1", "--trust", "trust.json", "--trust-sha256", pin, *arguments])


def api(site: Path, path: str) -> Any:
    """A file for programs, or None where there is none."""
    place = site / f"build/api/v1/packs/{path}.json"
    return json.loads(place.read_text()) if place.is_file() else None


def test_the_sound_site_has_both_shields_and_no_problem(site: Path) -> None:
    assert built(site, "--strict") == 0
    for name in ("ubuntu", "calico"):
        assert api(site, name)["shield"]["state"] == "current"


def test_there_are_enough_forgeries() -> None:
    assert len(FORGERIES) >= 30


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_makes_no_shield(name: str, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forgery = FORGERIES[name]
    forgery.change(site)
    code = built(site)
    said = capsys.readouterr().err
    assert code in ((1,) if forgery.code else (0, 1)), said
    assert forgery.code in said
    assert "PA034" not in said
    target, _, version = forgery.target.partition("@")
    if version:
        found = api(site, f"{target}/{version}")
        assert found is None or found["verification"] is None
    else:
        found = api(site, target)
        assert found is None or (found["shield"]["state"], found["verification"]) == ("none", None)
        assert shields_on(site / f"build/packs/{target}/index.html") <= {"none"}


def shields_on(page: Path) -> set[str]:
    """The states of the shields that a page draws."""
    if not page.is_file():
        return set()
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    return {name.removeprefix("shield-") for one in soup.select(".shield") for name in one["class"] if "-" in name}


@pytest.mark.parametrize(
    "change",
    [
        _page("The words of the page.", "Other words."),
        _page("description: An operating system.\n", "description: Said anew.\ntags: [linux]\nlinks: {Docs: 'https://packs.example'}\n"),
        _page('  - version: "22.04"\n', '  - version: "22.04"\n    notes: Said anew.\n'),
        _new(f"{CALICO}/README.md", "# Calico\n\nOther words.\n"),
        _pack_json(annotations={"source": "community", "contributor": "Example", "description": "Said anew."}),
        _new("content/guides/install.md", "# A guide\n"),
    ],
    ids=["words", "description", "notes", "README", "description in pack.json", "another page"],
)  # fmt: skip
def test_prose_may_change(change: Callable[[Path], object], site: Path) -> None:
    change(site)
    assert built(site, "--strict") == 0
    assert {api(site, name)["shield"]["state"] for name in ("ubuntu", "calico")} == {"current"}


def test_a_patient_policy_doesn_t_keep_an_expired_statement_green(site: Path) -> None:
    _edit("content/catalog.yaml", "title: Packs\n", "title: Packs\npolicy: {update_weeks: 520, due_soon_weeks: 500}\n")(
        site
    )
    assert built(site, as_of="2027-02-01") == 0
    found = api(site, "ubuntu")
    assert found["shield"]["state"] == "overdue"
    assert "expired on 27 December 2026" in found["shield"]["reasons"][0]


@pytest.mark.parametrize("code", [f"PA{number}" for number in range(190, 200)])
def test_no_setting_of_the_content_silences_a_forgery(
    code: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit("content/catalog.yaml", "title: Packs\n", f"title: Packs\nchecks: {{{code}: off}}\n")(site)
    assert built(site) == 2
    assert f"'{code}' can't be 'off'" in capsys.readouterr().err


def test_no_setting_keeps_an_expired_statement_green(site: Path) -> None:
    lenient = "policy: {late_update: warn, missing_cis: warn, no_active_release: warn, open_critical: warn}\n"
    _edit("content/catalog.yaml", "title: Packs\n", f"title: Packs\n{lenient}")(site)
    assert built(site, as_of="2027-02-01") == 0
    assert api(site, "ubuntu")["shield"]["state"] == "overdue"


def test_ten_weeks_later_exactly_the_overdue_shields_are_amber(site: Path) -> None:
    """The key has expired, too; a build must not fail just because time went by."""
    put(site / "content/packs/os/debian.md", UBUNTU.replace("Ubuntu", "Debian"))
    assert built(site, as_of="2027-02-01") == 0
    assert {name: api(site, name)["shield"]["state"] for name in ("ubuntu", "calico", "debian")} == {
        "ubuntu": "overdue", "calico": "overdue", "debian": "none",
    }  # fmt: skip


# --- What earlier builds kept ----------------------------------------------------------------------------------------


def cached(site: Path) -> int:
    """A build that may use what the one before kept, which is not the case while files have just been saved."""
    time.sleep(0.1)
    return main(["build", "--as-of", "2026-11-23", "--jobs", "1", "--cache", "kept"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_new("trust.json", trust(key("alice"), revoked=(key("alice")["keyid"],)).decode()), "PA198"),
        (_new(f"{CALICO}/charts/calico.tgz", "evil"), "PA196"),
        (_edit(STATED, '"payload": "ey', '"payload": "eY'), "PA195"),
    ],
    ids=["a revoked key", "another chart", "another statement"],
)
def test_what_an_earlier_build_kept_hides_nothing(
    change: Callable[[Path], object], code: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cached(site) == 0
    assert cached(site) == 0
    change(site)
    capsys.readouterr()
    assert cached(site) == 1
    assert code in capsys.readouterr().err


def test_a_link_to_another_trust_file_is_seen(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As secrets are exchanged where they are mounted: the link changes, and no file does."""
    put(site / "secrets/1/trust.json", trust().decode())
    put(site / "secrets/2/trust.json", trust(key("bob")).decode())
    (site / "trust.json").unlink()
    (site / "trust.json").symlink_to("secrets/1/trust.json")
    assert cached(site) == 0
    assert cached(site) == 0
    (site / "trust.json").unlink()
    (site / "trust.json").symlink_to("secrets/2/trust.json")
    assert cached(site) == 1
    assert "PA195" in capsys.readouterr().err


def test_a_pinned_build_neither_keeps_nor_believes_a_cache_beside_the_content(site: Path) -> None:
    assert main(["build", "--as-of", "2026-11-23", "--jobs", "1"]) == 0
    assert (site / ".packatlas-cache").is_dir()
    shutil.rmtree(site / ".packatlas-cache")
    assert built(site) == 0
    assert not (site / ".packatlas-cache").exists()
    assert built(site, "--cache", "kept") == 0
    assert (site / "kept").is_dir()


# --- Reports that nobody signed --------------------------------------------------------------------------------------


def report(severity: str) -> str:
    """A scanner's report with one finding that has a fix, from three weeks before the build."""
    found = {"VulnerabilityID": "CVE-2026-90001", "PkgName": "zlib", "InstalledVersion": "1", "FixedVersion": "2"}
    results = [{"Target": "t", "Class": "os-pkgs", "Vulnerabilities": [{**found, "Severity": severity}]}]
    stated = {"SchemaVersion": 2, "CreatedAt": "2026-11-02T00:00:00Z", "ArtifactName": "a", "Results": results}
    return json.dumps(stated)


def test_a_clean_report_that_nobody_signed_says_nothing_by_a_signed_shield(site: Path) -> None:
    assert built(site) == 0
    before = api(site, "ubuntu")["shield"]
    put(site / "content/security/ubuntu/22.04.json", report("LOW"))
    assert built(site) == 0
    assert api(site, "ubuntu")["shield"] == before


def test_a_critical_one_takes_its_green_away_all_the_same(site: Path) -> None:
    put(site / "content/security/ubuntu/22.04.json", report("CRITICAL"))
    assert built(site) in (0, 1)
    shield = api(site, "ubuntu")["shield"]
    assert shield["state"] == "overdue"
    assert "CVE-2026-90001" in shield["reasons"][0]
