using System.Runtime.InteropServices;
using System.Text;

namespace Neuron.Kernels.Runtime.Cuda;

/// <summary>NVIDIA's run-time compiler, where it is installed.</summary>
internal static unsafe class Nvrtc
{
    private static readonly Lazy<nint> Library = new(Load);

    public static bool IsInstalled => Library.Value != 0;

    /// <summary>Its version, as "12.4"; empty where it is not installed.</summary>
    public static string Version
    {
        get
        {
            int major = 0, minor = 0;
            return IsInstalled && ((delegate* unmanaged<int*, int*, int>)F("nvrtcVersion"))(&major, &minor) == 0 ? $"{major}.{minor}" : "";
        }
    }

    /// <summary>PTX, or machine code, for the newest architecture that both the compiler and the device know.</summary>
    /// <param name="name">Kernel, for messages.</param>
    /// <param name="source">Source.</param>
    /// <param name="capability">The device's compute capability, 90 for 9.0.</param>
    /// <param name="machineCode">Machine code, which needs the exact architecture.</param>
    /// <exception cref="KernelException">It refuses the source; its log is in the message.</exception>
    public static byte[] Compile(string name, string source, int capability, bool machineCode = false)
    {
        nint program;
        fixed (byte* text = Encoding.UTF8.GetBytes(source + "\0"))
        fixed (byte* label = Encoding.UTF8.GetBytes(name + ".cu\0"))
            Check(((delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int>)F("nvrtcCreateProgram"))(&program, text, label, 0, null, null), "nvrtcCreateProgram");
        try
        {
            // no contraction: a * b + c rounds twice, as in C#
            fixed (byte* target = Encoding.UTF8.GetBytes($"--gpu-architecture={(machineCode ? $"sm_{capability}" : $"compute_{NewestUpTo(capability)}")}\0"))
            fixed (byte* contraction = "--fmad=false\0"u8)
            fixed (byte* standard = "--std=c++17\0"u8)
            {
                byte** options = stackalloc byte*[] { target, contraction, standard };
                int result = ((delegate* unmanaged<nint, int, byte**, int>)F("nvrtcCompileProgram"))(program, 3, options);
                if (result != 0) throw new KernelException($"NVRTC {Version} refuses the source of {name} ({result}):\n{Encoding.UTF8.GetString(Output(program, "nvrtcGetProgramLog")).TrimEnd('\0')}\n--- source ---\n{source}");
            }
            return Output(program, machineCode ? "nvrtcGetCUBIN" : "nvrtcGetPTX");
        }
        finally
        {
            ((delegate* unmanaged<nint*, int>)F("nvrtcDestroyProgram"))(&program);
        }
    }

    /// <summary>A GPU newer than the compiler runs the PTX of the newest architecture that the compiler knows.</summary>
    private static int NewestUpTo(int capability)
    {
        int count = 0;
        if (!NativeLibrary.TryGetExport(Library.Value, "nvrtcGetNumSupportedArchs", out nint counter)
            || ((delegate* unmanaged<int*, int>)counter)(&count) != 0 || count == 0) return capability;
        var known = new int[count];
        fixed (int* p = known) Check(((delegate* unmanaged<int*, int>)F("nvrtcGetSupportedArchs"))(p), "nvrtcGetSupportedArchs");
        return known.Where(architecture => architecture <= capability).DefaultIfEmpty(capability).Max();
    }

    private static byte[] Output(nint program, string what)
    {
        nuint size = 0;
        Check(((delegate* unmanaged<nint, nuint*, int>)F(what + "Size"))(program, &size), what + "Size");
        var bytes = new byte[size];
        fixed (byte* p = bytes) Check(((delegate* unmanaged<nint, byte*, int>)F(what))(program, p), what);
        return bytes;
    }

    private static void Check(int result, string call)
    {
        if (result != 0) throw new KernelException($"{call} failed with {result}.");
    }

    private static nint F(string name) => NativeLibrary.GetExport(Library.Value, name);

    private static nint Load()
    {
        string[] names = OperatingSystem.IsWindows()
            ? ["nvrtc64_130_0.dll", "nvrtc64_120_0.dll", "nvrtc64_112_0.dll"]
            : ["libnvrtc.so", "libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2"];
        foreach (string folder in Folders())
        {
            foreach (string name in names)
                if (NativeLibrary.TryLoad(Path.Combine(folder, name), out nint library)) return library;
        }
        return 0;
    }

    /// <summary>Where the system looks for libraries, then where the toolkit lies, which its installer does not tell the system.</summary>
    private static IEnumerable<string> Folders()
    {
        yield return "";
        foreach (string variable in (string[])["CUDA_PATH", "CUDA_HOME"])
        {
            if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } toolkit) continue;
            yield return Path.Combine(toolkit, OperatingSystem.IsWindows() ? "bin" : "lib64");
            if (OperatingSystem.IsWindows()) yield return Path.Combine(toolkit, "bin", "x64"); // from CUDA 13 on
        }
        if (!OperatingSystem.IsWindows()) yield return "/usr/local/cuda/lib64";
    }
}
