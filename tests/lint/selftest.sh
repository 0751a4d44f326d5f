#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A rule that cannot fail checks nothing: for each rule, a tree that keeps it
# and the same tree with one line that breaks it.
set -u
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
bad=0

mkdir -p "$tree"/tests/lint "$tree"/src/{api,os,sock,err,io,qos} "$tree"/.ci
cp "$here/lint.sh" "$tree/tests/lint/" && cp "$here/../../.clang-format" "$tree"
printf '#!/usr/bin/env bash\n' | tee "$tree/run" >"$tree/.ci/run"
cd "$tree" && git init -q . || exit 1

try() { # RULE FILE LINE: the line breaks the rule
    local rule=$1 file=$2 good='/* SPDX-License-Identifier: MIT */'
    printf '%s\n' "$good" >"$file"
    if ! tests/lint/lint.sh "$rule" >out; then
        echo "FAILED: $rule complains about nothing:" && cat out && bad=1
    fi
    printf '%s\n%s\n' "$good" "$3" >"$file"
    case $rule in licence | scripts) printf '%s\n' "$3" >"$file" ;; esac
    if tests/lint/lint.sh "$rule" >out; then
        echo "FAILED: $rule lets this pass in $file: $3" && bad=1
    fi
    rm -f "$file"
}

if clang-format-14 --version >/dev/null 2>&1; then
    try format src/os/x.c 'int  x;'
fi
try layers src/os/x.c '#include "sock/sock.h"'
try layers src/err/x.c '#include "os/mem.h"'
try layers src/sock/x.h '#include "api/api.h"'
try layers src/qos/x.c '#include "sock/sock.h"'
try layers src/os/x.c '#include "watch/watch.h"'
try doors src/api/x.c 'int WSAAPI listen(SOCKET s, int backlog)'
try dialects src/sock/x.c '#include <sys/socket.h>'
try dialects src/os/x.c '#include <winsock2.h>'
try last_error src/sock/x.c 'void f(void) { ws2_set_last_error(1); }'
try errno src/sock/x.c '    case ECONNRESET: return WSAECONNRESET;'
try errno src/sock/x.c '#include "err/errno_map.def"'
try signals src/os/x.c 'void f(void) { signal(SIGPIPE, SIG_IGN); }'
try environment src/os/x.c 'char *f(void) { return getenv("HOME"); }'
try licence src/os/x.c 'int x;'
try traces src/os/x.c '/* see /home/somebody/notes */'
try traces src/os/x.c 'int x; '
try todo src/os/x.c '/* TODO: later */'
try scripts run.sh '#!/usr/bin/env bash
if'

# Words in comments and strings are no code.
printf '%s\n' '/* SPDX-License-Identifier: MIT */' \
    '/* #include <sys/socket.h> and ws2_set_last_error(1) */' \
    'const char *x = "signal(1)"; // kill(1)' >src/sock/x.c
tests/lint/lint.sh layers dialects last_error signals >out || {
    echo 'FAILED: comments are taken for code:' && cat out && bad=1
}
exit $bad
