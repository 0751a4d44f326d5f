#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A set-uid and a set-gid program use the system's catalog only, and no
# environment of their caller's. Needs root, to make such programs.
#
# usage: secure.sh WS2 PROBE PROVIDER
#   WS2       the ws2 command, linked statically
#   PROBE     tests/cli/probe.c: says which files it would use
#   PROVIDER  some provider
set -u
export LC_ALL=C
ws2=$1 probe=$2 provider=$3
failed=0
[ "$(id -u)" = 0 ] || { echo "needs root"; exit 77; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cp "$provider" "$work/provider.so"
chmod 755 "$work/provider.so"

complain() {
    echo "FAILED: $*"
    failed=$((failed + 1))
}

# somebody's COMMAND ARG...: run by a user, not by root.
somebodys() {
    setpriv --reuid=65533 --regid=65533 --clear-groups "$@"
}

# privileged NAME MODE PROGRAM: a copy that others run as nobody.
privileged() {
    cp "$3" "$work/$1"
    chown 65534:65534 "$work/$1"
    chmod "$2" "$work/$1"
}

mkdir "$work/home"
chown 65533 "$work/home"
plain_env=("HOME=$work/home" "XDG_CONFIG_HOME=$work/home"
    "XDG_DATA_HOME=$work/home" "TMPDIR=$work/home"
    "WS2_REGISTRY=$work/home/registry.db" "WS2_PROCLIM=0" "PATH=$PATH")
privileged ws2-plain 755 "$ws2"
privileged ws2-setuid 4755 "$ws2"
privileged ws2-setgid 2755 "$ws2"
privileged probe-plain 755 "$probe"
privileged probe-setuid 4755 "$probe"
privileged probe-setgid 2755 "$probe"
secure=$(somebodys "$work/probe-setuid" secure 2>&1)
[ "$secure" = 1 ] || { echo "set-uid programs have no rights here"; exit 77; }

# The user's own catalog, and one that WS2_CATALOG names.
env -i "${plain_env[@]}" setpriv --reuid=65533 --regid=65533 --clear-groups \
    "$work/ws2-plain" catalog install --name mine "$work/provider.so" \
    >/dev/null || complain "a user's own catalog"
cp "$work/home/ws2/catalog" "$work/home/named"
chown 65534 "$work/home/named"
for kind in plain setuid setgid; do
    for only in "NONE=1" "WS2_CATALOG=$work/home/ws2/catalog" "WS2_CATALOG=$work/home/named"; do
        out=$(env -i "${plain_env[@]}" "$only" setpriv --reuid=65533 \
            --regid=65533 --clear-groups "$work/ws2-$kind" catalog show --short 2>&1)
        case $kind:$only:$out in
        plain:NONE=1:*mine*) ;;
        plain:NONE=1:*) complain "$kind, $only: no entry in: $out" ;;
        plain:*) ;;
        *mine*) complain "$kind, $only: has the caller's entry" ;;
        *"1001 "*) ;;
        *) complain "$kind, $only: $out" ;;
        esac
    done
done

# What else the environment names.
for kind in plain setuid setgid; do
    for what in startup temp variable expand registry; do
        out=$(env -i "${plain_env[@]}" setpriv --reuid=65533 --regid=65533 \
            --clear-groups "$work/probe-$kind" "$what" 2>&1)
        case $kind:$what in
        plain:startup) want=10067 ;; # WSAEPROCLIM
        *:startup) want=0 ;;
        plain:temp | plain:variable | plain:expand | plain:registry) want=$work/home ;;
        *) want= ;;
        esac
        case $out in
        "$work/home"*) [ "$want" = "$work/home" ] || complain "$kind $what: $out" ;;
        *) [ "$want" != "$work/home" ] && { [ -z "$want" ] || [ "$out" = "$want" ]; } ||
            complain "$kind $what: $out" ;;
        esac
    done
done
[ "$failed" = 0 ]
