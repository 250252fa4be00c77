using System.Reflection;
using System.Reflection.Emit;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Compiler;

internal sealed partial class Importer
{
    private void Import(IlInstruction il)
    {
        string name = il.Code.Name!;
        if (name.StartsWith("ldc.", StringComparison.Ordinal)) Push(ConstantOf(il));
        else if (name.StartsWith("ldarga", StringComparison.Ordinal)) PushAddress(_frame.Arguments[MethodShape.SlotOf(il)]);
        else if (name.StartsWith("ldarg", StringComparison.Ordinal)) Push(LoadSlot(_frame.Arguments[MethodShape.SlotOf(il)]));
        else if (name.StartsWith("starg", StringComparison.Ordinal)) StoreSlot(_frame.Arguments[MethodShape.SlotOf(il)], Pop());
        else if (name.StartsWith("ldloca", StringComparison.Ordinal)) PushAddress(_frame.Locals[MethodShape.SlotOf(il)]);
        else if (name.StartsWith("ldloc", StringComparison.Ordinal)) Push(LoadSlot(_frame.Locals[MethodShape.SlotOf(il)]));
        else if (name.StartsWith("stloc", StringComparison.Ordinal)) StoreSlot(_frame.Locals[MethodShape.SlotOf(il)], Pop());
        else if (name.StartsWith("conv.", StringComparison.Ordinal)) ImportConversion(name);
        else if (name.StartsWith("ldind.", StringComparison.Ordinal)) LoadThrough(IndirectType(name));
        else if (name.StartsWith("stind.", StringComparison.Ordinal)) StoreThrough(IndirectType(name));
        else if (name.StartsWith("ldelem", StringComparison.Ordinal)) ImportElement(il, name == "ldelema");
        else if (name.StartsWith("stelem", StringComparison.Ordinal)) StoreElement();
        else if (il.Code.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch) ImportBranch(il, name);
        else if (!ImportOperator(name)) ImportOther(il, name);
    }

    private static Constant ConstantOf(IlInstruction il) => il.Operand switch
    {
        long value => Arithmetic.Long(value),
        float value => new Constant(KernelType.Float32, value),
        double value => new Constant(KernelType.Float64, value),
        int value => Arithmetic.Int(value),
        _ => Arithmetic.Int(il.Code == OpCodes.Ldc_I4_M1 ? -1 : il.Code.Name![^1] - '0'),
    };

    private void PushAddress(Slot slot)
    {
        if (slot.Parts is not null || IsTakenApart(slot.Type)) Push(new SlotReference(slot));
        else Push(new AddressOf(VariableFor(slot)));
    }

    private bool ImportOperator(string name)
    {
        switch (name)
        {
            case "add" or "add.ovf" or "add.ovf.un": ImportBinary("+", false); return true;
            case "sub" or "sub.ovf" or "sub.ovf.un": ImportBinary("-", false); return true;
            case "mul" or "mul.ovf" or "mul.ovf.un": ImportBinary("*", false); return true;
            case "div": ImportBinary("/", false); return true;
            case "div.un": ImportBinary("/", true); return true;
            case "rem": ImportBinary("%", false); return true;
            case "rem.un": ImportBinary("%", true); return true;
            case "and": ImportBinary("&", false); return true;
            case "or": ImportBinary("|", false); return true;
            case "xor": ImportBinary("^", false); return true;
            case "shl": ImportBinary("<<", false); return true;
            case "shr": ImportBinary(">>", false); return true;
            case "shr.un": ImportBinary(">>", true); return true;
            case "neg": Push(Arithmetic.Negate(PopExpression())); return true;
            case "not": Push(Arithmetic.Complement(PopExpression())); return true;
            case "ceq": ImportCompare("==", false); return true;
            case "cgt": ImportCompare(">", false); return true;
            case "cgt.un": ImportCompare(">", true); return true;
            case "clt": ImportCompare("<", false); return true;
            case "clt.un": ImportCompare("<", true); return true;
            default: return false;
        }
    }

    private void ImportBinary(string op, bool unsigned)
    {
        var (b, a) = (PopExpression(), PopExpression());
        if (a.Type is PointerType || b.Type is PointerType)
        {
            if (a.Type is not PointerType) (a, b) = (b, a);
            Push(OffsetPointer(a, op == "-" ? Arithmetic.Negate(b) : b));
            return;
        }
        var result = Arithmetic.Operate(op, a, b, unsigned);
        Push(result is CallExpression { Name: "fmod" } remainder ? MathCall(remainder.Name, [.. remainder.Arguments], remainder.Type) : result);
    }

    /// <summary>IL adds bytes to addresses; as elements where the bytes are a multiple of the element's size that shows.</summary>
    private static Expression OffsetPointer(Expression pointer, Expression bytes)
    {
        var type = (PointerType)pointer.Type;
        int size = type.Element is ScalarType scalar ? scalar.Size
            : type.Element is StructType { Source: var source } ? KernelParameter.SizeOf(source) : 1;
        bytes = Arithmetic.Promote(bytes);
        if (bytes is Constant { Value: int or long } constant && System.Convert.ToInt64(constant.Value, null) is var n && n % size == 0)
            return n == 0 ? pointer : new ElementPointer(pointer, Arithmetic.Long(n / size));
        var factor = bytes is Conversion { Operand: Binary inner } ? inner : bytes as Binary;
        if (factor is { Operator: "*", Right: Constant { Value: not (float or double) } by } && System.Convert.ToInt64(by.Value, null) == size)
            return new ElementPointer(pointer, Arithmetic.Convert(Arithmetic.Convert(factor.Left, factor.Left.Type.Signed), KernelType.Int64));
        if (size == 1) return new ElementPointer(pointer, bytes);
        var raw = new PointerCast(pointer, new PointerType(type.Space, KernelType.UInt8));
        return new PointerCast(new ElementPointer(raw, bytes), type);
    }

    private void ImportCompare(string op, bool un)
    {
        var (b, a) = (Pop(), Pop());
        Push(CompareValues(op, a, b, un));
    }

    private Expression CompareValues(string op, Value a, Value b, bool un)
    {
        if (a is TypeValue x && b is TypeValue y) return Arithmetic.Bool(x.Type == y.Type == (op == "=="));
        if (a is Expression left && b is Expression right) return Arithmetic.Compare(op, left, right, un);
        throw Refuse(KernelRule.ReferenceType, "a comparison of objects");
    }

    private void ImportConversion(string name)
    {
        var e = PopExpression();
        bool un = name.EndsWith(".un", StringComparison.Ordinal);
        string target = name.Replace("conv.", "", StringComparison.Ordinal).Replace("ovf.", "", StringComparison.Ordinal).Replace(".un", "", StringComparison.Ordinal);
        if (e.Type is PointerType && target is "i" or "u" or "i8" or "u8")
        {
            if (e.Type is PointerType)
            {
                Push(e);
                return;
            }
        }
        KernelType type = target switch
        {
            "i1" => KernelType.Int8,
            "u1" => KernelType.UInt8,
            "i2" => KernelType.Int16,
            "u2" => KernelType.UInt16,
            "i4" => KernelType.Int32,
            "u4" => KernelType.UInt32,
            "i8" or "i" => KernelType.Int64,
            "u8" or "u" => KernelType.UInt64,
            "r4" => KernelType.Float32,
            _ => KernelType.Float64, // r8, r.un
        };
        Push(Arithmetic.Cast(e, type, un));
    }

    private static ScalarType? IndirectType(string name) => name[6..] switch
    {
        "i1" => KernelType.Int8,
        "u1" => KernelType.UInt8,
        "i2" => KernelType.Int16,
        "u2" => KernelType.UInt16,
        "i4" => KernelType.Int32,
        "u4" => KernelType.UInt32,
        "i8" => KernelType.Int64,
        "r4" => KernelType.Float32,
        "r8" => KernelType.Float64,
        _ => null,
    };

    /// <summary>ldind, ldobj: the pointer's own element type wins over one of the same size.</summary>
    private void LoadThrough(KernelType? type)
    {
        switch (Pop())
        {
            case SlotReference reference:
                Push(LoadSlot(reference.Slot));
                break;
            case Expression pointer:
                Push(Dereference(pointer, type));
                break;
            default:
                throw Refuse(KernelRule.ReferenceType, "an object");
        }
    }

    private Expression Dereference(Expression pointer, KernelType? type)
    {
        if (pointer.Type is not PointerType p) throw Refuse(KernelRule.Unsupported, "a load from a number");
        if (type is not null) pointer = Retype(pointer, p, type);
        return pointer switch
        {
            AddressOf { Variable.Type: not ArrayType } address => VariableOf(address.Variable),
            FieldPointer { Field.Type: not ArrayType } field when Dereference(field.Pointer, null) is var s and not Load => new FieldValue(s, field.Field),
            _ => new Load(pointer),
        };
    }

    private static Expression Retype(Expression pointer, PointerType p, KernelType type)
    {
        if (p.Element.Equals(type) || (p.Element is ScalarType a && type is ScalarType b && a.Size == b.Size && a.IsFloat == b.IsFloat)) return pointer;
        return pointer is PointerCast cast ? new PointerCast(cast.Pointer, p with { Element = type }) : new PointerCast(pointer, p with { Element = type });
    }

    private void StoreThrough(KernelType? type)
    {
        var value = Pop();
        switch (PopPlace())
        {
            case SlotReference reference:
                StoreSlot(reference.Slot, value);
                break;
            case Expression pointer when pointer.Type is PointerType p:
                StoreTo(type is null ? pointer : Retype(pointer, p, type), value);
                break;
            default:
                throw Refuse(KernelRule.ReferenceType, "a store to an object");
        }
    }

    private void StoreTo(Expression pointer, Value value)
    {
        if (value is not Expression e) throw Refuse(KernelRule.ViewByReference, "a view is stored in memory");
        if (e.Type is PointerType) throw Refuse(KernelRule.EscapingReference, "a reference is stored in memory");
        if (RootOf(pointer) is { IsCopyOfPart: true } copy) throw Refuse(KernelRule.ViewByReference, $"{copy.Name}, part of a struct that holds views, is changed");
        e = Arithmetic.Convert(e, ((PointerType)pointer.Type).Element);
        if (pointer is AddressOf { Variable.Type: not ArrayType } address) Emit(new Assign(address.Variable, e));
        else Emit(new Store(pointer, e));
    }

    private void ImportElement(IlInstruction il, bool address)
    {
        var index = PopExpression();
        var array = PopArray();
        var pointer = new ElementPointer(array.Pointer, index);
        _ = il;
        Push(address ? pointer : new Load(pointer));
    }

    private void StoreElement()
    {
        var value = Pop();
        var index = PopExpression();
        StoreTo(new ElementPointer(PopArray().Pointer, index), value);
    }

    private ArrayValue PopArray() => Pop() as ArrayValue ?? throw Refuse(KernelRule.ReferenceType, "an array that is not a local with a constant length");

    private void ImportBranch(IlInstruction il, string name)
    {
        if (name.StartsWith("leave", StringComparison.Ordinal)) throw Refuse(KernelRule.Exceptions, "try, catch, finally or using");
        if (il.Operand is int[] targets)
        {
            ImportSwitch(il, targets);
            return;
        }
        if (il.Code.FlowControl == FlowControl.Branch)
        {
            Flow(_blocks[il.Int]);
            return;
        }
        Expression condition;
        string kind = name.EndsWith(".s", StringComparison.Ordinal) ? name[..^2] : name;
        if (kind is "brtrue" or "brfalse")
        {
            condition = Pop() is Expression e ? Arithmetic.Truth(e) : Arithmetic.Bool(true);
            if (kind == "brfalse") condition = Arithmetic.Not(condition);
        }
        else
        {
            bool un = kind.EndsWith(".un", StringComparison.Ordinal);
            var (b, a) = (Pop(), Pop());
            string op = kind[..3] switch { "beq" => "==", "bne" => "!=", "bge" => ">=", "bgt" => ">", "ble" => "<=", _ => "<" };
            condition = CompareValues(op, a, b, un);
        }
        Branch(condition, _blocks[il.Int], _blocks[il.Next]);
    }

    private void Branch(Expression condition, Block whenTrue, Block whenFalse)
    {
        if (condition is Constant { Value: bool known })
        {
            Flow(known ? whenTrue : whenFalse);
            return;
        }
        if (whenTrue == whenFalse)
        {
            Flow(whenTrue);
            return;
        }
        if (_stack.Count > 0) condition = IsStable(condition) ? condition : Spill(condition, "t");
        Flow(whenTrue);
        Flow(whenFalse);
        _block.Condition = condition;
    }

    /// <summary>A switch becomes a chain of comparisons.</summary>
    private void ImportSwitch(IlInstruction il, int[] targets)
    {
        var value = PopExpression();
        if (value is Constant { Value: int known })
        {
            Flow(_blocks[(uint)known < (uint)targets.Length ? targets[known] : il.Next]);
            return;
        }
        if (!IsSimple(value)) value = Spill(value, "t");
        int defaultTarget = il.Next;
        for (int i = 0; i < targets.Length; i++)
        {
            if (targets[i] == defaultTarget) continue;
            var rest = new Block(-1) { IsReached = true };
            Branch(Arithmetic.Compare("==", value, Arithmetic.Int(i), false), _blocks[targets[i]], rest);
            _block = rest;
        }
        Flow(_blocks[defaultTarget]);
    }

    private void ImportOther(IlInstruction il, string name)
    {
        switch (name)
        {
            case "nop" or "break" or "volatile." or "unaligned." or "readonly." or "tail.": break;
            case "pop": Discard(Pop()); break;
            case "dup": Duplicate(); break;
            case "ret": ImportReturn(); break;
            case "call" or "callvirt": ImportCall(MethodAt(il)); break;
            case "newobj": ImportNew(MethodAt(il)); break;
            case "constrained.": _frame.Constrained = TypeAt(il); break;
            case "ldfld": ImportField(FieldAt(il)); break;
            case "ldflda": ImportFieldAddress(FieldAt(il)); break;
            case "stfld": StoreField(FieldAt(il)); break;
            case "ldsfld": ImportStaticField(FieldAt(il)); break;
            case "ldobj": LoadThrough(IsTakenApart(TypeAt(il)) ? null : TypeOf(TypeAt(il))); break;
            case "stobj": StoreThrough(IsTakenApart(TypeAt(il)) ? null : TypeOf(TypeAt(il))); break;
            case "initobj": Initialise(TypeAt(il)); break;
            case "sizeof": Push(Arithmetic.Int(KernelParameter.SizeOf(TypeAt(il)))); break;
            case "ldtoken": ImportToken(il); break;
            case "newarr": ImportNewArray(TypeAt(il)); break;
            case "ldlen": Push(Arithmetic.Long(PopArray().Length)); break;
            case "ldstr": Push(new StringValue(_frame.Method.Module.ResolveString(il.Int))); break;
            case "box" or "unbox" or "unbox.any": throw Refuse(KernelRule.Boxing, TypeAt(il).Name);
            case "throw" or "rethrow" or "endfinally" or "endfilter": throw Refuse(KernelRule.Exceptions, name);
            case "localloc": throw Refuse(KernelRule.StackMemory, name);
            case "ldftn" or "ldvirtftn" or "calli": throw Refuse(KernelRule.Delegates, name);
            case "stsfld" or "ldsflda": throw Refuse(KernelRule.StaticField, FieldAt(il).Name);
            case "ldnull" or "isinst" or "castclass": throw Refuse(KernelRule.ReferenceType, name);
            default: throw Refuse(KernelRule.Unsupported, name);
        }
    }

    private void Discard(Value value)
    {
        if (value is CallExpression { Function: not null } call) Emit(new Evaluate(call));
    }

    private void Duplicate()
    {
        if (_stack[^1] is Expression e && !(IsSimple(e) && (IsStable(e) || e is VariableExpression { Variable.IsAddressTaken: false })))
        {
            Pop();
            if (e.Type is PointerType) Escape(e);
            Push(Spill(e, "t"));
        }
        Push(_stack[^1]);
    }

    private void ImportReturn()
    {
        Value? result = _frame.Method is MethodInfo { ReturnType: var type } && type != typeof(void) ? Pop() : null;
        if (_frame.IsMerged)
        {
            _frame.Result = result;
            return;
        }
        if (result is null)
        {
            _block.Statements.Add(new Return(null));
            return;
        }
        if (result is not Expression e) throw Refuse(KernelRule.ReturnedView, KernelCompilationException.NameOf(_frame.Method));
        if (e.Type is PointerType)
        {
            Escape(e);
            if (_function.ReturnType != KernelType.Void && !_function.ReturnType.Equals(e.Type)) throw Refuse(KernelRule.MixedMemory, "the returned reference");
            _function.ReturnType = e.Type;
        }
        else
        {
            _function.ReturnType = TypeOf(((MethodInfo)_frame.Method).ReturnType);
            e = Arithmetic.Convert(e, _function.ReturnType);
        }
        _block.Statements.Add(new Return(e));
    }

    private void ImportField(FieldInfo field)
    {
        var target = Pop();
        switch (target)
        {
            case SlotReference reference: Push(LoadSlot(reference.Slot) is CompositeValue whole ? PartOf(whole, field) : FieldOf((Expression)LoadSlot(reference.Slot), field)); break;
            case CompositeValue composite: Push(PartOf(composite, field)); break;
            case Expression e when e.Type is PointerType: Push(Dereference(AddressOfField(e, field), null)); break;
            case Expression e: Push(FieldOf(e, field)); break;
            default: throw Refuse(KernelRule.ReferenceType, field.Name);
        }
    }

    private static Value PartOf(CompositeValue composite, FieldInfo field) =>
        composite.Fields.First(part => part.Field.MetadataToken == field.MetadataToken).Value;

    private Expression FieldOf(Expression e, FieldInfo field) =>
        e switch
        {
            ZeroStruct => Arithmetic.Zero(TypeOf(field.FieldType)),
            CallExpression { Name: "item.make", Type: StructType made } make => make.Arguments[made.Fields.ToList().FindIndex(candidate => candidate.Source?.MetadataToken == field.MetadataToken)],
            _ => e.Type is StructType type && FindField(type, field) is { } found ? new FieldValue(e, found) : e,
        };

    private static StructField? FindField(StructType type, FieldInfo field) =>
        type.Source == field.DeclaringType ? type.Fields.FirstOrDefault(candidate => candidate.Source?.MetadataToken == field.MetadataToken) : null;

    /// <summary>The address of a field; a struct of one field has the address of that field.</summary>
    private Expression AddressOfField(Expression pointer, FieldInfo field)
    {
        var type = (PointerType)pointer.Type;
        var element = _program.Types.Find(field.DeclaringType!);
        if (element is StructType expected && !type.Element.Equals(expected)) pointer = new PointerCast(pointer, type = type with { Element = expected });
        if (type.Element is not StructType s || FindField(s, field) is not { } found) return pointer;
        var target = found.Type is ArrayType array ? array.Element : found.Type;
        return new FieldPointer(pointer, found, type with { Element = target });
    }

    private void ImportFieldAddress(FieldInfo field)
    {
        switch (PopPlace())
        {
            case SlotReference reference:
                PushAddress(ChildOf(reference.Slot, field));
                break;
            case Expression e when e.Type is PointerType:
                Push(AddressOfField(e, field));
                break;
            default:
                throw Refuse(KernelRule.ReferenceType, field.Name);
        }
    }

    /// <summary>An address to store to; what only named a value gets a variable.</summary>
    private Value PopPlace() => Pop() switch
    {
        SlotReference { Slot: { Parts: Expression { Type: not PointerType } } slot } => Materialise(slot),
        var other => other,
    };

    private void StoreField(FieldInfo field)
    {
        var value = Pop();
        switch (PopPlace())
        {
            case SlotReference reference:
                StoreSlot(ChildOf(reference.Slot, field), value);
                break;
            case Expression e when e.Type is PointerType:
                StoreTo(AddressOfField(e, field), value);
                break;
            default:
                throw Refuse(KernelRule.ReferenceType, field.Name);
        }
    }

    private void Initialise(Type type)
    {
        switch (PopPlace())
        {
            case SlotReference reference:
                StoreSlot(reference.Slot, ZeroOf(type));
                break;
            case Expression pointer:
                StoreTo(pointer, Arithmetic.Zero(TypeOf(type)));
                break;
            default:
                throw Refuse(KernelRule.ReferenceType, type.Name);
        }
    }

    private Value ZeroOf(Type type)
    {
        if (KernelParameter.IsArrayView(type))
        {
            var pointer = new PointerType(AddressSpace.Global, TypeOf(type.GetGenericArguments()[0]));
            return new ViewValue(new PointerCast(Arithmetic.Long(0), pointer), Arithmetic.Long(0));
        }
        if (!KernelParameter.HoldsView(type)) return Arithmetic.Zero(TypeOf(type));
        return new CompositeValue(type, [.. KernelParameter.Fields(type).Select(field => (field, ZeroOf(field.FieldType)))]);
    }

    private void ImportToken(IlInstruction il)
    {
        var member = _frame.Method.Module.ResolveMember(il.Int, TypeArguments, MethodArguments);
        if (member is FieldInfo field) Push(new FieldHandleValue(field));
        else if (member is Type type) Push(new TypeValue(type));
        else throw Refuse(KernelRule.Delegates, "a method handle");
    }

    private void ImportNewArray(Type element)
    {
        int length = ConstantInt(PopExpression(), "new " + element.Name + "[]");
        var type = TypeOf(element);
        var array = _function.NewVariable("array", new ArrayType(type, Math.Max(length, 1)), isFixed: true);
        Emit(new Evaluate(new CallExpression("nk_clear", null, [VariableOf(array)], KernelType.Void)));
        Push(new ArrayValue(VariableOf(array), length));
    }

    private int ConstantInt(Expression e, string what) => Arithmetic.Convert(e, KernelType.Int32) is Constant { Value: int value } && value >= 0
        ? value
        : throw Refuse(KernelRule.ConstantSize, what);

    private void ImportStaticField(FieldInfo field)
    {
        if (typeof(Delegate).IsAssignableFrom(field.FieldType)) throw Refuse(KernelRule.Delegates, field.FieldType.Name);
        if (!field.IsInitOnly && !field.IsLiteral) throw Refuse(KernelRule.StaticField, field.Name);
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(field.DeclaringType!.TypeHandle);
        object value = field.GetValue(null) ?? throw Refuse(KernelRule.ReferenceType, field.Name);
        if (value is Array array) Push(_program.ConstantArray(field, array, TypeOf(field.FieldType.GetElementType()!)));
        else Push(KernelProgram.ConstantOf(value, TypeOf(field.FieldType)) ?? throw Refuse(KernelRule.StaticField, $"{field.Name} of type {field.FieldType.Name}"));
    }

    private Type[]? TypeArguments => _frame.Method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;

    private Type[]? MethodArguments => _frame.Method is MethodInfo { IsGenericMethod: true } method ? method.GetGenericArguments() : null;

    private Type TypeAt(IlInstruction il) => _frame.Method.Module.ResolveType(il.Int, TypeArguments, MethodArguments);

    private FieldInfo FieldAt(IlInstruction il) => _frame.Method.Module.ResolveField(il.Int, TypeArguments, MethodArguments)!;

    private MethodBase MethodAt(IlInstruction il) => _frame.Method.Module.ResolveMethod(il.Int, TypeArguments, MethodArguments)!;
}
