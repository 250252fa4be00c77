namespace Neuron.Kernels.Compiler;

/// <summary>Builds expressions with .NET's meaning: wrapping integers, unordered comparisons, saturating conversions.</summary>
internal static class Arithmetic
{
    public static Constant Int(int value) => new(KernelType.Int32, value);

    public static Constant Long(long value) => new(KernelType.Int64, value);

    public static Constant Bool(bool value) => new(KernelType.Bool, value);

    /// <summary>All bits zero.</summary>
    public static Expression Zero(KernelType type) => type switch
    {
        StructType s => new ZeroStruct(s),
        ScalarType => Convert(Int(0), type),
        _ => throw new InvalidOperationException($"{type} has no zero."),
    };

    /// <summary>As the evaluation stack holds it: at least 32 bits wide.</summary>
    public static Expression Promote(Expression e) => Convert(e, e.Type.OnStack);

    /// <summary>A conversion between numbers; the value when the types agree already.</summary>
    public static Expression Convert(Expression e, KernelType type)
    {
        if (e.Type.Equals(type) || type is not ScalarType || e.Type is not ScalarType) return e;
        if (e is Constant constant) return Fold(constant, type);
        if (type == KernelType.Bool) return new Binary("!=", Promote(e), Zero(e.Type.OnStack), KernelType.Bool);
        if (e is Conversion inner && SameWidthIntegers(inner.Operand.Type, e.Type) && SameWidthIntegers(e.Type, type))
            return Convert(inner.Operand, type);
        return new Conversion(e, type);
    }

    /// <summary>Addition, subtraction, multiplication, division, remainder, shifts and bit operations.</summary>
    public static Expression Operate(string op, Expression a, Expression b, bool unsigned = false)
    {
        if (op is "&" or "|" or "^" && a.Type == KernelType.Bool && b.Type == KernelType.Bool) return new Binary(op, a, b, KernelType.Bool);
        (a, b) = (Promote(a), Promote(b));
        if (a.Type.IsFloat || b.Type.IsFloat) return OperateFloat(op, a, b);
        if (op is "<<" or ">>") return Shift(op, a, Convert(b, KernelType.Int32), unsigned);
        if (a.Type.Is64Bit != b.Type.Is64Bit) (a, b) = (Widen(a), Widen(b));
        if (a is Constant x && b is Constant y && FoldBinary(op, x, y, unsigned) is { } folded) return folded;
        if (op is "/" or "%")
        {
            var type = unsigned ? a.Type.Unsigned : a.Type.Signed;
            return new Binary(op, Convert(a, type), Convert(b, type), type);
        }
        if (IsNeutral(op, b)) return a;
        if (op is "+" or "*" && IsNeutral(op, a)) return b;
        if (op is "&" or "|" or "^")
        {
            var type = a.Type == b.Type ? a.Type : a.Type.Unsigned;
            return new Binary(op, Convert(a, type), Convert(b, type), type);
        }
        var wrapping = new Binary(op, Convert(a, a.Type.Unsigned), Convert(b, a.Type.Unsigned), a.Type.Unsigned);
        return a.Type.IsUnsigned && (b.Type.IsUnsigned || b is Constant) ? wrapping : Convert(wrapping, a.Type.Signed);
    }

    public static Expression Negate(Expression e)
    {
        e = Promote(e);
        if (e is Constant { Value: float f }) return new Constant(e.Type, -f);
        if (e is Constant { Value: double d }) return new Constant(e.Type, -d);
        return e.Type.IsFloat ? new Unary("-", e, e.Type) : Operate("-", Zero(e.Type), e);
    }

    public static Expression Complement(Expression e)
    {
        e = Promote(e);
        return Operate("^", e, Convert(Int(-1), e.Type));
    }

    public static Expression Not(Expression condition) => condition switch
    {
        Constant { Value: bool value } => Bool(!value),
        Unary { Operator: "!" } inverted => inverted.Operand,
        Binary { Operator: "==" } b => b with { Operator = "!=" },
        Binary { Operator: "!=" } b => b with { Operator = "==" },
        Binary b when b.Operator is "<" or ">" or "<=" or ">=" && !b.Left.Type.IsFloat =>
            b with { Operator = b.Operator switch { "<" => ">=", ">" => "<=", "<=" => ">", _ => "<" } },
        Binary { Operator: "&&" } b => new Binary("||", Not(b.Left), Not(b.Right), KernelType.Bool),
        Binary { Operator: "||" } b => new Binary("&&", Not(b.Left), Not(b.Right), KernelType.Bool),
        _ => new Unary("!", condition, KernelType.Bool),
    };

    /// <summary>A condition from any value: nonzero is true.</summary>
    public static Expression Truth(Expression e) => e.Type is PointerType ? Bool(true) : Convert(e, KernelType.Bool);

    /// <summary>== != &lt; &gt; &lt;= &gt;=; "un" compares integers unsigned and is true for numbers that are not ordered.</summary>
    public static Expression Compare(string op, Expression a, Expression b, bool un)
    {
        if (op is "==" or "!=" && b is Constant zero && a.Type == KernelType.Bool && zero.Value is int n)
            return (n == 0) == (op == "==") ? Not(a) : a;
        (a, b) = (Promote(a), Promote(b));
        if (a.Type.IsFloat || b.Type.IsFloat)
        {
            if (a.Type != b.Type) (a, b) = (Convert(a, KernelType.Float64), Convert(b, KernelType.Float64));
            if (!un || op is "!=" or "==") return new Binary(op, a, b, KernelType.Bool);
            string inverse = op switch { "<" => ">=", ">" => "<=", "<=" => ">", _ => "<" };
            return new Unary("!", new Binary(inverse, a, b, KernelType.Bool), KernelType.Bool);
        }
        if (a.Type is not ScalarType || b.Type is not ScalarType) return new Binary(op, a, b, KernelType.Bool);
        if (a.Type.Is64Bit != b.Type.Is64Bit) (a, b) = (Widen(a), Widen(b));
        if (un && op == ">" && b is Constant { Value: 0 or 0u or 0L or 0UL }) return new Binary("!=", a, b, KernelType.Bool);
        var type = op is "==" or "!=" ? a.Type : un ? a.Type.Unsigned : a.Type.Signed;
        (a, b) = (Convert(a, type), Convert(b, type));
        if (a is Constant x && b is Constant y)
        {
            int order = ((IComparable)x.Value).CompareTo(y.Value);
            return Bool(op switch { "==" => order == 0, "!=" => order != 0, "<" => order < 0, ">" => order > 0, "<=" => order <= 0, _ => order >= 0 });
        }
        return new Binary(op, a, b, KernelType.Bool);
    }

    /// <summary>The conv instructions: the target's own signedness extends integers.</summary>
    public static Expression Cast(Expression e, KernelType type, bool sourceUnsigned)
    {
        e = Promote(e);
        if (e.Type.IsFloat)
        {
            // .NET goes through int for the small types
            return type is ScalarType { Kind: <= ScalarKind.UInt16 } ? Convert(Convert(e, KernelType.Int32), type) : Convert(e, type);
        }
        if (type.IsFloat) return Convert(Convert(e, sourceUnsigned ? e.Type.Unsigned : e.Type.Signed), type);
        if (type.Is64Bit && !e.Type.Is64Bit) return Convert(Convert(e, sourceUnsigned || type.IsUnsigned ? KernelType.UInt32 : KernelType.Int32), type);
        return Convert(e, type);
    }

    private static bool SameWidthIntegers(KernelType a, KernelType b) =>
        a is ScalarType { Kind: >= ScalarKind.Int32 and <= ScalarKind.UInt64 } && b is ScalarType { Kind: >= ScalarKind.Int32 and <= ScalarKind.UInt64 }
        && a.Is64Bit == b.Is64Bit;

    private static Expression Widen(Expression e) => e.Type.Is64Bit ? e : Convert(Convert(e, e.Type.IsUnsigned ? KernelType.UInt32 : KernelType.Int32), KernelType.Int64);

    private static Expression OperateFloat(string op, Expression a, Expression b)
    {
        if (a.Type != b.Type) (a, b) = (Convert(a, KernelType.Float64), Convert(b, KernelType.Float64));
        return op == "%" ? new CallExpression("fmod", null, [a, b], a.Type) : new Binary(op, a, b, a.Type);
    }

    private static Expression Shift(string op, Expression a, Expression count, bool unsigned)
    {
        int bits = a.Type.Is64Bit ? 63 : 31;
        if (count is Constant { Value: int n })
        {
            n &= bits;
            if (n == 0) return a;
            if (a is Constant { Value: int value })
                return Int(op == "<<" ? value << n : unsigned ? (int)((uint)value >> n) : value >> n);
            count = Int(n);
        }
        else if (!IsMasked(count, bits))
        {
            count = Operate("&", count, Int(bits));
        }
        if (op == "<<")
        {
            var left = new Binary(op, Convert(a, a.Type.Unsigned), count, a.Type.Unsigned);
            return a.Type.IsUnsigned ? left : Convert(left, a.Type);
        }
        var type = unsigned ? a.Type.Unsigned : a.Type.Signed;
        return new Binary(op, Convert(a, type), count, type);
    }

    private static bool IsMasked(Expression count, int bits) =>
        count is Binary { Operator: "&", Right: Constant { Value: int mask } } && (mask & ~bits) == 0;

    private static bool IsNeutral(string op, Expression e) => e is Constant c && op switch
    {
        "+" or "-" or "|" or "^" => c.Value is 0 or 0u or 0L or 0UL,
        "*" => c.Value is 1 or 1u or 1L or 1UL,
        "&" => c.Value is -1 or -1L or uint.MaxValue or ulong.MaxValue,
        _ => false,
    };

    private static Constant? FoldBinary(string op, Constant a, Constant b, bool unsigned)
    {
        long x = AsLong(a), y = AsLong(b);
        if (op is "/" or "%" && (y == 0 || unsigned || (x == long.MinValue && y == -1))) return null;
        long result = op switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => x / y,
            "%" => x % y,
            "&" => x & y,
            "|" => x | y,
            _ => x ^ y,
        };
        return (Constant)Convert(Long(result), a.Type == b.Type ? a.Type : a.Type.Signed);
    }

    private static long AsLong(Constant c) => c.Value switch
    {
        int i => i,
        uint u => u,
        long l => l,
        ulong u => (long)u,
        bool b => b ? 1 : 0,
        sbyte i => i,
        byte u => u,
        short i => i,
        ushort u => u,
        _ => throw new InvalidOperationException($"{c.Value} is no integer."),
    };

    private static Constant Fold(Constant c, KernelType type)
    {
        ScalarKind kind = ((ScalarType)type).Kind;
        if (c.Type.IsFloat)
        {
            double d = c.Value is float f ? f : (double)c.Value;
            return new(type, kind switch
            {
                ScalarKind.Bool => d != 0,
                ScalarKind.Float32 => (float)d,
                ScalarKind.Float64 => d,
                ScalarKind.UInt32 => (uint)d,
                ScalarKind.Int64 => (long)d,
                ScalarKind.UInt64 => (ulong)d,
                ScalarKind.Int32 => (int)d,
                ScalarKind.Int8 => (sbyte)(int)d,
                ScalarKind.UInt8 => (byte)(int)d,
                ScalarKind.Int16 => (short)(int)d,
                _ => (ushort)(int)d,
            });
        }
        long n = AsLong(c);
        bool isUlong = c.Value is ulong;
        return new(type, kind switch
        {
            ScalarKind.Bool => n != 0,
            ScalarKind.Int8 => (sbyte)n,
            ScalarKind.UInt8 => (byte)n,
            ScalarKind.Int16 => (short)n,
            ScalarKind.UInt16 => (ushort)n,
            ScalarKind.Int32 => (int)n,
            ScalarKind.UInt32 => (uint)n,
            ScalarKind.Int64 => n,
            ScalarKind.UInt64 => (ulong)n,
            ScalarKind.Float32 => isUlong ? (float)(ulong)n : (float)n,
            _ => isUlong ? (double)(ulong)n : (double)n,
        });
    }
}
