using System.Globalization;

namespace Neuron.Models;

/// <summary>The usual learning-rate schedules; t is the step, η the base rate.</summary>
public static class Schedules
{
    /// <summary>η, always.</summary>
    public static Schedule Fixed { get; } = Of((_, rate) => rate);

    /// <summary>A schedule of one's own: (t, η) → rate.</summary>
    public static Schedule Of(Func<long, double, double> rate, Func<long, double>? momentum = null) => new FunctionSchedule(rate, momentum);

    /// <summary>η·γ^⌊t / size⌋.</summary>
    public static Schedule Step(int size, double gamma = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return Of((t, rate) => rate * Math.Pow(gamma, t / size));
    }

    /// <summary>η·γ^(number of milestones passed).</summary>
    public static Schedule MultiStep(long[] milestones, double gamma = 0.1)
    {
        ArgumentNullException.ThrowIfNull(milestones);
        return Of((t, rate) => rate * Math.Pow(gamma, milestones.Count(m => m <= t)));
    }

    /// <summary>η·γᵗ.</summary>
    public static Schedule Exponential(double gamma) => Of((t, rate) => rate * Math.Pow(gamma, t));

    /// <summary>min + (η − min)(1 + cos(πt / period)) / 2: down in one period, up in the next.</summary>
    public static Schedule Cosine(int period, double min = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        return Of((t, rate) => Anneal(rate, min, (double)t / period));
    }

    /// <summary>The cosine from η to min over and over, each time <paramref name="factor"/> times as long (arXiv 1608.03983).</summary>
    public static Schedule CosineRestarts(int period, int factor = 1, double min = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        return Of((t, rate) =>
        {
            long length = period;
            if (factor == 1) t %= length;
            for (; t >= length; length *= factor) t -= length;
            return Anneal(rate, min, (double)t / length);
        });
    }

    /// <summary>η times a factor that goes from <paramref name="start"/> to <paramref name="end"/> in <paramref name="steps"/> steps and stays.</summary>
    public static Schedule Linear(int steps, double start, double end = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return Of((t, rate) => rate * (start + ((end - start) * Math.Min(t, steps) / steps)));
    }

    /// <summary>From 0 to η in <paramref name="steps"/> steps, then η.</summary>
    public static Schedule Ramp(int steps) => Linear(steps, 0);

    /// <summary>η·factor for <paramref name="steps"/> steps, then η.</summary>
    public static Schedule Constant(double factor, int steps) => Of((t, rate) => t < steps ? rate * factor : rate);

    /// <summary>η·(1 − t / steps)^power, then 0.</summary>
    public static Schedule Polynomial(int steps, double power = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return Of((t, rate) => rate * Math.Pow(1 - ((double)Math.Min(t, steps) / steps), power));
    }

    /// <summary>Linear from 0 to η in <paramref name="warmup"/> steps, then linear to 0 at step <paramref name="total"/>.</summary>
    public static Schedule WarmupLinear(int warmup, int total)
    {
        CheckWarmup(warmup, total);
        return Of((t, rate) => rate * (t < warmup ? (double)t / warmup : Math.Max(0, (double)(total - t) / (total - warmup))));
    }

    /// <summary>Linear from 0 to η in <paramref name="warmup"/> steps, then half a cosine to 0 at step <paramref name="total"/>, then 0.</summary>
    public static Schedule WarmupCosine(int warmup, int total)
    {
        CheckWarmup(warmup, total);
        return Of((t, rate) => t < warmup ? rate * t / warmup : Anneal(rate, 0, (double)(Math.Min(t, total) - warmup) / (total - warmup)));
    }

    /// <summary>η·width^−½·min(s^−½, s·warmup^−3/2), s = t + 1 (arXiv 1706.03762, eq. 3).</summary>
    public static Schedule Noam(int width, int warmup)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(warmup);
        return Of((t, rate) => rate / Math.Sqrt(width) * Math.Min(1 / Math.Sqrt(t + 1), (t + 1) * Math.Pow(warmup, -1.5)));
    }

    /// <summary>From low up to high in <paramref name="up"/> steps and down again, over and over (arXiv 1506.01186); η plays no part.</summary>
    public static Schedule Triangular(double low, double high, int up)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(up);
        return Of((t, _) => low + ((high - low) * Math.Max(0, 1 - Math.Abs(((double)t / up) - (2 * (1 + (t / (2 * up)))) + 1))));
    }

    /// <summary>
    /// One cycle (arXiv 1708.07120): up from max/divisor to max, then down to max/divisor/finalDivisor, while the momentum goes from 0.95 to 0.85 and back;
    /// η plays no part.
    /// </summary>
    /// <param name="max">Largest rate.</param>
    /// <param name="total">Number of steps.</param>
    /// <param name="up">Fraction of the steps that go up.</param>
    /// <param name="divisor">Of the first rate.</param>
    /// <param name="finalDivisor">Of the last rate, against the first.</param>
    /// <param name="linear">Straight lines instead of half cosines.</param>
    /// <param name="threePhases">Down as fast as up, then on to the last rate.</param>
    public static Schedule OneCycle(double max, int total, double up = 0.3, double divisor = 25, double finalDivisor = 1e4, bool linear = false, bool threePhases = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 2);
        double first = max / divisor, last = first / finalDivisor;
        const double Low = 0.85, High = 0.95;
        (double End, double RateFrom, double RateTo, double From, double To)[] phases = threePhases
            ? [((up * total) - 1, first, max, High, Low), ((2 * up * total) - 2, max, first, Low, High), (total - 1, first, last, High, High)]
            : [((up * total) - 1, first, max, High, Low), (total - 1, max, last, Low, High)];
        (double Rate, double Momentum) At(long t)
        {
            double start = 0;
            int i = 0;
            for (; i < phases.Length - 1 && t > phases[i].End; i++) start = phases[i].End;
            var phase = phases[i];
            double length = phase.End - start, part = length > 0 ? Math.Min(1, (t - start) / length) : 1; // a phase may be over where it begins
            double Between(double a, double b) => linear ? a + ((b - a) * part) : Anneal(a, b, part);
            return (Between(phase.RateFrom, phase.RateTo), Between(phase.From, phase.To));
        }

        return Of((t, _) => At(t).Rate, t => At(t).Momentum);
    }

    /// <summary>One schedule after another: each starts at its milestone with step 0. It has a state to save if one of them has.</summary>
    /// <exception cref="ArgumentException">The first milestone is not 0, or one does not come after the one before it.</exception>
    public static Schedule Sequential(params ReadOnlySpan<(long From, Schedule Schedule)> parts)
    {
        var all = parts.ToArray();
        if (all.Length == 0 || all[0].From != 0) throw new ArgumentException("Sequential: the first schedule starts at step 0.", nameof(parts));
        for (int i = 1; i < all.Length; i++)
            if (all[i].From <= all[i - 1].From)
                throw new ArgumentException($"Sequential: schedule {i} starts at step {all[i].From}, the one before it at {all[i - 1].From}; expected ascending steps.", nameof(parts));
        return Array.Exists(all, p => p.Schedule is IStateful) ? new StatefulSequence(all) : new Sequence(all);
    }

    private static double Anneal(double from, double to, double part) => to + ((from - to) * (1 + Math.Cos(Math.PI * part)) / 2);

    private static void CheckWarmup(int warmup, int total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(warmup);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(total, warmup);
    }

    private class Sequence((long From, Schedule Schedule)[] parts) : Schedule
    {
        protected (long From, Schedule Schedule)[] Parts => parts;

        public override double Rate(long step, double baseRate) => At(step).Schedule.Rate(step - At(step).From, baseRate);

        public override double? Momentum(long step) => At(step).Schedule.Momentum(step - At(step).From);

        private (long From, Schedule Schedule) At(long step) => parts.Last(p => p.From <= step);
    }

    private sealed class StatefulSequence((long From, Schedule Schedule)[] parts) : Sequence(parts), IStateful
    {
        public IReadOnlyDictionary<string, Tensor> StateDictionary()
        {
            var all = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (var (name, part) in Stateful())
                foreach (var (key, value) in part.StateDictionary()) all.Add($"{name}.{key}", value);
            return all;
        }

        public void LoadStateDictionary(IReadOnlyDictionary<string, Tensor> state, string source = "state dictionary")
        {
            ArgumentNullException.ThrowIfNull(state);
            state.AllowOnly(state.Keys.Where(k => Stateful().Any(p => k.StartsWith(p.Name + ".", StringComparison.Ordinal))), source);
            foreach (var (name, part) in Stateful()) part.LoadStateDictionary(state.Below(name), source);
        }

        private IEnumerable<(string Name, IStateful Part)> Stateful()
        {
            for (int i = 0; i < Parts.Length; i++)
                if (Parts[i].Schedule is IStateful part) yield return (i.ToString(CultureInfo.InvariantCulture), part);
        }
    }

    private sealed class FunctionSchedule(Func<long, double, double> rate, Func<long, double>? momentum) : Schedule
    {
        public override double Rate(long step, double baseRate) => rate(step, baseRate);

        public override double? Momentum(long step) => momentum?.Invoke(step);
    }
}
