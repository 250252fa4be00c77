using Neuron.Kernels.Compiler;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime.Cuda;

/// <summary>A function of a loaded module. A launch passes pointers into the packed arguments.</summary>
internal sealed unsafe class CudaVariant : KernelVariant
{
    private const int MaxSharedWithoutOptIn = 48 << 10, MaxThreadsAttribute = 0, DynamicSharedAttribute = 8;

    /// <summary>Bytes from the start of a view to its length.</summary>
    private const int LengthOffset = 16;

    private readonly Lock _lock = new();
    private readonly CudaAccelerator _accelerator;
    private readonly string _name;
    private readonly nint _function;
    private readonly int _indexCount, _firstCount, _argumentCount;
    private readonly (int Offset, bool IsView)[] _arguments;
    private int _allowedDynamic = MaxSharedWithoutOptIn;

    public CudaVariant(CudaAccelerator accelerator, string name, KernelEntry entry, string source, nint function)
    {
        (_accelerator, _name, _function, Source) = (accelerator, name, function, source);
        SharedBytes = entry.SharedBytes;
        (_indexCount, _firstCount) = (entry.Index.Count, Math.Max(0, entry.Index.Count - 1));
        _arguments = [.. entry.Arguments.Select(argument => (argument.Leaf.Offset, argument.Length is not null))];
        _argumentCount = _indexCount + _firstCount + _arguments.Sum(argument => argument.IsView ? 2 : 1);
        int most;
        accelerator.Check(CudaApi.FunctionGetAttribute(&most, MaxThreadsAttribute, function), $"{name}: cuFuncGetAttribute");
        MaxGroupSize = most;
    }

    public override string Source { get; }

    public override int SharedBytes { get; }

    public override int MaxGroupSize { get; }

    public override void Launch(AcceleratorStream stream, in KernelConfig config, Index3D extent, ReadOnlySpan<byte> arguments)
    {
        _accelerator.Enter();
        AllowDynamic(config.DynamicSharedBytes);
        void** pointers = stackalloc void*[Math.Max(_argumentCount, 1)];
        int* size = stackalloc int[3], first = stackalloc int[2];
        (size[0], size[1], size[2]) = (extent.X, extent.Y, extent.Z);
        fixed (byte* packed = arguments)
        {
            int count = 0;
            for (int d = 0; d < _indexCount; d++) pointers[count++] = size + d;
            for (int d = 0; d < _firstCount; d++) pointers[count++] = first + d;
            foreach (var (offset, isView) in _arguments)
            {
                pointers[count++] = packed + offset;
                if (!isView) continue;
                ((RawView*)(packed + offset))->HandleOn(_accelerator, _name);
                pointers[count++] = packed + offset + LengthOffset;
            }
            // a grid that is longer along Y or Z than the device allows goes in parts
            var (grid, group, most) = (config.GridDimension, config.GroupDimension, _accelerator.Limits.MaxGridDimension);
            for (int z = 0; z < grid.Z; z += Math.Min(most.Z, grid.Z - z))
            {
                for (int y = 0; y < grid.Y; y += Math.Min(most.Y, grid.Y - y))
                {
                    (first[0], first[1]) = (y * group.Y, z * group.Z);
                    var part = new Index3D(grid.X, Math.Min(most.Y, grid.Y - y), Math.Min(most.Z, grid.Z - z));
                    int result = CudaApi.Launch(_function, part, group, (uint)config.DynamicSharedBytes, ((CudaStream)stream).Queue, pointers);
                    if (result != 0) _accelerator.Check(result, $"{_name}, grid {part} of groups {group}: cuLaunchKernel");
                }
            }
        }
    }

    /// <summary>Above 48 KiB a function must be told once.</summary>
    private void AllowDynamic(int bytes)
    {
        if (bytes <= Volatile.Read(ref _allowedDynamic) - SharedBytes) return;
        lock (_lock)
        {
            if (bytes <= _allowedDynamic - SharedBytes) return; // another thread allowed more: less would fail its launches
            _accelerator.Check(CudaApi.FunctionSetAttribute(_function, DynamicSharedAttribute, bytes), $"{_name}: cuFuncSetAttribute");
            Volatile.Write(ref _allowedDynamic, bytes + SharedBytes);
        }
    }
}
