#!/bin/sh
# SPDX-License-Identifier: MIT
# Compares a table of the base provider with the names in the SDK headers.
#
# usage: tables.sh options|ioctls ROOT
#
# A name that another one with the same number stands for counts as present.
# Status 1 when a name is in neither the table nor tables-absent.txt, or is in
# both.
set -eu
what=$1
root=$2
here=$(dirname "$0")
inc=$root/include/win32

case $what in
options)
    table=$root/src/sock/sockopt.def
    names=$(awk '/^OPT\(/ {
        split($0, f, /[(,] */); print f[3] }' "$table")
    headers="$inc/winsock2.h $inc/ws2def.h $inc/ws2ipdef.h $inc/ws2tcpip.h
             $inc/mswsock.h $inc/mswsockdef.h $inc/mstcpip.h
             $inc/ws2_mswsock1.h"
    prefix='^(SO|TCP|IP|IPV6|UDP|MCAST)_[A-Z0-9_]+$'
    ;;
ioctls)
    table=$root/src/sock/ioctl.def
    names=$(awk '/^IOCTL\(/ {
        split($0, f, /[(,] */); print f[2] }' "$table")
    headers="$inc/winsock2.h $inc/ws2def.h $inc/ws2ipdef.h $inc/ws2tcpip.h
             $inc/mswsock.h $inc/mswsockdef.h $inc/mstcpip.h $inc/afunix.h
             $inc/ws2_core.h $inc/qossp.h"
    prefix='^(SIO_[A-Z0-9_]+|SIOC[A-Z]+|FION[A-Z]+|FIOASYNC)$'
    ;;
*)
    echo "usage: tables.sh options|ioctls ROOT" >&2
    exit 2
    ;;
esac

# shellcheck disable=SC2086 # a list of files
{
    printf '%s\n' "$names" | sed 's/^/table /'
    grep -v '^#' "$here/tables-absent.txt" | sed 's/^/absent /'
    awk '/^#[ \t]*define[ \t]/ { sub(/\/\*.*/, ""); print "header " $0 }' $headers
} | awk -v prefix="$prefix" '
function level(name) { sub(/_.*/, "", name); return name == "MCAST" ? "IP" : name }
function complain(text) { print text; bad++ }
$1 == "table" { in_table[$2] = 1; rows++; next }
$1 == "absent" { absent[$2] = 1; next }
$1 == "header" {
    name = $0
    sub(/^header #[ \t]*define[ \t]+/, "", name)
    value = name
    sub(/[ \t].*/, "", name)
    if (name !~ prefix || name == value) next
    sub(/^[^ \t]+[ \t]+/, "", value)
    gsub(/[ \t]+/, "", value)
    defined[name] = value
}
END {
    for (name in defined)
        if (defined[name] in defined)
            same[name] = defined[name]
    for (name in defined)
        if (name in in_table)
            there[level(name), defined[name]] = 1
    for (name in defined) {
        all++
        here = (name in in_table) || (same[name] in in_table) ||
            ((level(name), defined[name]) in there)
        if (here && (name in absent))
            complain(name " is in the table and in tables-absent.txt")
        if (!here && !(name in absent))
            complain(name " (" defined[name] ") is not in the table")
    }
    for (name in in_table)
        if (!(name in defined))
            complain(name " is in no header")
    printf "%d rows, %d names in the headers, %d differences\n", rows, all, bad
    exit bad || rows == 0
}'
