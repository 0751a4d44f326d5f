#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What must not compile: a second row for one (operation, errno) pair, a second
# row for one code, a ninety-sixth code. And, so that this proves something, the
# tables as they are must compile.
#
# usage: duplicates.sh CC DIR
set -u
cc=$1 dir=$2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
failed=0

fresh() {
    rm -rf "$dir"
    mkdir -p "$dir/err"
    cp "$root"/src/err/*.[ch] "$root"/src/err/*.def "$dir/err/"
}

compiles() { # FILE
    "$cc" -std=gnu11 -D_GNU_SOURCE -fsyntax-only "-I$dir" "-I$root/include" \
        "$dir/err/$1" >"$dir/messages" 2>&1
}

must_fail() { # WHAT FILE PATTERN
    if compiles "$2"; then
        echo "FAILED: $1 compiles"
        failed=1
    elif ! grep -qE "$3" "$dir/messages"; then
        echo "FAILED: $1: another reason than /$3/:"
        head -5 "$dir/messages"
        failed=1
    fi
}

fresh
for file in translate.c catalog.c; do
    if ! compiles $file; then
        echo "FAILED: $file does not compile"
        head -5 "$dir/messages"
        failed=1
    fi
done

echo 'MAP(CONNECT, EINPROGRESS, WSAEALREADY)' >>"$dir/err/errno_map.def"
must_fail "a second row for connect EINPROGRESS" translate.c 'duplicate case'

fresh
sed -i 's/^WIN32_ERROR(ERROR_FILE_NOT_FOUND, 2,/WIN32_ERROR(ERROR_FILE_NOT_FOUND, 10054,/' \
    "$dir/err/win32_errors.def"
must_fail "a second row for 10054" catalog.c 'duplicate case'

fresh
cat >>"$dir/err/wsa_errors.def" <<'ROW'
WSA_ERROR(WSAENEW, 12000, -, PROGRAM, "t", "w", "c", "", "x")
ROW
must_fail "a code more" catalog.c '95 error codes'

rm -rf "$dir"
[ "$failed" = 0 ]
