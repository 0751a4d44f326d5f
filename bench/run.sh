#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs the benchmarks of a build directory and prints their tables.
#
#   bench/run.sh BUILD [OPTION...]     options as bench_sync --help lists them
set -u
build=${1:?usage: bench/run.sh BUILD [OPTION...]}
shift
exec "$build/bench/sync/bench_sync" "$@"
