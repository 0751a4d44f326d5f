#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Checks of the source itself: rules that the compiler cannot know. Each rule
# prints the lines that break it; exit status 1 when any does.
#
#   tests/lint/lint.sh [RULE...]      all rules by default
set -u
shopt -s lastpipe # complain counts, at the end of a pipe
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

bad=0

complain() { # reads the offending lines
    local lines
    lines=$(cat)
    [ -n "$lines" ] || return 0
    printf '%s\n' "$lines" | sed "s/^/  /"
    bad=$((bad + 1))
}

files() { # PATTERN...: what git knows, or will: not yet added counts too
    git ls-files --cached --others --exclude-standard -- "$@" | sort -u |
        while read -r f; do [ -f "$f" ] && printf '%s\n' "$f"; done
}

# Code without comments and strings, as FILE:LINE:TEXT.
code() { # FILE...
    awk '
    FNR == 1 { inside = 0 }
    {
        line = $0; out = ""
        while (line != "") {
            if (inside) {
                at = index(line, "*/")
                if (at == 0) { line = ""; break }
                inside = 0; line = substr(line, at + 2)
            } else if (match(line, /"([^"\\]|\\.)*"|\/\*|\/\//)) {
                what = substr(line, RSTART, 2)
                quoted = substr(line, RSTART, RLENGTH)
                out = out substr(line, 1, RSTART - 1)
                line = substr(line, RSTART + RLENGTH)
                if (what == "//") line = ""
                else if (what == "/*") inside = 1
                else if (out ~ /#[ \t]*include[ \t]*$/) out = out quoted
                else out = out "\"\""
            } else { out = out line; line = "" }
        }
        if (out ~ /[^ \t]/) print FILENAME ":" FNR ":" out
    }' "$@" /dev/null
}

# The version that formats this tree: others break lines elsewhere.
rule_format() {
    local tool=clang-format-14
    command -v $tool >/dev/null || tool=clang-format
    if ! $tool --version 2>/dev/null | grep -q 'version 14\.'; then
        echo "  skipped: clang-format 14 is not installed"
        return
    fi
    files '*.c' '*.h' '*.cpp' | xargs -d '\n' $tool --dry-run -Werror 2>&1 |
        sed -nE 's/^([^ :]+:[0-9]+):.*clang-format-viol.*/\1/p' |
        awk -F: '!seen[$1]++ { print $0 ": not as clang-format leaves it" }' |
        complain
}

# Calls go down only: a file includes headers of its own layer or lower ones.
rule_layers() {
    code $(files 'src/*/*.c' 'src/*/*.h') | awk -F: '
    BEGIN {
        rank["os"] = rank["watch"] = 1; rank["io"] = rank["qos"] = rank["fault"] = 2
        rank["handle"] = rank["win32"] = rank["name"] = 3
        rank["sock"] = rank["user"] = 3; rank["spi"] = rank["api"] = 4; rank["registry"] = rank["trace"] = 4
    }
    match($3, /#[ \t]*include[ \t]*"[a-z0-9]+\//) {
        split($1, path, "/"); from = path[2]
        to = $3; sub(/^[^"]*"/, "", to); sub(/\/.*/, "", to)
        if (to == "err" || to == from || to == "ws2") next
        if (from == "err" || !(to in rank) || rank[to] > rank[from] ||
            from == "os")
            print $1 ":" $2 ": " from " includes " to
    }' | complain
}

# A documented function is a row of doors.def, so that it can be watched: here
# stands ws2_do_NAME.
rule_doors() {
    code $(files 'src/api/*.c') |
        grep -E ':[A-Za-z].*(WSAAPI|WSPAPI|WINAPI|PASCAL) +\w+\(' |
        grep -vE '(WSAAPI|WSPAPI|WINAPI|PASCAL) +(ws2_|WPU|__WSAFDIsSet)' |
        grep -vE '(WSAAPI) +(hton|ntoh)[ls]\(|:static ' | complain
}

# Linux and Windows number things differently: never both in one file.
rule_dialects() {
    local linux='<(sys/socket|sys/un|sys/epoll|netinet/.*|arpa/.*|netdb|net/.*'
    linux+='|linux/.*|ares.*)\.h>'
    local windows='[<"](winsock2?|ws2.*|windows|mswsock|qos.*|nspapi)\.h[>"]'
    code $(files 'src/*/*.c' 'src/*/*.h') | grep -E "include +$linux" |
        grep -vE '^src/(os|io)/|^src/name/cares' | complain
    code $(files 'src/os/*.[ch]' 'src/name/cares*') |
        grep -E "include +$windows" | complain
}

# Only doors write the last error (in src/watch stand their stubs).
rule_last_error() {
    code $(files 'src/*/*.c') | grep -E 'ws2_set_last_error *\(' |
        grep -vE '^src/(api|win32|user|watch)/|^src/err/lasterror\.c' | complain
}

# An errno becomes a code in one function, over one table.
rule_errno() {
    code $(files 'src/*/*.c' 'src/*/*.h') | grep 'errno_map\.def' |
        grep -v '^src/err/translate\.c' | complain
    code $(files 'src/*/*.c') | grep -E '\bE[A-Z0-9]+\b.*\bWSA[A-Z_]*E[A-Z]+\b' |
        grep -vE '^src/err/(translate|portable)' | complain
}

# Never a signal: our sends carry MSG_NOSIGNAL and sit in src/os. The console's
# control handlers are signals by nature, and the program asks for them; a write
# to a pipe and sendfile have no such flag, and os/sigpipe.c keeps their signal
# from arriving.
rule_signals() {
    code $(files 'src/*/*.c') |
        grep -E '\b(signal|sigaction|pthread_sigmask|raise|kill) *\(' |
        grep -vE '^src/(win32/console|os/sigpipe)\.c' | complain
}

# What a set-uid program does, its caller's environment does not decide; the
# program's own functions for it are another matter.
rule_environment() {
    code $(files 'src/*/*.c') | grep -E '(^|[^_[:alnum:]])getenv *\(' |
        grep -vE '^src/win32/(crt_stdlib|env|wcs_ms)\.c' | complain
}

rule_licence() {
    files '*.c' '*.h' '*.cpp' | xargs -d '\n' grep -L 'SPDX-License-Identifier: MIT' |
        complain
}

# Paths of somebody's machine, and marks that a merge or an editor left.
rule_traces() {
    files | xargs -d '\n' grep -nIE '(^|[^A-Za-z0-9_.])/(home|root|work)/' |
        grep -v '^tests/lint/' | complain
    files | xargs -d '\n' grep -nIE '^(<<<<<<<|>>>>>>>) |[[:blank:]]+$' |
        grep -vE "\.(tsv|md|sh):" | complain
}

# A TODO without an issue is a wish.
rule_todo() {
    files 'src/*' 'include/*' 'tools/*' | xargs -d '\n' grep -nE 'TODO|FIXME|\bXXX\b' |
        grep -vE 'TODO\(?#[0-9]+' | complain
}

# Scripts at least parse.
rule_scripts() {
    local f
    for f in run .ci/run $(files 'scripts/*' '*.sh'); do
        head -1 "$f" | grep -q bash && bash -n "$f" 2>&1
    done | complain
}

all=$(declare -F | sed -n 's/^declare -f rule_//p')
for name in ${*:-$all}; do
    before=$bad
    "rule_$name" || { echo "  no rule '$name'"; bad=$((bad + 1)); }
    [ $bad = $before ] && echo "ok      $name" || echo "BROKEN  $name"
done
[ $bad = 0 ]
