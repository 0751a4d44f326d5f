#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compiles examples with mingw-w64:  mingw.sh DIR [NAME...]
# DIR gets NAME.exe; all examples by default. Status 77 without mingw-w64, and
# for rio_echo alone where its headers have no registered I/O.
set -u
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
dir=$1
shift
[ $# -gt 0 ] || set -- echo_server echo_client chat_server chat_client \
    udp_query iocp_server overlapped_client async_server share_server \
    share_worker errors_demo
command -v x86_64-w64-mingw32-gcc >/dev/null || {
    echo "skipped: x86_64-w64-mingw32-gcc is not installed"
    exit 77
}
has_rio() {
    printf '#include <winsock2.h>\n#include <mswsock.h>\nRIO_EXTENSION_FUNCTION_TABLE t;\n' |
        x86_64-w64-mingw32-gcc -D_WIN32_WINNT=0x0A00 -fsyntax-only -xc - 2>/dev/null
}
if [ "$*" = rio_echo ] && ! has_rio; then
    echo "skipped: these headers have no registered I/O"
    exit 77
fi
for name in "$@"; do
    x86_64-w64-mingw32-gcc -O2 -Wall -Wextra -Werror "$here/$name.c" \
        -o "$dir/$name.exe" -lws2_32 || exit 1
done
