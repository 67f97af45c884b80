"""The words of the field: layers, add-on types, clouds, architectures, and other ways to say them."""

from __future__ import annotations

import re

from packatlas.model import LAYER_TITLES, Layer

ADDON_TYPES = (
    "ai", "app-services", "authentication", "ingress", "load-balancer", "logging", "monitoring", "registry",
    "security", "service-mesh", "system-app",
)  # fmt: skip
"""Slugs of the add-on types."""

CLOUDS = {
    "all": "All clouds",
    "aws": "AWS",
    "eks": "Amazon EKS",
    "azure": "Azure",
    "aks": "Azure AKS",
    "gcp": "Google Cloud",
    "gke": "Google GKE",
    "vsphere": "VMware vSphere",
    "openstack": "OpenStack",
    "maas": "MAAS",
    "baremetal": "Bare metal",
    "libvirt": "libvirt",
    "edge": "Edge",
    "edge-native": "Edge native",
    "custom": "Custom",
    "apache-cloudstack": "Apache CloudStack",
    "nutanix": "Nutanix",
    "tke": "Tencent TKE",
}
"""Cloud types and their names: those of the pack format, then those that real packs use beside them."""

ARCHITECTURES = ("amd64", "arm64", "arm", "ppc64le", "riscv64", "s390x")

LAYER_WORDS = {
    **{title: layer.value for layer, title in LAYER_TITLES.items()},
    "application": "addon", "applications": "addon", "app": "addon",
    "networking": "cni", "container network interface": "cni",
    "volume": "csi", "volumes": "csi", "container storage interface": "csi",
    "kube": "k8s", "cluster": "k8s",
    "linux": "os",
}  # fmt: skip
"""What people write when they mean a layer."""

_LAYERS = {layer.value: layer for layer in Layer}
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
_TYPES_WITHOUT_SIGNS = {slug.replace("-", ""): slug for slug in ADDON_TYPES}


def layer_of(text: str) -> Layer | None:
    """The layer of this name; None if there is none."""
    return _LAYERS.get(text.strip().lower())


def addon_type_slug(text: str) -> str:
    """The one spelling of an add-on type: `App Services`, `app services`, `appservices` are `app-services`.

    A type that isn't known keeps its own words, as a slug.
    """
    slug = _NOT_ALPHANUMERIC.sub("-", text.lower()).strip("-")
    return _TYPES_WITHOUT_SIGNS.get(slug.replace("-", ""), slug)
