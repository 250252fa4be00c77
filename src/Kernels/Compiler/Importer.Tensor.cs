using System.Reflection;
using Neuron.Kernels.Language;
using Neuron.Kernels.Runtime;
using Half = Neuron.Kernels.Language.Half;

namespace Neuron.Kernels.Compiler;

/// <summary>Tensor cores and asynchronous copies: instructions where the dialect has them, else the C# methods, which say the same in plain terms.</summary>
internal sealed partial class Importer
{
    private bool TryTensorCore(MethodInfo method, List<Value> arguments, out Value? result)
    {
        result = null;
        bool supported = _program.Dialect.HasTensorCores;
        if (method.Name == "get_IsSupported")
        {
            result = Arithmetic.Bool(supported);
            return true;
        }
        if (method.Name == "RoundToTf32" && supported)
        {
            _program.UseHelper("nk_round_tf32", _program.Dialect.RoundToTf32("nk_round_tf32"));
            result = SpillCall(new CallExpression("nk_round_tf32", null, [(Expression)arguments[0]], KernelType.Float32));
            return true;
        }
        if (method.Name is not ("MultiplyAdd" or "LoadMatrices" or "LoadMatricesTransposed")) return false;
        RequireGroups("TensorCore." + method.Name);
        if (!supported) return false;
        var element = method.GetGenericArguments()[0];
        if (element != typeof(BFloat16) && element != typeof(Half) && element != typeof(float))
            throw Refuse(KernelRule.UnsupportedType, $"TensorCore of {element.Name}; it takes BFloat16, Half and float");
        var type = (StructType)TypeOf(method.ReturnType);
        if (method.Name == "MultiplyAdd")
        {
            var operands = arguments.Select(argument => (Expression)argument).ToList();
            string kind = element == typeof(float) ? "tf32" : element == typeof(Half) ? "f16" : "bf16";
            _program.UseHelper("nk_mma_" + kind, _program.Dialect.MultiplyAdd(kind, [.. operands.Select(operand => (StructType)operand.Type)]));
            result = SpillCall(new CallExpression("nk_mma_" + kind, null, operands, type));
            return true;
        }
        var tile = ViewOf(arguments[0]);
        if (((PointerType)tile.Pointer.Type).Space != AddressSpace.Shared) throw Refuse(KernelRule.MixedMemory, "a tile of TensorCore lies in shared memory");
        bool transposed = method.Name == "LoadMatricesTransposed";
        string name = transposed ? "nk_ldmatrix_trans" : "nk_ldmatrix";
        _program.UseHelper(name, _program.Dialect.LoadMatrices(name, transposed, type));
        result = SpillCall(new CallExpression(name, null, [new ElementPointer(tile.Pointer, (Expression)arguments[1])], type));
        return true;
    }

    private bool TryAsyncCopy(MethodInfo method, List<Value> arguments, out Value? result)
    {
        result = null;
        bool supported = _program.Dialect.HasAsyncCopies;
        switch (method.Name)
        {
            case "get_IsSupported":
                result = Arithmetic.Bool(supported);
                return true;
            case "Commit" or "Wait":
                int groups = method.Name == "Wait" ? ConstantInt((Expression)arguments[0], "AsyncCopy.Wait") : -1;
                if (!supported) return true;
                string wait = groups < 0 ? "nk_async_commit" : $"nk_async_wait_{groups}";
                _program.UseHelper(wait, _program.Dialect.AsyncFence(wait, groups));
                Emit(new Evaluate(new CallExpression(wait, null, [], KernelType.Void)));
                return true;
            case "Copy1" or "Copy2" or "Copy4" or "Copy8":
                int bytes = (method.Name[^1] - '0') * KernelParameter.SizeOf(method.GetGenericArguments()[0]);
                var (target, source) = (ViewOf(arguments[0]), ViewOf(arguments[2]));
                bool fits = ((PointerType)target.Pointer.Type).Space == AddressSpace.Shared && ((PointerType)source.Pointer.Type).Space == AddressSpace.Global;
                if (!supported || !fits || bytes is not (4 or 8 or 16)) return false;
                string copy = $"nk_async_copy_{bytes}";
                _program.UseHelper(copy, _program.Dialect.AsyncCopy(copy, bytes));
                Emit(new Evaluate(new CallExpression(copy, null,
                    [new ElementPointer(target.Pointer, (Expression)arguments[1]), new ElementPointer(source.Pointer, (Expression)arguments[3])], KernelType.Void)));
                return true;
            default:
                return false;
        }
    }
}
