"""The names of acts and of the shipped rules go in; a JSON Schema of playbooks comes out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from assistant.coaching.playbook.asked import FINDINGS
from assistant.coaching.playbook.rules import (
    MOST_WORDS,
    Absence,
    Condition,
    Document,
    Happening,
    Trigger,
)

Schema = dict[str, Any]
_ASKING: tuple[type[Condition], ...] = (Condition, Happening, Trigger, Absence)


def editor_schema(acts: Collection[str], shipped: Collection[str]) -> Schema:
    """Draft 2020-12, for editors: what `Document` takes, and files that extend another.

    `shipped` are the names of the rules that `extends: default` brings. Names that only the whole
    of the files can tell, such as those of states, are left to `deescalate playbook check`.
    """
    schema: Schema = _untitled(Document.model_json_schema())
    definitions = schema["$defs"]
    for model in _ASKING:
        _ask_what_can_be_asked(definitions[model.__name__], model)
        definitions[model.__name__]["properties"]["acts"]["items"]["enum"] = _with_families(acts)
    definitions["Trigger"]["properties"]["finding"]["enum"].remove("cue")
    rule = definitions["Rule"]
    when = rule["properties"]["when"]
    when["minItems"] = when.pop("minLength", 1)
    several = {key: when.pop(key) for key in ("type", "items", "minItems")}
    when["anyOf"] = [{"$ref": "#/$defs/Trigger"}, several]
    rule["properties"]["cue"]["pattern"] = rf"^\s*\S+(\s+\S+){{0,{MOST_WORDS - 1}}}\s*$"
    schema["properties"]["states"]["additionalProperties"] = False
    _let_it_extend(schema, shipped)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A playbook of deescalate",
        **schema,
    }


def _with_families(acts: Collection[str]) -> list[str]:
    families = {f"{act.rpartition('.')[0]}.*" for act in acts if "." in act}
    return [*acts, *sorted(families)]


def _ask_what_can_be_asked(definition: Schema, model: type[Condition]) -> None:
    """Allow, of each finding, only the keys that say something of it; and no empty ones."""
    everywhere = {"finding"} | (model.model_fields.keys() - Condition.model_fields.keys())
    for key, asked in definition["properties"].items():
        if "anyOf" in asked:
            (only,) = (one for one in asked["anyOf"] if one != {"type": "null"})
            told = {name: asked[name] for name in ("description",) if name in asked}
            definition["properties"][key] = {**only, **told}
    definition["allOf"] = [
        {
            "if": {"properties": {"finding": {"const": finding}}, "required": ["finding"]},
            "then": {"propertyNames": {"enum": sorted(everywhere | keys)}},
        }
        for finding, keys in FINDINGS.items()
    ]
    definition["allOf"].append(
        {
            "if": {"properties": {"finding": {"const": "words"}}, "required": ["finding"]},
            "then": {"required": ["saying"], "properties": {"saying": {"minItems": 1}}},
        }
    )


def _let_it_extend(schema: Schema, shipped: Collection[str]) -> None:
    """Ask for whole rules, but of a file that extends another only for what it changes."""
    definitions = schema["$defs"]
    rule, whole = definitions["Rule"], ["technique", "when", "cue"]
    rule["required"] = ["id"]
    spoken = {
        "anyOf": [
            {"required": ["detail"], "properties": {"detail": {"type": "string"}}},
            {"required": ["escalation"], "properties": {"escalation": {"type": "string"}}},
        ]
    }
    definitions["WholeRule"] = {"$ref": "#/$defs/Rule", "required": whole, **spoken}
    definitions["ShippedRule"] = {
        "$ref": "#/$defs/Rule",
        "if": {"properties": {"id": {"enum": list(shipped)}}},
        "else": {"required": whole, **spoken},
    }
    schema["required"] = []
    schema["properties"]["rules"]["items"] = {"$ref": "#/$defs/Rule"}
    schema["if"] = {"required": ["extends"], "properties": {"extends": {"type": "string"}}}
    schema["then"] = {
        "if": {"properties": {"extends": {"const": "default"}}},
        "then": {"properties": {"rules": {"items": {"$ref": "#/$defs/ShippedRule"}}}},
    }
    schema["else"] = {
        "required": ["name", "rules"],
        "properties": {"rules": {"minItems": 1, "items": {"$ref": "#/$defs/WholeRule"}}},
    }


def _untitled(schema: Any) -> Any:
    """The schema without the titles that are made of the keys, which say nothing more."""
    if isinstance(schema, dict):
        return {
            key: _untitled(value)
            for key, value in schema.items()
            if key != "title" or isinstance(value, dict)
        }
    return [_untitled(one) for one in schema] if isinstance(schema, list) else schema
