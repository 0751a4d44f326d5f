#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The portable part of src/err, with mingw-w64 and its own headers; run under
# wine where that is there.
#
# usage: portable.sh DIR
set -u
dir=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
prefix=${MINGW_PREFIX:-x86_64-w64-mingw32-}
flags=(-O1 -Wall -Wextra -Wshadow -Wconversion -Werror
    "-I$root/src" "-I$root/include")

if ! command -v "${prefix}gcc" >/dev/null; then
    echo "skipped: ${prefix}gcc is not installed"
    exit 77
fi
mkdir -p "$dir"
"${prefix}gcc" -std=gnu11 "${flags[@]}" -static -D__USE_MINGW_ANSI_STDIO=1 \
    -o "$dir/portable.exe" "$here/portable.c" \
    "$root"/src/err/{catalog,posix,search}.c || exit 1
if command -v "${prefix}g++" >/dev/null; then
    echo '#include "ws2/errors.h"' |
        "${prefix}g++" "${flags[@]}" -fsyntax-only -x c++ - || exit 1
fi
if ! command -v wine >/dev/null; then
    echo "builds; not run: wine is not installed"
    exit 0
fi
WINEDEBUG=-all WINEPREFIX="${WINEPREFIX:-$dir/wine}" \
    wine "$dir/portable.exe" 2>/dev/null | tr -d '\r'
exit "${PIPESTATUS[0]}"
