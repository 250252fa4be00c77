using System.Runtime.InteropServices;
using System.Text;

namespace Neuron.Kernels.Runtime.Cuda;

/// <summary>NVIDIA's run-time compiler, where it is installed.</summary>
internal static unsafe class Nvrtc
{
    private static readonly Lazy<nint> Library = new(Load);

    public static bool IsInstalled => Library.Value != 0;

    /// <summary>PTX for a virtual architecture such as compute_90.</summary>
    /// <exception cref="KernelException">There is no compiler, or it refuses the source; its log is in the message.</exception>
    public static byte[] Compile(string name, string source, string architecture)
    {
        if (!IsInstalled)
            throw new KernelException($"{name}: NVRTC is not installed (libnvrtc.so.13, .12 or .11.2; on Windows nvrtc64_*.dll), and kernels are compiled by it. It comes with the CUDA toolkit, or as the package nvidia-cuda-nvrtc.");
        nint program;
        fixed (byte* text = Encoding.UTF8.GetBytes(source + "\0"))
        fixed (byte* label = Encoding.UTF8.GetBytes(name + ".cu\0"))
            Check(((delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int>)F("nvrtcCreateProgram"))(&program, text, label, 0, null, null), "nvrtcCreateProgram");
        try
        {
            // no contraction: a * b + c rounds twice, as in C#
            fixed (byte* target = Encoding.UTF8.GetBytes($"--gpu-architecture={architecture}\0"))
            fixed (byte* contraction = "--fmad=false\0"u8)
            fixed (byte* standard = "--std=c++17\0"u8)
            {
                byte** options = stackalloc byte*[] { target, contraction, standard };
                int result = ((delegate* unmanaged<nint, int, byte**, int>)F("nvrtcCompileProgram"))(program, 3, options);
                if (result != 0) throw new KernelException($"NVRTC refuses the source of {name} ({result}):\n{Encoding.UTF8.GetString(Output(program, "nvrtcGetProgramLog"))}\n--- source ---\n{source}");
            }
            return Output(program, "nvrtcGetPTX");
        }
        finally
        {
            ((delegate* unmanaged<nint*, int>)F("nvrtcDestroyProgram"))(&program);
        }
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
        foreach (string name in names)
            if (NativeLibrary.TryLoad(name, out nint library)) return library;
        return 0;
    }
}
