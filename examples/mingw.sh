#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compiles examples with mingw-w64:  mingw.sh DIR [NAME...]
# DIR gets NAME.exe; all examples by default. Status 77 without mingw-w64, and
# for rio_echo or notify_server alone where its headers lack what they use.
set -u
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
dir=$1
shift
[ $# -gt 0 ] || set -- echo_server echo_client chat_server chat_client \
    udp_query iocp_server overlapped_client async_server event_server \
    share_server share_worker service_server service_client qos_sender \
    qos_receiver errors_demo \
    error_paths error_paths_wrong
command -v x86_64-w64-mingw32-gcc >/dev/null || {
    echo "skipped: x86_64-w64-mingw32-gcc is not installed"
    exit 77
}
declares() { # TYPE
    printf '#include <winsock2.h>\n#include <mswsock.h>\n%s t;\n' "$1" |
        x86_64-w64-mingw32-gcc -D_WIN32_WINNT=0x0A00 -fsyntax-only -xc - 2>/dev/null
}
if { [ "$*" = rio_echo ] && ! declares RIO_EXTENSION_FUNCTION_TABLE; } ||
    { [ "$*" = notify_server ] && ! declares SOCK_NOTIFY_REGISTRATION; }; then
    echo "skipped: these headers lack what $* uses"
    exit 77
fi
for name in "$@"; do
    x86_64-w64-mingw32-gcc -O2 -Wall -Wextra -Werror "$here/$name.c" \
        -o "$dir/$name.exe" -lws2_32 || exit 1
done
