#!/usr/bin/env bash
# Builds everything and runs all tests; the last line is "N passed, N failed, N skipped".
# Arguments go to "dotnet test": ./test.sh --filter Category=Tiny
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# What some tests need beside the .NET SDK; where it can't be installed, those tests are skipped and say so.
packages="libhdf5-103-1 ocl-icd-libopencl1 pocl-opencl-icd oclgrind clang-19"
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    missing=$(for p in $packages; do [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$p" 2>/dev/null)" = "ii " ] || echo "$p"; done)
    if [ -n "$missing" ]; then
        echo "installing for the tests: $missing"
        { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing; } >/dev/null 2>&1 \
            || echo "could not install them; the tests that need them are skipped"
    fi
fi

dotnet build Neuron.sln -c Release -v quiet || { echo "0 passed, 1 failed"; exit 1; }

# On a device: all tests of tensors and gradients, but those of the CPU's own texts and those that name their device.
on_device="Category!=Cpu&FullyQualifiedName!~Device"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
for project in tests/*/*.csproj; do
    dotnet test "$project" -c Release --no-build --logger trx --results-directory "$results" -v quiet "$@" || status=1
done

# The same tests once more with all tensors on an OpenCL device: PoCL, where there is no GPU. One at a time: a device reports an index
# outside its axis at the next read, whoever reads.
if dotnet run --project src/Experiments -c Release --no-build -- devices | grep -q '^ *opencl:[0-9]'; then
    for project in tests/Tensor tests/Autograd; do
        NEURON_DEVICE=opencl dotnet test "$project" -c Release --no-build --logger trx --results-directory "$results" -v quiet \
            $([ $# -gt 0 ] || echo --filter "$on_device") "$@" -- xUnit.ParallelizeTestCollections=false || status=1
    done
else
    echo "no OpenCL device: the tests do not run on one"
fi

cat "$results"/*.trx 2>/dev/null | awk '
    match($0, /<Counters [^>]*/) {
        counters = substr($0, RSTART, RLENGTH)
        total += value(counters, "total"); executed += value(counters, "executed"); passed += value(counters, "passed")
    }
    function value(text, name) {
        return match(text, " " name "=\"[0-9]+\"") ? substr(text, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0
    }
    END {
        printf "%d passed, %d failed, %d skipped\n", passed, executed - passed, total - executed
        exit executed == 0
    }' || status=1
exit $status
