using Neuron.Experiments.Report;

namespace Neuron.Experiments.Guidance;

/// <summary>Turns what was measured into a report: claims, curves, alignment, similarity maps, the paper's numbers beside ours.</summary>
/// <param name="preset">Size of the run; the smallest is not judged.</param>
/// <param name="task">Name of the metric and its direction.</param>
/// <param name="chance">The metric of guessing, if there is such a thing.</param>
/// <param name="higherIsBetter">Direction of the metric.</param>
/// <param name="published">The paper's numbers.</param>
/// <param name="claims">The paper's statements.</param>
internal sealed class GuidanceSummary(Preset preset, string task, double? chance, bool higherIsBetter, Published published, IReadOnlyList<Claim> claims)
{
    private const string OneSeed = "one seed cannot tell";
    private const double Sigmas = 2; // how many standard errors of a difference make it count

    /// <summary>The report of one run.</summary>
    public Summary Of(GuidanceOutcome outcome)
    {
        Condition[] conditions = [.. outcome.Parts.Keys];
        var verdicts = claims.Where(c => outcome.Parts.ContainsKey(c.Better) && (c.Than is null || outcome.Parts.ContainsKey(c.Than.Value)))
            .Select(c => Judge(c, outcome)).ToArray();
        List<Section> sections = [];
        if (verdicts.Length > 0 && preset is not Preset.Smoke)
        {
            sections.Add(new("What the paper says, and what was measured",
                $"A difference counts when it exceeds {Sigmas:0} standard errors of itself; that from chance includes the error of counting on the test samples, √(p(1 − p)/n).",
                [new Table("Statements", "", ["Statement", "Measured difference", "Verdict"], [.. verdicts.Select(v => (IReadOnlyList<string>)[v.Claim.Text, v.Difference, v.Word])])]));
        }
        sections.Add(Performance(outcome, conditions));
        Condition[] guided = [.. conditions.Where(c => outcome.Parts[c].Any(p => p.GuidanceLoss.Any(double.IsFinite)))];
        if (guided.Length > 0) sections.Add(Alignment(outcome, conditions, guided));
        sections.Add(Maps(outcome, conditions));
        return new(Finding(outcome, conditions, verdicts), Results(outcome, conditions), sections);
    }

    private List<Result> Results(GuidanceOutcome outcome, Condition[] conditions)
    {
        List<Result> results = [.. conditions.Select(c => new Result(c.Label, task, SampleMean.Of(outcome.Metrics(c)),
            published.Conditions.GetValueOrDefault(c), Note: published.Conditions.ContainsKey(c) ? published.Setting : null))];
        if (outcome.Guides.Count == 0) return results;
        results.Add(new("the guide itself, trained", task, SampleMean.Of([.. outcome.Guides.Select(g => g.Trained)]), published.TrainedGuide,
            Note: published.TrainedGuide is null ? null : published.Setting));
        results.Add(new("the guide itself, untrained", task, SampleMean.Of([.. outcome.Guides.Select(g => g.Untrained)]), published.UntrainedGuide,
            Note: published.UntrainedGuide is null ? null : published.Setting));
        return results;
    }

    private Verdict Judge(Claim claim, GuidanceOutcome outcome)
    {
        SampleMean first = SampleMean.Of(outcome.Metrics(claim.Better));
        SampleMean second = claim.Than is { } than ? SampleMean.Of(outcome.Metrics(than)) : Chance(outcome.Parts[claim.Better][0].Right.Length);
        double difference = (first.Mean - second.Mean) * (higherIsBetter ? 1 : -1);
        if (first.StandardError is not { } a || second.StandardError is not { } b)
            return new(claim, $"{difference:+0.000;−0.000}", OneSeed, false);
        double error = Math.Sqrt(a * a + b * b);
        bool better = difference > Sigmas * error, holds = claim.AtMost ? Math.Abs(difference) <= Sigmas * error || difference < 0 : better;
        return new(claim, $"{difference:+0.000;−0.000} ± {error:0.000}", holds ? "shown" : "not shown", holds);
    }

    // all seeds are tested on the same samples: what these are like does not average out over seeds, as it does between two conditions
    private SampleMean Chance(int samples) => chance is { } p ? new(p, samples > 0 ? Math.Sqrt(p * (1 - p) / samples) : 0) : new(double.NaN, 0);

    private string Finding(GuidanceOutcome outcome, Condition[] conditions, Verdict[] verdicts)
    {
        string measured = string.Join(", ", conditions.Select(c => $"{c.Label} {SampleMean.Of(outcome.Metrics(c)).ToString("0.000")}"));
        string paper = string.Join(", ", published.Conditions.Where(p => outcome.Parts.ContainsKey(p.Key)).Select(p => $"{p.Key.Label} {p.Value.ToString("0.##")}"));
        string verdict = preset is Preset.Smoke ? ""
            : verdicts.All(v => v.Claim.AtMost) || verdicts.Any(v => v.Word == OneSeed) ? "" // that nothing happens where nothing should shows no effect
            : verdicts.All(v => v.Holds) ? "The paper's effect appears. "
            : verdicts.Any(v => v.Holds && !v.Claim.AtMost) ? "The paper's effect appears in part. " : "The paper's effect does not appear. ";
        return $"{verdict}{char.ToUpperInvariant(task[0])}{task[1..]}: {measured}{(chance is { } c ? $" (chance {c:0.###})" : "")}."
            + (paper.Length > 0 ? $" Paper ({published.Setting}): {paper}." : "");
    }

    private Section Performance(GuidanceOutcome outcome, Condition[] conditions)
    {
        Series[] Curves(Func<PartResult, double[]> values, int firstEpoch) => [.. conditions.Select(c => Series.Mean(c.Label, [.. outcome.Parts[c].Select(values)], firstEpoch))];
        return new("Performance", "Each curve is the mean over seeds and its band one standard error. All targets of a seed start from the same weights.",
        [
            new BarChart($"{char.ToUpperInvariant(task[0])}{task[1..]}", "At the epoch of the lowest validation loss averaged over seeds; dots are single seeds.", task,
                [.. conditions.Select(c => new Bar(c.Label, SampleMean.Of(outcome.Metrics(c)), outcome.Metrics(c)))], chance),
            new LineChart($"{char.ToUpperInvariant(task[0])}{task[1..]} by epoch", "", "epoch", task, Curves(p => p.Metric, 0)),
            new LineChart("Training loss", "Task loss alone, without the guidance term.", "epoch", "task loss", Curves(p => p.TrainLoss, 1)),
            new LineChart("Validation loss", "", "epoch", "task loss", Curves(p => p.ValidationLoss, 0)),
        ]);
    }

    private static Section Alignment(GuidanceOutcome outcome, Condition[] conditions, Condition[] guided)
    {
        List<Figure> figures =
        [
            new LineChart("Guidance loss", "Sum of 1 − similarity over the compared pairs of taps.", "epoch", "Σ (1 − similarity)",
                [.. guided.Select(c => Series.Mean(c.Label, [.. outcome.Parts[c].Select(p => p.GuidanceLoss)], 1) with { Colour = Array.IndexOf(conditions, c) })]),
        ];
        foreach (Condition condition in guided.Where(c => c is Condition.UntrainedGuide or Condition.TrainedGuide))
        {
            var parts = outcome.Parts[condition];
            int pairs = parts[0].Pairs.Length;
            int[] chosen = [.. ((int[])[0, pairs / 2, pairs - 1]).Distinct()];
            figures.Add(new LineChart($"Single pairs, {condition.Label}", "The first, the middle and the last compared pair: target tap with guide tap.", "epoch", "1 − similarity",
                [.. chosen.Select((i, n) => Series.Mean($"{parts[0].TargetTaps[parts[0].Pairs[i][0]]} with {parts[0].GuideTaps[parts[0].Pairs[i][1]]}",
                    [.. parts.Select(p => (double[])[.. p.PairDistance.Select(d => i < d.Length ? d[i] : double.NaN)])], 1) with { Colour = n + 1 })]));
        }
        return new("Alignment", "How far the guided taps are from the guide's while training.", figures);
    }

    private static Section Maps(GuidanceOutcome outcome, Condition[] conditions)
    {
        List<Figure> figures = [];
        foreach (Condition condition in conditions.Where(c => c is Condition.Unguided or Condition.UntrainedGuide or Condition.TrainedGuide))
        {
            var parts = outcome.Parts[condition];
            string guide = condition is Condition.TrainedGuide ? "trained" : "untrained";
            if (condition is not Condition.Unguided) figures.Add(Map($"Before training, against the {guide} guide", parts, p => p.Before));
            figures.Add(Map(condition is Condition.Unguided ? "After training without a guide, against the untrained guide" : $"After training with the {guide} guide", parts, p => p.After));
        }
        return new("Similarity of target and guide", "Linear CKA of every tap of the target with every tap of the guide on held-out inputs, averaged over seeds.", figures);
    }

    private static HeatMap Map(string title, IReadOnlyList<PartResult> parts, Func<PartResult, double[][]> map)
    {
        PartResult first = parts[0];
        IReadOnlyList<IReadOnlyList<double?>> mean = [.. first.TargetTaps.Select((_, r) => (IReadOnlyList<double?>)[.. first.GuideTaps.Select((_, c) => (double?)parts.Average(p => map(p)[r][c]))])];
        return new(title, "Outlined: the pairs that the guidance loss compares.", "guide tap", "target tap", first.GuideTaps, first.TargetTaps, mean, 0, 1,
            [.. first.Pairs.Select(p => (IReadOnlyList<int>)p)]);
    }

    private sealed record Verdict(Claim Claim, string Difference, string Word, bool Holds);
}
