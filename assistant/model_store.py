"""A model's name goes in; a checked folder of weights on this machine comes out. No network."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.errors import ModelError

Role = Literal["recogniser", "encoder"]

NEEDED: Mapping[Role, tuple[str, ...]] = {
    "recogniser": ("model.bin", "config.json", "tokenizer.json"),
    "encoder": ("model.safetensors", "config.json", "tokenizer.json"),
}
"""The files, weights first, without which a runtime cannot load a model or looks for a network."""

RECORD = "store.json"
"""Written beside a model's files: what was verified, so that a start need not hash again."""

WHISPER_NAMES = {
    "tiny": "Systran/faster-whisper-tiny",
    "tiny.en": "Systran/faster-whisper-tiny.en",
    "base": "Systran/faster-whisper-base",
    "base.en": "Systran/faster-whisper-base.en",
    "small": "Systran/faster-whisper-small",
    "small.en": "Systran/faster-whisper-small.en",
    "medium": "Systran/faster-whisper-medium",
    "medium.en": "Systran/faster-whisper-medium.en",
    "large": "Systran/faster-whisper-large-v3",
    "large-v1": "Systran/faster-whisper-large-v1",
    "large-v2": "Systran/faster-whisper-large-v2",
    "large-v3": "Systran/faster-whisper-large-v3",
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "distil-small.en": "Systran/faster-distil-whisper-small.en",
    "distil-medium.en": "Systran/faster-distil-whisper-medium.en",
    "distil-large-v2": "Systran/faster-distil-whisper-large-v2",
    "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
    "distil-large-v3.5": "distil-whisper/distil-large-v3.5-ct2",
}
"""Short names of Whisper models and their place on the hub, as faster-whisper 1.2 reads them."""

HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """One file of a model, as it must be; `members` are its parts in the packages, in order."""

    path: str
    bytes: int
    sha256: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownModel:
    """What a model must be: an entry of the manifest, or the record of what the hub once gave."""

    name: str
    title: str
    role: Role
    licence: str
    files: tuple[ModelFile, ...]
    packages: tuple[str, ...] = ()
    """Pinned, as `name==version`."""
    repository: str
    revision: str = "main"

    @property
    def bytes(self) -> int:
        """Size of all files together."""
        return sum(file.bytes for file in self.files)

    @property
    def sha256(self) -> str:
        """SHA-256 of the weights."""
        return next(file.sha256 for file in self.files if file.path == NEEDED[self.role][0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model that can be loaded: `folder` is whole, `sha256` is that of its weights."""

    name: str
    folder: Path
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """How a model stands on this machine; `detail` says what is wrong, or is empty."""

    name: str
    title: str
    role: Role
    licence: str
    folder: Path
    state: Literal["whole", "missing", "damaged"]
    detail: str
    bytes: int


def models_folder() -> Path:
    """The folder with manifest.toml and the small trained weights, in a checkout or a wheel."""
    package = Path(__file__).parent
    for folder in (package / "models", package.parent / "models"):
        if (folder / "manifest.toml").is_file():
            return folder
    raise ModelError("This installation lacks models/manifest.toml: install deescalate again.")


def shipped(name: str) -> Path:
    """A file that comes with the product, by its path in `models/`; ModelError if it does not."""
    path = models_folder() / name
    if not path.is_file():
        raise ModelError(f"This installation lacks models/{name}: install deescalate again.")
    return path


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """$DEESCALATE_CACHE, or deescalate in $XDG_CACHE_HOME, or ~/.cache/deescalate."""
    if own := environment.get("DEESCALATE_CACHE"):
        return Path(own).expanduser().absolute()
    xdg = Path(environment.get("XDG_CACHE_HOME", ""))  # a relative path counts as unset
    return (xdg if xdg.is_absolute() else Path.home() / ".cache") / "deescalate"


def hub_cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the Hugging Face tools keep what this user has downloaded with them."""
    for key in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if environment.get(key):
            return Path(environment[key]).expanduser()
    if home := environment.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    xdg = environment.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(xdg).expanduser() / "huggingface" / "hub"


def read_manifest(path: Path) -> dict[str, KnownModel]:
    """The models of a manifest by name; ModelError when it cannot be read."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["models"]
        return {name: _known(name, table) for name, table in tables.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The list of models {path} cannot be read ({error}): install deescalate again."
        ) from error


def _known(name: str, table: dict[str, Any]) -> KnownModel:
    files = (ModelFile(**{**file, "members": tuple(file["members"])}) for file in table["files"])
    return KnownModel(
        name=name,
        title=table["title"],
        role=table["role"],
        licence=table["licence"],
        files=tuple(files),
        packages=tuple(table["packages"]),
        repository=table["hub"]["repository"],
        revision=table["hub"]["revision"],
    )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What was verified of a file, and when the file was last written then."""

    sha256: str
    bytes: int
    mtime_ns: int


def read_record(folder: Path) -> dict[str, Stamp]:
    """The stamps in a model's folder by path; empty when there are none that read."""
    try:
        stamps = json.loads((folder / RECORD).read_text(encoding="utf-8"))["files"]
        return {path: Stamp(**stamp) for path, stamp in stamps.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_record(folder: Path, files: Iterable[ModelFile]) -> None:
    """Stamp a model's files, which were just verified."""
    stamps = {}
    for file in files:
        stat = (folder / file.path).stat()
        stamps[file.path] = asdict(Stamp(file.sha256, stat.st_size, stat.st_mtime_ns))
    fresh = folder / f"{RECORD}.{os.getpid()}"
    fresh.write_text(json.dumps({"files": stamps}, indent=1), encoding="utf-8")
    fresh.replace(folder / RECORD)


def flaw(folder: Path, files: Sequence[ModelFile], *, trust_stamps: bool) -> str:
    """What is wrong with a model, or nothing. A file unchanged since its stamp is not hashed."""
    if not files:
        return f"{RECORD} is missing"
    stamps = read_record(folder) if trust_stamps else {}
    hashed = False
    for file in files:
        path = folder / file.path
        try:
            stat = path.stat()
            if stat.st_size != file.bytes:
                return f"{file.path} has {stat.st_size} bytes, not {file.bytes}"
            if stamps.get(file.path) == Stamp(file.sha256, stat.st_size, stat.st_mtime_ns):
                continue
            if sha256_of(path) != file.sha256:
                return f"{file.path} has the wrong SHA-256"
        except (FileNotFoundError, NotADirectoryError):
            return f"{file.path} is missing"
        hashed = True
    if hashed and trust_stamps:
        with suppress(OSError):  # a cache that may only be read is hashed at each start
            write_record(folder, files)
    return ""


def role_in(paths: Iterable[str]) -> Role | None:
    """The role that a model with these files can play; None when one that it needs is missing."""
    there = set(paths)
    return next((role for role, needed in NEEDED.items() if there.issuperset(needed)), None)


def folder_named(name: str) -> Path | None:
    """The folder that a person means by `name`; a Whisper size never means a folder."""
    if not name or name in WHISPER_NAMES:
        return None
    try:
        folder = Path(name).expanduser().absolute()
        return folder if folder.is_dir() else None
    except (OSError, RuntimeError):  # too long a name; no such user
        return None


def hub_snapshot(hub_id: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    """A whole snapshot in the user's own Hugging Face cache, that of main first."""
    repository = hub_cache_folder(environment) / f"models--{hub_id.replace('/', '--')}"
    snapshots = sorted((repository / "snapshots").glob("*"))
    main = repository / "refs" / "main"
    if main.is_file():
        snapshots.insert(0, repository / "snapshots" / main.read_text(encoding="utf-8").strip())
    return next((folder for folder in snapshots if role_in(_files(folder))), None)


@dataclass(frozen=True, slots=True)
class ModelStore:
    """The models of one manifest in one cache folder."""

    manifest: Path
    cache: Path

    @classmethod
    def default(cls) -> ModelStore:
        """The store of this installation and this user."""
        return cls(models_folder() / "manifest.toml", cache_folder())

    @property
    def known(self) -> dict[str, KnownModel]:
        """The manifest's models by name."""
        return read_manifest(self.manifest)

    def folder(self, name: str) -> Path:
        """Where a model of the manifest or a hub id lies once fetched."""
        models = self.cache / "models"
        return models / "hub" / name.replace("/", "--") if "/" in name else models / name

    def find(self, name: str, role: Role | None = None) -> Model:
        """The model of the manifest, Whisper size, hub id or folder so named, whole and local.

        Raises ModelError, with the mending command, when the model is unknown, missing, damaged,
        unreadable, or of another role.
        """
        known = self.known
        try:
            if name in known:
                return self._checked(name, known[name], role)
            if folder := folder_named(name):
                return _in_folder(folder.name, folder, role)
            hub_id = self.hub_id(name)
            if self.folder(hub_id).exists():
                return self._checked(name, self.fetched(hub_id), role)
            if snapshot := hub_snapshot(hub_id):
                return _in_folder(name, snapshot, role)
        except OSError as error:
            raise ModelError(
                f"The model {name} cannot be read ({error}): let this user read it."
            ) from error
        raise _missing(name)

    def hub_id(self, name: str) -> str:
        """The hub id that a Whisper size or a hub id stands for; ModelError for other names."""
        hub_id = WHISPER_NAMES.get(name, name)
        if not HUB_ID.fullmatch(hub_id):
            raise ModelError(
                f"There is no model {name}: name {', '.join(self.known)}, a Whisper size such as "
                "small, a hub id such as Systran/faster-whisper-small, or a folder that exists."
            )
        return hub_id

    def fetched(self, hub_id: str) -> KnownModel:
        """A model that only the hub knows, as its record says that it came."""
        stamps = read_record(self.folder(hub_id))
        files = (ModelFile(path=p, bytes=s.bytes, sha256=s.sha256) for p, s in stamps.items())
        return KnownModel(
            name=hub_id,
            title=f"{hub_id}, from the hub",
            role=role_in(stamps) or "recogniser",
            licence="see its page on the hub",
            files=tuple(files),
            repository=hub_id,
        )

    def listing(self) -> list[ModelState]:
        """Every model of the manifest and every one fetched from the hub, hashed in full."""
        folders = sorted((self.cache / "models" / "hub").glob("*--*"))
        fetched = [self.fetched(folder.name.replace("--", "/", 1)) for folder in folders]
        return [self._state(model) for model in [*self.known.values(), *fetched]]

    def _state(self, model: KnownModel) -> ModelState:
        folder = self.folder(model.name)
        there = folder.exists()
        try:
            detail = flaw(folder, model.files, trust_stamps=False) if there else ""
        except OSError as error:
            detail = str(error)
        return ModelState(
            name=model.name,
            title=model.title,
            role=model.role,
            licence=model.licence,
            folder=folder,
            state="damaged" if detail else "whole" if there else "missing",
            detail=detail,
            bytes=model.bytes,
        )

    def _checked(self, name: str, model: KnownModel, role: Role | None) -> Model:
        if role not in (None, model.role):
            fitting = [other.name for other in self.known.values() if other.role == role]
            raise ModelError(
                f"The model {name} has the role {model.role}, not {role}: "
                f"name {' or '.join(fitting) or 'another'}."
            )
        folder = self.folder(model.name)
        if not folder.exists():
            raise _missing(name)
        if wrong := flaw(folder, model.files, trust_stamps=True):
            raise ModelError(
                f"The model {name} is damaged ({wrong}): run `deescalate models fetch {name}`."
            )
        return Model(name=name, folder=folder, sha256=model.sha256)


def _files(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("*") if path.is_file()]


def _in_folder(name: str, folder: Path, role: Role | None) -> Model:
    found = role_in(_files(folder))
    if found is None or role not in (None, found):
        needed = ", ".join(NEEDED[role or "recogniser"])
        raise ModelError(f"The folder {folder} holds no {role or 'model'}: name one with {needed}.")
    return Model(name=name, folder=folder, sha256=sha256_of(folder / NEEDED[found][0]))


def _missing(name: str) -> ModelError:
    return ModelError(
        f"The model {name} is not on this machine: run `deescalate models fetch {name}`."
    )


def find(name: str, role: Role | None = None) -> Model:
    """`ModelStore.find` in this user's store."""
    return ModelStore.default().find(name, role)


def listing() -> list[ModelState]:
    """`ModelStore.listing` of this user's store."""
    return ModelStore.default().listing()
