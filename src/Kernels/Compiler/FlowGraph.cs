namespace Neuron.Kernels.Compiler;

/// <summary>Orders blocks, finds dominators and natural loops.</summary>
internal static class FlowGraph
{
    /// <summary>The reachable blocks in reverse postorder, annotated; null when a loop has several entries.</summary>
    public static List<Block>? Analyse(Block entry)
    {
        MergeConditions(entry);
        var order = ReversePostorder(entry);
        for (int i = 0; i < order.Count; i++)
        {
            order[i].Order = i;
            order[i].Predecessors.Clear();
        }
        foreach (var block in order)
            foreach (var next in block.Successors) next.Predecessors.Add(block);
        FindDominators(order);
        return FindLoops(order) ? order : null;
    }

    public static bool Dominates(Block a, Block? b)
    {
        for (; b is not null; b = b.Dominator)
            if (a == b) return true;
        return false;
    }

    private static List<Block> ReversePostorder(Block entry)
    {
        var order = new List<Block>();
        var seen = new HashSet<Block> { entry };
        var open = new Stack<(Block Block, int Next)>();
        open.Push((entry, 0));
        while (open.TryPop(out var top))
        {
            if (top.Next < top.Block.Successors.Count)
            {
                open.Push((top.Block, top.Next + 1));
                // the last successor first: the "false" way of a branch comes earlier in the order, as in the source
                var next = top.Block.Successors[top.Block.Successors.Count - 1 - top.Next];
                if (seen.Add(next)) open.Push((next, 0));
                continue;
            }
            order.Add(top.Block);
        }
        order.Reverse();
        return order;
    }

    /// <summary>Joins a condition with one that only it leads to and that shares a target: a &amp;&amp; b, a || b.</summary>
    private static void MergeConditions(Block entry)
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            var order = ReversePostorder(entry);
            var counts = new Dictionary<Block, int>();
            foreach (var block in order)
                foreach (var next in block.Successors) counts[next] = counts.GetValueOrDefault(next) + 1;
            foreach (var a in order)
            {
                if (a.Condition is null) continue;
                for (int way = 0; way < 2 && !changed; way++)
                {
                    var b = a.Successors[way];
                    if (b == a || b.Condition is null || b.Statements.Count > 0 || counts[b] != 1) continue;
                    changed = TryJoin(a, b, way == 0);
                }
                if (changed) break;
            }
        }
    }

    private static bool TryJoin(Block a, Block b, bool whenTrue)
    {
        var other = a.Successors[whenTrue ? 1 : 0];
        int shared = b.Successors.IndexOf(other);
        if (shared < 0) return false;
        var rest = b.Successors[1 - shared];
        var second = shared == 1 ? b.Condition! : Arithmetic.Not(b.Condition!); // true leads to rest
        a.Condition = whenTrue
            ? new Binary("&&", a.Condition!, second, KernelType.Bool)
            : new Binary("||", a.Condition!, Arithmetic.Not(second), KernelType.Bool);
        (a.Successors[0], a.Successors[1]) = whenTrue ? (rest, other) : (other, rest);
        return true;
    }

    private static void FindDominators(List<Block> order)
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (var block in order.Skip(1))
            {
                Block? dominator = null;
                foreach (var from in block.Predecessors)
                {
                    if (from != order[0] && from.Dominator is null) continue;
                    dominator = dominator is null ? from : Intersect(dominator, from);
                }
                if (block.Dominator == dominator) continue;
                block.Dominator = dominator;
                changed = true;
            }
        }
    }

    private static Block Intersect(Block a, Block b)
    {
        while (a != b)
        {
            while (a.Order > b.Order) a = a.Dominator!;
            while (b.Order > a.Order) b = b.Dominator!;
        }
        return a;
    }

    private static bool FindLoops(List<Block> order)
    {
        var loops = new Dictionary<Block, NaturalLoop>();
        foreach (var block in order)
        {
            foreach (var header in block.Successors)
            {
                if (header.Order > block.Order) continue;
                if (!Dominates(header, block)) return false;
                if (!loops.TryGetValue(header, out var loop)) loops[header] = loop = new NaturalLoop(header);
                var open = new Stack<Block>([block]);
                while (open.TryPop(out var inside))
                {
                    if (!loop.Blocks.Add(inside)) continue;
                    foreach (var from in inside.Predecessors) open.Push(from);
                }
            }
        }
        // inner loops last, so that they win
        foreach (var loop in loops.Values.OrderByDescending(loop => loop.Blocks.Count))
        {
            loop.Parent = loop.Header.Loop;
            foreach (var block in loop.Blocks) block.Loop = loop;
        }
        foreach (var loop in loops.Values) loop.Latch = FindLatch(loop);
        return true;
    }

    /// <summary>The block that all iterations end with, if it holds nothing but assignments: the third part of a for.</summary>
    private static Block? FindLatch(NaturalLoop loop)
    {
        var backward = loop.Header.Predecessors.Where(loop.Blocks.Contains).ToList();
        return backward is [var latch] && latch != loop.Header && latch.Successors.Count == 1 && latch.Loop == loop && latch.Predecessors.Count > 1
            && latch.Statements.Count is 1 or 2 && latch.Statements.All(statement => statement is Assign { Target.Type: ScalarType }) ? latch : null;
    }
}
