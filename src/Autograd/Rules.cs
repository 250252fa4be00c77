using System.Diagnostics.CodeAnalysis;
using Neuron.Primitives;

namespace Neuron.Autograd;

/// <summary>The one table of gradient rules: a row a primitive, written in Tensor operations. One file per family.</summary>
internal static partial class Rules
{
    /// <summary>The families, what most networks ask for first: see <see cref="TryMake"/>.</summary>
    private static readonly Func<Rule[]>[] s_families =
    [
        () => Elementwise, () => LinearAlgebra, () => SoftmaxFamily, () => Views, () => Reductions, () => NormalizationFamily, () => AttentionFamily,
        () => Convolutions, () => Pools, () => Indexing, () => Random, () => RecurrentFamily, () => Scans, () => Decompositions, () => FourierFamily,
    ];

    private static readonly Lock s_lock = new();
    private static volatile Dictionary<Type, Rule> s_table = []; // of the first s_made families
    private static int s_made;

    /// <summary>Primitives that have no gradient: their results are flat, integer or random, or they are gradients fused into one pass, or replays of what was recorded.</summary>
    public static IReadOnlySet<Type> NotDifferentiable { get; } = new HashSet<Type>
    {
        typeof(Compare), typeof(ArgReduce), typeof(ArgScan), typeof(Fill), typeof(Ramp), typeof(RandomFill), typeof(Assign), typeof(UnaryGradient),
        typeof(UnaryGradientInPlace), typeof(Accumulate), typeof(AccumulateIndices),
        typeof(SoftmaxGradient), typeof(CrossEntropyGradient),
        typeof(GeneralEigenvalues),
        typeof(OptimizerStep),
        typeof(NormalizationGradient),
        typeof(AttentionGradient),
        typeof(RecurrenceGradient),
        typeof(ElementwiseChain),
    };

    /// <summary>Every rule.</summary>
    public static IEnumerable<Rule> All => s_families.SelectMany(family => family());

    public static bool TryFind(Type primitive, [NotNullWhen(true)] out Rule? rule) =>
        s_table.TryGetValue(primitive, out rule) || TryMake(primitive, out rule);

    /// <summary>Makes the rules of the next families, until one has the primitive's: a small program needs three of fifteen, and each costs its start a millisecond or two.</summary>
    private static bool TryMake(Type primitive, [NotNullWhen(true)] out Rule? rule)
    {
        lock (s_lock)
        {
            while (!s_table.TryGetValue(primitive, out rule))
            {
                if (s_made == s_families.Length || NotDifferentiable.Contains(primitive)) return false;
                var table = new Dictionary<Type, Rule>(s_table); // others may be reading the old one
                foreach (var made in s_families[s_made]()) table.Add(made.Primitive, made);
                s_table = table;
                s_made++;
            }
            return true;
        }
    }
}
