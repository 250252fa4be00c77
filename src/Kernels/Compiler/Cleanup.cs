namespace Neuron.Kernels.Compiler;

/// <summary>Makes structured code as a person would write it: loop conditions, increments, no needless variables or jumps.</summary>
internal static class Cleanup
{
    public static List<Statement> Run(List<Statement> body)
    {
        body = Simplify(body, insideLoop: false);
        if (body.Count > 0 && body[^1] is Return { Value: null }) body.RemoveAt(body.Count - 1);
        bool changed = true;
        while (changed)
        {
            var uses = new Dictionary<Variable, (int Reads, int Writes)>();
            Count(body, uses);
            changed = Inline(body, uses) | DropUnread(body, uses);
        }
        return body;
    }

    private static List<Statement> Simplify(List<Statement> code, bool insideLoop)
    {
        var result = new List<Statement>();
        foreach (var statement in code)
        {
            switch (statement)
            {
                case If branch:
                    AddIf(result, branch with { Then = Simplify(branch.Then, insideLoop), Else = Simplify(branch.Else, insideLoop) });
                    break;
                case Loop loop:
                    result.Add(Shape(loop));
                    break;
                case Section section:
                    var body = Simplify(section.Body, insideLoop: false);
                    if (body.Count > 0 && body[^1] is Break) body.RemoveAt(body.Count - 1);
                    if (HasBreak(body)) result.Add(new Section(body));
                    else result.AddRange(body);
                    break;
                default:
                    result.Add(statement);
                    break;
            }
            if (statement is Break or Continue or Return) break;
        }
        return result;
    }

    private static bool HasBreak(List<Statement> code) => code.Exists(statement => statement switch
    {
        Break => true,
        If branch => HasBreak(branch.Then) || HasBreak(branch.Else),
        _ => false,
    });

    private static void AddIf(List<Statement> result, If branch)
    {
        var (condition, then, otherwise) = (branch.Condition, branch.Then, branch.Else);
        if (then.Count == 0 && otherwise.Count == 0) return;
        if (then.Count == 0) (condition, then, otherwise) = (Arithmetic.Not(condition), otherwise, []);
        if (then is [Assign a] && otherwise is [Assign b] && a.Target == b.Target && a.Target.Name.StartsWith('t')
            && a.Value.Type.Equals(b.Value.Type) && IsPure(a.Value) && IsPure(b.Value) && a.Value.Type is ScalarType)
        {
            result.Add(new Assign(a.Target, new Conditional(condition, a.Value, b.Value)));
            return;
        }
        if (otherwise.Count > 0 && Leaves(otherwise) && !Leaves(then) && otherwise.Count <= 2)
            (condition, then, otherwise) = (Arithmetic.Not(condition), otherwise, then);
        if (otherwise.Count > 0 && Leaves(then))
        {
            result.Add(new If(condition, then, []));
            result.AddRange(otherwise);
            return;
        }
        result.Add(new If(condition, then, otherwise));
    }

    private static bool Leaves(List<Statement> code) => code.Count > 0 && code[^1] is Break or Continue or Return;

    private static Loop Shape(Loop loop)
    {
        var body = Simplify(loop.Body, insideLoop: true);
        int? unroll = body.OfType<UnrollHint>().FirstOrDefault()?.Factor ?? loop.Unroll;
        body.RemoveAll(statement => statement is UnrollHint);
        if (body.Count > 0 && body[^1] is Continue) body.RemoveAt(body.Count - 1);
        var shaped = new Loop(body) { Increment = loop.Increment, Unroll = unroll };
        if (body.Count > 0 && body[0] is If { Then: [Break], Else.Count: 0 } first)
        {
            shaped.Condition = Arithmetic.Not(first.Condition);
            body.RemoveAt(0);
            if (shaped.Increment.Count == 0 && !HasContinue(body) && body.Count > 0 && body[^1] is Assign { Target.Type: ScalarType } last
                && shaped.Condition.Mentions(last.Target) && last.Value.Mentions(last.Target) && IsPure(last.Value) && !last.Value.ReadsMemory)
            {
                body.RemoveAt(body.Count - 1);
                shaped.Increment = [last];
            }
        }
        else if (body.Count > 0 && body[^1] is If { Then: [Break], Else.Count: 0 } last && shaped.Increment.Count == 0 && !HasContinue(body))
        {
            shaped.Condition = Arithmetic.Not(last.Condition);
            shaped.TestsLast = true;
            body.RemoveAt(body.Count - 1);
        }
        return shaped;
    }

    private static bool HasContinue(List<Statement> code) => code.Exists(statement => statement switch
    {
        Continue => true,
        If branch => HasContinue(branch.Then) || HasContinue(branch.Else),
        Section section => HasContinue(section.Body),
        _ => false,
    });

    /// <summary>Whether evaluating it has no effect beyond its value.</summary>
    private static bool IsPure(Expression e) => !e.Any(part => part is CallExpression { Function: not null }
        || (part is CallExpression { Name: var name } && (name.StartsWith("atomic.", StringComparison.Ordinal) || name.StartsWith("warp.", StringComparison.Ordinal))));

    private static IEnumerable<Expression> ExpressionsOf(Statement statement) => statement switch
    {
        Assign s => [s.Value],
        Store s => [s.Pointer, s.Value],
        Evaluate s => [s.Expression],
        Return { Value: { } value } => [value],
        If s => [s.Condition],
        Loop { Condition: { } condition } => [condition],
        _ => [],
    };

    private static IEnumerable<List<Statement>> BodiesOf(Statement statement) => statement switch
    {
        If s => [s.Then, s.Else],
        Loop s => [s.Body, s.Increment],
        Section s => [s.Body],
        _ => [],
    };

    private static void Count(List<Statement> code, Dictionary<Variable, (int Reads, int Writes)> uses)
    {
        foreach (var statement in code)
        {
            if (statement is Assign assign)
            {
                var (reads, writes) = uses.GetValueOrDefault(assign.Target);
                uses[assign.Target] = (reads, writes + 1);
            }
            foreach (var e in ExpressionsOf(statement)) CountReads(e, uses);
            foreach (var body in BodiesOf(statement)) Count(body, uses);
        }
    }

    private static void CountReads(Expression e, Dictionary<Variable, (int Reads, int Writes)> uses)
    {
        // an address counts twice: such a variable is neither dropped nor replaced
        var (variable, weight) = e is VariableExpression v ? (v.Variable, 1) : e is AddressOf a ? (a.Variable, 2) : (null, 0);
        if (variable is not null)
        {
            var (reads, writes) = uses.GetValueOrDefault(variable);
            uses[variable] = (reads + weight, writes);
        }
        foreach (var operand in e.Operands) CountReads(operand, uses);
    }

    /// <summary>A variable that only carries a value to the next statement is replaced by the value.</summary>
    private static bool Inline(List<Statement> code, Dictionary<Variable, (int Reads, int Writes)> uses)
    {
        bool changed = false;
        for (int i = 0; i < code.Count; i++)
        {
            foreach (var body in BodiesOf(code[i])) changed |= Inline(body, uses);
            if (i + 1 >= code.Count || code[i] is not Assign { Target: var target, Value: var value }) continue;
            if (uses.GetValueOrDefault(target) is not (1, 1) || target.IsAddressTaken || target.Type is ArrayType) continue;
            var replaced = code[i + 1] switch
            {
                Assign { Value: VariableExpression v } next when v.Variable == target && next.Target.Type.Equals(target.Type) => next with { Value = value },
                Return { Value: VariableExpression v } when v.Variable == target => new Return(value),
                Store { Value: VariableExpression v } next when v.Variable == target && IsPure(value) && IsPure(next.Pointer) => next with { Value = value },
                If { Condition: VariableExpression v } next when v.Variable == target => next with { Condition = value },
                _ => (Statement?)null,
            };
            if (replaced is null) continue;
            code[i] = replaced;
            code.RemoveAt(i + 1);
            uses[target] = default;
            changed = true;
            i--;
        }
        return changed;
    }

    private static bool DropUnread(List<Statement> code, Dictionary<Variable, (int Reads, int Writes)> uses)
    {
        bool changed = false;
        for (int i = code.Count - 1; i >= 0; i--)
        {
            foreach (var body in BodiesOf(code[i])) changed |= DropUnread(body, uses);
            if (code[i] is not Assign { Target: var target, Value: var value } || uses.GetValueOrDefault(target).Reads > 0 || target.IsAddressTaken) continue;
            if (IsPure(value)) code.RemoveAt(i);
            else code[i] = new Evaluate(value);
            changed = true;
        }
        return changed;
    }
}
