using Neuron.Kernels.Language;

namespace Neuron.Tests.Kernels.Compiler.Cases;

/// <summary>Control flow of all shapes.</summary>
public static class ControlFlowCases
{
    public static int IfOnly(int a, int b)
    {
        if (a > b) a -= b;
        return a;
    }

    public static int IfElseChain(int a, int b)
    {
        if (a < 0) return 1;
        else if (a < 10) return b;
        else if (a < 100) return b * 2;
        return 7;
    }

    public static int ShortCircuit(int a, int b) => (a > 3 && b > 3) || (a < -3 && b < -3) ? 1 : a == b || a + 1 == b ? 2 : 3;

    public static int ShortCircuitWithElse(int a, int b)
    {
        int r = 0;
        if (a > 0 && (b > 0 || a > 50) && b != 9) r = a;
        else r = b;
        if (!(a < 5 || b < 5)) r ^= 1;
        return r;
    }

    public static int NestedTernary(int a, int b) => a > 0 ? b > 0 ? 1 : 2 : b > 0 ? 3 : a == b ? 4 : 5;

    public static int TernaryInArgument(int a, int b) => Math.Max(a > b ? a : b, (a & 1) == 0 ? 5 : b);

    public static int ForLoop(int a, int b)
    {
        int sum = 0;
        for (int i = 0; i < (a & 15); i++) sum += i * b;
        return sum;
    }

    public static int ForDown(int a, int b)
    {
        int sum = b;
        for (int i = a & 31; i >= 0; i -= 3) sum = (sum * 3) + i;
        return sum;
    }

    public static int ForWithContinue(int a, int b)
    {
        int sum = 0;
        for (int i = 0; i < 20; i++)
        {
            if ((i & 3) == (a & 3)) continue;
            sum += b ^ i;
        }
        return sum;
    }

    public static int ForWithBreak(int a, int b)
    {
        int i;
        for (i = 0; i < 30; i++)
        {
            if (i * i > (a & 255)) break;
        }
        return i + b;
    }

    public static int ForWithBreakAndContinue(int a, int b)
    {
        int sum = 0;
        for (int i = 0; i < 40; i++)
        {
            if ((i & 1) == 0) continue;
            if (i > (a & 31)) break;
            if (i == (b & 7)) continue;
            sum += i;
        }
        return sum;
    }

    public static int ForWithReturn(int a, int b)
    {
        for (int i = 0; i < 16; i++)
        {
            if (((a >> i) & 1) != 0) return i + b;
        }
        return -1;
    }

    public static int WhileLoop(int a, int b)
    {
        int n = a & 1023, steps = 0;
        while (n > 1)
        {
            n = (n & 1) == 0 ? n / 2 : (n + 1) / 2;
            steps++;
        }
        return steps + b;
    }

    public static int DoWhile(int a, int b)
    {
        int n = 0;
        do
        {
            n += 3;
        }
        while (n < (a & 63));
        return n - b;
    }

    public static int DoWhileWithBreak(int a, int b)
    {
        int n = b & 7;
        do
        {
            n = (n * 5) + 1;
            if (n > 900) break;
            if ((n & 1) == 0) continue;
            n++;
        }
        while (n < (a & 1023));
        return n;
    }

    public static int EndlessWithBreaks(int a, int b)
    {
        int n = a & 255, count = 0;
        while (true)
        {
            if (n == 0) break;
            n &= n - 1;
            count++;
            if (count == (b & 7)) break;
        }
        return count;
    }

    public static int NestedLoops(int a, int b)
    {
        int sum = 0;
        for (int i = 0; i < (a & 7); i++)
            for (int j = i; j < (b & 7); j++) sum += (i * 10) + j;
        return sum;
    }

    public static int NestedBreak(int a, int b)
    {
        int found = -1;
        for (int i = 0; i < 8 && found < 0; i++)
        {
            for (int j = 0; j < 8; j++)
            {
                if (i * j == (a & 63))
                {
                    found = (i * 8) + j;
                    break;
                }
            }
        }
        return found + b;
    }

    public static int GotoOutOfTwoLoops(int a, int b)
    {
        int i, j = 0;
        for (i = 0; i < 9; i++)
        {
            for (j = 0; j < 9; j++)
            {
                if ((i * 9) + j == (a & 127)) goto found;
                if (j > (b & 15)) goto next;
            }
            i++;
        next:;
        }
        return -1;
    found:
        return (i * 100) + j;
    }

    public static int ReturnFromNested(int a, int b)
    {
        for (int i = 0; i < 6; i++)
        {
            int k = 0;
            while (k < 10)
            {
                if (((a ^ k) & 7) == i) return (i * 16) + k;
                k += 1 + (b & 3);
            }
        }
        return -5;
    }

    public static int LoopAfterLoop(int a, int b)
    {
        int s = 0, i = 0;
        while (i < (a & 7)) s += i++;
        while (i > (b & 3)) s ^= i--;
        return s;
    }

    public static int SwitchDense(int a, int b)
    {
        switch (a & 7)
        {
            case 0: return b;
            case 1: return b + 1;
            case 2:
            case 3: return b * 3;
            case 5: b ^= 0x55; break;
            default: b = -b; break;
        }
        return b;
    }

    public static int SwitchInLoop(int a, int b)
    {
        int r = 0;
        for (int i = 0; i < 12; i++)
        {
            switch ((a + i) & 3)
            {
                case 0: r += b; break;
                case 1: continue;
                case 2: r ^= i; break;
                default: r++; break;
            }
            r <<= 1;
        }
        return r;
    }

    public static int SwitchExpression(int a, int b) => (a & 15) switch
    {
        < 3 => b,
        3 or 4 => b + a,
        > 12 => 9,
        var other when other == (b & 15) => 77,
        _ => a,
    };

    public static int SwitchSparse(int a, int b) => a switch
    {
        -77 => 1,
        0 => b,
        31 => 3,
        int.MaxValue => 4,
        _ => 5,
    };

    public static int PatternAnd(int a, int b) => a is > 0 and < 50 && b is not (3 or 4) ? 1 : 0;

    public static int Unrolled(int a, int b)
    {
        int s = a;
        for (int i = 0; i < 8; i++)
        {
            Unroll.Fully();
            s = (s * 31) + b;
        }
        return s;
    }

    public static int Compound(int a, int b)
    {
        int x = a++, y = ++b;
        a += x--;
        b -= y++ * 2;
        return a ^ b ^ (x << 1) ^ y;
    }

    public static int AssignmentsInExpressions(int a, int b)
    {
        int x, y;
        x = y = a;
        int z = (x += 2) + (y -= b) + x;
        return z * y;
    }

    public static int SwapInLoop(int a, int b)
    {
        uint x = (uint)a & 4095, y = ((uint)b & 4095) + 1;
        while (y != 0) (x, y) = (y, x % y);
        return (int)x;
    }

    public static int EarlyExits(int a, int b)
    {
        if (a == 0) return 0;
        int r = 1;
        if (b > 0)
        {
            if (a > b) return 2;
            r = 3;
            if (a == b) r = 4;
        }
        else
        {
            for (int i = 0; i < 3; i++)
            {
                if (i == (a & 3)) return 5 + i;
            }
        }
        return r;
    }

    public static int DeadCode(int a, int b)
    {
        int unused = a * b;
        if (Interop.SizeOf<int>() == 8) return unused;
        return a - b;
    }

    public static float FloatLoop(float a, float b)
    {
        float x = 1f;
        for (int i = 0; i < 6; i++)
        {
            if (x > 1e6f) break;
            x = (x * 1.5f) + (a > b ? 0.25f : -0.125f);
        }
        return x;
    }

    public static long CountBits(long a, long b)
    {
        int n = 0;
        for (ulong x = (ulong)(a ^ b); x != 0; x &= x - 1) n++;
        return n;
    }
}
