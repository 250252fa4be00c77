#!/usr/bin/env bash
# On a machine with a GPU: builds, runs the device tests and the benchmarks there, and writes bench/results/gpu-<date>/.
#   bench/gpu.sh              all of it, here
#   bench/gpu.sh HOST [DIR]   publishes a self-contained build for Linux, copies it to HOST:DIR by scp, runs it there by ssh,
#                             and brings the results back; that machine needs no .NET
# NEURON_DEVICE chooses the device (cuda, opencl:0, ...); by default the first CUDA device, else the first OpenCL device.
set -euo pipefail
cd "$(dirname "$0")/.."
results=bench/results/gpu-$(date +%Y-%m-%d)
device=${NEURON_DEVICE:-auto}
mkdir -p "$results"

# the commands that measure, given how to call neuron
measure() {
    local neuron=$1 into=$2
    $neuron devices > "$into/devices.txt" 2>&1
    $neuron kernel check --device "$device" > "$into/check.txt" 2>&1 || echo "kernel check failed: see $into/check.txt"
    $neuron kernel bench --device "$device" --out "$into/kernels.json" > "$into/kernels.txt" 2>&1
    nvidia-smi -q > "$into/nvidia-smi.txt" 2>/dev/null || true
}

# PTX for machines without NVRTC, where clang is here to make it
if command -v clang-19 >/dev/null || command -v clang >/dev/null; then
    dotnet run -c Release --project src/Experiments -- kernel pack --processor sm_80 sm_90
fi

if [ $# -ge 1 ]; then
    host=$1 folder=${2:-neuron-gpu}
    dotnet publish src/Experiments -c Release -r linux-x64 --self-contained -o artifacts/gpu -v quiet
    ssh "$host" mkdir -p "$folder/results"
    scp -qr artifacts/gpu/. "$host:$folder"
    ssh "$host" "$(declare -f measure); device=$device; cd $folder && measure ./neuron results"
    scp -qr "$host:$folder/results/." "$results"
else
    dotnet build Neuron.sln -c Release -v quiet
    NEURON_DEVICE=$device dotnet test tests/Tensor -c Release --no-build --filter FullyQualifiedName~Devices > "$results/tests.txt" 2>&1 || echo "device tests failed: see $results/tests.txt"
    measure "dotnet artifacts/bin/Neuron.Experiments/release/neuron.dll" "$results"
    dotnet artifacts/bin/Neuron.Bench/release/Neuron.Bench.dll launch --out "$results/launch.json" > "$results/launch.txt" 2>&1 || echo "launch figures failed: see $results/launch.txt"
fi
cat "$results/kernels.txt"
echo "results: $results"
