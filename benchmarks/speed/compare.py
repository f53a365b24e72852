"""Compare what was measured with what is stored: results exactly, times as ratios to the calibration."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

TOLERANCE = 0.30  # a ratio may be this much worse than the stored one
BASELINE = Path(__file__).with_name("baseline.json")
RENEW = "renew it with: python -m benchmarks.speed --suite smoke --store"


@dataclass(frozen=True)
class Smoke:
    """What one smoke run found.

    digests: name -> SHA-256 of a result. ratios: name -> CPU time by the CPU time of the calibration; lower is better.
    findings: what is wrong in itself, such as a finding of the audit.
    """

    digests: dict[str, str]
    ratios: dict[str, float]
    findings: list[str] = field(default_factory=list)


def wrong_results(measured: Smoke, stored: Smoke) -> list[str]:
    """List results that are not the stored ones, and findings; empty when all is well."""
    found = list(measured.findings)
    for name in sorted(measured.digests | stored.digests):
        now, then = measured.digests.get(name), stored.digests.get(name)
        if now is None:
            found.append(f"{name}: was not measured, but has a stored digest")
        elif then is None:
            found.append(f"{name}: has no stored digest; {RENEW}")
        elif now != then:
            found.append(f"{name}: the result differs: digest {now[:16]}, stored is {then[:16]}")
    return found


def slower(measured: Smoke, stored: Smoke) -> list[str]:
    """List ratios that are more than the tolerance worse than the stored ones; empty when all is well."""
    found = []
    for name in sorted(measured.ratios | stored.ratios):
        now, then = measured.ratios.get(name), stored.ratios.get(name)
        if now is None:
            found.append(f"{name}: was not measured, but has a stored ratio")
        elif then is None:
            found.append(f"{name}: has no stored ratio; {RENEW}")
        elif now > (1 + TOLERANCE) * then:
            found.append(
                f"{name}: {100 * (now / then - 1):.0f} % slower than stored: "
                f"{now:.3f} times the calibration, stored is {then:.3f}"
            )
    return found


def better_of(first: Smoke, second: Smoke) -> Smoke:
    """Return both runs as one: all findings, the digests of the second, and the better ratio of each name."""
    ratios = {
        name: min(run.ratios[name] for run in (first, second) if name in run.ratios)
        for name in first.ratios | second.ratios
    }
    return Smoke(second.digests, ratios, [*first.findings, *second.findings])


def read_baseline(path: Path) -> Smoke:
    """Return the stored smoke run; an empty one when there is none."""
    if not path.is_file():
        return Smoke({}, {})
    content = json.loads(path.read_text(encoding="utf-8"))
    return Smoke(content["digests"], content["ratios"])


def write_baseline(path: Path, measured: Smoke) -> None:
    """Store a smoke run; its findings must be empty."""
    if measured.findings:
        raise ValueError("a run with findings is not stored")
    content = {name: value for name, value in asdict(measured).items() if name != "findings"}
    content["ratios"] = {name: round(ratio, 4) for name, ratio in content["ratios"].items()}
    path.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
