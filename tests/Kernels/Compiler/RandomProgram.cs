using System.Reflection;
using System.Reflection.Emit;

namespace Neuron.Tests.Kernels.Compiler;

/// <summary>Writes the IL of random functions int(int, int): nested arithmetic, branches, loops with exits, locals of four types.</summary>
internal sealed class RandomProgram(int seed)
{
    private static readonly Type[] LocalTypes = [typeof(int), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(int)];

    private readonly Random _random = new(seed);
    private ILGenerator _il = null!;
    private LocalBuilder[] _locals = [];
    private int _depth;

    /// <summary>One function a seed, in one assembly.</summary>
    public static MethodInfo[] Make(int firstSeed, int count)
    {
        var builder = new PersistedAssemblyBuilder(new AssemblyName($"Random{firstSeed}"), typeof(object).Assembly);
        var type = builder.DefineDynamicModule("Random").DefineType("Random", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        for (int i = 0; i < count; i++)
        {
            var method = type.DefineMethod($"Seed{firstSeed + i}", MethodAttributes.Public | MethodAttributes.Static, typeof(int), [typeof(int), typeof(int)]);
            new RandomProgram(firstSeed + i).Write(method.GetILGenerator());
        }
        type.CreateType();
        var made = FunctionBatch.Load(builder).GetType("Random")!;
        return [.. Enumerable.Range(firstSeed, count).Select(i => made.GetMethod($"Seed{i}")!)];
    }

    private void Write(ILGenerator il)
    {
        _il = il;
        _locals = [.. LocalTypes.Select(il.DeclareLocal)];
        for (int i = 0; i < _locals.Length; i++)
        {
            Expression(LocalTypes[i], 1);
            il.Emit(OpCodes.Stloc, _locals[i]);
        }
        Block(4, null);
        foreach (var local in _locals)
        {
            il.Emit(OpCodes.Ldloc, local);
            il.Emit(OpCodes.Conv_I4);
        }
        for (int i = 1; i < _locals.Length; i++) il.Emit(i % 2 == 0 ? OpCodes.Xor : OpCodes.Add);
        il.Emit(OpCodes.Ret);
    }

    private void Block(int statements, (Label Next, Label End)? loop)
    {
        _depth++;
        for (int i = 0; i < statements; i++) Statement(loop);
        _depth--;
    }

    private void Statement((Label Next, Label End)? loop)
    {
        int kind = _random.Next(_depth > 3 ? 5 : 10);
        if (kind < 5)
        {
            var target = _locals[_random.Next(_locals.Length)];
            Expression(target.LocalType, 3);
            _il.Emit(OpCodes.Stloc, target);
        }
        else if (kind < 8)
        {
            If(loop);
        }
        else
        {
            Loop();
        }
    }

    private void If((Label Next, Label End)? loop)
    {
        var (otherwise, end) = (_il.DefineLabel(), _il.DefineLabel());
        Condition();
        _il.Emit(OpCodes.Brfalse, otherwise);
        if (_random.Next(3) == 0)
        {
            Condition();
            _il.Emit(OpCodes.Brfalse, otherwise);
        }
        int exit = _random.Next(6);
        Block(1 + _random.Next(2), loop);
        if (exit == 0 && loop is { } around)
        {
            _il.Emit(OpCodes.Br, around.Next);
        }
        else if (exit == 1 && loop is { } left)
        {
            _il.Emit(OpCodes.Br, left.End);
        }
        else if (exit == 2 && _depth > 1)
        {
            Expression(typeof(int), 2);
            _il.Emit(OpCodes.Ret);
        }
        else
        {
            _il.Emit(OpCodes.Br, end);
        }
        _il.MarkLabel(otherwise);
        if (_random.Next(2) == 0) Block(1, loop);
        _il.MarkLabel(end);
    }

    private void Loop()
    {
        var counter = _il.DeclareLocal(typeof(int));
        var (test, body, next, end) = (_il.DefineLabel(), _il.DefineLabel(), _il.DefineLabel(), _il.DefineLabel());
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Stloc, counter);
        if (_random.Next(3) > 0) _il.Emit(OpCodes.Br, test); // else it tests last
        _il.MarkLabel(body);
        Block(1 + _random.Next(3), (next, end));
        _il.MarkLabel(next);
        _il.Emit(OpCodes.Ldloc, counter);
        _il.Emit(OpCodes.Ldc_I4_1);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, counter);
        _il.MarkLabel(test);
        _il.Emit(OpCodes.Ldloc, counter);
        _il.Emit(OpCodes.Ldc_I4, 1 + _random.Next(5));
        _il.Emit(OpCodes.Blt, body);
        _il.MarkLabel(end);
    }

    private void Condition()
    {
        var type = LocalTypes[_random.Next(LocalTypes.Length)];
        Expression(type, 2);
        Expression(type, 1);
        bool unsigned = type == typeof(uint) || type == typeof(ulong);
        _il.Emit(_random.Next(3) switch { 0 => OpCodes.Ceq, 1 => unsigned ? OpCodes.Clt_Un : OpCodes.Clt, _ => unsigned ? OpCodes.Cgt_Un : OpCodes.Cgt });
    }

    private void Expression(Type type, int depth)
    {
        bool wide = type == typeof(long) || type == typeof(ulong);
        if (depth == 0 || _random.Next(4) == 0)
        {
            Leaf(type, wide);
            return;
        }
        switch (_random.Next(12))
        {
            case 0: Convert(type, wide, depth); return;
            case 1:
                Expression(type, depth - 1);
                _il.Emit(_random.Next(2) == 0 ? OpCodes.Neg : OpCodes.Not);
                return;
            case 2: Shift(type, wide, depth); return;
            case 3: Divide(type, wide, depth); return;
            case 4: Select(type, depth); return;
            default:
                Expression(type, depth - 1);
                Expression(type, depth - 1);
                _il.Emit(_random.Next(6) switch { 0 => OpCodes.Add, 1 => OpCodes.Sub, 2 => OpCodes.Mul, 3 => OpCodes.And, 4 => OpCodes.Or, _ => OpCodes.Xor });
                return;
        }
    }

    private void Leaf(Type type, bool wide)
    {
        int choice = _random.Next(4);
        if (choice == 0)
        {
            if (wide) _il.Emit(OpCodes.Ldc_I8, _random.Next(3) == 0 ? _random.NextInt64() : _random.Next(-9, 100));
            else _il.Emit(OpCodes.Ldc_I4, _random.Next(3) == 0 ? _random.Next(int.MinValue, int.MaxValue) : _random.Next(-9, 100));
        }
        else if (choice == 1 && _depth > 0)
        {
            var local = _locals.First(candidate => candidate.LocalType == type);
            _il.Emit(OpCodes.Ldloc, local);
        }
        else
        {
            _il.Emit(_random.Next(2) == 0 ? OpCodes.Ldarg_0 : OpCodes.Ldarg_1);
            if (wide) _il.Emit(type == typeof(long) ? OpCodes.Conv_I8 : OpCodes.Conv_U8);
        }
    }

    private void Convert(Type type, bool wide, int depth)
    {
        var from = LocalTypes[_random.Next(LocalTypes.Length)];
        Expression(from, depth - 1);
        _il.Emit(_random.Next(4) switch { 0 => OpCodes.Conv_I1, 1 => OpCodes.Conv_U1, 2 => OpCodes.Conv_I2, _ => OpCodes.Conv_U2 });
        _il.Emit(wide ? type == typeof(long) ? OpCodes.Conv_I8 : OpCodes.Conv_U8 : OpCodes.Conv_I4);
    }

    private void Shift(Type type, bool wide, int depth)
    {
        Expression(type, depth - 1);
        Expression(typeof(int), depth - 1);
        _il.Emit(OpCodes.Ldc_I4, wide ? 63 : 31);
        _il.Emit(OpCodes.And);
        _il.Emit(_random.Next(3) switch { 0 => OpCodes.Shl, 1 => OpCodes.Shr, _ => OpCodes.Shr_Un });
    }

    /// <summary>Divisors are made odd and positive: zero and -1 have no result on devices.</summary>
    private void Divide(Type type, bool wide, int depth)
    {
        Expression(type, depth - 1);
        Expression(type, depth - 1);
        if (wide) _il.Emit(OpCodes.Ldc_I8, 1023L);
        else _il.Emit(OpCodes.Ldc_I4, 1023);
        _il.Emit(OpCodes.And);
        if (wide) _il.Emit(OpCodes.Ldc_I8, 1L);
        else _il.Emit(OpCodes.Ldc_I4_1);
        _il.Emit(OpCodes.Or);
        bool unsigned = type == typeof(uint) || type == typeof(ulong);
        _il.Emit(_random.Next(2) == 0 ? unsigned ? OpCodes.Div_Un : OpCodes.Div : unsigned ? OpCodes.Rem_Un : OpCodes.Rem);
    }

    private void Select(Type type, int depth)
    {
        var (otherwise, end) = (_il.DefineLabel(), _il.DefineLabel());
        Condition();
        _il.Emit(OpCodes.Brfalse, otherwise);
        Expression(type, depth - 1);
        _il.Emit(OpCodes.Br, end);
        _il.MarkLabel(otherwise);
        Expression(type, depth - 1);
        _il.MarkLabel(end);
    }
}
