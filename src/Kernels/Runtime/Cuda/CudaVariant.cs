using Neuron.Kernels.Compiler;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime.Cuda;

/// <summary>A function of a loaded module. A launch passes pointers into the packed arguments.</summary>
internal sealed unsafe class CudaVariant : KernelVariant
{
    private const int MaxSharedWithoutOptIn = 48 << 10, MaxThreadsAttribute = 0, DynamicSharedAttribute = 8;

    /// <summary>Bytes from the start of a view to its length.</summary>
    private const int LengthOffset = 16;

    private readonly CudaAccelerator _accelerator;
    private readonly string _name;
    private readonly nint _function;
    private readonly int _indexCount, _argumentCount;
    private readonly (int Offset, bool IsView)[] _arguments;
    private int _allowedDynamic = MaxSharedWithoutOptIn;

    public CudaVariant(CudaAccelerator accelerator, string name, KernelEntry entry, string source, nint function)
    {
        (_accelerator, _name, _function, Source) = (accelerator, name, function, source);
        SharedBytes = entry.SharedBytes;
        _indexCount = entry.Index.Count;
        _arguments = [.. entry.Arguments.Select(argument => (argument.Leaf.Offset, argument.Length is not null))];
        _argumentCount = _indexCount + _arguments.Sum(argument => argument.IsView ? 2 : 1);
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
        int* size = stackalloc int[3];
        (size[0], size[1], size[2]) = (extent.X, extent.Y, extent.Z);
        fixed (byte* packed = arguments)
        {
            int count = 0;
            for (int d = 0; d < _indexCount; d++) pointers[count++] = size + d;
            foreach (var (offset, isView) in _arguments)
            {
                pointers[count++] = packed + offset;
                if (!isView) continue;
                ((RawView*)(packed + offset))->HandleOn(_accelerator, _name);
                pointers[count++] = packed + offset + LengthOffset;
            }
            int result = CudaApi.Launch(_function, config.GridDimension, config.GroupDimension, (uint)config.DynamicSharedBytes, ((CudaStream)stream).Queue, pointers);
            if (result != 0) _accelerator.Check(result, $"{_name}, grid {config.GridDimension} of groups {config.GroupDimension}: cuLaunchKernel");
        }
    }

    /// <summary>Above 48 KiB a function must be told once.</summary>
    private void AllowDynamic(int bytes)
    {
        if (bytes <= _allowedDynamic - SharedBytes) return;
        _accelerator.Check(CudaApi.FunctionSetAttribute(_function, DynamicSharedAttribute, bytes), $"{_name}: cuFuncSetAttribute");
        _allowedDynamic = bytes + SharedBytes;
    }
}
