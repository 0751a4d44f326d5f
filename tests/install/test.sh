#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs into one folder, moves it to another, and builds a program against
# it in each way that the README promises.
#
#   test.sh BUILD WORK
set -u

build=$1 work=$2
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
source=$(cd "$here/../.." && pwd)
hello=$here/../ws2-cc/hello.c
project=$here/../ws2-cc/project
rm -rf "$work" && mkdir -p "$work" && cd "$work" || exit 1

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

ok() { # NAME: and the program says what it should
    local got
    [ $# = 1 ] || { got=$("${@:2}") && [ "$got" = '10038 2' ]; } ||
        fail "$1: got '$got'"
    echo "ok: $1"
}

cmake --install "$build" --prefix "$work/first" >log 2>&1 ||
    { cat log; fail "cmake --install"; }
mkdir 'a place' && mv first 'a place/second' || exit 1
root="$work/a place/second"
bin=$root/bin

# The prefix is gone and the source is not to be missed either.
if grep -rlI -e "$work/first" -e "$build/" -e "$source/" "$root"; then
    fail "these files name folders of the build"
fi
ok 'no absolute paths'

for f in bin/ws2-cc bin/ws2-c++ bin/ws2-rsvpd \
    lib/systemd/system/ws2-rsvpd.service include/ws2/errors.h \
    include/ws2/win32/winsock2.h; do
    [ -e "$root/$f" ] || fail "$f is not installed"
done
pc=$(find "$root" -name ws2.pc) config=$(find "$root" -name ws2-config.cmake)
lib=$(dirname "$(find "$root" -name libws2_32.so)")
for name in ws2_32 mswsock wsock32; do
    [ -e "$lib/lib$name.so" ] && [ -e "$lib/lib$name.a" ] ||
        fail "lib$name is not installed"
done
for page in man1/ws2.1 man1/ws2-cc.1 man1/ws2-c++.1 man5/ws2-{catalog,rsvpd.conf}.5 \
    man7/ws2_errors.7 man7/ws2-{environment,iocp,lsp,lsp-proxy,names,registry}.7 \
    man8/ws2-rsvpd.8; do
    [ -s "$root/share/man/$page" ] || fail "the manual page $page is missing"
done
[ -s "$root/share/doc/ws2/errors.html" ] || fail "errors.html is missing"
"$bin/ws2-rsvpd" --version | grep -q '^ws2-rsvpd [0-9]' ||
    fail 'ws2-rsvpd --version'
"$bin/ws2" err 10054 | grep -q WSAECONNRESET || fail "ws2 err 10054"
ok 'manual pages and ws2 err'
"$bin/ws2" tour --only WSAEINVALIDPROVIDER,10038 --explain >log ||
    { cat log; fail 'ws2 tour'; }
grep -q '^ok .* 10105 ' log && grep -q '^    SCENE(WSAEINVALIDPROVIDER,' log ||
    fail "ws2 tour: $(cat log)"
ok 'ws2 tour'

"$bin/ws2-cc" -Wall -Wextra -Werror "$hello" -o cc -lws2_32 || fail ws2-cc
ok ws2-cc ./cc
"$bin/ws2-cc" --ws2-static "$hello" -o cc-static -lws2_32 || fail --ws2-static
ok 'ws2-cc --ws2-static' ./cc-static
# As layers/trace/README.md has it.
export WS2_CATALOG=$work/catalog
"$bin/ws2" catalog install --ifs --name lsp-trace "$lib/ws2/lsp-trace.so" \
    >log || { cat log; fail 'ws2 catalog install'; }
"$bin/ws2-cc" "$here/socket.c" -o socket -lws2_32 || fail 'ws2-cc socket.c'
WS2_LSP_TRACE=stderr ./socket 2>trace || fail 'lsp-trace: the program'
grep -q ' WSPSocket(AF_INET, ' trace || fail 'lsp-trace: no trace'
"$bin/ws2" catalog remove lsp-trace || fail 'ws2 catalog remove'
unset WS2_CATALOG
ok lsp-trace
PATH=$bin:$PATH ws2-c++ -x c++ "$hello" -o cxx || fail ws2-c++
ok ws2-c++ ./cxx

export PKG_CONFIG_PATH=${pc%/*}
# pkg-config quotes for a shell.
eval "gcc $(pkg-config --cflags ws2-win32) '$hello' -o pc \
    $(pkg-config --libs ws2-win32)" || fail 'pkg-config ws2-win32'
ok 'pkg-config ws2-win32' env LD_LIBRARY_PATH="$lib" ./pc
eval "gcc $(pkg-config --cflags ws2) '$here/portable.c' -o portable \
    $(pkg-config --libs ws2)" || fail 'pkg-config ws2'
LD_LIBRARY_PATH=$lib ./portable || fail 'pkg-config ws2: the program'
ok 'pkg-config ws2'

project_build() { # DIR ARGS...
    local dir=$1
    shift
    { cmake -G Ninja -S "$@" -B "$dir" && cmake --build "$dir"; } >log 2>&1 ||
        { cat log; fail "cmake in $dir"; }
}
unset PKG_CONFIG_PATH
project_build found "$here/project" -DWS2_HELLO="$hello" -Dws2_DIR="${config%/*}"
ok 'find_package, ws2::win32' found/hello
found/portable || fail 'find_package, ws2::ws2_32'
ok 'find_package, ws2::ws2_32'
found/portable_static || fail 'find_package, ws2::ws2_32_static'
ok 'find_package, ws2::ws2_32_static'

project_build toolchain "$project" -DEXPECT_WIN32=ON \
    --toolchain "${config%/*}/ws2-toolchain.cmake"
ok 'toolchain file' toolchain/hello
