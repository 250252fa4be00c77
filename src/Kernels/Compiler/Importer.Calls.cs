using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Compiler;

internal sealed partial class Importer
{
    private void ImportCall(MethodBase method)
    {
        if (_frame.Constrained is { } constrained)
        {
            _frame.Constrained = null;
            method = ResolveConstrained((MethodInfo)method, constrained);
        }
        int count = method.GetParameters().Length + (method.IsStatic ? 0 : 1);
        var arguments = PopMany(count);
        if (method.IsStatic)
        {
            for (int i = 0; i < count; i++)
                if (arguments[i] is SlotReference { Slot: { Parts: Expression { Type: not PointerType } } slot }) arguments[i] = Materialise(slot);
        }
        if (arguments.Exists(argument => argument is StringValue) && !IsDebug(method.DeclaringType!)) throw Refuse(KernelRule.Strings, KernelCompilationException.NameOf(method));
        if (TryIntrinsic(method, arguments, out var result))
        {
            if (result is not null) Push(result);
            return;
        }
        if (method.IsAbstract || (method.IsVirtual && method.DeclaringType is { IsValueType: false, IsInterface: false }))
            throw Refuse(KernelRule.VirtualCall, KernelCompilationException.NameOf(method));
        if (Call(method, arguments) is { } value) Push(value);
    }

    private MethodInfo ResolveConstrained(MethodInfo method, Type type)
    {
        if (method.DeclaringType is not { IsInterface: true } @interface)
        {
            return type.GetMethod(method.Name, [.. method.GetParameters().Select(p => p.ParameterType)]) is { } own && own.DeclaringType == type ? own : method;
        }
        var definition = method.IsGenericMethod ? method.GetGenericMethodDefinition() : method;
        var map = type.GetInterfaceMap(@interface);
        int index = Array.FindIndex(map.InterfaceMethods, candidate => candidate.MetadataToken == definition.MetadataToken && candidate.Module == definition.Module);
        if (index < 0) throw Refuse(KernelRule.VirtualCall, $"{type.Name} has no {KernelCompilationException.NameOf(method)}");
        var target = map.TargetMethods[index] ?? definition;
        return target.IsGenericMethodDefinition ? target.MakeGenericMethod(method.GetGenericArguments()) : target;
    }

    private Value? Call(MethodBase method, List<Value> arguments)
    {
        if (_chain.Contains(method)) throw Refuse(KernelRule.Recursion, KernelCompilationException.NameOf(method));
        if (method.DeclaringType is { } owner && IsForeign(owner) && MethodShape.Of(method) is not { IsStraight: true })
            throw Refuse(KernelRule.Library, $"{owner.FullName}.{method.Name}");
        var shape = MethodShape.Of(method) ?? throw Refuse(KernelRule.NoBody, KernelCompilationException.NameOf(method));
        if (shape.HasHandlers) throw Refuse(KernelRule.Exceptions, $"{KernelCompilationException.NameOf(method)} has try, catch or finally");
        return shape.IsStraight ? Merge(method, shape, arguments) : CallFunction(method, arguments);
    }

    /// <summary>Methods of .NET itself with branches are mostly made for other machines than GPUs.</summary>
    private static bool IsForeign(Type type) => type.Assembly == typeof(object).Assembly && !type.IsInterface && type.Name != "Nullable`1";

    /// <summary>Imports a method without jumps right here.</summary>
    private Value? Merge(MethodBase method, MethodShape shape, List<Value> arguments)
    {
        var names = ParameterNames(method);
        var types = ParameterTypes(method);
        var slots = new Slot[arguments.Count];
        var outer = _frame;
        for (int i = 0; i < slots.Length; i++)
        {
            var value = arguments[i];
            if (value is Expression e)
            {
                if (e.Type is ScalarType) e = Arithmetic.Convert(e, TypeOf(types[i]));
                value = MayStay(e, shape, i, arguments) ? e : SpillArgument(e, names[i]);
            }
            slots[i] = new Slot(types[i], names[i]) { Parts = value };
        }
        _chain.Add(method);
        _frame = new Frame(method, slots, MakeLocals(shape, DebugSymbols.LocalNames(method))) { IsMerged = true };
        for (int i = 0; i < slots.Length; i++) MakeAssignable(slots[i], shape, i);
        foreach (var instruction in shape.Instructions)
        {
            _frame.Current = instruction;
            Import(instruction);
        }
        var result = _frame.Result;
        _chain.RemoveAt(_chain.Count - 1);
        _frame = outer;
        if (result is Expression returned && method is MethodInfo { ReturnType: var type } && !IsTakenApart(type)) result = Arithmetic.Convert(returned, TypeOf(type));
        return result;
    }

    private VariableExpression SpillArgument(Expression e, string name)
    {
        if (e.Type is PointerType) Escape(e);
        return Spill(e, name);
    }

    /// <summary>Whether an argument may be evaluated where the merged method uses it, instead of before.</summary>
    private static bool MayStay(Expression e, MethodShape shape, int index, List<Value> arguments)
    {
        if (e is Constant or ZeroStruct or AddressOf) return true;
        if (e.Type is PointerType) return IsStable(e) || shape.UsesOfArgument(index) <= 1 && !e.ReadsMemory && shape.IsQuiet;
        if (shape.UsesOfArgument(index) > 1 && !IsSimple(e)) return false;
        if (e.ReadsMemory) return shape.IsQuiet;
        return IsStable(e) || !arguments.Any(other => other is Expression pointer && pointer.Type is PointerType
            && (RootOf(pointer) is not { } variable || e.Mentions(variable)));
    }

    private static string[] ParameterNames(MethodBase method)
    {
        var names = method.GetParameters().Select(parameter => parameter.Name ?? "p");
        return method.IsStatic ? [.. names] : ["self", .. names];
    }

    private static Type[] ParameterTypes(MethodBase method)
    {
        var types = method.GetParameters().Select(parameter => parameter.ParameterType);
        return method.IsStatic ? [.. types] : [method.DeclaringType!.MakeByRefType(), .. types];
    }

    private VariableExpression? CallFunction(MethodBase method, List<Value> arguments)
    {
        try
        {
            return CallFunction(method, arguments, withConstants: false);
        }
        catch (KernelCompilationException refusal) when (refusal.Rule == KernelRule.ConstantSize.Code && arguments.Any(argument => argument is Constant))
        {
            return CallFunction(method, arguments, withConstants: true);
        }
    }

    private VariableExpression? CallFunction(MethodBase method, List<Value> arguments, bool withConstants)
    {
        var names = ParameterNames(method);
        var types = ParameterTypes(method);
        var function = new CompiledFunction(_program.FunctionName(method), method);
        var actuals = new List<Expression>();
        var key = new StringBuilder();
        var slots = new Slot[arguments.Count];
        for (int i = 0; i < slots.Length; i++)
        {
            if (IsPart(arguments[i]) && MayChange(method, i)) throw Refuse(KernelRule.ViewByReference, $"{names[i]}, part of a struct that holds views, may be changed by {KernelCompilationException.NameOf(method)}, which is not readonly");
            bool bakedIn = withConstants && arguments[i] is Constant;
            if (bakedIn) key.Append(arguments[i]).Append(';');
            var value = bakedIn ? arguments[i] : Explode(arguments[i], types[i], names[i], function, actuals, key);
            slots[i] = new Slot(types[i], names[i]) { Parts = value };
        }
        function = _program.Compile(method, key.ToString(), function, made =>
        {
            Run(_program, made, [.. _chain, method], slots);
        });
        foreach (var shared in function.Shared) actuals.Add(SharedFor(shared));
        _function.ResidentGroups = Math.Max(_function.ResidentGroups, function.ResidentGroups);
        var call = new CallExpression(function.Name, function, actuals, function.ReturnType);
        if (function.ReturnType == KernelType.Void)
        {
            Emit(new Evaluate(call));
            return null;
        }
        return SpillCall(call);
    }

    /// <summary>Whether a reference leads to a part of a struct that holds views: the called function would get a copy.</summary>
    private static bool IsPart(Value argument) =>
        argument is SlotReference { Slot: { IsPart: true, Parts: Expression { Type: not PointerType } } } || (argument is Expression { Type: PointerType } pointer && RootOf(pointer) is { IsCopyOfPart: true });

    private static bool MayChange(MethodBase method, int argument)
    {
        if (!method.IsStatic && argument == 0)
            return !method.IsDefined(typeof(IsReadOnlyAttribute), false) && !method.DeclaringType!.IsDefined(typeof(IsReadOnlyAttribute), false);
        return !method.GetParameters()[method.IsStatic ? argument : argument - 1].IsIn;
    }

    /// <summary>Each call site brings shared memory of its own, as if the function stood there.</summary>
    private VariableExpression SharedFor(Variable shared)
    {
        var mine = shared.IsDynamic ? _function.Shared.Find(variable => variable.IsDynamic && variable.Type.Equals(shared.Type)) : null;
        if (mine is null)
        {
            mine = new Variable(_function.NewVariable(shared.Name, shared.Type).Name, shared.Type)
            {
                IsFixed = true,
                IsParameter = true,
                Space = shared.Space,
                IsDynamic = shared.IsDynamic,
            };
            _function.Shared.Add(mine);
        }
        return VariableOf(mine);
    }

    /// <summary>A call with effects happens now; its value is kept in a variable.</summary>
    private VariableExpression SpillCall(CallExpression call)
    {
        var effect = new Evaluate(call);
        for (int i = 0; i < _stack.Count; i++) _stack[i] = Protect(_stack[i], effect);
        return Spill(call, "t");
    }

    private Value Explode(Value value, Type type, string name, CompiledFunction function, List<Expression> actuals, StringBuilder key)
    {
        switch (value)
        {
            case Expression e:
                if (e.Type is ScalarType && !type.IsByRef) e = Arithmetic.Convert(e, TypeOf(type));
                if (e.Type is PointerType) Escape(e);
                var parameter = function.NewVariable(name, e.Type, isFixed: true, isParameter: true);
                function.Parameters.Add(parameter);
                actuals.Add(e);
                key.Append(e.Type).Append(';');
                return VariableOf(parameter);
            case ViewValue view:
                return new ViewValue(
                    (Expression)Explode(view.Pointer, typeof(nint).MakeByRefType(), name, function, actuals, key),
                    (Expression)Explode(view.Length, typeof(long), name + "_length", function, actuals, key));
            case CompositeValue composite:
                return composite with
                {
                    Fields = [.. composite.Fields.Select(part =>
                        (part.Field, Explode(part.Value, part.Field.FieldType, $"{name}_{FieldLabel(part.Field)}", function, actuals, key)))],
                };
            case SlotReference { Slot: { Parts: Expression { Type: not PointerType } } named }:
                return Explode(Materialise(named), type, name, function, actuals, key);
            case SlotReference reference:
                var target = reference.Slot;
                return new SlotReference(new Slot(target.Type, name) { Parts = Explode(LoadSlot(target), target.Type, name, function, actuals, key) });
            case ArrayValue array:
                key.Append(array.Length).Append(':');
                return array with { Pointer = (Expression)Explode(array.Pointer, typeof(nint).MakeByRefType(), name, function, actuals, key) };
            default:
                throw Refuse(KernelRule.ReferenceType, $"argument {name}");
        }
    }

    private void ImportNew(MethodBase constructor)
    {
        var type = constructor.DeclaringType!;
        if (typeof(Exception).IsAssignableFrom(type)) throw Refuse(KernelRule.Exceptions, $"new {type.Name}");
        if (typeof(Delegate).IsAssignableFrom(type)) throw Refuse(KernelRule.Delegates, type.Name);
        if (type == typeof(string)) throw Refuse(KernelRule.Strings, "new string");
        if (!type.IsValueType) throw Refuse(KernelRule.ReferenceType, $"new {type.Name}");
        var arguments = PopMany(constructor.GetParameters().Length);
        if (KernelParameter.HoldsView(type))
        {
            var slot = new Slot(type, "t") { Stores = 2 };
            Call(constructor, [new SlotReference(slot), .. arguments]);
            Push(LoadSlot(slot));
            return;
        }
        if (MethodShape.Of(constructor) is { IsStraight: true } && TypeOf(type) is StructType { Fields: var fields } whole && fields.All(field => field.Source is not null && field.Type is not ArrayType))
        {
            var slot = new Slot(type, "t");
            foreach (var field in fields) _children[(slot, field.Source!)] = new Slot(field.Source!.FieldType, FieldLabel(field.Source)) { Stores = 1 };
            Call(constructor, [new SlotReference(slot), .. arguments]);
            var values = fields.Select(field => _children[(slot, field.Source!)])
                .Select(child => child.Parts is null && child.Variable is null ? Arithmetic.Zero(TypeOf(child.Type)) : (Expression)LoadSlot(child));
            Push(new CallExpression("item.make", null, [.. values], whole));
            return;
        }
        var made = _function.NewVariable("t", TypeOf(type));
        if (made.Type is StructType) Emit(new Assign(made, Arithmetic.Zero(made.Type)));
        Call(constructor, [new AddressOf(made), .. arguments]);
        Push(VariableOf(made));
    }
}
