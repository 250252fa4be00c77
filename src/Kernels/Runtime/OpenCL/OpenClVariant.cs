using Neuron.Kernels.Compiler;
using Neuron.Kernels.Language;

namespace Neuron.Kernels.Runtime.OpenCL;

/// <summary>A kernel object. Setting its arguments and enqueueing are one step under a lock: the arguments belong to the object.</summary>
internal sealed unsafe class OpenClVariant : KernelVariant
{
    private readonly Lock _lock = new();
    private readonly OpenClAccelerator _accelerator;
    private readonly string _name;
    private readonly nint _kernel;
    private readonly bool _usesDynamicShared;
    private readonly int _indexCount;
    private readonly (int Offset, int Size, bool IsView)[] _arguments;

    public OpenClVariant(OpenClAccelerator accelerator, string name, KernelEntry entry, string source, nint kernel)
    {
        (_accelerator, _name, _kernel, Source) = (accelerator, name, kernel, source);
        SharedBytes = entry.SharedBytes;
        _usesDynamicShared = entry.UsesDynamicShared;
        _indexCount = entry.Index.Count;
        _arguments = [.. entry.Arguments.Select(argument => (argument.Leaf.Offset, argument.Leaf.Size, argument.Length is not null))];
        nuint most = 0;
        MaxGroupSize = OpenClApi.GetKernelWorkGroupInfo(kernel, accelerator.Device, 0x11B0, (nuint)sizeof(nuint), &most) == 0
            ? (int)Math.Min(most, WorkItem.MaxGroupSize) : accelerator.Limits.MaxGroupSize;
    }

    public override string Source { get; }

    public override int SharedBytes { get; }

    public override int MaxGroupSize { get; }

    public override void Launch(AcceleratorStream stream, in KernelConfig config, Index3D extent, ReadOnlySpan<byte> arguments)
    {
        nuint* global = stackalloc nuint[3];
        nuint* local = stackalloc nuint[3];
        var (grid, group) = (config.GridDimension, config.GroupDimension);
        (local[0], local[1], local[2]) = ((nuint)group.X, (nuint)group.Y, (nuint)group.Z);
        (global[0], global[1], global[2]) = ((nuint)grid.X * local[0], (nuint)grid.Y * local[1], (nuint)grid.Z * local[2]);
        fixed (byte* packed = arguments)
        {
            lock (_lock)
            {
                SetArguments(packed, extent, config.DynamicSharedBytes);
                int error;
                bool isFirst = true;
                List<nint>? held = null; // the arguments, while memory is cleared away: a kernel does not keep them
                do
                {
                    error = OpenClApi.EnqueueNDRangeKernel(((OpenClStream)stream).Queue, _kernel, global, local);
                    if (isFirst && OpenClAccelerator.IsOutOfMemory(error)) held = Hold(packed);
                }
                while (_accelerator.TriesAgain(error, ref isFirst));
                held?.ForEach(handle => OpenClApi.Release("MemObject", handle));
                if (error != 0) _accelerator.Check(error, $"{_name}, grid {grid} of groups {group}: clEnqueueNDRangeKernel");
            }
        }
    }

    private List<nint> Hold(byte* packed)
    {
        List<nint> held = [];
        foreach (var (offset, _, isView) in _arguments)
        {
            if (!isView) continue;
            nint handle = ((RawView*)(packed + offset))->HandleOn(_accelerator, _name);
            if (handle != 0 && OpenClApi.Retain("MemObject", handle) == 0) held.Add(handle);
        }
        return held;
    }

    private void SetArguments(byte* packed, Index3D extent, int dynamicBytes)
    {
        uint index = 0;
        for (int d = 0; d < _indexCount; d++)
        {
            int size = d == 0 ? extent.X : d == 1 ? extent.Y : extent.Z;
            Set(index++, sizeof(int), &size);
        }
        foreach (var (offset, size, isView) in _arguments)
        {
            if (!isView)
            {
                Set(index++, size, packed + offset);
                continue;
            }
            var view = (RawView*)(packed + offset);
            nint handle = view->HandleOn(_accelerator, _name);
            long byteOffset = view->Address, length = view->Length;
            Set(index++, sizeof(nint), &handle);
            Set(index++, sizeof(long), &byteOffset);
            Set(index++, sizeof(long), &length);
        }
        if (!_usesDynamicShared) return;
        long bytes = dynamicBytes;
        Set(index++, Math.Max(dynamicBytes, 1), null);
        Set(index, sizeof(long), &bytes);
    }

    private void Set(uint index, int size, void* value)
    {
        int error = OpenClApi.SetKernelArg(_kernel, index, (nuint)size, value);
        if (error != 0) _accelerator.Check(error, $"{_name}: clSetKernelArg {index}");
    }
}
