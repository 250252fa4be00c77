using System.Reflection;
using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Compiler;

/// <summary>The members of the language and of .NET that the compiler replaces.</summary>
internal sealed partial class Importer
{
    /// <summary>Functions of one to three numbers that every dialect has; the name in the C library.</summary>
    private static readonly Dictionary<string, string> MathNames = new()
    {
        ["Abs"] = "fabs", ["Exp"] = "exp", ["Exp2"] = "exp2", ["Expm1"] = "expm1", ["Log"] = "log", ["Log2"] = "log2", ["Log10"] = "log10",
        ["Log1p"] = "log1p", ["Sin"] = "sin", ["Cos"] = "cos", ["Tan"] = "tan", ["Sinh"] = "sinh", ["Cosh"] = "cosh", ["Tanh"] = "tanh",
        ["Asin"] = "asin", ["Acos"] = "acos", ["Atan"] = "atan", ["Atan2"] = "atan2", ["Asinh"] = "asinh", ["Acosh"] = "acosh",
        ["Atanh"] = "atanh", ["Pow"] = "pow", ["Sqrt"] = "sqrt", ["Cbrt"] = "cbrt", ["Rsqrt"] = "rsqrt", ["Floor"] = "floor",
        ["Ceiling"] = "ceil", ["Truncate"] = "trunc", ["Round"] = "rint", ["RoundToEven"] = "rint", ["RoundAwayFromZero"] = "round",
        ["Fma"] = "fma", ["FusedMultiplyAdd"] = "fma", ["CopySign"] = "copysign", ["Rem"] = "fmod", ["Erf"] = "erf", ["Erfc"] = "erfc", ["Hypot"] = "hypot",
    };

    private static readonly Dictionary<string, string> BitCasts = new()
    {
        ["SingleToInt32Bits"] = "int", ["SingleToUInt32Bits"] = "uint", ["Int32BitsToSingle"] = "float", ["UInt32BitsToSingle"] = "float",
        ["DoubleToInt64Bits"] = "long", ["DoubleToUInt64Bits"] = "ulong", ["Int64BitsToDouble"] = "double", ["UInt64BitsToDouble"] = "double",
    };

    private bool TryIntrinsic(MethodBase method, List<Value> arguments, out Value? result)
    {
        result = null;
        var owner = method.DeclaringType!;
        if (owner.Assembly != typeof(Grid).Assembly && owner.Assembly != typeof(object).Assembly && !IsDebug(owner)
            && owner.Name != "<PrivateImplementationDetails>") return false;
        string type = owner.Name, name = method.Name;
        switch (type)
        {
            case "ArrayView`1": return TryView(owner, method, arguments, out result);
            case "Grid" or "Group": return TryPosition(type, name, out result);
            case "Warp": return TryWarp((MethodInfo)method, arguments, out result);
            case "SharedMemory": return TryShared((MethodInfo)method, arguments, out result);
            case "LocalMemory": return TryLocal((MethodInfo)method, arguments, out result);
            case "Atomic": result = ImportAtomic((MethodInfo)method, arguments); return true;
            case "VectorMemory": return TryVector((MethodInfo)method, arguments, out result);
            case "TensorCore": return TryTensorCore((MethodInfo)method, arguments, out result);
            case "AsyncCopy": return TryAsyncCopy((MethodInfo)method, arguments, out result);
            case "MemoryFence" when name != "GroupLevel" && !_program.Dialect.HasDeviceFences: throw Refuse(KernelRule.DeviceFence, "MemoryFence." + name);
            case "MemoryFence": Emit(new Evaluate(new CallExpression("fence." + name, null, [], KernelType.Void))); return true;
            case "Unroll": _block.Statements.Add(new UnrollHint(name == "By" ? ConstantInt((Expression)arguments[0], "Unroll.By") : 0)); return true;
            case "Resident": _function.ResidentGroups = ConstantInt((Expression)arguments[0], "Resident.Groups"); return true;
            case "SpecializedValue`1" when arguments is [TypeValue]: return false;
            case "XMath" or "Math" or "MathF" or "Single" or "Double" or "BitOperations" or "Int32" or "UInt32" or "Int64" or "UInt64"
                or "IntrinsicMath" or "Int16" or "UInt16" or "Byte" or "SByte":
                return TryMath(owner, (MethodInfo)method, arguments, out result);
            case "BitConverter" when BitCasts.TryGetValue(name, out string? target):
                result = new CallExpression("as." + target, null, [(Expression)arguments[0]], TypeOf(((MethodInfo)method).ReturnType));
                return true;
            case "Interop" when name == "SizeOf": result = Arithmetic.Int(KernelParameter.SizeOf(method.GetGenericArguments()[0])); return true;
            case "Unsafe": return TryUnsafe((MethodInfo)method, arguments, out result);
            case "Type" when name == "GetTypeFromHandle": result = arguments[0]; return true;
            case "Type" when name is "op_Equality" or "op_Inequality":
                result = CompareValues(name == "op_Equality" ? "==" : "!=", arguments[0], arguments[1], false);
                return true;
            case "RuntimeHelpers" when name == "InitializeArray": FillArray((ArrayValue)arguments[0], ((FieldHandleValue)arguments[1]).Field); return true;
            case "EqualityComparer`1": return TryComparer(owner, name, arguments, out result);
            case "Debug" or "Trace": return IsDebug(owner);
            case "Span`1" or "ReadOnlySpan`1" when (arguments[0] is SlotReference span ? span.Slot.Parts : arguments[0]) is ArrayValue elements:
                if (name is not ("get_Item" or "get_Length")) return false;
                result = name == "get_Item" ? new ElementPointer(elements.Pointer, (Expression)arguments[1]) : Arithmetic.Int(elements.Length);
                return true;
            case "<PrivateImplementationDetails>" when name is "InlineArrayAsSpan" or "InlineArrayAsReadOnlySpan":
                if (arguments[1] is not Constant { Value: int length }) return false;
                result = new ArrayValue(InlineArrayElement((MethodInfo)method, [arguments[0]]), length);
                return true;
            case "<PrivateImplementationDetails>" when name.StartsWith("InlineArrayElementRef", StringComparison.Ordinal) || name.StartsWith("InlineArrayFirstElementRef", StringComparison.Ordinal):
                result = InlineArrayElement((MethodInfo)method, arguments);
                return true;
            default: return false;
        }
    }

    private static bool IsDebug(Type type) => type.FullName is "System.Diagnostics.Debug" or "System.Diagnostics.Trace";

    private ViewValue ViewOf(Value value) => (value is SlotReference reference ? LoadSlot(reference.Slot) : value) as ViewValue
        ?? throw Refuse(KernelRule.ViewByReference, "a view");

    private bool TryView(Type owner, MethodBase method, List<Value> arguments, out Value? result)
    {
        result = null;
        var view = ViewOf(arguments[0]);
        var parameters = method.GetParameters();
        switch (method.Name)
        {
            case "get_Item" when parameters[0].ParameterType == typeof(long):
                result = new ElementPointer(view.Pointer, (Expression)arguments[1]);
                return true;
            case "get_Length":
                result = view.Length;
                return true;
            case "SubView" when parameters.Length == 2 && parameters[0].ParameterType == typeof(long):
                result = new ViewValue(new ElementPointer(view.Pointer, (Expression)arguments[1]), (Expression)arguments[2]);
                return true;
            case "Cast":
                var (from, to) = (owner.GetGenericArguments()[0], method.GetGenericArguments()[0]);
                if (!CLayout.IsOf(to)) throw Refuse(KernelRule.UnsupportedType, $"{to}: its fields lie elsewhere than C would put them");
                var bytes = Arithmetic.Operate("*", view.Length, Arithmetic.Long(KernelParameter.SizeOf(from)));
                var target = ((PointerType)view.Pointer.Type) with { Element = TypeOf(to) };
                result = new ViewValue(new PointerCast(view.Pointer, target), Arithmetic.Operate("/", bytes, Arithmetic.Long(KernelParameter.SizeOf(to))));
                return true;
            default:
                return false;
        }
    }

    private bool TryPosition(string type, string name, out Value? result)
    {
        result = null;
        if (type == "Group" && name == "Barrier")
        {
            RequireGroups("Group.Barrier");
            Emit(new Evaluate(new CallExpression("barrier", null, [], KernelType.Void)));
            return true;
        }
        if (name is not ("get_IdxX" or "get_IdxY" or "get_IdxZ" or "get_DimX" or "get_DimY" or "get_DimZ")) return false;
        int dimension = name[^1] - 'X';
        bool isSize = name.StartsWith("get_Dim", StringComparison.Ordinal);
        var fixedSize = _program.GroupSize;
        if (type == "Group" && isSize && fixedSize != default)
            result = Arithmetic.Int(dimension == 0 ? fixedSize.X : dimension == 1 ? fixedSize.Y : fixedSize.Z);
        else
            result = new CallExpression($"item.{type}.{(isSize ? "Dim" : "Idx")}", null, [Arithmetic.Int(dimension)], KernelType.Int32);
        return true;
    }

    private void RequireGroups(string what)
    {
        if (_program.IsImplicit) throw Refuse(KernelRule.Implicit, what);
    }

    private bool TryWarp(MethodInfo method, List<Value> arguments, out Value? result)
    {
        result = null;
        switch (method.Name)
        {
            case "get_WarpSize":
                result = Arithmetic.Int(WorkItem.HostWarpSize);
                return true;
            case "get_IsNative":
                result = Arithmetic.Bool(_program.Dialect.HasWarpShuffle);
                return true;
            case "Barrier":
                RequireGroups("Warp.Barrier");
                Emit(new Evaluate(new CallExpression("warp.barrier", null, [], KernelType.Void)));
                return true;
            case "Shuffle":
                RequireGroups("Warp.Shuffle");
                var emulation = typeof(WarpEmulation).GetMethod(_program.GroupSize == default ? nameof(WarpEmulation.Shuffle) : nameof(WarpEmulation.ShuffleInFixedGroup))!.MakeGenericMethod(method.GetGenericArguments());
                if (arguments[0] is not Expression value) throw Refuse(KernelRule.UnsupportedType, "Warp.Shuffle of a view");
                result = _program.Dialect.HasWarpShuffle
                    ? Shuffled(value, (Expression)arguments[1], TypeOf(method.GetGenericArguments()[0]))
                    : Call(emulation, arguments);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Another lane's value: a number of at least 4 bytes in one exchange, a smaller one as int, a struct field by field.</summary>
    private Expression Shuffled(Expression value, Expression lane, KernelType type)
    {
        switch (type)
        {
            case ScalarType { Size: < 4 }:
                return Arithmetic.Convert(Shuffled(Arithmetic.Convert(value, KernelType.Int32), lane, KernelType.Int32), type);
            case StructType whole:
                var (mine, from) = (Spill(value, "t"), Spill(lane, "lane"));
                return new CallExpression("item.make", null, [.. whole.Fields.Select(field => Shuffled(new FieldValue(mine, field), from, field.Type))], whole);
            case ScalarType:
                return SpillCall(new CallExpression("warp.shuffle", null, [value, lane], type));
            default:
                throw Refuse(KernelRule.UnsupportedType, "Warp.Shuffle of a struct that holds an array");
        }
    }

    private bool TryShared(MethodInfo method, List<Value> arguments, out Value? result)
    {
        result = null;
        if (method.Name is not ("Allocate" or "GetDynamic")) return false;
        RequireGroups("SharedMemory." + method.Name);
        var element = TypeOf(method.GetGenericArguments()[0]);
        if (method.Name == "GetDynamic")
        {
            var memory = VariableOf(Dynamic("dynamic_shared", new ArrayType(KernelType.UInt8, 0), AddressSpace.Shared));
            var bytes = VariableOf(Dynamic("dynamic_shared_bytes", KernelType.Int64, AddressSpace.Private));
            result = new ViewValue(new PointerCast(memory, new PointerType(AddressSpace.Shared, element)),
                Arithmetic.Operate("/", bytes, Arithmetic.Long(KernelParameter.SizeOf(method.GetGenericArguments()[0]))));
            return true;
        }
        int length = arguments.Count == 0 ? 1 : ConstantInt((Expression)arguments[0], $"SharedMemory.Allocate<{method.GetGenericArguments()[0].Name}>");
        var unnamed = _function.NewVariable("shared", new ArrayType(element, length));
        var array = new Variable(unnamed.Name, unnamed.Type) { IsFixed = true, IsParameter = true, Space = AddressSpace.Shared };
        _function.Shared.Add(array);
        result = arguments.Count == 0 ? VariableOf(array) : new ViewValue(VariableOf(array), Arithmetic.Long(length));
        return true;
    }

    private Variable Dynamic(string name, KernelType type, AddressSpace space)
    {
        var known = _function.Shared.Find(variable => variable.IsDynamic && variable.Type.Equals(type));
        if (known is not null) return known;
        var made = new Variable(name, type) { IsFixed = true, IsParameter = true, IsDynamic = true, Space = space };
        _function.Shared.Add(made);
        return made;
    }

    private bool TryLocal(MethodInfo method, List<Value> arguments, out Value? result)
    {
        result = null;
        if (method.Name != "Allocate") return false;
        ImportNewArrayOf(method.GetGenericArguments()[0], (Expression)arguments[0]);
        var array = (ArrayValue)Pop();
        result = new ViewValue(array.Pointer, Arithmetic.Long(array.Length));
        return true;
    }

    private void ImportNewArrayOf(Type element, Expression length)
    {
        Push(length);
        ImportNewArray(element);
    }

    private VariableExpression ImportAtomic(MethodInfo method, List<Value> arguments)
    {
        var actuals = arguments.Cast<Expression>().ToList();
        var type = ((PointerType)actuals[0].Type).Element;
        for (int i = 1; i < actuals.Count; i++) actuals[i] = Arithmetic.Convert(actuals[i], type);
        return SpillCall(new CallExpression("atomic." + method.Name, null, actuals, type));
    }

    private bool TryVector(MethodInfo method, List<Value> arguments, out Value? result)
    {
        result = null;
        if (!method.IsPublic) return false;
        var element = TypeOf(method.GetGenericArguments()[0]);
        if (element is not ScalarType) return false;
        var view = ViewOf(arguments[0]);
        int width = method.Name[^1] - '0';
        var vector = (width == 2 ? typeof(Vec2<>) : width == 4 ? typeof(Vec4<>) : typeof(Vec8<>)).MakeGenericType(method.GetGenericArguments());
        var type = (StructType)TypeOf(vector);
        var pointer = new ElementPointer(view.Pointer, (Expression)arguments[1]);
        _program.UseVector(type, width, ((PointerType)pointer.Type).Space);
        if (method.Name.StartsWith("Load", StringComparison.Ordinal))
            result = SpillCall(new CallExpression("vector.load", null, [pointer], type));
        else
            Emit(new Evaluate(new CallExpression("vector.store", null, [pointer, (Expression)arguments[2]], KernelType.Void)));
        return true;
    }

    private bool TryUnsafe(MethodInfo method, List<Value> arguments, out Value? result)
    {
        result = null;
        var generic = method.GetGenericArguments();
        switch (method.Name)
        {
            case "SizeOf":
                result = Arithmetic.Int(KernelParameter.SizeOf(generic[0]));
                return true;
            case "As" when generic.Length == 2 && arguments[0] is Expression { Type: PointerType p } pointer:
                Escape(pointer);
                result = Retype(pointer, p, TypeOf(generic[1]));
                return true;
            case "AsRef" or "AsPointer":
                result = arguments[0];
                return true;
            case "Add" when arguments is [Expression { Type: PointerType } start, Expression index]:
                result = new ElementPointer(start, index);
                return true;
            case "BitCast" when TypeOf(generic[0]) is ScalarType && TypeOf(generic[1]) is ScalarType to && arguments[0] is Expression e:
                result = e.Type == to ? e
                    : e.Type.IsInteger && to.IsFloat == e.Type.IsFloat ? Arithmetic.Convert(e, to)
                    : new CallExpression("as." + to.Kind switch
                    {
                        ScalarKind.Int32 => "int",
                        ScalarKind.UInt32 => "uint",
                        ScalarKind.Int64 => "long",
                        ScalarKind.UInt64 => "ulong",
                        ScalarKind.Float32 => "float",
                        _ => "double",
                    }, null, [e], to);
                return true;
            default:
                return false;
        }
    }

    private bool TryMath(Type owner, MethodInfo method, List<Value> arguments, out Value? result)
    {
        result = null;
        string name = method.Name.Contains('.', StringComparison.Ordinal) ? method.Name[(method.Name.LastIndexOf('.') + 1)..] : method.Name;
        if (arguments.Count == 0 || arguments[0] is not Expression x || _program.Types.Find(method.ReturnType) is not ScalarType type) return false;
        var parameters = method.GetParameters();
        if (method.IsGenericMethod && name is "CreateChecked" or "CreateTruncating" or "CreateSaturating" && name != "CreateSaturating" | x.Type.IsFloat | type.IsFloat)
        {
            // unlike a cast, the conversion methods saturate to small integers too
            if (x.Type.IsFloat && type is ScalarType { Size: < 4, IsInteger: true } small) x = Saturated(x, small);
            result = Arithmetic.Cast(x, type, parameters[0].ParameterType is var from && TypeOf(from).IsUnsigned);
            return true;
        }
        var kind = TypeOf(parameters[0].ParameterType);
        if (parameters.Any(p => p.ParameterType.IsByRef)) return false;
        if (kind.IsFloat && parameters.Length == 2 && parameters[1].ParameterType == typeof(MidpointRounding) && name == "Round")
        {
            if (arguments[1] is not Constant { Value: int mode } || mode is not (0 or 1)) return false;
            result = new CallExpression(mode == 0 ? "rint" : "round", null, [Arithmetic.Convert(x, kind)], kind);
            return true;
        }
        if (kind.IsFloat && name is "Min" or "Max" && kind.IsFloat)
        {
            result = new CallExpression("nk_" + (name == "Min" ? "min" : "max"), null, [.. arguments.Cast<Expression>().Select(e => Arithmetic.Convert(e, kind))], kind);
            return true;
        }
        if (kind.IsFloat && name is "IsNaN" or "IsInfinity" or "IsFinite" && kind.IsFloat)
        {
            result = Arithmetic.Convert(new CallExpression(name == "IsNaN" ? "isnan" : name == "IsInfinity" ? "isinf" : "isfinite", null, [x], KernelType.Int32), KernelType.Bool);
            return true;
        }
        if (kind.IsFloat && type.Equals(kind) && MathNames.TryGetValue(name, out string? c) && parameters.All(p => p.ParameterType == parameters[0].ParameterType))
        {
            result = MathCall(c, [.. arguments.Cast<Expression>().Select(e => Arithmetic.Convert(e, kind))], kind);
            return true;
        }
        if (kind.IsFloat && name == "Clamp" && parameters.Length == 3)
        {
            Expression[] e = [.. arguments.Cast<Expression>().Select(a => Arithmetic.Convert(a, kind))];
            result = new CallExpression("nk_max", null, [new CallExpression("nk_min", null, [e[0], e[2]], kind), e[1]], kind);
            return true;
        }
        return !kind.IsFloat && TryIntegerMath(owner, name, kind, arguments, out result);
    }

    private static CallExpression Saturated(Expression x, ScalarType small)
    {
        var (least, most) = small.Kind switch
        {
            ScalarKind.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            ScalarKind.UInt8 => (byte.MinValue, byte.MaxValue),
            ScalarKind.Int16 => (short.MinValue, short.MaxValue),
            _ => ((int)ushort.MinValue, (int)ushort.MaxValue),
        };
        var whole = Arithmetic.Cast(x, KernelType.Int32, false);
        return new("max", null, [new CallExpression("min", null, [whole, Arithmetic.Int(most)], KernelType.Int32), Arithmetic.Int(least)], KernelType.Int32);
    }

    /// <summary>A function of the C library: the dialect's own, or ours where it has none.</summary>
    private Value MathCall(string name, List<Expression> arguments, KernelType kind) =>
        !_program.Dialect.HasMathLibrary && DeviceMath.Find(name, kind == KernelType.Float32) is { } method
            ? Call(method, [.. arguments])!
            : new CallExpression(name, null, arguments, kind);

    private static bool TryIntegerMath(Type owner, string name, KernelType kind, List<Value> arguments, out Value? result)
    {
        result = null;
        Expression[] e = [.. arguments.Cast<Expression>().Select(a => Arithmetic.Convert(a, kind))];
        switch (name)
        {
            case "Min" or "Max" when e.Length == 2:
                result = new CallExpression(name == "Min" ? "min" : "max", null, e, kind);
                return true;
            case "Clamp" when e.Length == 3:
                result = new CallExpression("max", null, [new CallExpression("min", null, [e[0], e[2]], kind), e[1]], kind);
                return true;
            case "Abs" when e.Length == 1 && kind is ScalarType { Size: >= 4 }:
                result = Arithmetic.Convert(new CallExpression("abs", null, [Arithmetic.Convert(e[0], kind.Signed)], kind.Unsigned), kind);
                return true;
            case "PopCount" or "LeadingZeroCount" or "TrailingZeroCount" when owner.Name == "BitOperations" && kind is ScalarType { Size: >= 4 }:
                var bits = Arithmetic.Convert(e[0], kind.Unsigned);
                string call = name switch { "PopCount" => "popcount", "LeadingZeroCount" => "clz", _ => "nk_ctz" };
                result = Arithmetic.Convert(new CallExpression(call, null, [bits], bits.Type), KernelType.Int32);
                return true;
            default:
                return false;
        }
    }

    private bool TryComparer(Type owner, string name, List<Value> arguments, out Value? result)
    {
        result = null;
        var type = owner.GetGenericArguments()[0];
        if (name == "get_Default")
        {
            result = new ComparerValue(type);
            return true;
        }
        if (name != "Equals" || arguments is not [ComparerValue, Expression a, Expression b]) return false;
        if (a.Type is ScalarType)
        {
            // two NaN are equal to Equals
            result = a.Type.IsFloat
                ? new CallExpression("nk_equals", null, [a, b], KernelType.Bool)
                : Arithmetic.Compare("==", a, b, false);
            return true;
        }
        var equals = type.GetMethod("Equals", [type]) ?? throw Refuse(KernelRule.VirtualCall, type.Name + ".Equals");
        result = Call(equals, [new AddressOf(Spill(a, "t").Variable), b]);
        return true;
    }

    private void FillArray(ArrayValue array, FieldInfo field)
    {
        var element = (ScalarType)((PointerType)array.Pointer.Type).Element;
        byte[] bytes = InitialData.Of(field);
        for (int i = 0; i < array.Length; i++)
        {
            var value = InitialData.Read(bytes.AsSpan(i * element.Size), element);
            Emit(new Store(new ElementPointer(array.Pointer, Arithmetic.Int(i)), value));
        }
    }

    private ElementPointer InlineArrayElement(MethodInfo method, List<Value> arguments)
    {
        var element = TypeOf(method.GetGenericArguments()[1]);
        var pointer = (Expression)arguments[0];
        Escape(pointer);
        var type = (PointerType)pointer.Type;
        return new ElementPointer(new PointerCast(pointer, type with { Element = element }), arguments.Count > 1 ? (Expression)arguments[1] : Arithmetic.Int(0));
    }
}
