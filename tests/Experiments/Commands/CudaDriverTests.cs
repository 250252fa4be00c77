using System.Diagnostics;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Experiments.Commands;

/// <summary>
/// The CUDA runtime on a driver that does nothing but keep memory and note calls: the order of calls, what it hands over, and what it makes of errors.
/// In a process of its own, because the driver is found when the process first asks for it.
/// </summary>
public sealed class CudaDriverTests : IDisposable
{
    private const string Driver = """
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        static void note(const char* text) { FILE* f = fopen(getenv("FAKE_LOG"), "a"); fprintf(f, "%s\n", text); fclose(f); }
        static int call(const char* name)
        {
            const char* fail = getenv("FAKE_FAIL");
            note(name);
            size_t n = strlen(name);
            return fail && !strncmp(fail, name, n) && fail[n] == ':' ? atoi(fail + n + 1) : 0;
        }
        #define CALL(name) int result = call(name); if (result) return result
        typedef unsigned long long u64;
        int cuInit(unsigned f) { CALL("cuInit"); return 0; }
        int cuDeviceGetCount(int* n) { *n = 1; return 0; }
        int cuDeviceGet(int* d, int i) { *d = i; return 0; }
        int cuDeviceGetName(char* s, int n, int d) { strncpy(s, "Paper GPU", n); return 0; }
        int cuDeviceTotalMem_v2(size_t* n, int d) { *n = 1u << 30; return 0; }
        int cuDeviceGetAttribute(int* v, int a, int d)
        {
            *v = a == 1 ? 1024 : a <= 3 ? 1024 : a == 4 ? 64 : a == 5 ? 0x7FFFFFFF : a <= 7 ? getenv("FAKE_GRID") ? atoi(getenv("FAKE_GRID")) : 65535 : a == 8 ? 49152 : a == 16 ? 108 : a == 75 ? 8 : a == 76 ? 0 : a == 97 ? 166912 : 0;
            return 0;
        }
        int cuDevicePrimaryCtxRetain(void** c, int d) { CALL("cuDevicePrimaryCtxRetain"); *c = (void*)1; return 0; }
        int cuDevicePrimaryCtxRelease_v2(int d) { CALL("cuDevicePrimaryCtxRelease_v2"); return 0; }
        int cuCtxSetCurrent(void* c) { return c == (void*)1 ? 0 : 201; }
        int cuCtxSynchronize(void) { CALL("cuCtxSynchronize"); return 0; }
        int cuMemAlloc_v2(u64* p, size_t n) { CALL("cuMemAlloc_v2"); *p = (u64)aligned_alloc(256, (n + 255) / 256 * 256); return 0; }
        int cuMemFree_v2(u64 p) { CALL("cuMemFree_v2"); free((void*)p); return 0; }
        int cuMemcpyHtoDAsync_v2(u64 t, const void* s, size_t n, void* q) { CALL("cuMemcpyHtoDAsync_v2"); memcpy((void*)t, s, n); return 0; }
        int cuMemcpyDtoHAsync_v2(void* t, u64 s, size_t n, void* q) { CALL("cuMemcpyDtoHAsync_v2"); memcpy(t, (void*)s, n); return 0; }
        int cuMemcpyDtoDAsync_v2(u64 t, u64 s, size_t n, void* q) { memmove((void*)t, (void*)s, n); return 0; }
        int cuMemsetD8Async(u64 t, unsigned char v, size_t n, void* q) { memset((void*)t, v, n); return 0; }
        int cuStreamCreate(void** s, unsigned f) { CALL("cuStreamCreate"); *s = (void*)2; return 0; }
        int cuStreamSynchronize(void* s) { return s == (void*)2 ? 0 : 400; }
        int cuStreamDestroy_v2(void* s) { return 0; }
        int cuEventCreate(void** e, unsigned f) { *e = (void*)3; return 0; }
        int cuEventRecord(void* e, void* s) { return 0; }
        int cuEventSynchronize(void* e) { return 0; }
        int cuEventElapsedTime(float* t, void* a, void* b) { *t = 1; return 0; }
        int cuEventDestroy_v2(void* e) { return 0; }
        int cuModuleLoadDataEx(void** m, const char* image, unsigned n, int* options, void** values)
        {
            int result = call("cuModuleLoadDataEx");
            if (result) { for (unsigned i = 0; i < n; i++) if (options[i] == 5) strcpy(values[i], "ptxas says no"); return result; }
            if (strstr(image, "mma.sync")) note("PTX with mma.sync");
            *m = strstr(image, ".entry") ? (void*)image : 0;
            return *m ? 0 : 218;
        }
        int cuModuleGetFunction(void** f, void* m, const char* name) { note(name); *f = (void*)4; return 0; }
        int cuFuncGetAttribute(int* v, int a, void* f) { *v = a == 0 ? 1024 : 0; return 0; }
        int cuFuncSetAttribute(void* f, int a, int v) { return 0; }
        int cuLaunchKernel(void* f, unsigned gx, unsigned gy, unsigned gz, unsigned x, unsigned y, unsigned z, unsigned shared, void* s, void** arguments, void** extra)
        {
            CALL("cuLaunchKernel");
            char text[200];
            snprintf(text, 200, "launch %u,%u,%u x %u,%u,%u first %d", gx, gy, gz, x, y, z, *(int*)arguments[0]);
            note(text);
            if (!getenv("FAKE_GRID")) return 0;
            snprintf(text, 200, "extent %d,%d,%d part %d,%d", *(int*)arguments[0], *(int*)arguments[1], *(int*)arguments[2], *(int*)arguments[3], *(int*)arguments[4]);
            note(text);
            return 0;
        }
        int cuGetErrorString(int e, const char** s) { *s = e == 2 ? "out of memory" : "paper error"; return 0; }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ToolFact("clang-19|clang", "cc|gcc")]
    public void Launch_loads_PTX_gets_the_function_and_passes_the_extent_first()
    {
        Build();
        var (_, output, log) = Check(null);
        Assert.Contains("Paper GPU", output, StringComparison.Ordinal);
        string[] calls = log.Split('\n');
        Assert.Equal("cuInit", calls[0]);
        Assert.Contains("cuDevicePrimaryCtxRetain", calls);
        int loaded = Array.IndexOf(calls, "cuModuleLoadDataEx"), launched = Array.IndexOf(calls, "cuLaunchKernel");
        Assert.True(loaded >= 0 && launched > loaded + 1, log);
        Assert.Matches(@"launch \d+,1,1 x 256,1,1 first \d+", log);
    }

    [ToolFact("clang-19|clang", "cc|gcc")]
    public void Extent_beyond_the_driver_s_grid_is_launched_in_parts_that_cover_it_once()
    {
        Build();
        var (_, _, log) = Check(null, "unfold", ("FAKE_GRID", "2"));
        string[] lines = log.Split('\n');
        var places = new Dictionary<(int X, int Y, int Z), List<(int Y, int Z)>>(); // by extent: what the parts of its launches cover
        for (int i = 0; i + 1 < lines.Length; i++)
        {
            if (Numbers(lines[i], "launch") is not [_, var groupsY, var groupsZ, _, 4 and var y, var z, ..]) continue; // along X alone, or a kernel that states its own groups
            if (Numbers(lines[i + 1], "extent") is not [var extentX, var extentY, var extentZ, var firstY, var firstZ]) continue;
            Assert.True(groupsY <= 2 && groupsZ <= 2, lines[i]);
            if (!places.TryGetValue((extentX, extentY, extentZ), out var covered)) places[(extentX, extentY, extentZ)] = covered = [];
            for (int a = firstY; a < Math.Min(extentY, firstY + (groupsY * y)); a++)
                for (int b = firstZ; b < Math.Min(extentZ, firstZ + (groupsZ * z)); b++) covered.Add((a, b));
        }
        Assert.Contains(places.Keys, extent => extent.Y > 8); // more than two groups of four
        Assert.All(places, pair =>
        {
            var times = pair.Value.CountBy(place => place).ToList();
            Assert.Equal(pair.Key.Y * pair.Key.Z, times.Count);
            Assert.Single(times.Select(place => place.Value).Distinct()); // as often as the kernel was launched
        });
    }

    [ToolFact("clang-19|clang", "cc|gcc")]
    public void Products_of_narrow_numbers_reach_the_driver_as_tensor_core_instructions()
    {
        Build();
        var (_, _, log) = Check(null, "products in half precision");
        Assert.Contains("PTX with mma.sync\nProduct\n", log, StringComparison.Ordinal);
    }

    [ToolTheory("clang-19|clang", "cc|gcc")]
    [InlineData("cuModuleLoadDataEx:200", "ptxas says no"), InlineData("cuModuleLoadDataEx:200", "cuModuleLoadDataEx failed with 200: paper error")]
    [InlineData("cuMemAlloc_v2:2", "bytes refused, after the cache was emptied"), InlineData("cuLaunchKernel:719", "cuLaunchKernel failed with 719")]
    [InlineData("cuDevicePrimaryCtxRetain:101", "cuDevicePrimaryCtxRetain failed with 101"), InlineData("cuInit:100", "cuInit fails with 100")]
    public void Failure_names_the_device_and_the_call(string failure, string expected)
    {
        Build();
        var (code, output, _) = Check(failure);
        Assert.NotEqual(0, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    private void Build()
    {
        File.WriteAllText(_folder["driver.c"], Driver);
        var (code, output) = Tool.Run(_folder.Root, Tool.Find("cc", "gcc")!, "-w", "-shared", "-fPIC", "-o", _folder["libcuda.so.1"], _folder["driver.c"]);
        Assert.True(code == 0, output);
    }

    private static int[] Numbers(string line, string after) =>
        line.StartsWith(after, StringComparison.Ordinal) ? [.. line.Split(' ', ',').Where(word => int.TryParse(word, out _)).Select(int.Parse)] : [];

    private (int Code, string Output, string Log) Check(string? failure, string primitive = "negate", params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "neuron.dll"), "kernel", "check", primitive, "--device", "cuda"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LD_LIBRARY_PATH"] = _folder.Root, ["FAKE_LOG"] = _folder["log"], ["FAKE_FAIL"] = failure ?? "", ["NEURON_CACHE"] = "" },
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        File.WriteAllText(_folder["log"], "");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result, File.ReadAllText(_folder["log"]));
    }
}
