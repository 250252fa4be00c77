using System.Runtime.InteropServices;
using System.Text;

namespace Neuron.Kernels.Runtime.OpenCL;

/// <summary>The functions of the OpenCL 1.2 library that are needed, found when it is first used.</summary>
internal static unsafe class OpenClApi
{
    public const int MemAllocationFailure = -4, OutOfResources = -5, OutOfHostMemory = -6, BuildProgramFailure = -11,
        PlatformNotFound = -1001;

    private static readonly Lazy<(nint Library, string? Missing)> Loaded = new(Load);

    /// <summary>Why there is no OpenCL here; null when there is.</summary>
    public static string? Missing => Loaded.Value.Missing;

    public static int GetPlatformIDs(uint count, nint* platforms, uint* found) =>
        ((delegate* unmanaged<uint, nint*, uint*, int>)F("clGetPlatformIDs"))(count, platforms, found);

    public static int GetDeviceIDs(nint platform, ulong type, uint count, nint* devices, uint* found) =>
        ((delegate* unmanaged<nint, ulong, uint, nint*, uint*, int>)F("clGetDeviceIDs"))(platform, type, count, devices, found);

    public static int GetDeviceInfo(nint device, uint name, nuint size, void* value, nuint* needed) =>
        ((delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)F("clGetDeviceInfo"))(device, name, size, value, needed);

    public static int GetPlatformInfo(nint platform, uint name, nuint size, void* value, nuint* needed) =>
        ((delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)F("clGetPlatformInfo"))(platform, name, size, value, needed);

    public static nint CreateContext(nint device, int* error) =>
        ((delegate* unmanaged<nint*, uint, nint*, nint, nint, int*, nint>)F("clCreateContext"))(null, 1, &device, 0, 0, error);

    public static nint CreateCommandQueue(nint context, nint device, ulong properties, int* error) =>
        ((delegate* unmanaged<nint, nint, ulong, int*, nint>)F("clCreateCommandQueue"))(context, device, properties, error);

    public static nint CreateBuffer(nint context, ulong flags, nuint size, void* host, int* error) =>
        ((delegate* unmanaged<nint, ulong, nuint, void*, int*, nint>)F("clCreateBuffer"))(context, flags, size, host, error);

    public static int EnqueueReadBuffer(nint queue, nint buffer, bool blocking, nuint offset, nuint size, void* target) =>
        ((delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int>)F("clEnqueueReadBuffer"))(queue, buffer, blocking ? 1u : 0, offset, size, target, 0, null, null);

    public static int EnqueueWriteBuffer(nint queue, nint buffer, bool blocking, nuint offset, nuint size, void* source) =>
        ((delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int>)F("clEnqueueWriteBuffer"))(queue, buffer, blocking ? 1u : 0, offset, size, source, 0, null, null);

    public static int EnqueueCopyBuffer(nint queue, nint source, nint target, nuint from, nuint to, nuint size) =>
        ((delegate* unmanaged<nint, nint, nint, nuint, nuint, nuint, uint, nint*, nint*, int>)F("clEnqueueCopyBuffer"))(queue, source, target, from, to, size, 0, null, null);

    public static int EnqueueFillBuffer(nint queue, nint buffer, void* pattern, nuint patternSize, nuint offset, nuint size) =>
        ((delegate* unmanaged<nint, nint, void*, nuint, nuint, nuint, uint, nint*, nint*, int>)F("clEnqueueFillBuffer"))(queue, buffer, pattern, patternSize, offset, size, 0, null, null);

    public static nint CreateProgramWithSource(nint context, byte* source, nuint length, int* error) =>
        ((delegate* unmanaged<nint, uint, byte**, nuint*, int*, nint>)F("clCreateProgramWithSource"))(context, 1, &source, &length, error);

    public static nint CreateProgramWithBinary(nint context, nint device, byte* binary, nuint length, int* status, int* error) =>
        ((delegate* unmanaged<nint, uint, nint*, nuint*, byte**, int*, int*, nint>)F("clCreateProgramWithBinary"))(context, 1, &device, &length, &binary, status, error);

    public static int BuildProgram(nint program, nint device, byte* options) =>
        ((delegate* unmanaged<nint, uint, nint*, byte*, nint, nint, int>)F("clBuildProgram"))(program, 1, &device, options, 0, 0);

    public static int GetProgramBuildInfo(nint program, nint device, uint name, nuint size, void* value, nuint* needed) =>
        ((delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int>)F("clGetProgramBuildInfo"))(program, device, name, size, value, needed);

    public static int GetProgramInfo(nint program, uint name, nuint size, void* value, nuint* needed) =>
        ((delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)F("clGetProgramInfo"))(program, name, size, value, needed);

    public static nint CreateKernel(nint program, byte* name, int* error) =>
        ((delegate* unmanaged<nint, byte*, int*, nint>)F("clCreateKernel"))(program, name, error);

    public static int SetKernelArg(nint kernel, uint index, nuint size, void* value) =>
        ((delegate* unmanaged<nint, uint, nuint, void*, int>)SetKernelArgument.Value)(kernel, index, size, value);

    public static int GetKernelWorkGroupInfo(nint kernel, nint device, uint name, nuint size, void* value) =>
        ((delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int>)F("clGetKernelWorkGroupInfo"))(kernel, device, name, size, value, null);

    public static int EnqueueNDRangeKernel(nint queue, nint kernel, nuint* global, nuint* local) =>
        ((delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int>)Enqueue.Value)(queue, kernel, 3, null, global, local, 0, null, null);

    public static int EnqueueMarker(nint queue, nint* marker) =>
        ((delegate* unmanaged<nint, uint, nint*, nint*, int>)F("clEnqueueMarkerWithWaitList"))(queue, 0, null, marker);

    public static int WaitForEvents(nint wait) => ((delegate* unmanaged<uint, nint*, int>)F("clWaitForEvents"))(1, &wait);

    public static int GetEventProfilingInfo(nint point, uint name, ulong* value) =>
        ((delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)F("clGetEventProfilingInfo"))(point, name, sizeof(ulong), value, null);

    public static int Finish(nint queue) => ((delegate* unmanaged<nint, int>)F("clFinish"))(queue);

    public static int Flush(nint queue) => ((delegate* unmanaged<nint, int>)F("clFlush"))(queue);

    /// <summary>clRetain of MemObject.</summary>
    public static int Retain(string what, nint handle) => ((delegate* unmanaged<nint, int>)F("clRetain" + what))(handle);

    /// <summary>clRelease of MemObject, CommandQueue, Context, Program, Kernel or Event.</summary>
    public static int Release(string what, nint handle) => ((delegate* unmanaged<nint, int>)F("clRelease" + what))(handle);

    public static string Text(Func<nint, nuint, nint, int> get)
    {
        nuint size = 0;
        if (get(0, 0, (nint)(&size)) != 0 || size == 0) return "";
        var bytes = new byte[size];
        fixed (byte* p = bytes)
            if (get((nint)p, size, 0) != 0) return "";
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0', ' ', '\n');
    }

    private static readonly Lazy<nint> SetKernelArgument = new(() => F("clSetKernelArg"));

    private static readonly Lazy<nint> Enqueue = new(() => F("clEnqueueNDRangeKernel"));

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, nint> Exports = new();

    private static nint F(string name) => Exports.GetOrAdd(name, static n =>
        Loaded.Value.Missing is { } missing ? throw new KernelException(missing) : NativeLibrary.GetExport(Loaded.Value.Library, n));

    private static (nint Library, string? Missing) Load()
    {
        string[] names = OperatingSystem.IsWindows() ? ["OpenCL.dll"]
            : OperatingSystem.IsMacOS() ? ["/System/Library/Frameworks/OpenCL.framework/OpenCL"] : ["libOpenCL.so.1", "libOpenCL.so"];
        foreach (string name in names)
            if (NativeLibrary.TryLoad(name, out nint library)) return (library, null);
        return (0, $"OpenCL is not installed: no {string.Join(" or ", names)}. On Debian: apt-get install ocl-icd-libopencl1, and a driver such as pocl-opencl-icd.");
    }
}
