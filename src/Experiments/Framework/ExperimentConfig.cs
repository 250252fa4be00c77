using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Neuron.Experiments;

/// <summary>What a run can be told; every experiment derives its own record, whose defaults are the <c>paper</c> preset.</summary>
/// <remarks>A property checks its range in <c>init</c> and reports a value outside it by <see cref="OutOfRange"/>.</remarks>
internal abstract record ExperimentConfig
{
    /// <summary>Independent repetitions, each with its own seed; error bars are standard errors over them. At least 1.</summary>
    public int Seeds { get; init => field = value >= 1 ? value : throw OutOfRange(value, "1 or more"); } = 5;

    /// <summary>Looks at what several settings must have to do with each other.</summary>
    /// <exception cref="ConfigException">Two settings do not go together.</exception>
    public virtual void Check()
    {
    }

    /// <summary>The error of a value outside its range; <paramref name="key"/> is the property it was meant for.</summary>
    protected static ConfigException OutOfRange(object value, string range, [CallerMemberName] string key = "") =>
        new($"{ConfigJson.KeyOf(key)} = {Invariant(value)} is out of range: expected {range}.");

    /// <summary>Passes <paramref name="value"/> when it is at least <paramref name="least"/>.</summary>
    /// <exception cref="ConfigException">It is smaller.</exception>
    protected static int AtLeast(int least, int value, [CallerMemberName] string key = "") =>
        value >= least ? value : throw OutOfRange(value, $"{least} or more", key);

    /// <summary>Passes a finite <paramref name="value"/> greater than zero.</summary>
    /// <exception cref="ConfigException">It is not.</exception>
    protected static double Positive(double value, [CallerMemberName] string key = "") =>
        value > 0 && double.IsFinite(value) ? value : throw OutOfRange(value, "a finite number above 0", key);

    /// <summary>Passes a finite <paramref name="value"/> of zero or more.</summary>
    /// <exception cref="ConfigException">It is not.</exception>
    protected static double NotNegative(double value, [CallerMemberName] string key = "") =>
        value >= 0 && double.IsFinite(value) ? value : throw OutOfRange(value, "a finite number of 0 or more", key);

    /// <summary>Passes a probability in [0, 1).</summary>
    /// <exception cref="ConfigException">It is not one.</exception>
    protected static double Probability(double value, [CallerMemberName] string key = "") =>
        value is >= 0 and < 1 ? value : throw OutOfRange(value, "a number in [0, 1)", key);

    /// <summary>Passes a list that names something, and nothing twice.</summary>
    /// <exception cref="ConfigException">It is empty, or names something twice.</exception>
    protected static IReadOnlyList<T> Distinct<T>(IReadOnlyList<T> value, [CallerMemberName] string key = "") where T : struct, Enum =>
        value.Count > 0 && value.Distinct().Count() == value.Count ? value
            : throw OutOfRange(value.Count == 0 ? "none" : string.Join(",", value.Select(v => JsonNamingPolicy.KebabCaseLower.ConvertName($"{v}"))), "one or more, none of them twice", key);

    private static string Invariant(object value) => FormattableString.Invariant($"{value}");
}
