using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Neuron.Kernels.Runtime.Cuda;

/// <summary>The functions of the CUDA driver that are needed, found when it is first used.</summary>
internal static unsafe class CudaApi
{
    public const int OutOfMemory = 2, InvalidPtx = 218, UnsupportedPtxVersion = 222;

    private static readonly ConcurrentDictionary<string, nint> Exports = new();
    private static readonly Lazy<(nint Library, string? Missing)> Loaded = new(Load);

    /// <summary>Why there is no CUDA here; null when there is.</summary>
    public static string? Missing => Loaded.Value.Missing;

    public static int DeviceGetCount(int* count) => ((delegate* unmanaged<int*, int>)F("cuDeviceGetCount"))(count);

    public static int DeviceGet(int* device, int ordinal) => ((delegate* unmanaged<int*, int, int>)F("cuDeviceGet"))(device, ordinal);

    public static int DeviceGetName(byte* name, int length, int device) => ((delegate* unmanaged<byte*, int, int, int>)F("cuDeviceGetName"))(name, length, device);

    public static int DeviceGetAttribute(int* value, int attribute, int device) => ((delegate* unmanaged<int*, int, int, int>)F("cuDeviceGetAttribute"))(value, attribute, device);

    public static int DeviceTotalMem(nuint* bytes, int device) => ((delegate* unmanaged<nuint*, int, int>)F("cuDeviceTotalMem_v2"))(bytes, device);

    public static int PrimaryContextRetain(nint* context, int device) => ((delegate* unmanaged<nint*, int, int>)F("cuDevicePrimaryCtxRetain"))(context, device);

    public static int PrimaryContextRelease(int device) => ((delegate* unmanaged<int, int>)F("cuDevicePrimaryCtxRelease_v2"))(device);

    public static int SetCurrent(nint context) => ((delegate* unmanaged<nint, int>)F("cuCtxSetCurrent"))(context);

    public static int Synchronize() => ((delegate* unmanaged<int>)F("cuCtxSynchronize"))();

    public static int MemAlloc(ulong* address, nuint bytes) => ((delegate* unmanaged<ulong*, nuint, int>)F("cuMemAlloc_v2"))(address, bytes);

    public static int MemFree(ulong address) => ((delegate* unmanaged<ulong, int>)F("cuMemFree_v2"))(address);

    public static int CopyToDevice(ulong target, void* source, nuint bytes, nint stream) =>
        ((delegate* unmanaged<ulong, void*, nuint, nint, int>)F("cuMemcpyHtoDAsync_v2"))(target, source, bytes, stream);

    public static int CopyToHost(void* target, ulong source, nuint bytes, nint stream) =>
        ((delegate* unmanaged<void*, ulong, nuint, nint, int>)F("cuMemcpyDtoHAsync_v2"))(target, source, bytes, stream);

    public static int CopyWithin(ulong target, ulong source, nuint bytes, nint stream) =>
        ((delegate* unmanaged<ulong, ulong, nuint, nint, int>)F("cuMemcpyDtoDAsync_v2"))(target, source, bytes, stream);

    public static int Fill(ulong target, byte value, nuint bytes, nint stream) =>
        ((delegate* unmanaged<ulong, byte, nuint, nint, int>)F("cuMemsetD8Async"))(target, value, bytes, stream);

    public static int StreamCreate(nint* stream) => ((delegate* unmanaged<nint*, uint, int>)F("cuStreamCreate"))(stream, 1); // 1: does not wait for the legacy stream

    public static int StreamSynchronize(nint stream) => ((delegate* unmanaged<nint, int>)F("cuStreamSynchronize"))(stream);

    public static int StreamDestroy(nint stream) => ((delegate* unmanaged<nint, int>)F("cuStreamDestroy_v2"))(stream);

    public static int EventCreate(nint* handle) => ((delegate* unmanaged<nint*, uint, int>)F("cuEventCreate"))(handle, 0);

    public static int EventRecord(nint handle, nint stream) => ((delegate* unmanaged<nint, nint, int>)F("cuEventRecord"))(handle, stream);

    public static int EventSynchronize(nint handle) => ((delegate* unmanaged<nint, int>)F("cuEventSynchronize"))(handle);

    public static int EventElapsed(float* milliseconds, nint from, nint to) => ((delegate* unmanaged<float*, nint, nint, int>)F("cuEventElapsedTime"))(milliseconds, from, to);

    public static int EventDestroy(nint handle) => ((delegate* unmanaged<nint, int>)F("cuEventDestroy_v2"))(handle);

    public static int ModuleLoad(nint* module, byte* image, uint count, int* options, void** values) =>
        ((delegate* unmanaged<nint*, byte*, uint, int*, void**, int>)F("cuModuleLoadDataEx"))(module, image, count, options, values);

    public static int ModuleGetFunction(nint* function, nint module, byte* name) => ((delegate* unmanaged<nint*, nint, byte*, int>)F("cuModuleGetFunction"))(function, module, name);

    public static int FunctionGetAttribute(int* value, int attribute, nint function) => ((delegate* unmanaged<int*, int, nint, int>)F("cuFuncGetAttribute"))(value, attribute, function);

    public static int FunctionSetAttribute(nint function, int attribute, int value) => ((delegate* unmanaged<nint, int, int, int>)F("cuFuncSetAttribute"))(function, attribute, value);

    public static int Launch(nint function, Language.Index3D grid, Language.Index3D group, uint sharedBytes, nint stream, void** arguments) =>
        ((delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)LaunchKernel.Value)(
            function, (uint)grid.X, (uint)grid.Y, (uint)grid.Z, (uint)group.X, (uint)group.Y, (uint)group.Z, sharedBytes, stream, arguments, null);

    /// <summary>The driver's words for a result.</summary>
    public static string Meaning(int result)
    {
        byte* text = null;
        int found = ((delegate* unmanaged<int, byte**, int>)F("cuGetErrorString"))(result, &text);
        return found == 0 && text is not null ? Marshal.PtrToStringUTF8((nint)text)! : "unknown result";
    }

    private static readonly Lazy<nint> LaunchKernel = new(() => F("cuLaunchKernel"));

    private static nint F(string name) => Exports.GetOrAdd(name, static n =>
        Loaded.Value.Missing is { } missing ? throw new KernelException(missing)
        : NativeLibrary.TryGetExport(Loaded.Value.Library, n, out nint export) ? export
        : throw new KernelException($"The CUDA driver is too old: it has no {n}. CUDA 11's driver (450) and later do."));

    private static (nint Library, string? Missing) Load()
    {
        string[] names = OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so"];
        foreach (string name in names)
        {
            if (!NativeLibrary.TryLoad(name, out nint library)) continue;
            if (!NativeLibrary.TryGetExport(library, "cuInit", out nint initialise)) return (library, $"{name} is no CUDA driver: it has no cuInit.");
            int result = ((delegate* unmanaged<uint, int>)initialise)(0);
            return (library, result == 0 ? null : $"The CUDA driver is installed, and cuInit fails with {result}: no NVIDIA GPU, or one that the driver cannot use.");
        }
        return (0, $"CUDA is not installed: no {string.Join(" or ", names)}. It comes with NVIDIA's display driver.");
    }
}
