"""`captions`: raw samples go in as they are spoken; what is said comes out as JSON lines."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from assistant.cli.listeners import each, faults_on_stderr


def add(commands: Any) -> None:
    """Give the parser `captions` and its options."""
    captions = commands.add_parser("captions", help="print what is said, as it is spoken")
    captions.set_defaults(command=_captions)
    captions.add_argument(
        "audio", metavar="FILE", help="raw 16-bit little-endian samples at 16 kHz; - for stdin"
    )
    captions.add_argument(
        "--channels",
        type=int,
        choices=(1, 2),
        default=1,
        help="2: interleaved, the agent's sample first, then the customer's (1)",
    )
    captions.add_argument(
        "--party",
        choices=("agent", "customer"),
        default="customer",
        help="who speaks on a single channel (customer)",
    )
    captions.add_argument(
        "--model", default="base", help="Whisper: a name, a hub id, a folder (base)"
    )
    captions.add_argument("--config", type=Path, metavar="FILE", help="settings in TOML")


def _captions(options: argparse.Namespace) -> int:
    from assistant.assembly import assemble_captions
    from assistant.capture.pcm_stream import PcmStream, open_pcm
    from assistant.config import load_settings
    from assistant.events import Party
    from assistant.model_store import ModelStore
    from assistant.outputs.captions import Captions
    from assistant.session.call import Moments, Pace, run_call

    parties = (Party(options.party),) if options.channels == 1 else tuple(Party)
    settings = load_settings(options.config)
    assembly = assemble_captions(settings, ModelStore.default(), options.model)
    captions = Captions(lambda line: print(line, flush=True), by_party=options.channels == 2)
    moments = Moments(ready=captions.ready, settled=captions.settled)
    faults = faults_on_stderr()
    with open_pcm(options.audio) as descriptor:
        source = PcmStream(name=options.audio, descriptor=descriptor, parties=parties)
        pace = Pace.LIVE if options.audio == "-" else Pace.FASTEST
        run_call(assembly, source, each([captions.listen, faults]), pace, moments=moments)
    return 0
