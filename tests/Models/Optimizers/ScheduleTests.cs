using System.Reflection;
using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class ScheduleTests
{
    private static (Schedule Schedule, double Base) Make(string name) => name switch
    {
        "step" => (Schedules.Step(4, 0.5), 0.1),
        "multistep" => (Schedules.MultiStep([3, 9, 10], 0.1), 0.1),
        "exponential" => (Schedules.Exponential(0.9), 0.1),
        "cosine" => (Schedules.Cosine(10, 0.001), 0.1),
        "cosine_restarts" => (Schedules.CosineRestarts(5, 2, 0.001), 0.1),
        "linear" => (Schedules.Linear(8, 0.25), 0.1),
        "constant" => (Schedules.Constant(0.5, 4), 0.1),
        "polynomial" => (Schedules.Polynomial(10, 2), 0.1),
        "onecycle_cos" => (Schedules.OneCycle(0.5, 20), 0.1),
        "onecycle_linear" => (Schedules.OneCycle(0.5, 20, 0.25, linear: true, threePhases: true), 0.1),
        "cyclic_triangular" => (Schedules.Triangular(0.01, 0.1, 4), 0.01),
        "warmup_linear" => (Schedules.WarmupLinear(5, 25), 0.1),
        "warmup_cosine" => (Schedules.WarmupCosine(5, 25), 0.1),
        "noam" => (Schedules.Noam(512, 10), 1),
        _ => (Schedules.Sequential((0, Schedules.Linear(4, 0.1)), (4, Schedules.Cosine(10))), 0.1),
    };

    [ReferenceTheory, ReferenceCases("schedules", "step", "multistep", "exponential", "cosine*", "linear", "constant", "polynomial", "onecycle*", "cyclic*", "warmup*", "noam", "sequential")]
    public void Rates_follow_the_reference(string name)
    {
        var c = ReferenceFile.Open("schedules")[name];
        var (schedule, rate) = Make(name);
        int steps = c["out.lr.f64"].Count;
        c.Compare("out.lr.f64", [.. Enumerable.Range(0, steps).Select(t => schedule.Rate(t, rate))], c.Rtol, c.Atol);
        if (c.Has("out.momentum.f64"))
            c.Compare("out.momentum.f64", [.. Enumerable.Range(0, steps).Select(t => schedule.Momentum(t)!.Value)], c.Rtol, c.Atol);
        else Assert.Null(schedule.Momentum(0));
    }

    [ReferenceTheory, ReferenceCases("schedules", "plateau")]
    public void Plateau_follows_the_reference_also_when_resumed(string name)
    {
        var c = ReferenceFile.Open("schedules")[name];
        var schedule = new PlateauSchedule(0.5, 2, 0.01, 1, 0.01);
        var rates = new List<double>();
        foreach (double metric in c.Double("in.metric.f64"))
        {
            schedule.Report(metric);
            rates.Add(schedule.Rate(0, 0.1));
            var resumed = new PlateauSchedule(0.5, 2, 0.01, 1, 0.01);
            resumed.LoadStateDictionary(schedule.StateDictionary());
            schedule = resumed;
        }
        c.Compare("out.lr.f64", rates.ToArray(), c.Rtol, c.Atol);
    }

    [ReferenceFact]
    public void Every_case_is_named() => ReferenceFile.Open("schedules").AssertEveryCaseIsNamed(Assembly.GetExecutingAssembly());

    [Theory, InlineData(0.1, false), InlineData(1, false), InlineData(0.1, true), InlineData(0.5, true)]
    public void One_cycle_with_a_phase_of_no_length_has_its_rates(double up, bool threePhases)
    {
        var schedule = Schedules.OneCycle(1, 10, up, threePhases: threePhases);
        double[] rates = [.. Enumerable.Range(0, 10).Select(t => schedule.Rate(t, 1))];
        Assert.All(rates, r => Assert.InRange(r, 1 / 25.0 / 1e4 - 1e-12, 1));
        Assert.Equal(1, rates.Max());
        if (up == 0.1) Assert.Equal((1, 0.85), (rates[0], schedule.Momentum(0))); // one step up: it is at the top
    }

    [Fact]
    public void A_plateau_inside_a_sequence_is_saved_and_resumed()
    {
        static (PlateauSchedule Plateau, Schedule Whole) Make()
        {
            var plateau = new PlateauSchedule(0.5, patience: 0);
            return (plateau, Schedules.Sequential((0, Schedules.Ramp(2)), (2, Schedules.Sequential((0, plateau), (100, Schedules.Fixed)))));
        }

        var (plateau, whole) = Make();
        plateau.Report(1);
        plateau.Report(1);
        Assert.Equal(0.5, whole.Rate(2, 1));
        var (_, resumed) = Make();
        ((IStateful)resumed).LoadStateDictionary(((IStateful)whole).StateDictionary());
        Assert.Equal(0.5, resumed.Rate(2, 1));
        Assert.False(Schedules.Sequential((0, Schedules.Fixed)) is IStateful);
        Assert.Contains("'0.best' has no place", Assert.Throws<InvalidDataException>(() =>
            ((IStateful)resumed).LoadStateDictionary(new Dictionary<string, Tensor> { ["0.best"] = Tensor.Scalar(1) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_a_sequence_start_one_after_the_other()
    {
        var e = Assert.Throws<ArgumentException>(() => Schedules.Sequential((0, Schedules.Fixed), (9, Schedules.Fixed), (4, Schedules.Fixed)));
        Assert.Contains("schedule 2 starts at step 4, the one before it at 9", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Schedules.Sequential((0, Schedules.Fixed), (0, Schedules.Fixed)));
    }

    [Fact]
    public void A_ramp_ends_at_the_base_rate() => Assert.Equal([0, 0.5, 1, 1], Enumerable.Range(0, 4).Select(t => Schedules.Ramp(2).Rate(t, 1)));
}
