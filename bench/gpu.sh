#!/usr/bin/env bash
# On a machine with a GPU: builds, runs the tests and the benchmarks on the device, and writes bench/results/gpu-<date>/.
#   bench/gpu.sh              all of it, here
#   bench/gpu.sh HOST [DIR]   publishes a self-contained build for Linux, copies it to HOST:DIR by scp, runs all but the tests there
#                             by ssh, and brings the results back; that machine needs no .NET
# NEURON_DEVICE chooses the device (cuda, opencl:0, ...); by default the first CUDA device, else the first OpenCL device.
# PEER_PYTHON is the Python whose PyTorch is compared with.
set -euo pipefail
cd "$(dirname "$0")/.."
results=bench/results/gpu-$(date +%Y-%m-%d)
mkdir -p "$results"

# what is measured, given how to call neuron and the benchmarks
measure() {
    local neuron=$1 bench=$2 into=$3 device=${NEURON_DEVICE:-auto}
    $neuron devices > "$into/devices.txt" 2>&1
    $neuron kernel check --device "$device" > "$into/check.txt" 2>&1 || echo "kernel check failed: see $into/check.txt"
    $neuron kernel bench --device "$device" --out "$into/kernels.json" > "$into/kernels.txt" 2>&1
    $bench launch --out "$into/launch.json" > "$into/launch.txt" 2>&1 || echo "launch figures failed: see $into/launch.txt"
    $bench peers --device "$device" --quick --filter "" --out "$into/peers.json" > "$into/peers.txt" 2>&1 || echo "peers failed: see $into/peers.txt"
    nvidia-smi -q > "$into/nvidia-smi.txt" 2>/dev/null || true
}

# PTX for machines without NVRTC, where clang is here to make it
if command -v clang-19 >/dev/null || command -v clang >/dev/null; then
    dotnet run -c Release --project src/Experiments -- kernel pack --processor sm_80 sm_90
fi

if [ $# -ge 1 ]; then
    host=$1 folder=${2:-neuron-gpu}
    for project in src/Experiments bench; do dotnet publish $project -c Release -r linux-x64 --self-contained -o artifacts/gpu -v quiet; done
    ssh "$host" mkdir -p "$folder/results"
    scp -qr artifacts/gpu/. "$host:$folder"
    ssh "$host" "$(declare -f measure); export NEURON_DEVICE=${NEURON_DEVICE:-} PEER_PYTHON=${PEER_PYTHON:-python3}; cd $folder && measure ./neuron ./Neuron.Bench results"
    scp -qr "$host:$folder/results/." "$results"
else
    dotnet build Neuron.sln -c Release -v quiet
    on_device="Category!=Cpu&FullyQualifiedName!~Device"
    export NEURON_DEVICE=${NEURON_DEVICE:-$(dotnet artifacts/bin/Neuron.Experiments/release/neuron.dll devices | grep -oE '^ *(cuda|opencl):[0-9]+' | head -1 | tr -d ' ')}
    failed=0
    {
        for project in Tensor Autograd; do
            dotnet test tests/$project -c Release --no-build --filter "$on_device" -- xUnit.ParallelizeTestCollections=false || failed=1
            dotnet test tests/$project -c Release --no-build --filter "FullyQualifiedName~Device" || failed=1
        done
        dotnet test tests/Kernels -c Release --no-build || failed=1
        dotnet test tests/Models -c Release --no-build --filter FullyQualifiedName~DeviceParity || failed=1
    } > "$results/tests.txt" 2>&1
    [ $failed = 0 ] || echo "tests failed: see $results/tests.txt"
    measure "dotnet artifacts/bin/Neuron.Experiments/release/neuron.dll" "dotnet artifacts/bin/Neuron.Bench/release/Neuron.Bench.dll" "$results"
fi
cat "$results/kernels.txt" "$results/peers.txt"
echo "results: $results"
