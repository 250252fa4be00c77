namespace Neuron.Kernels.Compiler;

/// <summary>
/// Rebuilds if, while, for, break and continue from the dominator tree: a block that several ways reach follows the
/// construct that holds them; what a loop leaves to follows the loop. A jump out of more than one construct sets a flag that
/// each construct on the way tests.
/// </summary>
internal sealed class Structurer
{
    private readonly CompiledFunction _function;
    private readonly Dictionary<Block, List<Block>> _merges = [];
    private readonly Dictionary<NaturalLoop, List<Block>> _followers = [];
    private readonly HashSet<Block> _sections = [];
    private readonly Dictionary<Block, Variable> _flags = [];
    private readonly List<Construct> _constructs = [];

    private Structurer(CompiledFunction function) => _function = function;

    /// <summary>A loop or section that is being built.</summary>
    private sealed class Construct(Block? repeat, Block? exit)
    {
        public Block? Repeat { get; } = repeat;

        public Block? Exit { get; } = exit;

        /// <summary>Targets outside that jumps leave for by way of this construct.</summary>
        public List<Block> Escapes { get; } = [];
    }

    public static List<Statement> Run(Block entry, CompiledFunction function, Func<Exception> irreducible)
    {
        var order = FlowGraph.Analyse(entry) ?? throw irreducible();
        var structurer = new Structurer(function);
        structurer.Place(order);
        List<Statement> body;
        int sections;
        do
        {
            sections = structurer._sections.Count;
            structurer._constructs.Clear();
            body = structurer.Tree(entry, null);
        }
        while (structurer._sections.Count > sections); // a jump needed a section that was not there: build again with it
        foreach (var flag in structurer._flags.Values) body.Insert(0, new Assign(flag, Arithmetic.Bool(false)));
        return Cleanup.Run(body);
    }

    /// <summary>Decides for each block where it goes: inline, after its dominator, or after a loop.</summary>
    private void Place(List<Block> order)
    {
        foreach (var block in order.Skip(1))
        {
            if (block.Loop?.Latch == block) continue; // the loop itself places it
            var dominator = block.Dominator!;
            var left = dominator.Loop;
            NaturalLoop? outermost = null;
            for (; left is not null && !left.Blocks.Contains(block); left = left.Parent) outermost = left;
            if (outermost is not null)
            {
                bool returnsAtOnce = dominator != outermost.Header && block.Predecessors.Count == 1 && block.Successors.Count == 0 && block.Statements.Count <= 3;
                if (!returnsAtOnce) Add(_followers, outermost, block);
                continue;
            }
            if (block.Predecessors.Count(from => from.Order < block.Order) > 1) Add(_merges, dominator, block);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<Block>> map, TKey key, Block block) where TKey : notnull
    {
        if (!map.TryGetValue(key, out var list)) map[key] = list = [];
        list.Add(block);
    }

    /// <summary>The code of a block and all that it dominates; running off its end leads to <paramref name="next"/>.</summary>
    private List<Statement> Tree(Block block, Block? next)
    {
        var merges = _merges.GetValueOrDefault(block, []);
        if (block.Loop?.Header != block) return Sequence(merges, merges.Count, next, after => Head(block, after));
        var followers = _followers.GetValueOrDefault(block.Loop, []);
        return Sequence(followers, followers.Count, next, after => LoopOf(block, merges, after));
    }

    private List<Statement> LoopOf(Block header, List<Block> merges, Block? after)
    {
        var natural = header.Loop!;
        var repeat = natural.Latch ?? header;
        var construct = new Construct(repeat, after);
        _constructs.Add(construct);
        var body = Sequence(merges, merges.Count, repeat, next => Head(header, next));
        _constructs.RemoveAt(_constructs.Count - 1);
        var loop = new Loop(body);
        if (natural.Latch is { } latch) loop.Increment = [.. latch.Statements];
        return [loop, .. Escapes(construct, after)];
    }

    /// <summary>The head, then the blocks that follow it one after the other.</summary>
    private List<Statement> Sequence(List<Block> blocks, int count, Block? next, Func<Block?, List<Statement>> head)
    {
        if (count == 0) return head(next);
        var block = blocks[count - 1];
        List<Statement> before;
        if (_sections.Contains(block))
        {
            var construct = new Construct(null, block);
            _constructs.Add(construct);
            var body = Sequence(blocks, count - 1, block, head);
            _constructs.RemoveAt(_constructs.Count - 1);
            before = [new Section(body), .. Escapes(construct, block)];
        }
        else
        {
            before = Sequence(blocks, count - 1, block, head);
        }
        return [.. before, .. Tree(block, next)];
    }

    private List<Statement> Head(Block block, Block? next)
    {
        var code = new List<Statement>(block.Statements);
        if (block.Successors.Count == 1) code.AddRange(Go(block, block.Successors[0], next));
        else if (block.Condition is { } condition) code.Add(new If(condition, Go(block, block.Successors[0], next), Go(block, block.Successors[1], next)));
        return code;
    }

    private List<Statement> Go(Block from, Block target, Block? next)
    {
        if (target == next) return [];
        bool isInline = target.Dominator == from && target.Order > from.Order && !IsPlaced(target);
        return isInline ? Tree(target, next) : Jump(target);
    }

    private bool IsPlaced(Block block) =>
        block.Loop?.Latch == block
        || _merges.Values.Any(list => list.Contains(block)) || _followers.Values.Any(list => list.Contains(block));

    private List<Statement> Jump(Block target)
    {
        var innermost = _constructs.Count > 0 ? _constructs[^1] : null;
        if (innermost?.Repeat == target) return [new Continue()];
        if (innermost?.Exit == target) return [new Break()];
        if (!_constructs.Exists(construct => construct.Repeat == target || construct.Exit == target))
        {
            _sections.Add(target);
            return [];
        }
        if (!innermost!.Escapes.Contains(target)) innermost.Escapes.Add(target);
        return [new Assign(FlagOf(target), Arithmetic.Bool(true)), new Break()];
    }

    /// <summary>After a construct: who left it for somewhere further goes on there.</summary>
    private List<Statement> Escapes(Construct construct, Block? next)
    {
        var code = new List<Statement>();
        foreach (var target in construct.Escapes)
        {
            var flag = FlagOf(target);
            List<Statement> go = [new Assign(flag, Arithmetic.Bool(false)), .. target == next ? [] : Jump(target)];
            code.Add(new If(new VariableExpression(flag, KernelType.Bool), go, []));
        }
        return code;
    }

    private Variable FlagOf(Block target)
    {
        if (!_flags.TryGetValue(target, out var flag)) _flags[target] = flag = _function.NewVariable("leave", KernelType.Bool);
        return flag;
    }
}
