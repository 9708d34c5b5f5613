"""Figures of runs, alone and pooled."""

from __future__ import annotations

from assistant.evaluation.label import Kind, Label
from assistant.evaluation.latency import spread
from assistant.evaluation.measures import measure, pooled
from assistant.evaluation.running import Ran
from assistant.events import ActSpoken, ComponentDegraded, SpeechStarted
from fakes import CUSTOMER

ACT = ActSpoken(
    at=16_000, party=CUSTOMER, act="apology", text="", start=0, end=16_000, score=1, utterance=0
)
ASKED = Label(kind=Kind.ACT, name="apology", party=CUSTOMER, start=0.0, end=1.0, evidence=1.0)
MISSED = Label(kind=Kind.ACT, name="empathy", party=CUSTOMER, start=0.0, end=1.0, evidence=1.0)


def ran(emitted: float | None) -> Ran:
    speech = SpeechStarted(at=8_000, party=CUSTOMER, utterance=0, start=0)
    slow = ComponentDegraded(at=0, component="recogniser", reason="slow", done="longer steps")
    facts = [(speech, emitted), (slow, emitted), (ACT, emitted)]
    return Ran(
        facts=facts,
        duration_s=10.0,
        wall_s=2.0,
        cpu_s=4.0,
        load_s=3.0,
        load_cpu_s=2.5,
        peak_bytes=512 * 2**20,
        spent={"Segmenter": 0.5},
    )


def test_percentiles_are_by_nearest_rank() -> None:
    """Of a hundred values the 95th percentile is the 95th; of none there is none."""
    figures = spread([float(number) for number in range(100, 0, -1)])
    assert figures == {"count": 100, "p50": 50.0, "p90": 90.0, "p95": 95.0, "max": 100.0}
    assert spread([]) == {"count": 0, "p50": None, "p90": None, "p95": None, "max": None}


def test_a_run_has_its_costs_a_second_of_call() -> None:
    """Wall clock, processor and each part's time are divided by the call's length."""
    figures = measure(ran(1.5), {}, []).as_json()
    assert figures["real_time_factor"] == 0.2
    assert figures["cpu_s_per_s"] == 0.4
    assert figures["peak_mib"] == 512
    assert figures["spent_s_per_s"] == {"Segmenter": 0.05}
    assert figures["degraded"] == 1


def test_the_share_of_labels_found_is_told() -> None:
    """One of two labels found is a half, with the latency of the one."""
    act = measure(ran(1.5), {}, [ASKED, MISSED]).as_json()["labels"]["act"]
    assert (act["asked"], act["found"]) == (2, 0.5)
    assert act["latency_s"]["p50"] == 0.5


def test_latencies_from_at_are_by_kind() -> None:
    """Each kind of fact has its own, where a clock ran."""
    assert measure(ran(1.5), {}, []).since_at["speech_started"] == [1.0]
    assert measure(ran(None), {}, []).since_at == {}


def test_pooling_adds_sums_and_joins_latencies() -> None:
    """Two runs of 10 s are 20 s; the most memory is the most of either."""
    both = pooled([measure(ran(1.5), {}, [ASKED]), measure(ran(2.0), {}, [ASKED])])
    assert both.as_json()["labels"]["act"]["latency_s"]["count"] == 2
    assert both.duration_s == 20.0
    assert both.as_json()["real_time_factor"] == 0.2
    assert both.as_json()["peak_mib"] == 512
