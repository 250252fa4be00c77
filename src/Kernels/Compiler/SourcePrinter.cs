using System.Globalization;
using System.Text;

namespace Neuron.Kernels.Compiler;

/// <summary>Prints a program as C that a person can read.</summary>
internal sealed class SourcePrinter
{
    private readonly KernelProgram _program;
    private readonly Dialect _dialect;
    private readonly StringBuilder _text = new();
    private readonly HashSet<Variable> _declared = [];

    private SourcePrinter(KernelProgram program) => (_program, _dialect) = (program, program.Dialect);

    public static string Print(KernelProgram program)
    {
        var printer = new SourcePrinter(program);
        printer.PrintAll();
        return printer._text.ToString();
    }

    private void PrintAll()
    {
        _text.Append(_dialect.Prelude);
        foreach (var type in _program.Types.Structs) PrintStruct(type);
        PrintHelpers();
        foreach (var (variable, elements) in _program.Constants)
        {
            var array = (ArrayType)variable.Type;
            _text.Append($"{_dialect.ConstantKeyword} {TypeName(array.Element)} {variable.Name}[{array.Length}] = {{ {string.Join(", ", elements.Select(Literal))} }};\n\n");
        }
        foreach (var function in _program.Functions) PrintFunction(function);
        foreach (var kernel in _program.Kernels) PrintKernel(kernel);
    }

    private void PrintStruct(StructType type)
    {
        _text.Append("typedef struct\n{\n");
        foreach (var field in type.Fields) _text.Append($"    {Declaration(field.Type, field.Name)};\n");
        _text.Append($"}} {type.Name};\n\n");
    }

    private void PrintHelpers()
    {
        var calls = new HashSet<CallExpression>();
        foreach (var function in _program.Functions.Concat(_program.Kernels.Select(kernel => kernel.Function))) CollectCalls(function.Body, calls);
        foreach (var (type, width, space) in _program.Vectors)
            _text.Append(_dialect.VectorFunctions(type, width, space, TypeName(type.Fields[0].Type)));
        foreach (string helper in _program.Helpers.Values) _text.Append(helper);
        var atomics = calls.Where(call => call.Name.StartsWith("atomic.", StringComparison.Ordinal) && call.Type.IsFloat)
            .Select(call => (Operation: call.Name[7..], ((ScalarType)call.Type).Kind, ((PointerType)call.Arguments[0].Type).Space)).Distinct().ToList();
        bool cuda = _dialect is CudaDialect;
        foreach (var kind in (ReadOnlySpan<ScalarKind>)[ScalarKind.Float32, ScalarKind.Float64])
        {
            string type = _dialect.Name(kind), suffix = type;
            bool Uses(string name, string operation) => cuda || calls.Any(call => call.Name == name && (call.Arguments[0].Type as ScalarType)?.Kind == kind)
                || atomics.Contains((operation, kind, AddressSpace.Global)) || atomics.Contains((operation, kind, AddressSpace.Shared));
            if (Uses("nk_max", "Max")) PrintExtremum(type, kind, "nk_max", ">", "&");
            if (Uses("nk_min", "Min")) PrintExtremum(type, kind, "nk_min", "<", "|");
            if (Uses("nk_equals", "")) _text.Append($"{_dialect.FunctionKeyword}{Overloadable}int nk_equals({type} a, {type} b)\n{{\n    return a == b || (a != a && b != b);\n}}\n\n");
        }
        foreach (var kind in (ReadOnlySpan<ScalarKind>)[ScalarKind.UInt32, ScalarKind.UInt64])
        {
            string type = _dialect.Name(kind);
            if (!calls.Any(call => call.Name == "nk_ctz" && ((ScalarType)call.Arguments[0].Type).Kind == kind)) continue;
            string popcount = _dialect.Call(new CallExpression("popcount", null, [new VariableExpression(new("(x & -x) - 1", new ScalarType(kind)), new ScalarType(kind))], new ScalarType(kind)), Expression);
            _text.Append($"{_dialect.FunctionKeyword}{Overloadable}{type} nk_ctz({type} x)\n{{\n    return {popcount};\n}}\n\n");
        }
        if (cuda) _text.Append(CudaDialect.Helpers);
        else
            foreach (var (operation, kind, space) in atomics) _text.Append(OpenClDialect.FloatAtomics(operation, kind, space));
        _text.Append('\n');
    }

    /// <summary>OpenCL C functions of one name for several types need the compiler's leave, which every clang-based one gives.</summary>
    private string Overloadable => _dialect is OpenClDialect ? "__attribute__((overloadable)) " : "";

    /// <summary>.NET's Min and Max: NaN if either is NaN, and -0 below +0.</summary>
    private void PrintExtremum(string type, ScalarKind kind, string name, string order, string zeros)
    {
        var bits = kind == ScalarKind.Float32 ? ScalarKind.UInt32 : ScalarKind.UInt64;
        string both = $"{_dialect.As(kind, bits, "a")} {zeros} {_dialect.As(kind, bits, "b")}";
        _text.Append($"{_dialect.FunctionKeyword}{Overloadable}{type} {name}({type} a, {type} b)\n{{\n")
            .Append($"    if (a == b) return {_dialect.As(bits, kind, both)};\n    return a {order} b || a != a ? a : b;\n}}\n\n");
    }

    private static void CollectCalls(List<Statement> code, HashSet<CallExpression> calls)
    {
        void Visit(Expression e)
        {
            if (e is CallExpression call) calls.Add(call);
            foreach (var operand in e.Operands) Visit(operand);
        }
        foreach (var statement in code)
        {
            switch (statement)
            {
                case Assign s: Visit(s.Value); break;
                case Store s: Visit(s.Pointer); Visit(s.Value); break;
                case Evaluate s: Visit(s.Expression); break;
                case Return { Value: { } value }: Visit(value); break;
                case If s: Visit(s.Condition); CollectCalls(s.Then, calls); CollectCalls(s.Else, calls); break;
                case Section s: CollectCalls(s.Body, calls); break;
                case Loop s:
                    if (s.Condition is { } condition) Visit(condition);
                    CollectCalls(s.Body, calls);
                    CollectCalls(s.Increment, calls);
                    break;
            }
        }
    }

    private void PrintFunction(CompiledFunction function)
    {
        var parameters = function.Parameters.Concat(function.Shared).Select(variable => variable.Type is ArrayType array
            ? $"{_dialect.Qualifier(variable.Space)}{TypeName(array.Element)}* {variable.Name}"
            : Declaration(variable.Type, variable.Name));
        _text.Append($"{_dialect.FunctionKeyword}{TypeName(function.ReturnType)} {function.Name}({string.Join(", ", parameters)})\n{{\n");
        PrintBody(function, "    ");
        _text.Append("}\n\n");
    }

    private void PrintKernel(KernelEntry kernel)
    {
        var parameters = new List<string>();
        var setup = new List<string>();
        foreach (var index in kernel.Index) parameters.Add($"int extent_{index.Name}");
        for (int i = 0; i < kernel.Index.Count; i++)
        {
            string name = kernel.Index[i].Name, first = "";
            if (_dialect.LaunchesParts && i > 0)
            {
                parameters.Add($"int first_{name}");
                first = $"first_{name} + ";
            }
            setup.Add($"int {name} = {first}{_dialect.GlobalId(i)};");
        }
        if (kernel.Index.Count > 0) setup.Add($"if ({string.Join(" || ", kernel.Index.Select(index => $"{index.Name} >= extent_{index.Name}"))}) return;");
        foreach (var (_, value, length) in kernel.Arguments)
        {
            if (length is null)
            {
                parameters.Add(Declaration(value.Type, value.Name));
                continue;
            }
            var (text, code) = _dialect.ViewParameter(value.Name, TypeName(value.Type), value.Name, length.Name);
            parameters.Add(text);
            if (code is not null) setup.Add(code);
        }
        var dynamics = kernel.Function.Shared.Where(variable => variable.IsDynamic).ToList();
        if (dynamics.Count > 0)
        {
            var memory = dynamics.Find(variable => variable.Type is ArrayType)!.Name;
            var (text, code) = _dialect.DynamicShared(memory, dynamics.Find(variable => variable.Type is not ArrayType)?.Name ?? memory + "_bytes");
            if (text is not null) parameters.Add(text);
            if (code.Length > 0) setup.Add(code);
        }
        _text.Append($"{_dialect.KernelHead(kernel.GroupSize, kernel.Function.ResidentGroups)} {kernel.Function.Name}({string.Join(", ", parameters)})\n{{\n");
        foreach (var shared in kernel.Function.Shared.Where(variable => !variable.IsDynamic))
            _text.Append($"    {_dialect.SharedKeyword} {Declaration(shared.Type, shared.Name)};\n");
        foreach (string line in setup) _text.Append($"    {line}\n");
        PrintBody(kernel.Function, "    ");
        _text.Append("}\n\n");
    }

    private void PrintBody(CompiledFunction function, string indent)
    {
        _declared.Clear();
        PrintCode(function.Body, indent, Scopes.Of(function.Body));
    }

    private void PrintCode(List<Statement> code, string indent, Scopes scopes)
    {
        foreach (var variable in scopes.DeclaredAtTopOf(code))
        {
            _declared.Add(variable);
            _text.Append($"{indent}{Declaration(variable.Type, variable.Name)};\n");
        }
        foreach (var statement in code) PrintStatement(statement, indent, scopes);
    }

    private void PrintStatement(Statement statement, string indent, Scopes scopes)
    {
        switch (statement)
        {
            case Loop loop:
                PrintLoop(loop, indent, scopes);
                break;
            case If branch:
                _text.Append($"{indent}if ({Expression(branch.Condition)})");
                PrintNested(branch.Then, indent, scopes);
                if (branch.Else.Count == 0) break;
                _text.Append($"{indent}else");
                if (branch.Else is [If] && !scopes.DeclaredAtTopOf(branch.Else).Any())
                {
                    int mark = _text.Length;
                    PrintStatement(branch.Else[0], indent, scopes);
                    _text.Remove(mark, indent.Length).Insert(mark, ' ');
                }
                else
                {
                    PrintNested(branch.Else, indent, scopes);
                }
                break;
            case Section section:
                _text.Append($"{indent}do");
                PrintNested(section.Body, indent, scopes);
                _text.Append($"{indent}while (0);\n");
                break;
            default:
                _text.Append(indent).Append(Simple(statement)).Append(";\n");
                break;
        }
    }

    private void PrintNested(List<Statement> code, string indent, Scopes scopes)
    {
        _text.Append($"\n{indent}{{\n");
        PrintCode(code, indent + "    ", scopes);
        _text.Append($"{indent}}}\n");
    }

    private void PrintLoop(Loop loop, string indent, Scopes scopes)
    {
        if (loop.Unroll is { } factor) _text.Append($"{indent}#pragma unroll{(factor > 0 ? " " + factor : "")}\n");
        if (loop.TestsLast)
        {
            _text.Append($"{indent}do");
            PrintNested(loop.Body, indent, scopes);
            _text.Append($"{indent}while ({Expression(loop.Condition!)});\n");
            return;
        }
        string condition = loop.Condition is { } c ? Expression(c) : "";
        if (loop.Increment.Count > 0) _text.Append($"{indent}for (; {condition}; {string.Join(", ", loop.Increment.Select(Simple))})");
        else _text.Append($"{indent}while ({(condition.Length > 0 ? condition : "1")})");
        PrintNested(loop.Body, indent, scopes);
    }

    private string Simple(Statement statement)
    {
        switch (statement)
        {
            case Assign s:
                bool declare = !s.Target.IsParameter && _declared.Add(s.Target);
                string target = declare ? Declaration(s.Target.Type, s.Target.Name) : s.Target.Name;
                return $"{target} = {(declare && s.Value is ZeroStruct ? "{ 0 }" : Expression(s.Value))}";
            case Store s: return $"{Place(s.Pointer)} = {Expression(s.Value)}";
            case Evaluate { Expression: CallExpression { Name: "nk_clear" } clear }:
                var array = ((VariableExpression)clear.Arguments[0]).Variable;
                var type = (ArrayType)array.Type;
                return type.Element is ScalarType
                    ? $"for (int clear = 0; clear < {type.Length}; clear++) {array.Name}[clear] = 0"
                    : $"for (int clear = 0; clear < {type.Length}; clear++) {array.Name}[clear] = {Expression(new ZeroStruct((StructType)type.Element))}";
            case Evaluate s: return Expression(s.Expression);
            case Return { Value: { } value }: return $"return {Expression(value)}";
            case Return: return "return";
            case Break: return "break";
            case Continue: return "continue";
            case UnrollHint: return "";
            default: throw new InvalidOperationException($"{statement} is no simple statement.");
        }
    }

    private string TypeName(KernelType type) => type switch
    {
        ScalarType scalar => _dialect.Name(scalar.Kind),
        PointerType pointer => $"{_dialect.Qualifier(pointer.Space)}{TypeName(pointer.Element)}*",
        StructType s => s.Name,
        VoidType => "void",
        ArrayType array => TypeName(array.Element),
        _ => throw new InvalidOperationException($"{type} has no name."),
    };

    private string Declaration(KernelType type, string name) =>
        type is ArrayType array ? $"{TypeName(array.Element)} {name}[{array.Length}]" : $"{TypeName(type)} {name}";

    /// <summary>An expression in parentheses unless it binds tightly anyway.</summary>
    private string Operand(Expression e)
    {
        string text = Expression(e);
        bool tight = e is VariableExpression or CallExpression { Name: not "item.make" } or Load or FieldValue
            || (e is Constant && !text.StartsWith('-') && !text.StartsWith('('));
        return (tight && !text.StartsWith('(') && !text.StartsWith('*')) || e is Conversion ? text : $"({text})";
    }

    private string Expression(Expression e) => e switch
    {
        Constant constant => Literal(constant),
        ZeroStruct zero => _dialect is CudaDialect ? $"{zero.Struct.Name}{{}}" : $"({zero.Struct.Name}){{ 0 }}",
        VariableExpression v => v.Variable.Name,
        AddressOf { Variable.Type: ArrayType } address => address.Variable.Name,
        AddressOf address => "&" + address.Variable.Name,
        ElementPointer p => Index(p.Index) is "0" ? Expression(p.Pointer) : $"{Operand(p.Pointer)} + {IndexOperand(p.Index)}",
        FieldPointer p => (p.Field.Type is ArrayType ? "" : "&") + Member(p),
        PointerCast cast => $"({TypeName(cast.Type)}){Operand(cast.Pointer)}",
        Load load => Place(load.Pointer),
        FieldValue field => $"{Operand(field.Struct)}.{field.Field.Name}",
        Unary unary => unary.Operator + Operand(unary.Operand),
        Binary binary => $"{Operand(binary.Left)} {binary.Operator} {Right(binary)}",
        Conditional c => $"{Operand(c.Condition)} ? {Operand(c.WhenTrue)} : {Operand(c.WhenFalse)}",
        Conversion conversion => Convert(conversion),
        CallExpression { Name: "item.make" } make => _dialect is CudaDialect
            ? $"{TypeName(make.Type)}{{ {string.Join(", ", make.Arguments.Select(Expression))} }}"
            : $"({TypeName(make.Type)}){{ {string.Join(", ", make.Arguments.Select(Expression))} }}",
        CallExpression { Function: not null } call => $"{call.Name}({string.Join(", ", call.Arguments.Select(Expression))})",
        CallExpression call when call.Name.StartsWith("as.", StringComparison.Ordinal) =>
            _dialect.As(((ScalarType)call.Arguments[0].Type).Kind, ((ScalarType)call.Type).Kind, Expression(call.Arguments[0])),
        CallExpression call => _dialect.Call(call, Expression),
        _ => throw new InvalidOperationException($"{e} cannot be printed."),
    };

    /// <summary>The right side of an unsigned operator needs no cast: C converts it as the cast would.</summary>
    private string Right(Binary binary)
    {
        bool implied = binary.Operator is "+" or "-" or "*" && binary.Right is Conversion { Operand.Type: var from } conversion
            && conversion.Type.IsUnsigned && from.IsInteger && from.Is64Bit == conversion.Type.Is64Bit && !from.Equals(KernelType.Bool)
            && from is ScalarType { Size: >= 4 };
        return implied ? Operand(((Conversion)binary.Right).Operand) : Operand(binary.Right);
    }

    private string Convert(Conversion conversion)
    {
        var from = (ScalarType)conversion.Operand.Type;
        var to = (ScalarType)conversion.Type;
        if (from.IsFloat && to.IsInteger) return _dialect.ToInteger(from.Kind, to.Kind, Expression(conversion.Operand));
        return $"({TypeName(to)}){Operand(conversion.Operand)}";
    }

    /// <summary>What lies at an address.</summary>
    private string Place(Expression pointer) => pointer switch
    {
        AddressOf address => address.Variable.Name,
        ElementPointer p => $"{Operand(p.Pointer)}[{Index(p.Index)}]",
        FieldPointer p => Member(p),
        VariableExpression { Variable.Type: ArrayType } array => $"{array.Variable.Name}[0]",
        _ => $"*{Operand(pointer)}",
    };

    private string Member(FieldPointer p) => p.Pointer switch
    {
        AddressOf or ElementPointer or FieldPointer => $"{Place(p.Pointer)}.{p.Field.Name}",
        _ => $"{Operand(p.Pointer)}->{p.Field.Name}",
    };

    private string IndexOperand(Expression index)
    {
        string text = Index(index);
        return text.Contains(' ', StringComparison.Ordinal) ? $"({text})" : text;
    }

    /// <summary>
    /// An index without the casts that wrap it: an overflow of the outermost sum of ints, or of 64-bit arithmetic, would lie
    /// outside every view, so it need not wrap, and compilers can put constants into the address.
    /// </summary>
    private string Index(Expression e)
    {
        while (e is Conversion { Type: ScalarType { Kind: ScalarKind.Int64 or ScalarKind.UInt64 } } widening
            && widening.Operand.Type is ScalarType { Kind: ScalarKind.Int32 or ScalarKind.Int64 } && (widening.Operand.Type.Is64Bit || widening.Type == KernelType.Int64))
            e = widening.Operand;
        bool wide = e.Type.Is64Bit;
        if (e is Conversion { Operand: Binary inner } && !inner.Type.IsFloat && inner.Type.Is64Bit == wide) e = inner;
        if (e is not Binary { Operator: "+" or "-" or "*" } sum || (e.Type.IsUnsigned && !wide && !IsCastOf(sum))) return Expression(e);
        if (wide) return $"{IndexTerm(sum.Left)} {sum.Operator} {IndexTerm(sum.Right)}";
        return sum.Operator == "*" ? Expression(Arithmetic.Convert(sum, KernelType.Int32))
            : $"{Operand(Arithmetic.Convert(sum.Left, KernelType.Int32))} {sum.Operator} {Operand(Arithmetic.Convert(sum.Right, KernelType.Int32))}";
    }

    private static bool IsCastOf(Binary sum) => sum.Left is Conversion or Constant && sum.Right is Conversion or Constant;

    private string IndexTerm(Expression e)
    {
        if (e is Conversion { Operand.Type.Is64Bit: true } cast) e = cast.Operand;
        if (e is Constant constant) return Literal((Constant)Arithmetic.Convert(constant, KernelType.Int64));
        if (e is Conversion { Operand: Binary { Type.Is64Bit: true } } or Binary { Operator: "+" or "-" or "*" }) return $"({Index(e)})";
        return Operand(Arithmetic.Convert(e, KernelType.Int64));
    }

    private string Literal(Constant constant)
    {
        var culture = CultureInfo.InvariantCulture;
        switch (constant.Value)
        {
            case bool b: return b ? "1" : "0";
            case int i: return i == int.MinValue ? "(-2147483647 - 1)" : i.ToString(culture);
            case uint u: return u.ToString(culture) + "u";
            case long l: return l == long.MinValue ? $"(-9223372036854775807{_dialect.LongSuffix} - 1)" : l.ToString(culture) + _dialect.LongSuffix;
            case ulong u: return u.ToString(culture) + "U" + _dialect.LongSuffix;
            case float f when !float.IsFinite(f): return _dialect.As(ScalarKind.UInt32, ScalarKind.Float32, $"0x{BitConverter.SingleToUInt32Bits(f):X8}u");
            case float f: return WithPoint(f.ToString("R", culture)) + "f";
            case double d when !double.IsFinite(d): return _dialect.As(ScalarKind.UInt64, ScalarKind.Float64, $"0x{BitConverter.DoubleToUInt64Bits(d):X16}U{_dialect.LongSuffix}");
            case double d: return WithPoint(d.ToString("R", culture));
            default: return System.Convert.ToString(constant.Value, culture)!;
        }
    }

    private static string WithPoint(string number) => number.AsSpan().IndexOfAny('.', 'E') < 0 ? number + ".0" : number;
}
