using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Neuron.Kernels.Compiler;

/// <summary>What can be read off a method's IL without running it: its blocks, their order, and how it uses its slots.</summary>
internal sealed class MethodShape
{
    private static readonly ConcurrentDictionary<MethodBase, MethodShape?> Cache = new();

    private readonly Dictionary<int, List<IlInstruction>> _blocks = [];
    private readonly Dictionary<int, int> _stores = [];
    private readonly HashSet<int> _assignedArguments = [];
    private readonly Dictionary<int, int> _argumentUses = [];

    private MethodShape(MethodBase method, MethodBody body)
    {
        Locals = [.. body.LocalVariables.OrderBy(local => local.LocalIndex).Select(local => local.LocalType)];
        HasHandlers = body.ExceptionHandlingClauses.Count > 0;
        Instructions = IlReader.Read(body.GetILAsByteArray()!);
        CountUses(method);
        SplitBlocks();
        Order = ReversePostorder();
    }

    public Type[] Locals { get; }

    public bool HasHandlers { get; }

    public List<IlInstruction> Instructions { get; }

    public IEnumerable<int> BlockStarts => _blocks.Keys;

    /// <summary>Block starts in reverse postorder.</summary>
    public List<int> Order { get; }

    /// <summary>Whether it runs straight through to one return.</summary>
    public bool IsStraight => _blocks.Count == 1 && !HasHandlers && Instructions[^1].Code == OpCodes.Ret;

    /// <summary>Whether it neither stores to memory nor calls anything.</summary>
    public bool IsQuiet { get; private set; } = true;

    /// <summary>The shape, or null when the method has no IL.</summary>
    public static MethodShape? Of(MethodBase method) => Cache.GetOrAdd(method, static m =>
    {
        var body = m.GetMethodBody();
        return body?.GetILAsByteArray() is { Length: > 0 } ? new MethodShape(m, body) : null;
    });

    public List<IlInstruction> InstructionsOf(int start) => _blocks[start];

    /// <summary>Stores to a local; 2 at least when its address is taken.</summary>
    public int StoresOf(int local) => _stores.GetValueOrDefault(local);

    /// <summary>Whether the method stores to an argument, or hands out its address to something that may.</summary>
    public bool AssignsArgument(int argument) => _assignedArguments.Contains(argument);

    public int UsesOfArgument(int argument) => _argumentUses.GetValueOrDefault(argument);

    private void CountUses(MethodBase method)
    {
        for (int i = 0; i < Instructions.Count; i++)
        {
            var instruction = Instructions[i];
            string name = instruction.Code.Name!;
            if (Disturbs(name)) IsQuiet = false;
            if (name.StartsWith("stloc", StringComparison.Ordinal)) _stores[SlotOf(instruction)] = StoresOf(SlotOf(instruction)) + 1;
            else if (name.StartsWith("ldloca", StringComparison.Ordinal)) _stores[SlotOf(instruction)] = StoresOf(SlotOf(instruction)) + 2;
            else if (name.StartsWith("starg", StringComparison.Ordinal)) _assignedArguments.Add(SlotOf(instruction));
            else if (name.StartsWith("ldarg", StringComparison.Ordinal))
            {
                _argumentUses[SlotOf(instruction)] = UsesOfArgument(SlotOf(instruction)) + 1;
                if (name.StartsWith("ldarga", StringComparison.Ordinal) && !OnlyReads(method, Instructions[i + 1])) _assignedArguments.Add(SlotOf(instruction));
            }
        }
    }

    /// <summary>Whether an instruction right after an address was pushed does no more than read through it: a field, or a property of a readonly struct.</summary>
    private static bool OnlyReads(MethodBase method, IlInstruction next)
    {
        if (next.Code == OpCodes.Ldfld || next.Code == OpCodes.Ldobj || next.Code == OpCodes.Constrained) return true;
        if (next.Code != OpCodes.Call) return false;
        Type[] typeArguments = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : [];
        Type[] methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        var called = method.Module.ResolveMethod(next.Int, typeArguments, methodArguments)!;
        return !called.IsStatic && called.GetParameters().Length == 0
            && (called.DeclaringType!.IsDefined(typeof(IsReadOnlyAttribute), false) || called.IsDefined(typeof(IsReadOnlyAttribute), false));
    }

    private static bool Disturbs(string name) => name is "call" or "callvirt" or "newobj" or "initobj" or "cpobj" or "cpblk" or "initblk" or "stobj"
        || name.StartsWith("stind", StringComparison.Ordinal) || name.StartsWith("stfld", StringComparison.Ordinal)
        || name.StartsWith("stelem", StringComparison.Ordinal);

    /// <summary>The slot number of ldloc, stloc, ldarg and their short forms.</summary>
    public static int SlotOf(IlInstruction instruction) =>
        instruction.Operand is int slot ? slot : instruction.Code.Name![^1] - '0';

    private void SplitBlocks()
    {
        var starts = new SortedSet<int> { 0 };
        foreach (var instruction in Instructions)
        {
            var kind = instruction.Code.FlowControl;
            if (instruction.Operand is int[] targets) starts.UnionWith(targets);
            else if (kind is FlowControl.Branch or FlowControl.Cond_Branch) starts.Add(instruction.Int);
            if (kind is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw) starts.Add(instruction.Next);
        }
        List<IlInstruction> block = [];
        foreach (var instruction in Instructions)
        {
            if (starts.Contains(instruction.Offset)) _blocks[instruction.Offset] = block = [];
            block.Add(instruction);
        }
    }

    private List<int> ReversePostorder()
    {
        var order = new List<int>();
        var seen = new HashSet<int>();
        var open = new Stack<(int Block, Queue<int> Left)>();
        seen.Add(0);
        open.Push((0, new(SuccessorsOf(0))));
        while (open.TryPeek(out var top))
        {
            if (top.Left.TryDequeue(out int next))
            {
                if (seen.Add(next)) open.Push((next, new(SuccessorsOf(next))));
                continue;
            }
            order.Add(open.Pop().Block);
        }
        order.Reverse();
        return order;
    }

    private IEnumerable<int> SuccessorsOf(int start)
    {
        var last = _blocks[start][^1];
        if (last.Operand is int[] targets) return [.. targets, last.Next];
        return last.Code.FlowControl switch
        {
            FlowControl.Branch => [last.Int],
            FlowControl.Cond_Branch => [last.Int, last.Next],
            FlowControl.Return or FlowControl.Throw => [],
            _ => [last.Next],
        };
    }
}
