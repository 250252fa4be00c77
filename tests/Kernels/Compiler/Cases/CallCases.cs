namespace Neuron.Tests.Kernels.Compiler.Cases;

/// <summary>Calls: order of effects, overloads, static local functions, interfaces with default bodies.</summary>
public static class CallCases
{
    public interface IStep
    {
        static abstract int Size { get; }

        static virtual int Apply(int x) => x + 1;
    }

    public readonly struct Default : IStep
    {
        public static int Size => 3;
    }

    public readonly struct Doubling : IStep
    {
        public static int Size => 5;

        public static int Apply(int x) => x * 2;
    }

    public static int Nested(int a, int b) => Outer(Inner(a, 2), Inner(b, 3));

    public static int WithBranches(int a, int b) => Collatz(a) + Collatz(b);

    public static int TwiceCalled(int a, int b) => Collatz(a) - Collatz(a + 1) + b;

    public static int OrderOfEffects(int a, int b)
    {
        int state = a;
        int x = Next(ref state) + (Next(ref state) * 3) + state;
        return x ^ b;
    }

    public static int ReadBeforeCall(int a, int b)
    {
        int state = a;
        int r = state + Bump(ref state, b) + state;
        return r;
    }

    public static int StaticLocal(int a, int b)
    {
        return Local(a) + Local(b);

        static int Local(int x)
        {
            if (x < 0) return -x;
            return x / 2;
        }
    }

    public static int StaticAbstract(int a, int b) => Run<Default>(a) + Run<Doubling>(b);

    public static int DefaultInterfaceBody(int a, int b) => Steps<Default>(a) ^ Steps<Doubling>(b);

    public static float Overloads(float a, float b) => Twice(a) + Twice((int)b);

    public static int OptionalAndNamed(int a, int b) => Weighted(y: b, x: a) + Weighted(a);

    public static int Discards(int a, int b)
    {
        _ = Collatz(a);
        return b;
    }

    private static int Weighted(int x, int y = 7, int z = 2) => (x * z) + y;

    private static int Run<TStep>(int x) where TStep : struct, IStep
    {
        for (int i = 0; i < TStep.Size; i++) x = (x * 3) + i;
        return x;
    }

    private static int Steps<TStep>(int x) where TStep : struct, IStep => TStep.Apply(TStep.Apply(x));

    private static float Twice(float x) => x * 2f;

    private static int Twice(int x) => x << 1;

    private static int Outer(int x, int y) => (x * 31) + y;

    private static int Inner(int x, int k) => x ^ (x >> k);

    private static int Next(ref int state)
    {
        state = (state * 1664525) + 1013904223;
        return state >> 16;
    }

    private static int Bump(ref int state, int by)
    {
        if (by > 0) state += by;
        return state;
    }

    private static int Collatz(int x)
    {
        int n = (x & 255) + 1, steps = 0;
        while (n != 1 && steps < 50)
        {
            n = (n & 1) == 0 ? n / 2 : (3 * n) + 1;
            steps++;
        }
        return steps;
    }
}
