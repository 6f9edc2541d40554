"""A small, valid rules folder that a test may spoil in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ldn_rules.pipeline.validation import load_valid
from ldn_rules.rulebook.diagnostics import human, plain
from ldn_rules.rulebook.errors import RulesError

if TYPE_CHECKING:
    from pathlib import Path

    from ldn_rules.rulebook.diagnostics import Diagnostic
    from ldn_rules.rulebook.load import Loaded

FOOT = """\
evidence:
  - {source: P3, says: "Opioid-free for 7 to 10 days.", certainty: high}
authored_by: maintainers
reviewed: "2026-11-23"
next_review: "2027-11-23"
"""
ALERT = """\
alert:
  message: "%s"
  management: ["Consider waiting."]
  mechanism: "Blocked receptors."
  consequence: "Withdrawal."
"""

FILES = {
    "ruleset.yaml": 'language: 1\nname: sample\nversion: "2026.1"\n',
    "evidence.yaml": """\
language: 1
sources:
  P3: {citation: "Label of naltrexone", kind: label, read: "2026-01"}
  X: {citation: "Choice of this project", kind: choice, read: "2026-01"}
""",
    "semantics.yaml": """\
language: 1
settings:
  episode-break: {value: 7 days, says: A break., source: X}
  not-full-dose-single: {value: [30 mg, 4.5 mg], says: Look like errors., source: X}
  no-end-limit: {value: 365 days, says: The longest., source: X}
  open-after-supply: {value: 90 days, says: Still open., source: X}
  injection-exposure: {value: 30 days, says: Acts for., source: X}
  prn-last-taken: {value: 14 days, says: Counts., source: X}
  ends-apart: {value: 3 days, says: Disagree., source: X}
  low-dose-sign: {value: 6 mg, says: A sign., source: X}
  low-dose-memory: {value: 90 days, says: Looked for., source: X}
  full-dose-single: {value: 25 mg, says: Full dose., source: X}
  full-dose-indication: {value: 6 mg, says: Full dose by reason., source: X}
  implausibly-small: {value: 100 mcg, says: Too small., source: X}
  implausibly-large: {value: 450 mg, says: Too large., source: X}
  bare-number-low: {value: 0.1 mg, says: From., source: X}
  bare-number-high: {value: 9 mg, says: To., source: X}
  list-age: {value: 7 days, says: Old., source: X}
  single-anaesthesia: {value: 3 days, says: Several days., source: X}
""",
    "reporting.yaml": """\
language: 1
opioid-contact:
  overlap: [LDN101]
  washout: [LDN104]
  after: [LDN114]
  reverse: LDN114
  doubt: LDN112
doubt-texts:
  default: "A date decides: {doubt}."
history:
  more-than: 30 days
""",
    "vocabulary/classes.yaml": """\
language: 1
classes:
  opioid: {says: Any opioid.}
  opioid-systemic: {is-a: [opioid], says: Reaches the body.}
  naltrexone-oral: {is-a: [naltrexone-systemic], says: Naltrexone alone.}
  naltrexone-systemic: {is-a: [naltrexone], says: Naltrexone in the body.}
  naltrexone: {says: Any naltrexone.}
  naltrexone-depot: {is-a: [naltrexone-systemic], says: Injected.}
  opioid-naltrexone-combination: {is-a: [naltrexone], says: Both in one.}
  opioid-peripheral: {is-a: [opioid], says: Stays in the gut.}
""",
    "vocabulary/drugs.yaml": """\
language: 1
drugs:
  oxycodone:
    classes: [opioid-systemic]
    ceiling: contraindicated
    washout: {default: short-acting, immediate: short-acting}
    names: [oxycodon]
    codes: {rxnorm: ["7804"]}
    sources: [P3]
  naltrexone: {classes: [naltrexone-oral], washout: {default: "none"}, sources: [P3]}
products:
  Percocet: {holds: [oxycodone, paracetamol], form: tablet, sources: [P3]}
irrelevant:
  paracetamol: {names: [acetaminophen]}
forms:
  tablet: {words: [tab, tabs], key: oral}
salts: [hcl]
""",
    "vocabulary/words.yaml": """\
language: 1
units:
  mg: {words: [mg], nanograms: 1000000}
  mL: {words: [ml], microlitres: 1000}
  each: {words: [each], count: true}
  drop: {words: [drop], other: true}
release: {extended: {words: [er]}}
routes: {mouth: {words: [po], key: oral}}
marks: {otc: {words: [otc]}}
low-dose-words: [ldn]
near-names: {guarded: [opioid], tie: oxycodone}
indications: {low-dose-use: [pain], full-dose-use: [alcohol]}
sig:
  ignored: {words: [take]}
  numerals: {one: "1", half: "0.5"}
  times: {once: 1}
  times-words: [times]
  frequencies:
    daily: {words: [qd], times: 1, per: 1, unit: day}
  every: [every]
  per: [per]
  time-units:
    day: {words: [day], days: "1"}
  times-of-day: {bedtime: {words: [hs]}}
  clock: {bedtime: {from: 20, to: 24}}
  weekdays: {monday: [mon]}
  weekday-groups: {mondays: [monday]}
  often: {hours: 6}
  prn: [prn]
  as-directed: [ud]
  then: [then]
  duration: [for]
  clock-at: [at]
  reason: [against]
  increase: [up by]
  decrease: [down by]
  up-to: [up to]
  maximum: [max]
  range: [to]
  and: [and]
  cautions: [avoid alcohol]
  before-number: [t]
  crossed: [x]
  scheme: {"3": [bedtime, bedtime, bedtime]}
  duration-over: {"7": day}
  ordinal-endings: [th]
  lengths: {today: 1}
  ordinals: {second: 2}
  optional: [may take]
  conditions: [as tolerated]
  beginning: [from]
  onwards: [onwards]
  after: [after]
  after-another: [after another]
  stop: [then stop]
  ingredients-apart: {times: 20, times-in-a-name: 5}
dates:
  years: {from: 1900, to: 2100}
  two-digit-years: {from: 1950}
  serials: {from: 20000, to: 80000}
  months:
    january: [jan]
    february: [feb]
    march: [mar]
    april: [apr]
    may: [may]
    june: [jun]
    july: [jul]
    august: [aug]
    september: [sep]
    october: [oct]
    november: [nov]
    december: [dec]
  ordinals: [th]
  of: [of]
  before-noon: [am]
  after-noon: [pm]
  universal: [utc]
  not-known: [unknown]
  about: [about]
  relative: [ago]
added-letters: {cough: {words: [ac], beside: [paracetamol], may-add: [oxycodone], sources: [P3]}}
stop-reasons: {no-effect: [no effect], other: [side effects], nothing: [no side effects]}
""",
    "vocabulary/washouts.yaml": """\
language: 1
salts: [sulfate]
tables:
  washouts:
    key: washout
    rows:
      short-acting:
        bands:
          - {less-than: 7 days, severity: contraindicated, source: P3}
          - {less-than: 10 days, severity: moderate, source: P3}
      long-acting:
        bands: [{less-than: 14 days, severity: major, source: X}]
""",
    "opioids/LDN101.yaml": """\
language: 1
id: LDN101
title: Opioid with naltrexone
status: active
revision: 1
phase: overlap
severity: contraindicated
moment: {last-shared-day: [opioid, ntx]}
match:
  opioid: {kind: course, class: opioid-systemic}
  ntx: {kind: episode}
when:
  both-on-board: {overlap: [opioid, ntx]}
"""
    + ALERT % "{opioid.drug} with {ntx.drug}."
    + FOOT,
    "opioids/LDN104.yaml": """\
# yaml-language-server: $schema=../../schemas/rule.schema.json
language: 1
id: LDN104
title: Washout after a short-acting opioid
status: active
revision: 2
phase: washout
moment: {day: ntx.start}
unknown: {reported-by: LDN112}
match:
  opioid: {kind: course, class: opioid-systemic}
  ntx: {kind: episode}
when:
  short-acting: {of: opioid, field: washout, is: short-acting}
  ended-before: {from: opioid.last, to: ntx.start, at-least: 1 day}
bands: {from: opioid.last-use, to: ntx.first-use, table: washouts, key: opioid.washout}
"""
    + ALERT % "Last {opioid.drug} {value} before {ntx.drug}; earliest {earliest}."
    + FOOT
    + """\
tests:
  - name: gap of 6 days
    list:
      - {name: oxycodone 5 mg tablet, status: completed, start: -20, end: -6, dose: {value: "4.5", unit: mg}}
      - {name: naltrexone 1.5 mg capsule, start: 0}
    also: {conditions: [{name: pain, onset: -400}]}
    expect: [LDN104 contraindicated, LDN112 cannot-assess major history]
    quiet: {LDN101: both-on-board}
    outcome: alert
  - name: on facts
    facts:
      opioid: {washout: short-acting, last: -7, last-use: -7, total: unknown, dose: [1 mg, 2 mg],
               classes: [opioid-systemic]}
      ntx: {start: 0, last: never}
    expect: [LDN104 moderate]
""",
    "opioids/LDN112.yaml": """\
language: 1
id: LDN112
title: Opioid dates in doubt
status: active
revision: 1
merge: ingredient
match:
  opioid: {kind: course, class: opioid}
  ntx: {kind: episode}
unless:
  settled: {from: opioid.last, to: ntx.start, at-least: 400 days}
cases:
  unsettled:
    outcome: cannot-assess
    severity: major
    when: {doubtful: {of: opioid, field: doubt, is: [no-end, no-dates]}}
  leftover:
    severity: info
    when: {rest: {of: opioid, field: doubt, is: leftover}}
    message: "Leftover {opioid.names}."
"""
    + ALERT % "Dates of {opioid.drug}: {opioid.doubt}."
    + FOOT,
    "opioids/LDN114.yaml": """\
language: 1
id: LDN114
title: Opioid after naltrexone
status: active
revision: 1
phase: after
match:
  opioid: {kind: course, class: opioid-systemic}
  ntx: {kind: episode}
bands: {from: ntx.last, to: opioid.start, rows: [{at-most: 1 day, severity: major}, {severity: quiet}]}
"""
    + ALERT % "{opioid.drug} after {ntx.drug}."
    + FOOT,
    "opioids/LDN121-guard.yaml": """\
language: 1
id: LDN121
title: An allergy is no exposure
kind: guard
status: active
revision: 1
"""
    + FOOT
    + """\
tests:
  - {name: nothing listed, list: none, history-from: none, today: "2024-03-07", as-of: 2, expect: []}
""",
    "dosing/LDN307.yaml": """\
language: 1
id: LDN307
title: Step too soon
status: draft
revision: 1
unknown: {as: quiet}
yields-to: {LDN305: [step]}
match:
  step: {kind: step, class: naltrexone-oral}
when:
  raised: {of: step, field: rise, more-than: 0 mg, at-most: 1.5 mg}
unless:
  opioid-listed:
    {kind: course, class: opioid, where: {lately: {from: opioid-listed.start, to: as-of, at-most: 14 days}}}
bands:
  of: step
  field: since-change
  rows: [{less-than: 7 days, severity: moderate}, {less-than: 14 days, severity: minor}]
"""
    + ALERT % "Raised on {step.day} after {value}."
    + FOOT,
    "dosing/LDN305.yaml": """\
language: 1
id: LDN305
title: Two courses, any of several signs
status: retired
revision: 1
unknown: {severity: info}
match:
  a: {kind: course, class: naltrexone-oral}
  b: {kind: course, other-than: a}
  step: {kind: step}
when:
  sign:
    any:
      as-needed: {of: a, field: prn, is: true}
      opioid: {of: b, is-a: opioid}
      plain: {of: b, is-not-a: opioid-systemic}
  dose-unknown: {of: a, field: dose, is: unknown}
  still-taken: {of: a, field: last, is: never}
severity: info
"""
    + ALERT % "{a.drug} and {b.drug}."
    + FOOT,
}


TESTED = """\
tests:
  - {name: as they stand, list: [{name: oxycodone, start: -5}, {name: naltrexone, start: 0}], expect: [%s]}
"""
for _name, _expected in {"LDN101": "LDN101 contraindicated", "LDN112": "", "LDN114": "LDN114 major history"}.items():
    FILES[f"opioids/{_name}.yaml"] += TESTED % _expected


class Site:
    """A rules folder of a test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file of the folder."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace one stretch of a file."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def load(self) -> Loaded:
        """Load the folder."""
        return load_valid(self.root)

    def faults(self) -> list[str]:
        """Every fault, one line each, with paths relative to the folder."""
        return [plain(fault).replace(f"{self.root}/", "").replace(f"{self.root}", ".") for fault in self._found()]

    def framed(self) -> str:
        """Every fault with its frame."""
        return "\n".join(human(fault) for fault in self._found()).replace(f"{self.root}/", "")

    def _found(self) -> tuple[Diagnostic, ...]:
        try:
            self.load()
        except RulesError as error:
            return error.diagnostics
        return ()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A small, valid rules folder."""
    return Site(tmp_path / "rules")
