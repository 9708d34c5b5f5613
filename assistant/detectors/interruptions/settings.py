"""When talk counts as talk, and talk over talk as an interruption: figures go in, checked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptionSettings:
    """When talk over talk is an interruption."""

    voiced_probability: float = 0.4
    """The middle of the plateau of best F1 on labelled frames (models/voice/card.md)."""
    goes_on_probability: float = 0.12
    """From which a run of talk goes on where the sound still stands out of the line's noise."""
    drop_db: float = 30.0
    """A frame so far below the loudest of a voice is no talk: breath, echo, other people."""
    rise_db: float = 8.0
    """A frame must stand so far out of the line's own noise."""
    onset_s: float = 0.2
    """How far a run's start is moved back over sound that stood out before it was surely voice."""
    bridge_s: float = 0.3
    """A pause shorter than this does not end a run of talk. call-ai-metrics has 0.25 between words;
    by level a word ends earlier and begins later, by about 0.05."""
    syllable_s: float = 0.15
    """A sound that stays shorter is a click or a breath, and overlaps nothing."""
    overlap_s: float = 0.5
    """Both voiced for this long: the first speaker was not at the end of the turn."""
    backchannel_s: float = 0.7
    """A second voice that stays shorter is a backchannel: "mm-hm", "right", "I see"."""
    sure_s: float = 0.1
    """How much longer it must last, for a slowly spoken "I see" passes that by a tenth."""
    breath_s: float = 0.6
    """Runs of the second speaker with no longer pauses count together: "Sorry, but could you"."""
    still_s: float = 0.2
    """Who comes in so soon after the last sound of a speaker who goes on as soon again has come in
    over them: turns change after about as long."""
    brief_s: float = 1.0
    """Talk that stops before it is so long, while the first speaker goes on, took no turn after
    all, unless its words are known and say otherwise: "oh, lovely"."""
    soft_db: float = 2.0
    """Talk so far under the party's own usual level is soft, as most support is."""
    soft_sure_s: float = 0.25
    """In place of `sure_s` where talk is soft."""
    soft_brief_s: float = 1.6
    """In place of `brief_s` where talk is soft: "yes, that's the one"."""
    floor_s: float = 1.0
    """How far the turn of the first speaker had got before the second came in."""
    resume_s: float = 0.8
    """A speaker who goes on after a breath this long goes on with the same turn; gaps between the
    turns of two speakers are about 0.2 s, so only a speaker's own silence counts."""
    unanswered_s: float = 1.5
    """The same where the other has not taken the turn meanwhile: a speaker who thinks."""

    def __post_init__(self) -> None:
        if not 0 < self.goes_on_probability <= self.voiced_probability < 1:
            raise ValueError(
                "goes_on_probability and voiced_probability: 0 < goes on <= voiced < 1"
            )
        if not 10 <= self.drop_db <= 90 or not 0 <= self.rise_db <= 30:
            raise ValueError("drop_db: 10 to 90; rise_db: 0 to 30")
        if not 0 < self.bridge_s <= 1 or not 0.1 <= self.overlap_s <= 5:
            raise ValueError("bridge_s: over 0, to 1; overlap_s: 0.1 to 5")
        if not 0 <= self.syllable_s <= self.backchannel_s:
            raise ValueError("syllable_s: 0 to backchannel_s")
        if not 0 <= self.backchannel_s <= 3 or not 0 <= self.floor_s <= 10:
            raise ValueError("backchannel_s: 0 to 3; floor_s: 0 to 10")
        if not self.backchannel_s <= self.brief_s <= self.soft_brief_s <= 5:
            raise ValueError("brief_s and soft_brief_s: backchannel_s <= brief <= soft <= 5")
        if not 0 <= self.soft_db <= 20 or not self.sure_s <= self.soft_sure_s <= 1:
            raise ValueError("soft_db: 0 to 20; soft_sure_s: sure_s to 1")
        if not 0 <= self.onset_s <= 1 or not 0 <= self.sure_s <= 1:
            raise ValueError("onset_s: 0 to 1; sure_s: 0 to 1")
        if not 0 <= self.still_s <= self.breath_s <= self.resume_s <= self.unanswered_s <= 10:
            raise ValueError(
                "still_s, breath_s, resume_s and unanswered_s: each at least the last, 0 to 10"
            )
