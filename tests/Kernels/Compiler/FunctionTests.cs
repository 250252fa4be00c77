using System.Numerics;
using System.Reflection;
using Neuron.Kernels.Runtime;
using Neuron.Kernels.Runtime.Host;
using Neuron.Tests.Kernels.Compiler.Cases;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>Every function of the case classes, on the host and on an OpenCL device, against the C# method itself.</summary>
public sealed class FunctionTests
{
    private const int BatchSize = 48;

    private static readonly Type[] CaseClasses = [typeof(GenericCases), typeof(IntegerCases), typeof(FloatCases), typeof(ControlFlowCases), typeof(StructCases), typeof(CallCases)];

    [Fact]
    public void There_are_at_least_two_hundred_functions() =>
        Assert.True(Functions<int>().Count + Functions<uint>().Count + Functions<long>().Count + Functions<ulong>().Count
            + Functions<float>().Count + Functions<double>().Count >= 200);

    [Fact]
    public void Host_agrees_for_int() => Check<int>(new HostAccelerator(), IntegerInputs<int>());

    [Fact]
    public void Host_agrees_for_float() => Check<float>(new HostAccelerator(), FloatInputs<float>());

    [DeviceFact]
    public void Device_agrees_for_int() => Check<int>(DeviceFixture.Accelerator, IntegerInputs<int>());

    [DeviceFact]
    public void Device_agrees_for_uint() => Check<uint>(DeviceFixture.Accelerator, IntegerInputs<uint>());

    [DeviceFact]
    public void Device_agrees_for_long() => Check<long>(DeviceFixture.Accelerator, IntegerInputs<long>());

    [DeviceFact]
    public void Device_agrees_for_ulong() => Check<ulong>(DeviceFixture.Accelerator, IntegerInputs<ulong>());

    [DeviceFact]
    public void Device_agrees_for_float() => Check<float>(DeviceFixture.Accelerator, FloatInputs<float>());

    [DeviceFact]
    public void Device_agrees_for_double() => Check<double>(DeviceFixture.Accelerator, FloatInputs<double>());

    internal static List<MethodInfo> Functions<T>() =>
        [.. CaseClasses.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static)).Select(method => Close<T>(method)).OfType<MethodInfo>()];

    internal static (T[] A, T[] B) IntegerInputs<T>() where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        var random = new Random(11);
        T[] edges = [T.Zero, T.One, T.Zero - T.One, T.MinValue, T.MaxValue, T.CreateTruncating(31), T.CreateTruncating(0x8000_0000u), T.CreateTruncating(-77)];
        var pairs = edges.SelectMany(_ => edges, (x, y) => (x, y)).ToList();
        for (int i = 0; i < 40; i++) pairs.Add((T.CreateTruncating(random.NextInt64()), T.CreateTruncating(random.NextInt64() >> random.Next(60))));
        for (int i = 0; i < 24; i++) pairs.Add((T.CreateTruncating(random.Next(100)), T.CreateTruncating(random.Next(20))));
        return ([.. pairs.Select(pair => pair.x)], [.. pairs.Select(pair => pair.y)]);
    }

    internal static (T[] A, T[] B) FloatInputs<T>() where T : IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        var random = new Random(13);
        T[] edges = [T.Zero, T.NegativeZero, T.One, T.CreateTruncating(-2.5), T.CreateTruncating(0.5), T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.CreateTruncating(3e9), T.CreateTruncating(-1e19)];
        var pairs = edges.SelectMany(_ => edges, (x, y) => (x, y)).ToList();
        for (int i = 0; i < 60; i++) pairs.Add((T.CreateTruncating((random.NextDouble() * 20) - 10), T.CreateTruncating(random.NextDouble() * 3)));
        return ([.. pairs.Select(pair => pair.x)], [.. pairs.Select(pair => pair.y)]);
    }

    private static MethodInfo? Close<T>(MethodInfo method)
    {
        if (method.IsGenericMethodDefinition)
        {
            try
            {
                method = method.MakeGenericMethod(typeof(T));
            }
            catch (ArgumentException)
            {
                return null; // the constraint leaves this type out
            }
        }
        var parameters = method.GetParameters();
        return method.ReturnType == typeof(T) && parameters.Length == 2 && parameters.All(parameter => parameter.ParameterType == typeof(T)) ? method : null;
    }

    private static void Check<T>(Accelerator accelerator, (T[] A, T[] B) inputs) where T : unmanaged, INumber<T>
    {
        var failures = new List<string>();
        foreach (var functions in Functions<T>().Chunk(BatchSize))
        {
            var expected = FunctionBatch.Direct(functions, inputs.A, inputs.B);
            var actual = FunctionBatch.OnDevice(accelerator, functions, inputs.A, inputs.B);
            for (int f = 0; f < functions.Length; f++)
            {
                int ulp = functions[f].GetCustomAttribute<UlpAttribute>()?.Distance ?? 0;
                int i = Enumerable.Range(0, inputs.A.Length).FirstOrDefault(at => !Agree(expected[f][at], actual[f][at], ulp), -1);
                if (i >= 0)
                    failures.Add($"{functions[f].DeclaringType!.Name}.{functions[f].Name}<{typeof(T).Name}>({inputs.A[i]}, {inputs.B[i]}): .NET gives {expected[f][i]}, {accelerator} gives {actual[f][i]}, allowed {ulp} ulp");
            }
        }
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    private static bool Agree<T>(T expected, T actual, int ulp) where T : INumber<T>
    {
        if (T.IsNaN(expected)) return T.IsNaN(actual);
        if (expected == actual && T.IsNegative(expected) == T.IsNegative(actual)) return true;
        return ulp > 0 && expected switch
        {
            float f => float.Abs(f - (float)(object)actual) <= ulp * float.Max(float.BitIncrement(float.Abs(f)) - float.Abs(f), 1.2e-38f),
            double d => double.Abs(d - (double)(object)actual) <= ulp * (double.BitIncrement(double.Abs(d)) - double.Abs(d)),
            _ => false,
        };
    }
}
