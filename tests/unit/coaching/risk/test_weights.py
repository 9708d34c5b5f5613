"""YAML texts go in; weights, or what is wrong with them, come out."""

from __future__ import annotations

import pytest
import yaml

from assistant.coaching.risk.weights import LOWERING, RiskWeights, Sign
from assistant.model_store import shipped

TEXT = shipped("risk/weights.yaml").read_text(encoding="utf-8")


def changed(sign: str, key: str, value: object) -> str:
    """The shipped weights with one number replaced."""
    content = yaml.safe_load(TEXT)
    content["signs"][sign][key] = value
    return str(yaml.safe_dump(content))


def test_the_shipped_weights_have_every_sign_on_its_side() -> None:
    """What lowers has no weight above 0, what raises none below; and each fades."""
    weights = RiskWeights.read(TEXT)
    assert set(weights.signs) == set(Sign)
    for sign, one in weights.signs.items():
        assert (one.weight <= 0) == (sign in LOWERING) or one.weight == 0
        assert one.half_life_s > 0


def test_an_unanswered_demand_alone_is_high() -> None:
    """With the shipped weights it is far over any line."""
    assert RiskWeights.read(TEXT).score({Sign.DEMANDS: 1.0}) > 0.8


def test_beyond_the_most_nothing_more_counts() -> None:
    """A hundred refusals weigh as much as the most that count."""
    weights = RiskWeights.read(TEXT)
    most = weights.signs[Sign.REFUSALS].most
    assert weights.score({Sign.REFUSALS: 100.0}) == weights.score({Sign.REFUSALS: most})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bias: [", "not YAML"),
        ("- 1", "no mapping"),
        ("bias: 0\nsigns: {}", "each sign must be given once"),
        (TEXT + "  boredom: {weight: 1, half_life_s: 1, most: 1}\n", "boredom"),
        (changed("abuse", "weight", -1), "abuse: weight is -1; it must be from 0"),
        (changed("empathy", "weight", 1), "empathy: weight is 1; it must be from -20 to 0"),
        (changed("help", "half_life_s", 0), "help: half_life_s is 0"),
        (changed("help", "most", "many"), "help: most is 'many'; it must be a number"),
        (changed("help", "weight", float("nan")), "must be a number"),
        (TEXT.replace("bias:", "biases:"), "bias is None"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    """ValueError names the sign and the key, and what would be right."""
    with pytest.raises(ValueError, match=said):
        RiskWeights.read(text)
