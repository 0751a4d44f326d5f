# SPDX-License-Identifier: MIT
# The contract as a table of what can be injected: for each function, in the
# order of strcmp, its pairs. awk -f rows.awk contract.tsv
#
#   FUNCTION(name, first, count)
#   PAIR(failure, code, when, events)    when: 1 at once, 2 late, 4 of QoS
#
# Left out: what is no failure of the function itself (NONE), what has no code,
# and a pending operation, which is none.
BEGIN { FS = "\t"; functions = 0 }

/^#/ || $1 == "function" || NF != 5 { next }
$3 == "NONE" || $4 == "-" || $4 == "NONE" { next }
$4 ~ /^(WSA|ERROR)_IO_PENDING$/ { next }

function failure_of(what) {
    if (what == "SOCKET_ERROR" || what == "INVALID_SOCKET" || what == "-1")
        return "MINUS_ONE"
    if (what == "WSA_WAIT_FAILED" || what == "RIO_INVALID_BUFFERID")
        return "MAX_DWORD"
    if (what == "nonzero") return "MINUS_ONE"
    return what == "RETURNED" ? "CODE" : "ZERO"
}

# A part of the condition is late if it says so, and then so are those behind
# it, until one begins with a capital: a sentence of its own.
function condition_read(text,    part, n, i, late) {
    when_at = 0; events = 0
    n = split(text, part, "; ")
    for (i = 1; i <= n; i++) {
        if (part[i] ~ /^\[async\]/) late = 1
        else if (i == 1 || part[i] ~ /^[A-Z][a-z]+ [a-z]/) late = 0
        when_at = when_at == 3 ? 3 : late ? (when_at == 1 ? 3 : 2) : \
                  (when_at == 2 ? 3 : 1)
        if (late) events_read(part[i])
    }
}

function events_read(text,    name) {
    if (text ~ /except FD_CONNECT/ || text ~ /other events/)
        events = "FD_ALL_EVENTS & ~FD_CONNECT"
    while (match(text, /FD_[A-Z_]*[A-Z]/)) {
        name = substr(text, RSTART, RLENGTH)
        sub(/_BIT$/, "", name)
        if (events !~ ("(^| )" name "($| )") && events !~ /FD_ALL/)
            events = events == 0 ? name : events " | " name
        text = substr(text, RSTART + RLENGTH)
    }
}

{
    condition_read($5)
    if (!($1 in count)) { # kept sorted
        for (i = functions++; i > 0 && order[i - 1] "" > $1 ""; i--)
            order[i] = order[i - 1]
        order[i] = $1
    }
    row = "PAIR(" failure_of($3) ", " $4 ", " \
          when_at + ($4 ~ /^WSA_QOS/ ? 4 : 0) ", " events ")"
    rows[$1, count[$1]++ + 0] = row
}

END {
    at = 0
    for (f = 0; f < functions; f++) {
        name = order[f]
        printf "FUNCTION(\"%s\", %d, %d)\n", name, at, count[name]
        for (i = 0; i < count[name]; i++) print rows[name, i]
        at += count[name]
    }
}
