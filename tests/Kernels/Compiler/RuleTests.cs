using System.Reflection;
using System.Runtime.InteropServices;
using Neuron.Kernels.Compiler;
using Neuron.Kernels.Language;
using Neuron.Tests.Kernels.Gpu;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>What the compiler refuses, by the number of the rule.</summary>
public sealed class RuleTests
{
    private static int Mutable { get; set; }

    private static void Recursive(Index1D i, ArrayView<int> x) => x[i] = Factorial(x[i]);

    private static int Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);

    private static void NewObject(Index1D i, ArrayView<int> x) => x[i] = new List<int>().Count;

    private static void Boxes(Index1D i, ArrayView<int> x) => x[i] = ((object)i.X).GetHashCode();

    private static void Throws(Index1D i, ArrayView<int> x)
    {
        if (x[i] < 0) throw new InvalidOperationException("negative");
    }

    private static void Catches(Index1D i, ArrayView<int> x)
    {
        try
        {
            x[i] = 1;
        }
        finally
        {
            x[i] = 2;
        }
    }

    private static unsafe void StackMemory(Index1D i, ArrayView<int> x)
    {
        int* p = stackalloc int[4];
        p[1] = i;
        x[i] = p[1];
    }

    private static void StaticField(Index1D i, ArrayView<int> x) => x[i] = Mutable;

    private static void VariableSize(Index1D i, ArrayView<int> x) => x[i] = LocalMemory.Allocate<int>(x[i])[0];

    private static void Mixed(ArrayView<int> x)
    {
        var shared = SharedMemory.Allocate<int>(8);
        var view = x[0] > 3 ? x : shared;
        view[0] = 1;
    }

    private static void BarrierInImplicit(Index1D i, ArrayView<int> x)
    {
        x[i] = 1;
        Group.Barrier();
    }

    private static void Delegates(Index1D i, ArrayView<int> x)
    {
        Func<int, int> f = Factorial;
        x[i] = f(3);
    }

    private static void Strings(Index1D i, ArrayView<int> x) => x[i] = "abc".Length;

    private static void TakesString(Index1D i, string text) => _ = text[i];

    private struct Counter
    {
        private int _count;

        public int Next() => _count++;

        public int NextBelow(int end)
        {
            if (_count < end) _count++;
            return _count;
        }
    }

    private struct Walker(ArrayView<int> x)
    {
        private Counter _at;

        public int Next() => x[_at.Next()];

        public int NextBelow(int end) => x[_at.NextBelow(end)];
    }

    private static void PartChanges(Index1D i, ArrayView<int> x) => x[i] = Walk(new Walker(x), 3);

    private static int Walk(Walker walker, int steps)
    {
        int sum = 0;
        for (int n = 0; n < steps; n++) sum += walker.Next();
        return sum;
    }

    private static void PartChangesInACall(Index1D i, ArrayView<int> x) => x[i] = WalkBelow(new Walker(x), 3);

    private static int WalkBelow(Walker walker, int steps)
    {
        int sum = 0;
        for (int n = 0; n < steps; n++) sum += walker.NextBelow(steps);
        return sum;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Tight
    {
        public byte A;
        public int B;
    }

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Roomy
    {
        public int A;
    }

    private readonly record struct Outer(int A, Tight B);

    private static void ReorderedTuple(Index1D i, ArrayView<(byte A, long B, byte C)> x) => x[i].A = 1;

    private static void PackedElement(Index1D i, ArrayView<Tight> x) => x[i].A = 1;

    private static void PackedField(Index1D i, ArrayView<int> x, Outer outer) => x[i] = outer.B.B;

    private static void PaddedElement(Index1D i, ArrayView<Roomy> x) => x[i].A = 1;

    private static void PackedCast(Index1D i, ArrayView<int> x) => x.Cast<Tight>()[i.X].A = 1;

    private static void FencesTheDevice(Index1D i, ArrayView<int> x)
    {
        x[i] = 1;
        MemoryFence.DeviceLevel();
    }

    private static void EvenTuple(Index1D i, ArrayView<(int A, int B)> x, ArrayView<Vec4<float>> y, (long A, double B) z)
    {
        (byte, long, byte) own = (1, x[i].A, 2); // what stays in a work-item may lie anyhow
        x[i].B = (int)own.Item2;
        y[i].X = (float)z.B;
    }

    [Fact]
    public void Structs_that_lie_as_in_c_are_taken_and_local_ones_may_lie_anyhow() =>
        Assert.Contains("EvenTuple", Compile(((Delegate)EvenTuple).Method), StringComparison.Ordinal);

    [Theory]
    [InlineData(nameof(ReorderedTuple), "NK0019")]
    [InlineData(nameof(PackedElement), "NK0019")]
    [InlineData(nameof(PackedField), "NK0019")]
    [InlineData(nameof(PaddedElement), "NK0019")]
    [InlineData(nameof(PackedCast), "NK0019")]
    [InlineData(nameof(FencesTheDevice), "NK0024")]
    [InlineData(nameof(PartChanges), "NK0015")]
    [InlineData(nameof(PartChangesInACall), "NK0015")]
    [InlineData(nameof(Recursive), "NK0004")]
    [InlineData(nameof(NewObject), "NK0005")]
    [InlineData(nameof(Strings), "NK0006")]
    [InlineData(nameof(Boxes), "NK0007")]
    [InlineData(nameof(Delegates), "NK0009")]
    [InlineData(nameof(Throws), "NK0010")]
    [InlineData(nameof(Catches), "NK0010")]
    [InlineData(nameof(StackMemory), "NK0011")]
    [InlineData(nameof(StaticField), "NK0012")]
    [InlineData(nameof(VariableSize), "NK0013")]
    [InlineData(nameof(Mixed), "NK0014")]
    [InlineData(nameof(BarrierInImplicit), "NK0017")]
    [InlineData(nameof(TakesString), "NK0002")]
    public void Broken_rule_is_named_with_the_call_chain(string method, string rule)
    {
        var info = typeof(RuleTests).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!;
        var refusal = Assert.Throws<KernelCompilationException>(() => Compile(info));
        Assert.Equal(rule, refusal.Rule);
        Assert.Contains(method, refusal.Message);
    }

    [Fact]
    public void Chain_and_line_lead_to_the_cause()
    {
        var info = typeof(RuleTests).GetMethod(nameof(Recursive), BindingFlags.Static | BindingFlags.NonPublic)!;
        var refusal = Assert.Throws<KernelCompilationException>(() => Compile(info));
        Assert.Equal(["RuleTests.Recursive", "RuleTests.Factorial"], refusal.CallChain);
        Assert.StartsWith("RuleTests.cs:", refusal.Location);
    }

    [Fact]
    public void Every_rule_is_documented()
    {
        string page = Repository.Page("kernel-rules.md");
        Assert.All(KernelRule.All, rule => Assert.Contains($"{rule.Code} | {rule.Text}", page));
    }

    internal static string Compile(MethodInfo method, Dialect? dialect = null) => KernelSource.Of(method, default, dialect ?? new OpenClDialect());
}
