"""A model's name goes in; its files come onto this machine, checked, in one step or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import metadata
from pathlib import Path
from time import time
from typing import IO

from assistant.errors import ModelError
from assistant.model_store import (
    NEEDED,
    KnownModel,
    Model,
    ModelFile,
    ModelStore,
    flaw,
    folder_named,
    hub_snapshot,
    role_in,
    sha256_of,
    write_record,
)

if sys.platform != "win32":
    import fcntl

Report = Callable[[str], None]

BLOCK = 1 << 20
"""Bytes copied and hashed at a time: large enough for full speed, small enough for any machine."""

ABANDONED_AFTER_S = 24 * 3600
"""A working folder older than a day belongs to a fetch that was killed, and is swept away."""

LOADABLE = ("*.json", "model.bin", "vocabulary.*", "vocab.txt", "model.safetensors")
"""What is taken from a hub repository that the manifest does not know; the rest is not loaded."""


class _UnavailableError(Exception):
    """A source cannot give the model; the text is a clause that says why."""


def fetch(name: str, report: Report, store: ModelStore | None = None) -> Model:
    """Bring a model of the manifest, a Whisper size or a hub id onto this machine.

    `report` is called with each line of progress. Raises ModelError, in one sentence, when no
    source can give the model, or it cannot be written; what was there before then stays.
    """
    store = store or ModelStore.default()
    known = store.known
    try:
        if name in known:
            _fetch_known(store, known[name], report)
        elif folder := folder_named(name):
            report(f"{name}: nothing to fetch, {folder} is used as it is")
        else:
            _fetch_from_hub(store, name, report)
    except OSError as error:
        raise _cannot_write(name, store, error) from error
    return store.find(name)


def _cannot_write(name: str, store: ModelStore, error: OSError) -> ModelError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ModelError(
            f"There is no room for the model {name} in {store.cache}: free some, or name another "
            f"folder in DEESCALATE_CACHE, and run `deescalate models fetch {name}` again."
        )
    return ModelError(
        f"The model {name} cannot be written to {store.cache} ({error.strerror or error}): mend "
        "that, or name another folder in DEESCALATE_CACHE."
    )


def _fetch_known(store: ModelStore, model: KnownModel, report: Report) -> None:
    target = store.folder(model.name)
    if target.exists() and not flaw(target, model.files, trust_stamps=False):
        report(f"{model.name}: already whole in {target}")
        return
    installed = _installed(model.packages)
    reasons = []
    for source in ([_from_installed] if installed else []) + [_from_packages, _from_hub]:
        with _workshop(store) as workshop:
            try:
                fresh = source(model, workshop, report)
                if wrong := flaw(fresh, model.files, trust_stamps=True):
                    raise _UnavailableError(f"what came is not the model, {wrong}")
            except _UnavailableError as reason:
                report(f"{model.name}: {reason}")
                reasons.append(str(reason))
                continue
            _put_in_place(fresh, target, model.files, workshop)
        report(f"{model.name}: whole in {target}")
        return
    raise ModelError(
        f"The model {model.name} cannot be fetched ({'; '.join(reasons)}): "
        f"mend one of these and run `deescalate models fetch {model.name}` again."
    )


def _fetch_from_hub(store: ModelStore, name: str, report: Report) -> None:
    hub_id = store.hub_id(name)
    target = store.folder(hub_id)
    if target.exists() and not flaw(target, store.fetched(hub_id).files, trust_stamps=False):
        report(f"{name}: already whole in {target}")
        return
    if not target.exists() and (snapshot := hub_snapshot(hub_id)):
        report(f"{name}: already in {snapshot}")
        return
    report(f"{name}: downloading {hub_id} from the hub")
    patterns = [word for pattern in LOADABLE for word in ("--include", pattern)]
    with _workshop(store) as workshop:
        try:
            fresh = _hub_download([hub_id, *patterns], workshop / "model")
            files = _taken(fresh)
        except _UnavailableError as reason:
            raise ModelError(
                f"The model {name} cannot be fetched ({reason}): check its name and the network "
                f"and run `deescalate models fetch {name}` again."
            ) from reason
        _put_in_place(fresh, target, files, workshop)
    report(f"{name}: whole in {target}")


def _taken(folder: Path) -> list[ModelFile]:
    """What came from the hub, read once and stamped: all that is needed, and JSON that parses."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    within = [path.relative_to(folder).as_posix() for path in paths]
    if role_in(within) is None:
        needed = " nor ".join(", ".join(names) for names in NEEDED.values())
        raise _UnavailableError(f"it holds neither {needed}")
    for path in paths:
        if path.suffix == ".json":
            _parse(path)
    files = [
        ModelFile(path=name, bytes=path.stat().st_size, sha256=sha256_of(path))
        for name, path in zip(within, paths, strict=True)
    ]
    write_record(folder, files)
    return files


def _parse(path: Path) -> None:
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _UnavailableError(f"its {path.name} is not JSON") from error


# ---- Sources: each fills a folder in the workshop ------------------------------------------


def _from_installed(model: KnownModel, workshop: Path, report: Report) -> Path:
    report(f"{model.name}: copying from the installed {' and '.join(model.packages)}")
    distributions = _installed(model.packages)

    def opened(member: str) -> IO[bytes]:
        for distribution in distributions:
            path = Path(str(distribution.locate_file(member)))
            if path.is_file():
                return path.open("rb")
        raise KeyError(member)

    return _assemble(model, opened, workshop / "model", report)


def _installed(packages: Sequence[str]) -> list[metadata.Distribution]:
    """The distributions of these packages in this Python, when all are installed."""
    try:
        return [metadata.distribution(package.partition("==")[0]) for package in packages]
    except metadata.PackageNotFoundError:
        return []


def _from_packages(model: KnownModel, workshop: Path, report: Report) -> Path:
    wheels = workshop / "wheels"
    for number, package in enumerate(model.packages, start=1):
        of = f"({number} of {len(model.packages)}, {model.bytes / 1e6:.0f} MB in all)"
        report(f"{model.name}: downloading {package} with pip {of}")
        _pip_download(package, wheels)
    with ExitStack() as stack:
        try:
            archives = [stack.enter_context(zipfile.ZipFile(path)) for path in wheels.glob("*.whl")]
            holders = {name: archive for archive in archives for name in archive.namelist()}
            return _assemble(
                model, lambda member: holders[member].open(member), workshop / "model", report
            )
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise _UnavailableError("a package from pip is damaged") from error


def _from_hub(model: KnownModel, workshop: Path, report: Report) -> Path:
    report(f"{model.name}: downloading {model.repository} from the hub")
    paths = [file.path for file in model.files]
    return _hub_download(
        [model.repository, *paths, "--revision", model.revision], workshop / "model"
    )


def _assemble(
    model: KnownModel, opened: Callable[[str], IO[bytes]], folder: Path, report: Report
) -> Path:
    """Copy every file into `folder`, its parts joined, hashing on the way, and stamp it."""
    for file in model.files:
        if len(file.members) > 1:
            size = f"{file.bytes / 1e6:.0f} MB"
            report(f"{model.name}: joining {len(file.members)} parts into {file.path}, {size}")
        try:
            sha256 = _join(opened, file.members, folder / file.path)
        except KeyError as error:
            raise _UnavailableError(f"the packages do not hold {error.args[0]}") from error
        if sha256 != file.sha256:
            raise _UnavailableError(f"{file.path} in the packages has the wrong SHA-256")
    write_record(folder, model.files)
    return folder


def _join(opened: Callable[[str], IO[bytes]], members: Sequence[str], path: Path) -> str:
    """Write the members to `path`, one after another, and give the SHA-256 of the whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("wb") as joined:
        for member in members:
            with opened(member) as part:
                while block := part.read(BLOCK):
                    digest.update(block)
                    joined.write(block)
    return digest.hexdigest()


# ---- The two commands that reach a network -------------------------------------------------


def _pip_download(package: str, wheels: Path) -> None:
    wheels.mkdir(exist_ok=True)
    options = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"]
    quiet = ["--no-input", "--quiet", "--progress-bar=off"]
    said = _run(["pip", "download", *options, *quiet, "--dest", str(wheels), package], wheels)
    if said is None:
        return
    if "Retrying" in said:
        raise _UnavailableError("pip cannot reach its package index")
    raise _UnavailableError(f"pip cannot get {package}, {_last_error(said)}")


def _hub_download(arguments: Sequence[str], folder: Path) -> Path:
    folder.mkdir()
    command = ["huggingface_hub.cli.hf", "download", *arguments, "--local-dir", str(folder)]
    said = _run(command, folder.parent)
    if said is not None:
        if any(sign in said for sign in ("[Errno ", "offline mode", "timed out")):
            raise _UnavailableError("the hub cannot be reached")
        raise _UnavailableError(f"the hub does not give it, {_last_error(said)}")
    shutil.rmtree(folder / ".cache", ignore_errors=True)  # the tool's own notes
    return folder


def _run(module_and_arguments: Sequence[str], scratch: Path) -> str | None:
    """Run a module of this Python; None when it succeeded, otherwise all that it said."""
    done = subprocess.run(
        [sys.executable, "-m", *module_and_arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        env={**os.environ, "TMPDIR": str(scratch)},  # large wheels do not fit in every /tmp
    )
    if done.returncode == 0:
        return None
    if "No module named" in done.stdout:
        raise _UnavailableError(f"this Python has no {module_and_arguments[0].partition('.')[0]}")
    if "No space left on device" in done.stdout:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return done.stdout


def _last_error(said: str) -> str:
    """The last line that names an error, bare of colours and of a closing full stop."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", said).strip().splitlines() or ["it said nothing"]
    errors = [line for line in lines if "error" in line.lower()]
    return re.sub(r"^error:\s*", "", (errors or lines)[-1].strip(), flags=re.I).rstrip(".")


# ---- All or nothing ------------------------------------------------------------------------


@contextmanager
def _workshop(store: ModelStore) -> Iterator[Path]:
    """A folder on the cache's own disk, gone afterwards."""
    models = store.cache / "models"
    models.mkdir(parents=True, exist_ok=True)
    for left in models.glob(".fetch-*"):
        with suppress(FileNotFoundError):  # another fetch sweeps too
            if time() - left.stat().st_mtime > ABANDONED_AFTER_S:
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(
        prefix=".fetch-", dir=models, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def _put_in_place(fresh: Path, target: Path, files: Sequence[ModelFile], workshop: Path) -> None:
    """Rename `fresh` to `target`. A whole model that another fetch put there first stays."""
    for path in fresh.rglob("*"):
        _to_disk(path)
    _to_disk(fresh)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _swapping(workshop.parent):
        if target.exists() or target.is_symlink():
            if not flaw(target, files, trust_stamps=True):
                return
            target.rename(workshop / "damaged")
        fresh.rename(target)
    _to_disk(target.parent)


@contextmanager
def _swapping(models: Path) -> Iterator[None]:
    """One fetch at a time puts its model in place; the lock goes with the process that holds it."""
    with (models / ".lock").open("w") as lock:
        if sys.platform != "win32":
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _to_disk(path: Path) -> None:
    """Wait until a file or a folder is on the disk, so that a power cut leaves no half model."""
    if os.name != "posix":
        return  # only POSIX systems sync what is open for reading
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
