using System.Reflection;
using System.Reflection.Emit;
using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Compiler;

/// <summary>
/// Turns the IL of a method into blocks of statements over typed expressions. The evaluation stack is run symbolically: an
/// expression stays on it until something could change its value, and then moves to a variable. Methods without jumps are
/// merged into their callers.
/// </summary>
internal sealed partial class Importer
{
    private readonly KernelProgram _program;
    private readonly CompiledFunction _function;
    private readonly List<MethodBase> _chain;
    private readonly List<Value> _stack = [];
    private readonly Dictionary<int, Block> _blocks = [];
    private Frame _frame;
    private Block _block = new(-1);
    private Slot[] _parameters = [];

    private Importer(KernelProgram program, CompiledFunction function, List<MethodBase> chain, Frame frame)
    {
        (_program, _function, _chain, _frame) = (program, function, chain, frame);
    }

    /// <summary>A method whose IL is being imported: the function's own, or one merged into it.</summary>
    private sealed class Frame(MethodBase method, Slot[] arguments, Slot[] locals)
    {
        public MethodBase Method { get; } = method;

        public Slot[] Arguments { get; } = arguments;

        public Slot[] Locals { get; } = locals;

        public IlInstruction Current { get; set; }

        public Type? Constrained { get; set; }

        /// <summary>What a merged method has returned.</summary>
        public Value? Result { get; set; }

        public bool IsMerged { get; init; }
    }

    /// <summary>Compiles the body of a function whose parameters have been bound to slots.</summary>
    public static void Run(KernelProgram program, CompiledFunction function, List<MethodBase> chain, Slot[] arguments)
    {
        var method = function.Method;
        var body = MethodShape.Of(method);
        var importer = new Importer(program, function, chain, new Frame(method, arguments, []));
        if (body is null) throw importer.Refuse(KernelRule.NoBody, KernelCompilationException.NameOf(method));
        importer._frame = new Frame(method, arguments, MakeLocals(body, DebugSymbols.LocalNames(method)));
        importer._parameters = arguments;
        foreach (var slot in arguments) importer.MakeAssignable(slot, body, Array.IndexOf(arguments, slot));
        importer.ImportBlocks(body);
        function.Body = Structurer.Run(importer._blocks[0], function, () => importer.Refuse(KernelRule.ControlFlow, KernelCompilationException.NameOf(method)));
    }

    private KernelCompilationException Refuse(KernelRule rule, string detail) =>
        new(rule, detail, DebugSymbols.LineOf(_frame.Method, _frame.Current.Offset), [.. _chain.Select(KernelCompilationException.NameOf)]);

    private static Slot[] MakeLocals(MethodShape body, Dictionary<int, string> names)
    {
        var slots = new Slot[body.Locals.Length];
        for (int i = 0; i < slots.Length; i++)
            slots[i] = new Slot(body.Locals[i], names.GetValueOrDefault(i, "t")) { Stores = body.StoresOf(i) };
        return slots;
    }

    /// <summary>A parameter that the method assigns gets a variable of its own.</summary>
    private void MakeAssignable(Slot slot, MethodShape body, int index)
    {
        if (!body.AssignsArgument(index) || slot.Parts is not Expression value || value.Type is PointerType) return;
        slot.Parts = null;
        slot.Stores = 2;
        StoreSlot(slot, value);
    }

    private void ImportBlocks(MethodShape body)
    {
        var entry = _block;
        foreach (int start in body.BlockStarts) _blocks[start] = new Block(start);
        if (entry.Statements.Count > 0) _blocks[0].Statements.AddRange(entry.Statements);
        foreach (int start in body.Order)
        {
            var block = _blocks[start];
            if (start != 0 && !block.IsReached) continue;
            _block = block;
            _stack.Clear();
            if (block.EntryStack is { } entryStack) _stack.AddRange(entryStack);
            var instructions = body.InstructionsOf(start);
            foreach (var instruction in instructions)
            {
                _frame.Current = instruction;
                Import(instruction);
            }
            var last = instructions[^1];
            if (last.Code.FlowControl is FlowControl.Next or FlowControl.Call or FlowControl.Meta) Flow(_blocks[last.Next]);
        }
    }

    /// <summary>Goes on at a block; what is on the stack moves to variables that all ways to the block share.</summary>
    private void Flow(Block target)
    {
        if (_stack.Count > 0)
        {
            if (target.EntryStack is null)
            {
                target.EntryStack = [.. _stack.Select(value => MergeVariable(value))];
            }
            for (int i = 0; i < _stack.Count; i++) AssignParts(target.EntryStack[i], _stack[i]);
        }
        target.IsReached = true;
        _block.Successors.Add(target);
    }

    private Value MergeVariable(Value value) => value switch
    {
        Expression e => VariableOf(_function.NewVariable("t", e.Type.OnStack)),
        ViewValue view => new ViewValue((Expression)MergeVariable(view.Pointer), VariableOf(_function.NewVariable("t_length", KernelType.Int64))),
        CompositeValue composite => composite with { Fields = [.. composite.Fields.Select(part => (part.Field, MergeVariable(part.Value)))] },
        _ => value,
    };

    private void AssignParts(Value target, Value value)
    {
        switch (target, value)
        {
            case (VariableExpression variable, Expression e):
                if (e.Type is PointerType && !e.Type.Equals(variable.Type)) throw Refuse(KernelRule.MixedMemory, variable.Variable.Name);
                Emit(new Assign(variable.Variable, Arithmetic.Convert(e, variable.Type)));
                break;
            case (ViewValue to, ViewValue from):
                AssignParts(to.Pointer, from.Pointer);
                AssignParts(to.Length, from.Length);
                break;
            case (CompositeValue to, CompositeValue from):
                for (int i = 0; i < to.Fields.Count; i++) AssignParts(to.Fields[i].Value, from.Fields[i].Value);
                break;
            default:
                if (!Equals(target, value)) throw Refuse(KernelRule.Unsupported, "different objects meet at one place");
                break;
        }
    }

    private static VariableExpression VariableOf(Variable variable) =>
        new(variable, variable.Type is ArrayType array ? new PointerType(variable.Space, array.Element) : variable.Type);

    private void Push(Value value) => _stack.Add(value);

    private Value Pop()
    {
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private Expression PopExpression() => Pop() switch
    {
        Expression e => e,
        StringValue => throw Refuse(KernelRule.Strings, "a string"),
        TypeValue or ComparerValue or FieldHandleValue => throw Refuse(KernelRule.ReferenceType, "an object"),
        ArrayValue array => array.Pointer,
        SlotReference { Slot: { Parts: Expression } slot } => Materialise(slot),
        SlotReference => throw Refuse(KernelRule.ViewByReference, "a reference to a struct that holds views"),
        var other => throw Refuse(KernelRule.ViewByReference, other is ViewValue ? "a view" : "a struct that holds views"),
    };

    private List<Value> PopMany(int count)
    {
        var values = _stack.GetRange(_stack.Count - count, count);
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    /// <summary>Adds a statement; stack entries whose value it could change move to variables first.</summary>
    private void Emit(Statement statement)
    {
        for (int i = 0; i < _stack.Count; i++) _stack[i] = Protect(_stack[i], statement);
        _block.Statements.Add(statement);
    }

    private Value Protect(Value value, Statement statement) => value switch
    {
        Expression e => MayChange(e, statement) ? Spill(e, "t") : e,
        ViewValue view => new ViewValue((Expression)Protect(view.Pointer, statement), (Expression)Protect(view.Length, statement)),
        CompositeValue composite => composite with { Fields = [.. composite.Fields.Select(part => (part.Field, Protect(part.Value, statement)))] },
        _ => value,
    };

    private static bool MayChange(Expression e, Statement statement) => statement switch
    {
        Assign assign => e is not AddressOf && e.Mentions(assign.Target) && !IsAddress(e, assign.Target),
        Store store => e.ReadsMemory || (RootOf(store.Pointer) is { } variable && e.Mentions(variable) && !IsAddress(e, variable)),
        Evaluate { Expression: CallExpression call } => e.ReadsMemory || call.Arguments.Any(argument =>
            argument.Type is PointerType && RootOf(argument) is { } variable && e.Mentions(variable) && !IsAddress(e, variable)),
        _ => false,
    };

    /// <summary>Whether an expression is an address within a variable: that stays, whatever the variable holds.</summary>
    private static bool IsAddress(Expression e, Variable variable) => e.Type is PointerType && RootOf(e) == variable
        && !e.Any(part => part is VariableExpression v && v.Variable == variable);

    /// <summary>The variable whose memory an address lies in, if that shows.</summary>
    private static Variable? RootOf(Expression pointer) => pointer switch
    {
        AddressOf address => address.Variable,
        VariableExpression { Variable.Type: ArrayType } array => array.Variable,
        ElementPointer element => RootOf(element.Pointer),
        FieldPointer field => RootOf(field.Pointer),
        PointerCast cast => RootOf(cast.Pointer),
        _ => null,
    };

    /// <summary>Moves a value to a new variable.</summary>
    private VariableExpression Spill(Expression e, string name)
    {
        var variable = _function.NewVariable(name, e.Type);
        _block.Statements.Add(new Assign(variable, e));
        return VariableOf(variable);
    }

    /// <summary>Whether an expression gives the same value wherever it is evaluated later.</summary>
    private static bool IsStable(Expression e) => e switch
    {
        Constant or ZeroStruct or AddressOf => true,
        CallExpression { Name: "item.make" } make => make.Arguments.All(IsStable),
        CallExpression { Function: null, Name: var name } when name.StartsWith("item.", StringComparison.Ordinal) => true,
        VariableExpression v => v.Variable.IsFixed,
        Load or CallExpression => false,
        _ => e.Operands.All(IsStable),
    };

    private static bool IsSimple(Expression e) => e is Constant or ZeroStruct or AddressOf or VariableExpression
        || (e is CallExpression { Name: "item.make" or "item.Grid.Idx" or "item.Group.Idx" or "item.Grid.Dim" or "item.Group.Dim" } && e.Operands.All(IsSimple))
        || (e is FieldPointer or FieldValue or ElementPointer or PointerCast && e.Operands.All(IsSimple));

    private KernelType TypeOf(Type type) => _program.Types.Find(type) ?? throw Refuse(KernelRule.UnsupportedType, type.ToString());

    private static bool IsTakenApart(Type type) => type.IsByRef || type.IsPointer || type.IsArray || !type.IsValueType || type.IsByRefLike || KernelParameter.HoldsView(type);

    /// <summary>The variable of a slot that has one; made when it is first needed.</summary>
    private Variable VariableFor(Slot slot) => slot.Variable ??= _function.NewVariable(slot.Name, TypeOf(slot.Type));

    private Value LoadSlot(Slot slot)
    {
        if (slot.Parts is { } parts) return parts;
        if (!IsTakenApart(slot.Type)) return VariableOf(VariableFor(slot));
        if (KernelParameter.HoldsView(slot.Type) && !KernelParameter.IsArrayView(slot.Type))
            return new CompositeValue(slot.Type, [.. KernelParameter.Fields(slot.Type).Select(field => (field, LoadSlot(ChildOf(slot, field))))]);
        throw Refuse(KernelRule.Unsupported, $"{slot.Name} is read before it has a value");
    }

    /// <summary>Gives a slot that only named a value a variable, because something needs its address.</summary>
    private AddressOf Materialise(Slot slot)
    {
        var value = (Expression)slot.Parts!;
        slot.Parts = null;
        slot.Stores = 2;
        slot.Variable = _function.NewVariable(slot.Name, value.Type);
        slot.Variable.IsCopyOfPart = slot.IsPart;
        var copy = new Assign(slot.Variable, value);
        // later blocks read a parameter's variable too, and not all of them lie behind this one
        if (_parameters.Contains(slot)) _blocks[0].Statements.Insert(0, copy);
        else Emit(copy);
        return new AddressOf(slot.Variable);
    }

    private readonly Dictionary<(Slot, FieldInfo), Slot> _children = [];

    private Slot ChildOf(Slot slot, FieldInfo field)
    {
        if (slot.Parts is CompositeValue composite)
            return new Slot(field.FieldType, field.Name) { Parts = composite.Fields.First(part => part.Field == field).Value, IsPart = true };
        if (_children.TryGetValue((slot, field), out var child)) return child;
        return _children[(slot, field)] = new Slot(field.FieldType, $"{slot.Name}_{FieldLabel(field)}") { Stores = 2 };
    }

    private static string FieldLabel(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;

    private void StoreSlot(Slot slot, Value value)
    {
        bool once = slot.Stores == 1;
        switch (value)
        {
            case Expression e when e.Type is PointerType:
                StorePointer(slot, e, once);
                break;
            case Expression e:
                StoreExpression(slot, e, once);
                break;
            case ViewValue view when once:
                slot.Parts = new ViewValue(Fix(view.Pointer, slot.Name), Fix(view.Length, slot.Name + "_length"));
                break;
            case ViewValue view:
                slot.Parts ??= MergeNamed(view, slot.Name);
                AssignParts(slot.Parts, view);
                break;
            case CompositeValue composite when once:
                slot.Parts = FixAll(composite, slot.Name);
                break;
            case CompositeValue composite:
                foreach (var (field, part) in composite.Fields) StoreSlot(ChildOf(slot, field), part);
                break;
            case SlotReference or TypeValue or ComparerValue or FieldHandleValue or StringValue or ArrayValue when once:
                slot.Parts = value;
                break;
            case ArrayValue when slot.Parts is null:
                slot.Parts = value;
                break;
            default:
                throw Refuse(KernelRule.ReferenceType, $"{slot.Name} is assigned more than once");
        }
    }

    private void StoreExpression(Slot slot, Expression e, bool once)
    {
        if (slot.Parts is not null && !once) throw Refuse(KernelRule.ViewByReference, $"{slot.Name} is assigned through a reference");
        if (once && e is Constant && slot.Variable is null)
        {
            slot.Parts = Arithmetic.Convert(e, TypeOf(slot.Type));
            return;
        }
        var variable = VariableFor(slot);
        Emit(new Assign(variable, Arithmetic.Convert(e, variable.Type)));
    }

    private void StorePointer(Slot slot, Expression e, bool once)
    {
        if (once && IsStable(e))
        {
            slot.Parts = e;
            return;
        }
        slot.Variable ??= _function.NewVariable(slot.Name, e.Type);
        slot.Parts ??= VariableOf(slot.Variable);
        if (!slot.Variable.Type.Equals(e.Type)) throw Refuse(KernelRule.MixedMemory, slot.Name);
        Escape(e);
        Emit(new Assign(slot.Variable, e));
    }

    /// <summary>An address that leaves its expression: from now on its variable may change unseen.</summary>
    private static void Escape(Expression pointer)
    {
        if (RootOf(pointer) is { } variable) variable.IsAddressTaken = true;
    }

    private Expression Fix(Expression e, string name)
    {
        if (IsStable(e)) return e;
        var variable = _function.NewVariable(name, e.Type, isFixed: true);
        Emit(new Assign(variable, e));
        return VariableOf(variable);
    }

    private Value FixAll(Value value, string name) => value switch
    {
        Expression e => Fix(e, name),
        ViewValue view => new ViewValue(Fix(view.Pointer, name), Fix(view.Length, name + "_length")),
        CompositeValue composite => composite with
        {
            Fields = [.. composite.Fields.Select(part => (part.Field, FixAll(part.Value, $"{name}_{FieldLabel(part.Field)}")))],
        },
        _ => value,
    };

    private ViewValue MergeNamed(ViewValue view, string name) => new(
        VariableOf(_function.NewVariable(name, view.Pointer.Type)), VariableOf(_function.NewVariable(name + "_length", KernelType.Int64)));
}
