"""A seed goes in; scripted calls that nobody has seen, with audio and truth, come out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:  # run as a script, Python puts only this folder there
    sys.path.insert(0, str(HERE.parent))

from assistant.errors import DeescalateError  # noqa: E402  the path is set above
from audio_fixtures import random_stock as stock  # noqa: E402
from audio_fixtures import weights  # noqa: E402
from audio_fixtures.build import audible, render, said  # noqa: E402
from audio_fixtures.noise import Speaker  # noqa: E402
from audio_fixtures.random_overlaps import nobody_yields, over_speech  # noqa: E402
from audio_fixtures.reading import read_script  # noqa: E402
from audio_fixtures.script import PARTIES, CallScript, FixtureError  # noqa: E402
from audio_fixtures.synthesis import Synthesiser  # noqa: E402

Entry = dict[str, Any]

VOICES = (
    *((name, "en-us") for name in ("af_heart", "af_alloy", "af_aoede", "af_sky")),
    *((name, "en-us") for name in ("am_michael", "am_echo")),
    *((name, "en-gb") for name in ("bf_alice", "bf_lily", "bm_daniel", "bm_fable")),
)
"""Without af_nicole, who whispers, and am_santa: voice detectors hardly hear them."""
TRIES = 40
"""A call that cannot be laid out is made anew; this often, and something is wrong."""


class Composer:
    """Writes one call by chance, turn by turn."""

    def __init__(self, chance: np.random.Generator) -> None:
        self._chance = chance
        self._turns: list[Entry] = []
        self._speed = {party: float(chance.choice((0.9, 1.0, 1.0, 1.1))) for party in PARTIES}
        if self._happens(0.2):
            self._speed[self._one(PARTIES)] = 1.35
        self._unsaid = {party: self._shuffled(party) for party in PARTIES}

    def compose(self, *, clean: bool) -> Entry:
        """The whole script; `clean`: without noise, bleed, codecs and losses."""
        turns = self._all_turns()
        voices = [VOICES[i] for i in self._chance.choice(len(VOICES), 2, replace=False)]
        script: Entry = {"title": "Made by chance", "noise_seed": int(self._chance.integers(10**6))}
        for party, (name, language) in zip(PARTIES, voices, strict=True):
            gain = round(self._between(-4, 3), 1)
            speed = self._speed[party]
            script[party] = {"name": name, "language": language, "speed": speed, "gain_db": gain}
        if not clean:
            script |= self._line() | self._bleed()
        return script | {"turns": turns}

    def _all_turns(self) -> list[Entry]:
        self._say("agent", self._one(stock.OPENINGS))
        party = "customer"
        exchanges = int(self._chance.integers(6, 10))
        places = self._chance.permutation(np.arange(1, exchanges)).tolist()
        special = dict(zip(places, self._specials(), strict=False))
        for index in range(exchanges):
            party = self._exchange(party)
            if index in special:
                special[index]()
                party = "customer"
        self._say("agent", stock.CLOSINGS["agent"])
        self._say("customer", stock.CLOSINGS["customer"])
        return self._turns

    def _specials(self) -> list[Any]:
        """What happens once in this call, beside talk."""
        chances = (
            (0.6, self._hold),
            (0.5, self._dead_air),
            (0.25, self._wait),
            (0.35, self._loud),
            (0.12, self._monologue),
            (0.3, self._sounds),
        )
        return [happen for chance, happen in chances if self._happens(chance)]

    def _exchange(self, party: str, **more: Any) -> str:
        """A turn, and what the other does meanwhile; who speaks next."""
        other = _other(party)
        if self._happens(0.25):
            self._say(party, self._one(stock.ANSWERS), **more)
            return other
        sentences = [self._sentence(party) for _ in range(self._one((1, 1, 2, 2, 2, 3)))]
        self._say(party, *sentences, **more)
        if len(sentences) == 1:
            return other
        if self._happens(0.4):
            return self._break_in(other)
        if self._happens(0.5):
            self._support(other, self._between(0.25, 0.75))
        return other

    def _break_in(self, party: str) -> str:
        """`party` comes in over the other's turn; the other speaks next where they gave way."""
        other = _other(party)
        yields = self._one((other, other, party, None))
        over = {"kind": "interruption", "fraction": round(self._between(0.35, 0.65), 2)}
        if yields is not None:
            over |= {"yields": yields, "yields_after": round(self._between(0.9, 1.6), 2)}
        self._turns.append({party: [self._one(stock.BREAKING_IN[party])], "over": over})
        self._say(other, self._sentence(other), after=round(self._between(0.1, 0.6), 2))
        return party

    def _support(self, party: str, fraction: float) -> None:
        over = {"kind": "backchannel", "fraction": round(fraction, 2)}
        words, gain = self._one(stock.SUPPORTING), round(self._between(-6, 0), 1)
        self._turns.append({party: words, "over": over, "speed": 1.2, "gain_db": gain})

    def _hold(self) -> None:
        """The agent asks for a wait, is away, and comes back; music, keys or nothing meanwhile."""
        self._say("agent", {"hold_request": self._one(stock.HOLDING)})
        if self._happens(0.12):
            self._refused_hold()
            return
        if self._happens(0.7):
            self._say("customer", self._one(stock.AGREEING))
        lasts = 64.0 if self._happens(0.1) else self._between(6, 22)
        meanwhile = self._one(("music", "music", "typing", None))
        if meanwhile is not None:
            sound = {"sound": meanwhile, "party": "agent", "seconds": "until_next"}
            gain = round(self._between(-6, 2), 1)
            self._turns.append({**sound, "after": 0.8, "gain_db": gain})
        if self._happens(0.3):
            first = round(lasts * self._between(0.3, 0.6), 1)
            self._say("customer", "Hello?", after=first)
            lasts = max(4.0, lasts - first)
        back = {"hold_return": self._one(stock.RETURNING)} if self._happens(0.7) else "Right."
        self._say("agent", back, self._sentence("agent"), after=round(lasts, 1))

    def _refused_hold(self) -> None:
        """The customer will not wait; the agent stays on, and is silent all the same."""
        self._say("customer", {"wait_refusal": self._one(stock.REFUSING)})
        if self._happens(0.5):
            self._say("agent", {"ownership?": stock.STAYING})
        self._say("agent", self._sentence("agent"), after=round(self._between(3.4, 7), 1))

    def _wait(self) -> None:
        """The customer asks for a wait."""
        self._say("customer", {"wait_request": self._one(stock.WAITING)})
        self._say("agent", "Of course.")
        after = round(self._between(4, 12), 1)
        self._say("customer", self._one(stock.FOUND), self._sentence("customer"), after=after)

    def _dead_air(self) -> None:
        """Nobody says anything, and nobody said why."""
        for _ in range(self._one((1, 1, 2, 2, 2, 3))):
            self._say("customer", self._sentence("customer"))
            after = round(self._between(3.3, 11), 1)
            self._say("agent", self._sentence("agent"), after=after)

    def _loud(self) -> None:
        """One of them raises the voice for two turns."""
        party, gain = self._one(PARTIES), round(self._between(7, 10), 1)
        for _ in range(2):
            self._exchange(_other(party))
            self._say(party, self._sentence(party), self._sentence(party), gain_db=gain)

    def _monologue(self) -> None:
        """The agent explains for most of a minute, and the customer supports it."""
        self._say("agent", *(self._sentence("agent") for _ in range(13)))
        for fraction in (0.2, 0.5, 0.8):
            self._support("customer", fraction + self._between(-0.08, 0.08))

    def _sounds(self) -> None:
        """A cough into a turn, and another before one."""
        for party in PARTIES:
            cough = {"sound": "cough", "party": party, "seconds": round(self._between(0.3, 0.9), 2)}
            self._say(_other(party), self._sentence(_other(party)))
            where: Entry = {"over": {"fraction": 0.5}} if self._happens(0.5) else {"after": 0.3}
            self._turns.append({**cough, **where})

    def _line(self) -> Entry:
        noises, codecs = ("white", "pink", "office", "babble", "street", "hum"), ("gsm", "opus")
        lines: Entry = {}
        for party in PARTIES:
            line = lines[party] = {"noise_dbfs": round(self._between(-65, -42), 1)}
            line["noise"] = self._one(noises) if self._happens(0.6) else "white"
            if self._happens(0.5):
                line["codec"] = self._one(codecs)
            if line.get("codec") == "opus":
                line["opus_bps"] = int(self._one((6_000, 8_000, 12_000, 24_000)))
            if self._happens(0.3):
                line["loss"] = round(self._between(0.005, 0.04), 3)
            if self._happens(0.1):
                line["clip_db"] = round(self._between(2, 8), 1)
        return {"line": lines}

    def _bleed(self) -> Entry:
        if not self._happens(0.5):
            return {}
        ways = [("customer", "agent")] if self._happens(0.85) else [("agent", "customer")]
        return {
            "bleed": [
                {
                    "from": source,
                    "to": into,
                    "attenuation_db": round(self._between(3, 24), 1),
                    "lag_ms": round(self._between(0, 60), 1),
                    "room": self._one(("none", "small")),
                }
                for source, into in ways
            ]
        }

    def _say(self, party: str, *words: Any, after: float | None = None, **more: Any) -> None:
        """A turn; without `after` in the usual gap, or a little early."""
        last = self._turns[-1] if self._turns else {}
        if after is None:
            early = _other(party) in last and "over" not in last and self._happens(0.2)
            after = -self._between(0.05, 0.3) if early else self._between(0, 0.6)
        self._turns.append({party: list(words), "after": round(after, 2), **more})

    def _sentence(self, party: str) -> Any:
        """One that was not said yet, as long as there is one."""
        unsaid = self._unsaid[party]
        if not unsaid:
            unsaid += self._shuffled(party)
        return unsaid.pop()

    def _shuffled(self, party: str) -> list[Any]:
        sentences = stock.AGENT if party == "agent" else stock.CUSTOMER
        return [sentences[index] for index in self._chance.permutation(len(sentences))]

    def _happens(self, chance: float) -> bool:
        return bool(self._chance.random() < chance)

    def _between(self, low: float, high: float) -> float:
        return float(self._chance.uniform(low, high))

    def _one(self, things: Sequence[Any]) -> Any:
        return things[int(self._chance.integers(len(things)))]


def _other(party: str) -> str:
    return PARTIES[1 - PARTIES.index(party)]


def compose(path: Path, seed: tuple[int, int], speaker: Speaker, *, clean: bool) -> None:
    """Write a script that can be laid out with the speaker's voices.

    Raises FixtureError where chance gives none.
    """
    fault: FixtureError | None = None
    for attempt in range(TRIES):
        chance = np.random.Generator(np.random.PCG64((*seed, attempt)))
        raw = Composer(chance).compose(clean=clean)
        try:
            whole = _written(path, nobody_yields(raw))
            spoken = said(whole, speaker)
            speech = audible(whole, spoken.placement, spoken.clean)
            said(_written(path, over_speech(raw, spoken.placement, speech)), speaker)
        except FixtureError as error:
            fault = error
        else:
            return
    raise FixtureError(f"no call could be laid out; the last fault: {fault}")


def _written(path: Path, raw: Entry) -> CallScript:
    """The script, put at `path` and read as it lies there."""
    path.write_text(yaml.safe_dump(raw, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return read_script(path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Make calls by chance, to measure on.")
    parser.add_argument("--count", type=int, default=10, help="how many (10)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same calls (1)")
    parser.add_argument("--out", type=Path, required=True, help="folder for the calls")
    parser.add_argument("--clean", action="store_true", help="no noise, bleed, codecs and losses")
    parser.add_argument("--cache", type=Path, default=weights.DEFAULT_CACHE, help="voice weights")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the calls; the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        voices = Synthesiser(chosen.cache)
        chosen.out.mkdir(parents=True, exist_ok=True)
        for index in range(chosen.count):
            path = chosen.out / f"random_{chosen.seed}_{index:02d}.yaml"
            compose(path, (chosen.seed, index), voices, clean=chosen.clean)
            render(path, chosen.out, voices)
            print(f"{path.stem}: rendered", flush=True)
    except DeescalateError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
