#!/usr/bin/env bash
# Prepares this checkout: system packages, a virtual environment in .venv, the program and its tests.
# Quick when nothing changed. Exit codes: 3 = system packages are missing and we may not install them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec 9<tools/setup.sh
flock 9 # two makes at once: the second waits and then finds everything done

readonly VENV=.venv
readonly STAMP=$VENV/setup.stamp
# PostgreSQL's packaging reads this folder when it decides whether to make and start a system server.
readonly CLUSTER_SETTINGS=/etc/postgresql-common/createcluster.d
readonly NO_CLUSTER=$CLUSTER_SETTINGS/zz-orderdesk-setup.conf

# What Qt needs to draw without a screen (all of them) and on a real or virtual one (from libxcb-cursor0 on),
# what the tests need for real windows, and fonts that show Chinese as it is written in China.
readonly PACKAGES=(
    libglib2.0-0 libgl1 libegl1 libfontconfig1 libxkbcommon0 libdbus-1-3
    libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
    libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libx11-xcb1
    xvfb xdotool xauth
    fonts-noto-cjk fonts-inter
)

say() { printf 'setup: %s\n' "$*" >&2; }

find_python() {
    local candidate
    for candidate in "${ORDERDESK_PYTHON:-}" python3 /usr/bin/python3 python3.11 python3.12 python3.13; do
        if [[ -n $candidate ]] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
}

can_make_environments() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

has_postgres() {
    local program major
    [[ -n ${ORDERDESK_POSTGRES_BIN:-} ]] && return 0
    for program in /usr/lib/postgresql/*/bin/initdb; do
        major=${program#/usr/lib/postgresql/}
        major=${major%%/*}
        [[ -x $program && $major =~ ^[0-9]+$ && $major -ge 15 ]] && return 0
    done
    return 1
}

missing_packages() {
    local name python installed
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${PACKAGES[@]}" 2>/dev/null || true)
    for name in "${PACKAGES[@]}"; do
        grep -qx "$name installed" <<<"$installed" || printf '%s\n' "$name"
    done
    has_postgres || printf 'postgresql-15\n'
    python=$(find_python)
    if [[ -z $python ]]; then
        printf 'python3\npython3-venv\n'
    elif [[ ! -x $VENV/bin/python ]] && ! can_make_environments "$python"; then
        printf 'python3-venv\n'
    fi
}

# One line for a shell of root: our drop-in keeps the new PostgreSQL from making and starting a system server, and is
# removed again, so that nothing of the machine's own settings changes.
install_line() {
    local packages="apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $*"
    if [[ " $* " == *" postgresql-15 "* ]]; then
        printf '%s' "mkdir -p $CLUSTER_SETTINGS && echo create_main_cluster = false >$NO_CLUSTER && " \
            "{ $packages; code=\$?; rm -f $NO_CLUSTER; exit \$code; }"
    else
        printf '%s' "$packages"
    fi
}

install_system_packages() {
    local missing line settings
    if ! command -v dpkg-query >/dev/null; then
        say "this is not Debian; make sure these are there: ${PACKAGES[*]} and PostgreSQL 15's server programs"
        return
    fi
    mapfile -t missing < <(missing_packages)
    ((${#missing[@]})) || return 0
    settings=${CLUSTER_SETTINGS%/*}/createcluster.conf
    if [[ " ${missing[*]} " == *" postgresql-15 "* && -e $settings ]] && ! grep -q '^ *include_dir' "$settings"; then
        say "$settings has no include_dir line, so PostgreSQL 15 would make a system server when installed."
        say "Put 'create_main_cluster = false' into it, or install postgresql-15 yourself, and try again."
        exit 3
    fi
    line=$(install_line "${missing[@]}")
    if ((EUID == 0)); then
        say "installing ${missing[*]}"
        bash -c "$line" >&2
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        say "installing ${missing[*]}"
        sudo -n bash -c "$line" >&2
    else
        say "system packages are missing and only root may install them. Run this line, then try again:"
        printf "sudo bash -c '%s'\n" "$line"
        exit 3
    fi
}

fingerprint() {
    { cat pyproject.toml constraints.txt tools/setup.sh && pwd; } | sha256sum | cut -d ' ' -f 1
}

make_environment() {
    local python
    if [[ -x $VENV/bin/python ]] && "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' &&
        [[ ! -e $STAMP || $(sed -n 2p "$STAMP") == "$PWD" ]]; then
        return # usable as it is
    fi
    rm -rf "$VENV" # made by another Python, or for another folder: its programs point elsewhere
    python=$(find_python)
    say "making the virtual environment with $("$python" --version)"
    "$python" -m venv "$VENV"
}

install_program() {
    say "installing OrderDesk and what it needs"
    # The build of our own package is pinned too: old versions of pip read the first variable for it, new ones the second.
    PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt "$VENV/bin/python" -m pip install \
        --quiet --no-input --disable-pip-version-check --editable '.[test]' >&2
    QT_QPA_PLATFORM=offscreen "$VENV/bin/python" -c '
from PySide6.QtWidgets import QApplication
QApplication([])' || { say "Qt does not start; see the message above"; exit 1; }
}

install_system_packages
if [[ -x $VENV/bin/python && -e $STAMP && $(sed -n 1p "$STAMP") == "$(fingerprint)" ]]; then
    exit 0
fi
make_environment
install_program
{ fingerprint && pwd; } >"$STAMP"
say "done"
