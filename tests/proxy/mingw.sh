#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compiles lsp-proxy with mingw-w64, as DIR/lsp-proxy.dll, and looks whether
# that exports WSPStartup.
#
# usage: tests/proxy/mingw.sh DIR
set -u
sources=$(cd "${BASH_SOURCE[0]%/*}/../../layers/proxy" && pwd)
dll=$1/lsp-proxy.dll
command -v x86_64-w64-mingw32-gcc >/dev/null || {
    echo "skipped: x86_64-w64-mingw32-gcc is not installed"
    exit 77
}
x86_64-w64-mingw32-gcc -std=gnu11 -O1 -Wall -Wextra -Wshadow -Wconversion \
    -Werror -D_WIN32_WINNT=0x0A00 -shared -o "$dll" "$sources"/*.c \
    -lmswsock -lws2_32 || exit 1
x86_64-w64-mingw32-objdump -p "$dll" |
    grep -q '\] .*WSPStartup$' || {
    echo "WSPStartup is not exported"
    exit 1
}
