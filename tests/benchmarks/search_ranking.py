"""Count how often the search box finds the pack that was meant, and how fast, in a real Chromium.

Run it by hand: `python -m tests.benchmarks.search_ranking [--names FILE] [--packs 10000] [--tries 2000]`. Names come
from a file with one a line, or are made up from words of the field. Typos are drawn evenly: a letter dropped, added,
changed or swapped with the next, anywhere. Some make another name as likely as the one that was meant, or the very name
of another pack; how many of the misses are of that kind is counted apart.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from packatlas.catalog import assemble
from packatlas.errors import Location
from packatlas.making import content_of
from packatlas.model import Benchmark, Layer, Pack, Release, Verification
from packatlas.outputs.search import search
from packatlas.settings import Settings
from packatlas.versions import Version

AS_OF = date(2026, 11, 1)
ENGINE = Path(__file__).parents[2] / "assets" / "search-engine.js"
FIRST = """
prometheus grafana loki tempo mimir cortex thanos jaeger zipkin fluentd fluentbit vector logstash kibana
elastic opensearch kafka rabbitmq nats pulsar redis valkey memcached postgres mysql mariadb mongodb cassandra
scylla couchbase cockroach minio ceph rook longhorn openebs portworx trident nfs efs ebs vsphere azure gcp aws
hetzner calico cilium antrea flannel weave multus ovn kube kubernetes k3s rke2 harbor registry nexus
artifactory spegel vault consul nomad boundary dex keycloak authentik oauth2 cert trust external sealed
secrets argo flux tekton jenkins gitlab gitea drone istio linkerd kuma envoy contour traefik nginx haproxy
kong ambassador metallb karpenter cluster descheduler velero kasten stash falco trivy kyverno gatekeeper
polaris kubescape neuvector aqua crossplane terraform pulumi backstage spark flink airflow ray kubeflow mlflow
triton nvidia gpu intel amd habana knative openfaas dapr keda strimzi zookeeper
"""
SECOND = """
operator controller agent exporter proxy gateway driver plugin webhook crds server client manager dashboard ui
api backup restore monitor collector adapter bridge sync reloader injector scanner cache cluster standalone ha
lite edge enterprise community addon bundle toolkit policy policies rules alerts tracing metrics logs storage
network node autoscaler scheduler snapshotter provisioner registrar issuer mirror federation distributed
simple core stack config
"""
MEASURE = """
async ([url, index, tries]) => {
  const { Engine, edits } = await import(url);
  const { names } = index;
  let state = 20261101;
  const below = (end) => {  // xorshift, so that every run draws the same
    state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
    return (state >>> 0) % end;
  };
  const letter = () => 'abcdefghijklmnopqrstuvwxyz'[below(26)];
  const typo = (name) => {
    for (;;) {
      const at = below(name.length), before = name.slice(0, at), after = name.slice(at + 1);
      const next = after ? before + after[0] + name[at] + after.slice(1) : name;
      const made = [before + after, before + letter() + name.slice(at), before + letter() + after, next][below(4)];
      if (made !== name && made.length > 1) return made;
    }
  };
  const start = performance.now();
  const engine = new Engine(index);
  const built = performance.now() - start;
  const figures = [];
  const measure = (what, top, ask) => {
    let hits = 0, asNear = 0;
    const times = [];
    for (let round = 0; round < tries; round++) {
      const meant = below(names.length), query = ask(names[meant]);
      const begin = performance.now();
      const place = engine.search(query, 10).packs.indexOf(meant);
      times.push(performance.now() - begin);
      if (place >= 0 && place < top) { hits++; continue; }
      const distance = edits(query, names[meant], 9, false);
      if (names.some((name, other) => other !== meant && edits(query, name, distance, false) <= distance)) asNear++;
    }
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.floor(share * (times.length - 1))];
    figures.push([what, (100 * hits) / tries, (100 * asNear) / tries, at(0.5), at(0.95)]);
  };
  measure('exact name first', 1, (name) => name);
  measure('without separators first', 1, (name) => name.replace(/[-_.]/g, ''));
  measure('with blanks first', 1, (name) => name.replace(/[-_.]/g, ' '));
  measure('60% of the name in first five', 5, (name) => name.slice(0, Math.ceil(name.length * 0.6)));
  measure('one typo first', 1, typo);
  measure('two typos in first five', 5, (name) => typo(typo(name)));
  measure('any keystroke', 10, (name) => name.slice(0, 1 + below(name.length)));
  return { built, figures };
}
"""


def made_up(count: int) -> list[str]:
    """Names as packs have them: one to four words, no two the same."""
    draw = random.Random(20261101)
    first, second = FIRST.split(), SECOND.split()
    names = dict.fromkeys(first)
    while len(names) < count:
        words = [draw.choice(first), *draw.choices(second, k=draw.choice((1, 1, 2)))]
        if draw.random() < 0.4:
            words.insert(draw.choice((0, 1)), draw.choice(first))
        if len(set(words)) == len(words):
            names["-".join(words)] = None
    return list(names)[:count]


def packs(names: list[str]) -> list[Pack]:
    """A pack for each name, most of them add-ons, three in ten verified."""
    draw = random.Random(20261101)
    record = Verification(date(2026, 10, 20), "Example", Benchmark("CIS"))
    made = []
    for name in names:
        layer = draw.choices(list(Layer)[1:], (3, 4, 3, 5, 85))[0]
        version = ".".join(str(draw.randrange(30)) for _ in range(3))
        made.append(
            Pack(
                name=name,
                title=draw.choice((name, name.replace("-", " ").title(), name.replace("-", " ").upper())),
                layer=layer,
                location=Location(name),
                origin="page",
                addon_type=draw.choice(("monitoring", "security", "ingress", "system-app"))
                if layer is Layer.ADDON
                else "",
                clouds=tuple(sorted(draw.sample(("aws", "azure", "gcp", "vsphere", "edge"), draw.choice((1, 2))))),
                tags=tuple(sorted(draw.sample(SECOND.split(), draw.choice((0, 1, 2))))),
                verification=record if draw.random() < 0.3 else None,
                releases=(Release(Version(version), Location(name)),),
            )
        )
    return made


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=Path, help="a file of names, one a line; what follows a tab is ignored")
    parser.add_argument("--packs", type=int, default=10_000)
    parser.add_argument("--tries", type=int, default=2_000)
    options = parser.parse_args()
    if options.names:
        lines = options.names.read_text(encoding="utf-8").splitlines()
        names = list(dict.fromkeys(line.split("\t")[0].lower() for line in lines if line))[: options.packs]
    else:
        names = made_up(options.packs)
    settings = Settings(as_of=AS_OF)
    catalog, _ = assemble(packs(names), (), (), settings)
    index = content_of(search(catalog, settings)[0])
    print(f"{len(catalog.packs)} packs, index {len(index):,} bytes, {len(gzip.compress(index, 9)):,} compressed")
    report(measured(json.loads(index), options.tries))


def measured(index: Any, tries: int) -> Any:
    """What Chromium counts and times."""
    with sync_playwright() as driver:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = browser.new_page()
        page.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.route("**/*.js", lambda route: route.fulfill(path=ENGINE, content_type="text/javascript"))
        page.goto("http://packs.example/")
        result = page.evaluate(MEASURE, ["http://packs.example/search-engine.js", index, tries])
        browser.close()
    return result


def report(result: Any) -> None:
    """The table of figures."""
    print(f"engine ready after {result['built']:.0f} ms")
    print(f"{'':32}{'found':>8}{'missed, another as near':>26}{'median ms':>12}{'95% ms':>9}")
    for what, hits, as_near, median, slow in result["figures"]:
        print(f"{what:32}{hits:7.1f}%{as_near:25.1f}%{median:12.2f}{slow:9.2f}")


if __name__ == "__main__":
    main()
