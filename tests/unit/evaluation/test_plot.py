"""The picture of latencies."""

from __future__ import annotations

from xml.etree import ElementTree

from assistant.evaluation.plot import latency_plot

SVG = "{http://www.w3.org/2000/svg}"


def lines(plot: str) -> list[list[tuple[float, float]]]:
    return [
        [(float(x), float(y)) for x, y in (point.split(",") for point in line.split())]
        for line in (
            element.attrib["points"]
            for element in ElementTree.fromstring(plot).iter(f"{SVG}polyline")
        )
    ]


def test_there_is_a_line_for_each_kind_that_has_latencies() -> None:
    """Kinds with hardly any are left out, and names are escaped."""
    plot = latency_plot({"act & all": [0.1, 0.2, 0.2], "cue": [0.1], "hold": []}, "a < b")
    assert len(lines(plot)) == 1
    texts = [element.text for element in ElementTree.fromstring(plot).iter(f"{SVG}text")]
    assert "act & all (3)" in texts
    assert "a < b" in texts


def test_a_line_rises_from_nothing_to_all() -> None:
    """It goes right and up only, early latencies and late ones on one axis."""
    (line,) = lines(latency_plot({"act": [-0.4, 0.2, 0.1, 3.0]}, "title"))
    assert line == sorted(line, key=lambda point: (point[0], -point[1]))
    assert line[0][1] > line[-1][1]


def test_nothing_measured_is_an_empty_picture() -> None:
    """Plain replay alone has no latencies."""
    assert lines(latency_plot({}, "title")) == []
