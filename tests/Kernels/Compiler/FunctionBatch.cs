using System.Reflection;
using System.Reflection.Emit;
using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>
/// Runs many functions of two numbers, each over the same pairs of inputs: as .NET calls them, as a kernel on an accelerator.
/// They share one kernel, which is emitted here, because a device takes longer to prepare a kernel than to run it.
/// </summary>
internal static class FunctionBatch
{
    /// <summary>Emitted assemblies by name: one calls another, and no file is there to find it by.</summary>
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Assembly> Loaded = new();

    static FunctionBatch() => AppDomain.CurrentDomain.AssemblyResolve += (_, request) => Loaded.GetValueOrDefault(request.Name);

    /// <summary>Results by function, in the order of the pairs.</summary>
    public static T[][] Direct<T>(IReadOnlyList<MethodInfo> functions, T[] a, T[] b) =>
        [.. functions.Select(function =>
        {
            var call = function.CreateDelegate<Func<T, T, T>>();
            return a.Select((x, i) => call(x, b[i])).ToArray();
        })];

    /// <summary>Results by function from one launch.</summary>
    public static T[][] OnDevice<T>(Accelerator accelerator, IReadOnlyList<MethodInfo> functions, T[] a, T[] b) where T : unmanaged
    {
        var kernel = accelerator.LoadKernel(Emit<T>(functions));
        using var first = accelerator.Allocate1D(a);
        using var second = accelerator.Allocate1D(b);
        using var results = accelerator.Allocate1D<T>((long)functions.Count * a.Length);
        kernel.LaunchOver(accelerator.DefaultStream, new Index1D(a.Length), first.View, second.View, results.View, a.Length);
        T[] all = results.GetAsArray1D();
        return [.. all.Chunk(a.Length)];
    }

    /// <summary>static void Batch(Index1D i, a, b, r, int n): r[k * n + i] = function k of (a[i], b[i]).</summary>
    private static MethodInfo Emit<T>(IReadOnlyList<MethodInfo> functions) where T : unmanaged
    {
        var view = typeof(ArrayView<T>);
        var builder = new PersistedAssemblyBuilder(new AssemblyName("Batch" + Guid.NewGuid().ToString("N")), typeof(object).Assembly);
        var type = builder.DefineDynamicModule("Batch").DefineType("Batch", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        var method = type.DefineMethod("Run", MethodAttributes.Public | MethodAttributes.Static, typeof(void), [typeof(Index1D), view, view, view, typeof(int)]);
        string[] names = ["i", "a", "b", "r", "n"];
        for (int p = 0; p < names.Length; p++) method.DefineParameter(p + 1, ParameterAttributes.None, names[p]);
        var item = view.GetProperty("Item", [typeof(int)])!.GetMethod!;
        var toInt = typeof(Index1D).GetMethods().Single(m => m.Name == "op_Implicit" && m.ReturnType == typeof(int));
        var il = method.GetILGenerator();
        for (int k = 0; k < functions.Count; k++)
        {
            il.Emit(OpCodes.Ldarga_S, (byte)3);
            il.Emit(OpCodes.Ldc_I4, k);
            il.Emit(OpCodes.Ldarg_S, (byte)4);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Call, toInt);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Call, item);
            foreach (byte argument in (byte[])[1, 2])
            {
                il.Emit(OpCodes.Ldarga_S, argument);
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Call, toInt);
                il.Emit(OpCodes.Call, item);
                il.Emit(OpCodes.Ldobj, typeof(T));
            }
            il.Emit(OpCodes.Call, functions[k]);
            il.Emit(OpCodes.Stobj, typeof(T));
        }
        il.Emit(OpCodes.Ret);
        type.CreateType();
        return Load(builder).GetType("Batch")!.GetMethod("Run")!;
    }

    public static Assembly Load(PersistedAssemblyBuilder builder)
    {
        using var stream = new MemoryStream();
        builder.Save(stream);
        var loaded = Assembly.Load(stream.ToArray());
        Loaded[loaded.FullName!] = loaded;
        return loaded;
    }
}
