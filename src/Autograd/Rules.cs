using System.Diagnostics.CodeAnalysis;
using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>The one table of gradient rules: a row a primitive, written in Tensor operations. One file per family.</summary>
internal static partial class Rules
{
    private static readonly Dictionary<Type, Rule> s_table = All.ToDictionary(rule => rule.Primitive);

    /// <summary>Primitives that have no gradient: their results are flat, integer or random, or they are gradients fused into one pass, or replays of what was recorded.</summary>
    public static IReadOnlySet<Type> NotDifferentiable { get; } = new HashSet<Type>
    {
        typeof(Compare), typeof(ArgReduce), typeof(ArgScan), typeof(Fill), typeof(Ramp), typeof(RandomFill), typeof(Assign), typeof(UnaryGradient),
        typeof(UnaryGradientInPlace), typeof(Accumulate),
        typeof(SoftmaxGradient), typeof(CrossEntropyGradient),
        typeof(GeneralEigenvalues),
        typeof(OptimizerStep),
        typeof(NormalizationGradient),
        typeof(AttentionGradient),
        typeof(RecurrenceGradient),
        typeof(ElementwiseChain),
    };

    /// <summary>Every rule.</summary>
    public static IEnumerable<Rule> All =>
    [
        .. Elementwise,
        .. Views,
        .. Reductions,
        .. Scans,
        .. LinearAlgebra,
        .. SoftmaxFamily, .. NormalizationFamily, .. AttentionFamily, .. RecurrentFamily,
        .. Decompositions, .. FourierFamily,
        .. Convolutions,
        .. Pools,
        .. Indexing,
        .. Random,
    ];

    public static bool TryFind(Type primitive, [NotNullWhen(true)] out Rule? rule) => s_table.TryGetValue(primitive, out rule);
}
