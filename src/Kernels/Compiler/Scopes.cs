namespace Neuron.Kernels.Compiler;

/// <summary>Where each variable is declared: at its first assignment, or at the top of the smallest block that holds all its uses.</summary>
internal sealed class Scopes
{
    private readonly Dictionary<Variable, List<List<Statement>>> _paths = [];
    private readonly Dictionary<List<Statement>, List<Variable>> _top = new(ReferenceEqualityComparer.Instance);

    private Scopes()
    {
    }

    public static Scopes Of(List<Statement> body)
    {
        var scopes = new Scopes();
        scopes.Visit(body, []);
        foreach (var (variable, path) in scopes._paths)
        {
            var home = path[^1];
            if (IsDeclaredByAssignment(variable, home)) continue;
            if (!scopes._top.TryGetValue(home, out var list)) scopes._top[home] = list = [];
            list.Add(variable);
        }
        return scopes;
    }

    public IEnumerable<Variable> DeclaredAtTopOf(List<Statement> code) => _top.GetValueOrDefault(code, []);

    /// <summary>Whether the first statement of the block that uses the variable is a plain assignment to it.</summary>
    private static bool IsDeclaredByAssignment(Variable variable, List<Statement> home)
    {
        var first = home.Find(statement => Uses(statement, variable));
        return first is Assign assign && assign.Target == variable && !assign.Value.Mentions(variable) && variable.Type is not ArrayType;
    }

    private static bool Uses(Statement statement, Variable variable)
    {
        bool used = false;
        var finder = new Scopes();
        finder.Visit([statement], []);
        used |= finder._paths.ContainsKey(variable);
        return used;
    }

    private void Visit(List<Statement> code, List<List<Statement>> outer)
    {
        List<List<Statement>> path = [.. outer, code];
        foreach (var statement in code)
        {
            switch (statement)
            {
                case Assign s:
                    Note(s.Target, path);
                    Visit(s.Value, path);
                    break;
                case Store s:
                    Visit(s.Pointer, path);
                    Visit(s.Value, path);
                    break;
                case Evaluate s: Visit(s.Expression, path); break;
                case Return { Value: { } value }: Visit(value, path); break;
                case If s:
                    Visit(s.Condition, path);
                    Visit(s.Then, path);
                    Visit(s.Else, path);
                    break;
                case Section s: Visit(s.Body, path); break;
                case Loop s:
                    if (s.Condition is { } condition) Visit(condition, path);
                    // increments stand in the head of the loop, outside its body
                    foreach (var increment in s.Increment.OfType<Assign>())
                    {
                        Note(increment.Target, path);
                        Visit(increment.Value, path);
                    }
                    Visit(s.Body, path);
                    break;
            }
        }
    }

    private void Visit(Expression e, List<List<Statement>> path)
    {
        if (e is VariableExpression v) Note(v.Variable, path);
        if (e is AddressOf a) Note(a.Variable, path);
        foreach (var operand in e.Operands) Visit(operand, path);
    }

    private void Note(Variable variable, List<List<Statement>> path)
    {
        if (variable.IsParameter) return;
        if (!_paths.TryGetValue(variable, out var known))
        {
            _paths[variable] = path;
            return;
        }
        int common = 0;
        while (common < known.Count && common < path.Count && ReferenceEquals(known[common], path[common])) common++;
        if (common < known.Count) _paths[variable] = known[..common];
    }
}
