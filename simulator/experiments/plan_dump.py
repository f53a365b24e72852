"""An experiment with everything filled in, as YAML."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML

from simulator.experiments.plan import Experiment


def experiment_to_yaml(experiment: Experiment) -> str:
    """Return the resolved experiment; the same text on every machine."""
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    text = io.StringIO()
    writer.dump(_plain(experiment.model_dump(mode="json")), text)
    return text.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
