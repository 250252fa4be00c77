#!/usr/bin/env bash
# Builds everything and runs all tests; the last line is "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

dotnet build Neuron.sln -c Release -v quiet || exit 1

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
for project in tests/*/*.csproj; do
    dotnet test "$project" -c Release --no-build --logger trx --results-directory "$results" -v quiet "$@" || status=1
done

count() { cat "$results"/*.trx 2>/dev/null | grep -oE "<Counters [^>]*" | grep -oE " $1=\"[0-9]+\"" | grep -oE '[0-9]+' | paste -sd+ | bc; }
total=$(count total) executed=$(count executed) passed=$(count passed)
echo "${passed:-0} passed, $(( ${executed:-0} - ${passed:-0} )) failed, $(( ${total:-0} - ${executed:-0} )) skipped"
[ "${executed:-0}" -gt 0 ] || status=1
exit $status
