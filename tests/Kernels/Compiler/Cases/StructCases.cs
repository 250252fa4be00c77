using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Neuron.Kernels.Language;

namespace Neuron.Tests.Kernels.Compiler.Cases;

#pragma warning disable CA1051 // structs as kernels have them
/// <summary>Structs, tuples, references and small arrays.</summary>
public static class StructCases
{
    public struct Pair
    {
        public int X;
        public int Y;

        public Pair(int x, int y)
        {
            X = x;
            Y = y;
        }

        public readonly int Sum => X + Y;

        public static Pair operator +(Pair a, Pair b) => new(a.X + b.X, a.Y + b.Y);

        public static Pair operator *(Pair a, int s) => new(a.X * s, a.Y * s);

        public void Scale(int by)
        {
            X *= by;
            Y *= by;
        }

        public readonly int Branchy(int limit)
        {
            if (X > limit) return X;
            return Y > limit ? Y : limit;
        }
    }

    /// <summary>A parameter that is first reached by address in the second of two loops.</summary>
    public static int ParameterInTwoLoops(int a, int b) => InTwoLoops(new Pair(a, b), a & 7);

    private static int InTwoLoops(Pair pair, int n)
    {
        int sum = 0, i = 0;
        for (; i + 2 <= n; i += 2) sum += pair.Branchy(i) ^ pair.Branchy(i + 1);
        for (; i < n; i++) sum += pair.Branchy(i);
        return sum;
    }

    public readonly record struct Point(int X, int Y, int Z);

    public struct Nested
    {
        public Pair First;
        public Pair Second;
        public byte Tag;
    }

    public struct Wrapper(int value)
    {
        public int Value = value;

        public static implicit operator int(Wrapper wrapper) => wrapper.Value;
    }

    public enum Colour : byte
    {
        Red = 1,
        Green = 2,
        Blue = 4,
    }

    [InlineArray(4)]
    public struct Four
    {
        public int First;
    }

    public static int FieldAccess(int a, int b)
    {
        Pair p;
        p.X = a;
        p.Y = b;
        p.X += p.Y;
        return p.X * p.Y;
    }

    public static int Construct(int a, int b) => new Pair(a, b).Sum;

    public static int Operators(int a, int b) => ((new Pair(a, b) + new Pair(1, 2)) * 3).Sum;

    public static int Mutate(int a, int b)
    {
        var p = new Pair(a, b);
        p.Scale(3);
        var q = p;
        q.X = 9;
        return p.Sum - q.X;
    }

    public static int MethodWithBranches(int a, int b) => new Pair(a, b).Branchy(10);

    public static int RecordWith(int a, int b)
    {
        var p = new Point(a, b, a ^ b);
        var q = p with { Y = 5 };
        var (x, y, z) = q;
        return x + (y * 3) + (z * 7) + p.Y;
    }

    public static int RecordEquality(int a, int b) => new Point(a & 1, 2, 3) == new Point(b & 1, 2, 3) ? 1 : 0;

    public static int Tuples(int a, int b)
    {
        var t = (Low: Math.Min(a, b), High: Math.Max(a, b));
        (a, b) = (t.High, t.Low);
        return a - (b >> 1);
    }

    public static int NestedStructs(int a, int b)
    {
        var n = new Nested { First = new Pair(a, 1), Second = new Pair(2, b), Tag = (byte)a };
        n.Second.X += n.First.X;
        ref var r = ref n.First;
        r.Y = 50;
        return n.Second.Sum + n.First.Y + n.Tag;
    }

    public static int SingleField(int a, int b)
    {
        var w = new Wrapper(a);
        w.Value += b;
        return w + 1;
    }

    public static int Enums(int a, int b)
    {
        var colour = (Colour)(a & 7);
        return colour switch
        {
            Colour.Red => 10,
            Colour.Green => 20,
            Colour.Red | Colour.Blue => 30,
            _ => (int)colour + b,
        };
    }

    public static int EnumFlags(int a, int b) => ((Colour)a & Colour.Blue) != 0 ? b : (int)((Colour)b | Colour.Green);

    public static int OutParameters(int a, int b)
    {
        Split(a, out int low, out int high);
        return low + (high * b);
    }

    public static int RefParameters(int a, int b)
    {
        int x = a, y = b;
        Swap(ref x, ref y);
        if (a > b) Swap(ref x, ref y);
        return x - (2 * y);
    }

    public static int InParameters(int a, int b)
    {
        var p = new Pair(a, b);
        return Total(in p) + Total(new Pair(b, b));
    }

    public static int RefLocal(int a, int b)
    {
        int x = a, y = b;
        ref int r = ref x;
        r += 5;
        if (b > 0) r = ref y;
        r *= 2;
        return x ^ y;
    }

    public static int LocalArray(int a, int b)
    {
        var values = new int[8];
        for (int i = 0; i < values.Length; i++) values[i] = (a * i) ^ b;
        int best = int.MinValue;
        foreach (int value in values) best = Math.Max(best, value);
        return best;
    }

    public static int ArrayInitialiser(int a, int b)
    {
        int[] weights = [2, 3, 5, 7, 11, 13];
        return weights[(a & 0xFF) % 6] * weights[(b & 0xFF) % 6];
    }

    public static int ArrayOfStructs(int a, int b)
    {
        var pairs = new Pair[3];
        pairs[0] = new Pair(a, b);
        pairs[1].X = 7;
        pairs[2] = pairs[0] + pairs[1];
        return pairs[2].Sum;
    }

    public static int InlineArrays(int a, int b)
    {
        Four four = default;
        for (int i = 0; i < 4; i++) four[i] = a + (i * b);
        return four[0] ^ four[3];
    }

    public static int Defaults(int a, int b)
    {
        Pair p = default;
        var q = new Point();
        return p.X + q.Z + a + b;
    }

    public static int Indices(int a, int b)
    {
        var i = new Index2D(a & 31, b & 31);
        var j = i + new Index2D(1, 2);
        return j.ComputeLinearIndex(new Index2D(64, 64)) + new Index1D(3);
    }

    public static int UnsafeReinterpret(int a, int b)
    {
        float f = b;
        return a ^ Unsafe.As<float, int>(ref f);
    }

    public static int Alias(int a, int b)
    {
        var p = new Pair(a, b);
        AddInto(ref p.X, p.X);
        AddInto(ref p.Y, p.X);
        return p.X + (3 * p.Y);
    }

    private static void AddInto(ref int target, int value)
    {
        target += value;
        if (target > 1000) target -= value / 2;
    }

    private static int Total(in Pair p) => p.X > 0 ? p.Sum : p.Y;

    private static void Split(int value, out int low, out int high)
    {
        low = value & 0xFFFF;
        high = value >> 16;
    }

    public static int ParameterFieldChangedInLoop(int x, int n) => Gathered(new Pair(x, 3), n & 7).Sum;

    public static int ParameterByReferenceInLoop(int x, int n) => Counted(x, n & 7);

    private static Pair Gathered(Pair pair, int n)
    {
        for (int i = 0; i < n; i++) pair.X += i * pair.Y;
        return pair;
    }

    private static int Counted(int x, int n)
    {
        for (int i = 0; i < n; i++) AddInto(ref x, i);
        return x;
    }

    private static void Swap(ref int x, ref int y) => (x, y) = (y, x);
}
