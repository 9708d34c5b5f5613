#!/bin/sh
# The recipes of the project; `./do` lists them. Each makes what it needs first, in .venv here.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")"
venv_python=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }
stop() {
    say "$*"
    exit 1
}

# Prints the first Python here whose version pyproject.toml allows.
find_python() {
    for name in python3.11 python3.12 python3.13 python3 python; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
            2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    stop "No Python 3.11, 3.12 or 3.13 was found: install one (on Debian, \`apt-get install" \
        "python3 python3-venv\`) and run this again."
}

# Prints how to become root without a question, nothing where we are root; fails if we cannot.
as_root() {
    [ "$(id -u)" -eq 0 ] && return
    sudo -n true 2>/dev/null && echo 'sudo -n'
}

# Debian keeps the part of Python that makes virtual environments in a package of its own.
add_venv_package() {
    package="python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    missing="Python cannot make a virtual environment here: install the package $package"
    command -v apt-get >/dev/null || stop "$missing (or what your system calls it)."
    root=$(as_root) || stop "$missing with \`apt-get install $package\`."
    say "Installing $package..."
    export DEBIAN_FRONTEND=noninteractive
    $root apt-get -qq update >&2 || say 'The package lists could not be renewed; going on.'
    $root apt-get -qq install -y --no-install-recommends "$package" >&2 || stop "$missing."
}

make_venv() {
    if "$venv_python" -c 'import pip' 2>/dev/null; then return; fi
    python=$(find_python)
    "$python" -c 'import venv, ensurepip' 2>/dev/null || add_venv_package "$python"
    say "Making .venv with $("$python" --version)..."
    "$python" -m venv --clear .venv >&2 || stop 'Python could not make .venv; see above.'
}

# install WHAT: `run` for the product, `dev` for the tests and checks too. Does nothing when
# the stamp in .venv says that this very pyproject.toml was installed at this very place.
install() {
    wanted="$(cksum <pyproject.toml) $PWD"
    for extent in "$1" dev; do
        if [ "$(cat ".venv/installed-$extent" 2>/dev/null)" = "$wanted" ]; then return; fi
    done
    make_venv
    case $1 in
        run) say 'Installing the libraries (about 1 GB, once; more where torch brings CUDA)...'
            target=. ;;
        dev) say 'Installing the libraries and the test tools (about 1 GB, once)...'
            target='.[dev]' ;;
    esac
    "$venv_python" -m pip install -qq --disable-pip-version-check --no-input -e "$target" ||
        stop 'The libraries could not be installed: see above, mend it, and run this again.'
    printf '%s\n' "$wanted" >".venv/installed-$1"
}

fetch_models() {
    for model in "$@"; do .venv/bin/deescalate models fetch "$model" >&2; done
}

do_setup() { # makes .venv with the product and its models; quick when nothing changed
    install run
    fetch_models base minilm
}

do_demo() { # replays a scripted angry call, with its cues, and keeps the event log
    do_setup
    mkdir -p demo
    .venv/bin/deescalate replay audio_fixtures/calls/angry.wav --events demo/angry.jsonl
    say 'The event log of the call: demo/angry.jsonl'
}

do_test() { # runs the tests; arguments go to pytest
    install dev
    fetch_models base minilm tiny.en
    "$venv_python" -m pytest "$@"
}

do_lint() { # ruff: rules and format
    install dev
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
}

do_types() { # mypy, strict
    install dev
    .venv/bin/mypy
}

do_imports() { # import-linter: who may import whom
    install dev
    .venv/bin/lint-imports --no-logo
}

do_check() { # lint, types and imports, each whatever comes of the others
    failed=0
    for part in lint types imports; do ./do "$part" || failed=1; done
    return "$failed"
}

do_ci() { # check and test, each whatever comes of the other
    .ci/run
}

do_build() { # makes the wheel in dist/
    make_venv
    "$venv_python" -m pip wheel -qq --disable-pip-version-check --no-deps -w dist .
    ls dist/*.whl
}

do_clean() { # removes what the recipes made, except .venv and the models
    rm -rf build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
    find . -path ./.venv -prune -o -type d -name __pycache__ -exec rm -rf {} +
}

list() {
    echo 'Usage: ./do RECIPE [ARGUMENT...]'
    sed -n 's/^do_\([a-z]*\)() { # \(.*\)/\1 \2/p' do |
        while read -r name what; do printf '  %-9s %s\n' "$name" "$what"; done
}

# Says what was wrong with the command line, and what there is.
refuse() {
    say "$*"
    list >&2
    exit 2
}

recipe=${1-}
case $recipe in
    '' | help | -h | --help) list && exit ;;
    *[!a-z]*) refuse "There is no recipe '$recipe'." ;;
esac
command -v "do_$recipe" >/dev/null || refuse "There is no recipe '$recipe'."
shift
[ $# -eq 0 ] || [ "$recipe" = test ] || refuse "./do $recipe takes no arguments."
"do_$recipe" "$@"
