#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compiles with ws2-cc and runs what comes out, one case per call:
#
#   test.sh CASE BIN WORK
#
# BIN holds ws2-cc and ws2-c++; WORK is a directory for the case, made anew.
# WS2_CC and WS2_CXX choose the compiler, as for users.
set -u

case=$1 work=$3
cc=$2/ws2-cc cxx=$2/ws2-c++
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
strict=(-Wall -Wextra -Werror)
rm -rf "$work" && mkdir -p "$work" && cd "$work" || exit 1

check() { # WANTED COMMAND...
    local want=$1 got
    shift
    got=$("$@" 2>&1) || { echo "FAILED: status $? of $*: $got" >&2; exit 1; }
    [ "$got" = "$want" ] || {
        printf 'FAILED: %s\n  got: %s\n  wanted: %s\n' "$*" "$got" "$want" >&2
        exit 1
    }
}

build() { # silent: a warning of the driver or the compiler fails
    check '' "$@"
}

fails() { # COMMAND... has to fail
    if "$@" >/dev/null 2>&1; then
        echo "FAILED: worked, and should not: $*" >&2
        exit 1
    fi
}

skip_if_sanitized() {
    if "$cc" --ws2-print-flags | grep -q -- -fsanitize; then
        echo "skipped: sanitizers need a dynamic program"
        exit 77
    fi
}

test_c() {
    build "$cc" "${strict[@]}" "$here/hello.c" -o hello
    check '10038 2' ./hello
    build "$cc" "${strict[@]}" -std=c11 -O2 -g -c "$here/hello.c" -o hello.o
    build "$cc" hello.o -o hello2
    check '10038 2' ./hello2
    build "$cxx" "${strict[@]}" -x c++ "$here/hello.c" -o hello3
    check '10038 2' ./hello3
}

# Names and options of Windows build files; also in a response file, and in
# folders whose names have spaces.
test_options() {
    mkdir 'a folder'
    cp "$here/hello.c" 'a folder/my hello.c'
    printf 'EXPORTS\ntwice\n' >hello.def
    build "$cc" "${strict[@]}" 'a folder/my hello.c' hello.def \
        -o 'a folder/hello.exe' -mconsole -mthreads -static-libgcc -pthread \
        -Wl,--subsystem,console -Wl,--nxcompat -Wl,--dynamicbase \
        -lws2_32 -lmswsock -lwsock32 -lkernel32 -luser32 -ladvapi32 \
        -lshell32 -lwinmm -liphlpapi -lole32 -lgdi32 -luuid
    check '10038 2' './a folder/hello.exe'
    printf '"%s" -o hello2 -lws2_32 -lkernel32\n' 'a folder/my hello.c' >args
    build "$cc" @args
    check '10038 2' ./hello2
    # Without -fPIC, which build files for Windows have no need of.
    printf 'int called; int call(void) { return ++called; }\n' >dll.c
    build "$cc" -shared -include stddef.h "$here/project/twice.c" dll.c \
        -o libtwice.so
    build "$cc" -O2 -c dll.c -o dll.o
    build "$cc" -mdll dll.o -o dll.so
    [ -z "$("$cc" -dumpmachine 2>&1 >/dev/null)" ] || exit 1
    fails "$cc"
    fails "$cc" no-such-file.c
    printf 'int f(void) { return 0; }\n' >no-main.c
    fails "$cc" no-main.c -o no-main
}

test_own_options() {
    "$cc" --help | grep -q 'usage: ws2-cc' || exit 1
    "$cc" --version | grep -q '^ws2-cc [0-9]' || exit 1
    # What it prints is all that a build system needs.
    local compiler=${WS2_CC:-gcc} compile link
    compile=$("$cc" --ws2-print-flags | sed -n 's/^compile: //p')
    link=$("$cc" --ws2-print-flags | sed -n 's/^link: //p')
    eval "build $compiler $compile '$here/hello.c' -o hello $link"
    check '10038 2' ./hello
    build "$cc" --ws2-no-rpath "$here/hello.c" -o hello2
    if readelf -d hello2 | grep -qE 'RPATH|RUNPATH'; then exit 1; fi
}

test_links() { # a driver reached by a link, and found in PATH
    ln -s "$cc" my-cc
    ln -s "$cxx" my-c++
    build ./my-cc "$here/hello.c" -o hello
    check '10038 2' ./hello
    PATH=$PWD:$PATH build my-c++ "${strict[@]}" -std=c++17 "$here/std.cpp" \
        -o std
    check ok ./std
}

test_static() {
    skip_if_sanitized
    build "$cc" "$here/hello.c" -o hello --ws2-static -lws2_32 -lmswsock
    check '10038 2' ./hello
    if ldd ./hello | grep libws2_32; then exit 1; fi
    # libc warns that a static getaddrinfo loads libraries: not ours to mend.
    "$cc" -static "$here/hello.c" -o hello2 -lws2_32 || exit 1
    check '10038 2' ./hello2
    "$cxx" -static -std=c++17 "$here/std.cpp" -o std || exit 1
    check ok ./std
}

test_cxx() {
    for std in 11 14 17 20; do
        build "$cxx" "${strict[@]}" -std=c++$std -x c++ "$here/hello.c" -o hello
        check '10038 2' ./hello
    done
    build "$cxx" "${strict[@]}" -std=c++17 "$here/std.cpp" -o std
    check ok ./std
    build "$cxx" "${strict[@]}" -std=c++20 -O2 "$here/std.cpp" -o std
    check ok ./std
}

test_start() {
    build "$cc" "${strict[@]}" -municode -DSTART_WMAIN "$here/start.c" -o wide
    check $' 0061 00e9\n d83d de00\n fffd fffd' \
        ./wide $'a\xc3\xa9' $'\xf0\x9f\x98\x80' $'\xff\xc3'
    build "$cc" "${strict[@]}" -mwindows -DSTART_WINMAIN "$here/start.c" -o gui
    check '1 [a "b c" "d\"e" ""] 10' ./gui a 'b c' 'd"e' ''
    build "$cc" "${strict[@]}" -mwindows -municode -DSTART_WWINMAIN \
        "$here/start.c" -o both
    check ' 0061 0020 0062' ./both a b
}

test_wide() {
    local std
    build "$cc" "${strict[@]}" "$here/wide.c" -o wide
    check ok ./wide
    for std in 11 17 20; do
        build "$cxx" "${strict[@]}" -std=c++$std "$here/wide.cpp" -o wide
        check ok ./wide
        build "$cxx" "${strict[@]}" -std=c++$std -O2 "$here/wide.cpp" -o wide
        check ok ./wide
    done
}

test_cmake() {
    cmake -G Ninja -S "$here/project" -B build -DCMAKE_C_COMPILER="$cc" \
        -DCMAKE_CXX_COMPILER="$cxx" >log 2>&1 &&
        cmake --build build >>log 2>&1 || { cat log; exit 1; }
    check '10038 2' build/hello
    check ok build/std
}

"test_$case"
echo "ok: $case"
