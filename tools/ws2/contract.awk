# SPDX-License-Identifier: MIT
# The contract as rows for contract.c. Reads covered.tsv and unshown.tsv, as far
# as they exist, before contract.tsv: awk -f contract.awk FILE...
BEGIN { FS = "\t"; results = 0 }

function quote(s) {
    gsub(/\\/, "\\\\", s)
    gsub(/"/, "\\\"", s)
    return "\"" s "\""
}

FNR == 1 { kind = FILENAME; sub(/.*\//, "", kind) }

$1 ~ /^#/ || $0 == "" { next }

kind == "covered.tsv" {
    results = 1
    if ($1 != "function") tested[$1, $2] = $3
    next
}

kind == "unshown.tsv" {
    if ($1 != "function") {
        issue = $3 ~ /^#/ ? " (issue " substr($3, 2) ")" : ""
        marked[$1, $2] = $4 issue
    }
    next
}

$1 == "function" { next }

NF != 5 {
    printf "contract.awk: %s:%d: %d columns\n", FILENAME, FNR, NF > "/dev/stderr"
    exit 1
}

{
    state = "OPEN"; note = ""
    if (($1, $4) in tested) { state = "TESTED"; note = tested[$1, $4] }
    else if (($1, $4) in marked) { state = "MARKED"; note = marked[$1, $4] }
    printf "ROW(%s, %s, %s, %s,\n    %s,\n    %s, %s)\n", quote($1), quote($2),
        quote($3), quote($4), quote($5), state, quote(note)
}

END { printf "RESULTS(%d)\n", results }
