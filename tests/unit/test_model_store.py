"""Finding models on this machine: whole, missing, damaged, in a folder, in the hub's cache."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import pytest

from assistant import model_store
from assistant.errors import ModelError
from assistant.model_store import ModelState, ModelStore, cache_folder, hub_cache_folder

FILES = {"model.bin": b"weights" * 1000, "config.json": b"{}", "tokenizer.json": b'{"a": 1}'}
WEIGHTS_SHA256 = hashlib.sha256(FILES["model.bin"]).hexdigest()


def manifest_of(role: str, name: str, files: dict[str, bytes]) -> str:
    lines = [
        f'[models."{name}"]',
        f'title = "A {role}"',
        f'role = "{role}"',
        'licence = "MIT"',
        'packages = ["nobody-fake==1.0"]',
        f'hub = {{ repository = "nobody/{name}", revision = "{"a" * 40}" }}',
    ]
    for path, content in files.items():
        lines += [
            f'[[models."{name}".files]]',
            f'path = "{path}"',
            f"bytes = {len(content)}",
            f'sha256 = "{hashlib.sha256(content).hexdigest()}"',
            f'members = ["nobody_fake/{path}"]',
        ]
    return "\n".join(lines) + "\n"


def fill(folder: Path, files: dict[str, bytes] = FILES) -> Path:
    folder.mkdir(parents=True)
    for path, content in files.items():
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hf"))
    manifest = tmp_path / "manifest.toml"
    encoder = {"model.safetensors": b"vectors", "config.json": b"{}", "tokenizer.json": b"{}"}
    manifest.write_text(
        manifest_of("recogniser", "ear", FILES) + manifest_of("encoder", "sense", encoder)
    )
    return ModelStore(manifest, tmp_path / "cache")


@pytest.fixture
def ear(store: ModelStore) -> Path:
    """The model `ear`, whole in the cache, as a first start finds it: without stamps."""
    return fill(store.folder("ear"))


def change_without_a_trace(path: Path) -> None:
    """Swap a file's bytes for others, leaving its size and its time of writing."""
    stat = path.stat()
    path.write_bytes(b"x" * stat.st_size)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def state_of(store: ModelStore, name: str) -> ModelState:
    return next(state for state in store.listing() if state.name == name)


# ---- Models of the manifest


def test_a_whole_model_is_found_with_its_weights_hash(store: ModelStore, ear: Path) -> None:
    """A whole model of the manifest is given with its folder and the SHA-256 of its weights."""
    model = store.find("ear", "recogniser")
    assert (model.name, model.folder, model.sha256) == ("ear", ear, WEIGHTS_SHA256)


def test_a_missing_model_names_the_command(store: ModelStore) -> None:
    """A model that was never fetched is an error of one sentence with the mending command."""
    with pytest.raises(ModelError) as error:
        store.find("ear")
    assert str(error.value) == (
        "The model ear is not on this machine: run `deescalate models fetch ear`."
    )


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"x" * 7000, "model.bin has the wrong SHA-256"),
        (b"weights", "model.bin has 7 bytes, not 7000"),
        (None, "model.bin is missing"),
    ],
)
def test_a_damaged_model_says_where(
    store: ModelStore, ear: Path, content: bytes | None, detail: str
) -> None:
    """Changed, cut short or gone, a file of a model is named, with the mending command."""
    if content is None:
        (ear / "model.bin").unlink()
    else:
        (ear / "model.bin").write_bytes(content)
    with pytest.raises(ModelError) as error:
        store.find("ear")
    assert str(error.value) == (
        f"The model ear is damaged ({detail}): run `deescalate models fetch ear`."
    )


def test_an_unchanged_model_is_not_hashed_again(store: ModelStore, ear: Path) -> None:
    """A start trusts a file whose size and time are as they were verified; a listing does not."""
    store.find("ear")
    change_without_a_trace(ear / "model.bin")
    assert store.find("ear").folder == ear
    state = state_of(store, "ear")
    assert (state.state, state.detail) == ("damaged", "model.bin has the wrong SHA-256")


def test_a_touched_model_is_hashed_and_stamped_anew(store: ModelStore, ear: Path) -> None:
    """A file with another time of writing is hashed once, and then trusted at that time."""
    store.find("ear")
    os.utime(ear / "model.bin", ns=(1, 1))
    store.find("ear")
    assert model_store.read_record(ear)["model.bin"].mtime_ns == 1


def test_stamps_of_other_contents_count_for_nothing(store: ModelStore, ear: Path) -> None:
    """A stamp that vouches for another SHA-256 than the manifest's does not make a file whole."""
    store.find("ear")
    change_without_a_trace(ear / "model.bin")
    record = json.loads((ear / model_store.RECORD).read_text())
    record["files"]["model.bin"]["sha256"] = hashlib.sha256(b"x" * 7000).hexdigest()
    (ear / model_store.RECORD).write_text(json.dumps(record))
    with pytest.raises(ModelError, match="wrong SHA-256"):
        store.find("ear")


@pytest.mark.parametrize("record", ["", "[]", '{"files": {"model.bin": 3}}', '{"files": []}'])
def test_a_record_that_does_not_read_is_written_anew(
    store: ModelStore, ear: Path, record: str
) -> None:
    """Stamps cut short or of another shape only cost a hash."""
    (ear / model_store.RECORD).write_text(record)
    store.find("ear")
    assert set(model_store.read_record(ear)) == set(FILES)


def test_another_role_is_refused_with_names_that_fit(store: ModelStore, ear: Path) -> None:
    """A recogniser named where an encoder is wanted is an error that names the encoders."""
    with pytest.raises(ModelError) as error:
        store.find("ear", "encoder")
    assert str(error.value) == "The model ear has the role recogniser, not encoder: name sense."


def test_the_listing_has_every_model_and_its_state(store: ModelStore, ear: Path) -> None:
    """Models of the manifest are listed whether there or not, with title, licence and size."""
    whole, missing = store.listing()
    assert (whole.name, whole.state, whole.detail, whole.folder) == ("ear", "whole", "", ear)
    assert (whole.title, whole.licence, whole.bytes) == ("A recogniser", "MIT", 7010)
    assert (missing.name, missing.state, missing.role) == ("sense", "missing", "encoder")


def test_a_manifest_that_does_not_read_is_one_sentence(store: ModelStore) -> None:
    """A broken manifest is an installation to mend, not a traceback."""
    store.manifest.write_text("[models.ear]\ntitle = 1\n")
    with pytest.raises(ModelError, match=r"cannot be read .*: install deescalate again"):
        store.find("ear")


# ---- Folders


def test_a_folder_is_used_as_it_is(store: ModelStore, tmp_path: Path) -> None:
    """A folder with a model is used unchecked and unstamped, hashed for the log."""
    folder = fill(tmp_path / "mine")
    model = store.find(str(folder), "recogniser")
    assert (model.name, model.folder, model.sha256) == ("mine", folder, WEIGHTS_SHA256)
    assert not (folder / model_store.RECORD).exists()


def test_a_folder_that_would_need_a_network_is_refused(store: ModelStore, tmp_path: Path) -> None:
    """A folder without tokenizer.json is refused: the recogniser would look for it on the hub."""
    folder = fill(tmp_path / "mine")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelError) as error:
        store.find(str(folder), "recogniser")
    assert str(error.value) == (
        f"The folder {folder} holds no recogniser: "
        "name one with model.bin, config.json, tokenizer.json."
    )


def test_a_whisper_size_never_means_a_folder(
    store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder `small` in the current folder does not stand in for Whisper small."""
    fill(tmp_path / "small")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match="run `deescalate models fetch small`"):
        store.find("small")
    assert store.find("./small").sha256 == WEIGHTS_SHA256


@pytest.mark.parametrize(
    "name", ["", "nosuch", "~nosuchuser/x", "a" * 5000, "-x/y", "../up", "a/b/c"]
)
def test_an_unknown_name_says_what_may_be_named(store: ModelStore, name: str) -> None:
    """What is no model, size, hub id or folder is an error that says what there is."""
    with pytest.raises(ModelError) as error:
        store.find(name)
    assert str(error.value).startswith(f"There is no model {name}: name ear, sense, a Whisper size")


# ---- The hub, without a network


def snapshot(tmp_path: Path, commit: str, files: dict[str, bytes] = FILES) -> Path:
    repository = tmp_path / "hf" / "models--Systran--faster-whisper-small"
    return fill(repository / "snapshots" / commit, files)


def test_a_whisper_size_is_found_in_the_users_hub_cache(store: ModelStore, tmp_path: Path) -> None:
    """What faster-whisper has downloaded for this user is used where it lies, by either name."""
    folder = snapshot(tmp_path, "abc")
    assert store.find("small", "recogniser").folder == folder
    assert store.find("Systran/faster-whisper-small").sha256 == WEIGHTS_SHA256


def test_the_snapshot_of_main_comes_first(store: ModelStore, tmp_path: Path) -> None:
    """Of several snapshots the one that main points to is taken."""
    snapshot(tmp_path, "aaa")
    main = snapshot(tmp_path, "bbb")
    (main.parents[1] / "refs").mkdir()
    (main.parents[1] / "refs" / "main").write_text("bbb")
    assert store.find("small").folder == main


def test_an_unfinished_snapshot_is_passed_over(store: ModelStore, tmp_path: Path) -> None:
    """A snapshot whose weights point at nothing is no model."""
    folder = snapshot(tmp_path, "abc", {"config.json": b"{}", "tokenizer.json": b"{}"})
    (folder / "model.bin").symlink_to("../../blobs/gone")
    with pytest.raises(ModelError, match="small is not on this machine"):
        store.find("small")


def test_a_fetched_hub_model_is_held_to_its_record(store: ModelStore) -> None:
    """A model from the hub is whole while it is as it came, and damaged when it is not."""
    folder = fill(store.folder("nobody/other"))
    files = [
        model_store.ModelFile(path=p, bytes=len(c), sha256=hashlib.sha256(c).hexdigest())
        for p, c in FILES.items()
    ]
    model_store.write_record(folder, files)
    assert store.find("nobody/other", "recogniser").sha256 == WEIGHTS_SHA256
    assert state_of(store, "nobody/other").state == "whole"
    (folder / "config.json").write_bytes(b"[]")
    with pytest.raises(ModelError, match=r"damaged \(config.json has the wrong SHA-256\)"):
        store.find("nobody/other")


def test_a_hub_model_without_a_record_is_damaged(store: ModelStore) -> None:
    """Files in the hub's corner of the cache that nobody vouches for are not used."""
    fill(store.folder("nobody/other"))
    with pytest.raises(ModelError, match=r"damaged \(store.json is missing\)"):
        store.find("nobody/other")
    assert state_of(store, "nobody/other").state == "damaged"


# ---- Where things lie


def test_the_cache_follows_the_environment() -> None:
    """DEESCALATE_CACHE comes first, then XDG_CACHE_HOME when absolute, then ~/.cache."""
    assert cache_folder({"DEESCALATE_CACHE": "/a", "XDG_CACHE_HOME": "/b"}) == Path("/a")
    assert cache_folder({"XDG_CACHE_HOME": "/b"}) == Path("/b/deescalate")
    assert cache_folder({"XDG_CACHE_HOME": "b"}) == Path.home() / ".cache" / "deescalate"
    assert cache_folder({}) == Path.home() / ".cache" / "deescalate"


def test_the_hub_cache_follows_the_hubs_own_variables() -> None:
    """HF_HUB_CACHE comes first, then HF_HOME, then XDG_CACHE_HOME, then ~/.cache."""
    assert hub_cache_folder({"HF_HUB_CACHE": "/a", "HF_HOME": "/b"}) == Path("/a")
    assert hub_cache_folder({"HF_HOME": "/b"}) == Path("/b/hub")
    assert hub_cache_folder({"XDG_CACHE_HOME": "/c"}) == Path("/c/huggingface/hub")
    assert hub_cache_folder({}) == Path.home() / ".cache/huggingface/hub"


def test_the_shipped_manifest_pins_everything() -> None:
    """Every model of the product has its needed files, hashes, package pins and hub commit."""
    known = model_store.read_manifest(model_store.shipped("manifest.toml"))
    assert set(known) == {"base", "tiny.en", "minilm"}
    for model in known.values():
        assert model_store.role_in(file.path for file in model.files) == model.role
        assert re.fullmatch("[0-9a-f]{40}", model.revision)
        assert all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", package) for package in model.packages)
        for file in model.files:
            assert re.fullmatch("[0-9a-f]{64}", file.sha256)
            assert file.members
            assert file.bytes > 0


def test_what_is_not_shipped_is_one_sentence() -> None:
    """A trained weight that the installation lacks is an error that says how to mend it."""
    with pytest.raises(ModelError) as error:
        model_store.shipped("language/nosuch.safetensors")
    assert str(error.value) == (
        "This installation lacks models/language/nosuch.safetensors: install deescalate again."
    )
