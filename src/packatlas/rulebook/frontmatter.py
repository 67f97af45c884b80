"""PA001-PA019: the frontmatter of a page, and its fields."""

from __future__ import annotations

from packatlas.errors import Severity
from packatlas.rules import Rule, refusal

TITLE = "Frontmatter and fields"
RULES = (
    refusal(
        "PA001",
        "Without its end nobody can tell the frontmatter from the text; the page is left out.",
        "---\ntitle: Calico\n\nCalico connects pods.",
        "---\ntitle: Calico\n---\n\nCalico connects pods.",
        "markdown",
    ),
    refusal(
        "PA002",
        "One format is enough to learn, and editors know the schema of YAML. The page is left out.",
        '+++\ntitle = "Calico"\n+++',
        "---\ntitle: Calico\n---",
        "markdown",
    ),
    refusal(
        "PA003",
        "What cannot be read may say anything; the page is left out, and of catalog.yaml nothing is built.",
        "title: Calico: the network",
        'title: "Calico: the network"',
    ),
    refusal(
        "PA004",
        "One of the two is not what its author meant, and readers of YAML disagree which one counts.",
        "title: Calico\ntitle: Calico v3",
        "title: Calico v3",
    ),
    refusal(
        "PA005",
        "What hides behind an alias or a merge key is not seen in a review, and a few lines of aliases can grow to "
        "more than any machine holds. The page is left out.",
        "title: &name Calico\ndescription: *name",
        "title: Calico\ndescription: Calico",
    ),
    refusal(
        "PA006",
        "No catalog needs a value as deep or as long; a file that has one would only cost time.",
        "x-note: [[[[[[ and so on ]]]]]]",
        "x-note: [one, two]",
    ),
    Rule(
        "PA007",
        Severity.ERROR,
        "Such a character makes a text read other than it stands: a name looks like another one, or words are shown in "
        "reverse. In frontmatter it is an error; from a text it is taken out.",
        "title: Cali⟨U+200B⟩co",
        "title: Calico",
        lighter=Severity.WARNING,
        lowest=Severity.WARNING,
    ),
    refusal(
        "PA008",
        "Frontmatter is a list of keys and values; of anything else nobody knows what it is for. The page is left out.",
        "---\n- Calico\n---",
        "---\ntitle: Calico\n---",
        "markdown",
    ),
    refusal(
        "PA009",
        "A misspelt key would be silently ignored, and a page would lack what its author wrote. Keys of your own begin "
        "with `x-`.",
        "publihser: Example Platform Team",
        "publisher: Example Platform Team",
    ),
    refusal(
        "PA010",
        "The page cannot be placed, or the record cannot be understood, without it. It is left out until it is there.",
        "verification: {verified_on: 2026-10-12}",
        "verification: {verified_on: 2026-10-12, by: Example Platform Team}",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA011",
        "A value of another kind would be guessed at, and a guess about trust is worse than none.",
        "fips: perhaps",
        "fips: true",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA012",
        "The layer decides where in the stack a pack stands; a pack of no layer has no place to be found at.",
        "layer: netwrok",
        "layer: cni",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA013",
        "Add-ons are listed by their type; a new spelling would make a list of one pack.",
        "addon_type: monitorring",
        "addon_type: monitoring",
    ),
    refusal(
        "PA014",
        "It becomes a part of an address and the name of a file, on every system and in every browser.",
        "name: ../cni/calico",
        "name: cni-calico",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA015",
        "Shields and lifecycles are counted from days. A day before 1970 or after 2099 is taken for a slip.",
        "verification: {verified_on: 2026-02-30, by: Example Platform Team}",
        "verification: {verified_on: 2026-02-28, by: Example Platform Team}",
    ),
    refusal(
        "PA016",
        "The site and its API promise these words to readers and programs; another one would mean nothing to them.",
        "status: outdated",
        "status: deprecated",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA017",
        "A reader who follows a link should get to the place that it names, and nothing else should happen.",
        "links: {Documentation: docs.example/calico}",
        "links: {Documentation: https://docs.example/calico}",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA018",
        "A title or description of that length would push everything else off the page, and off every list.",
        "title: (more than 200 characters)",
        "title: Calico",
        lighter=Severity.WARNING,
    ),
    refusal(
        "PA019",
        "Only one of the two can be true, and packatlas doesn't choose. A key that changes nothing here is a warning.",
        "layer: cni\naddon_type: monitoring",
        "layer: cni",
        lighter=Severity.WARNING,
    ),
)
