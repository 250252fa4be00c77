using Neuron.Autograd;
using Neuron.Kernels.Cpu;
using Neuron.Primitives;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

public class OptimizerStepTests
{
    [ReferenceTheory]
    [ReferenceCases("optim", "sgd*", "ada*", "rmsprop*", "nadam", "radam", "lamb*")]
    public void Ten_steps_match_reference(string name)
    {
        foreach (var dtype in new[] { DType.Float64, DType.Float32 })
        {
            var c = ReferenceFile.Open("optim")[name];
            string[] names = ["w", "b"];
            var parameters = names.Select(n => Read(c, "in." + n, dtype).Clone()).ToArray();
            var gradients = names.Select(n => Read(c, "in.grad_" + n, dtype)).ToArray();
            double start = c.Arg("initial_accumulator_value", 0);
            var states = parameters.Select(p => Enumerable.Range(0, RuleOf(c, 1).States).Select(_ => Tensor.Full(p.Shape, start, dtype)).ToArray()).ToArray();
            var found = parameters.Select(_ => new List<Tensor>()).ToArray();
            for (int step = 1; step <= 10; step++)
            {
                var operands = new List<Tensor>();
                for (int i = 0; i < parameters.Length; i++) operands.AddRange([parameters[i], gradients[i].Select(0, step - 1), .. states[i]]);
                OptimizerStep.Run(RuleOf(c, step), operands.ToArray());
                for (int i = 0; i < parameters.Length; i++) found[i].Add(parameters[i].Clone());
            }
            for (int i = 0; i < names.Length; i++)
            {
                var all = found[i].SelectMany(t => t.To(DType.Float64).ToArray<double>()).ToArray();
                if (dtype == DType.Float64) c.Check("out." + names[i], all);
                else c.Check("out." + names[i], Array.ConvertAll(all, v => (float)v));
            }
        }
    }

    [Fact]
    public void Step_gives_the_same_bits_for_any_thread_count_and_grouping()
    {
        int before = WorkerPool.Threads;
        try
        {
            var results = new List<float[]>();
            foreach (int threads in new[] { 1, 2, 3 })
            {
                WorkerPool.Threads = threads;
                var rng = new Rng(3);
                Tensor[] one = [rng.Normal([50_001]), rng.Normal([50_001]), Tensor.Zeros([50_001]), Tensor.Zeros([50_001])];
                Tensor[] two = [rng.Normal([7]), rng.Normal([7]), Tensor.Zeros([7]), Tensor.Zeros([7])];
                for (int step = 1; step <= 3; step++)
                {
                    OptimizerRule rule = new OptimizerRule.Lamb(1e-2, 0.9, 0.999, 1e-6, step, 0.01);
                    if (threads == 2)
                    {
                        OptimizerStep.Run(rule, two);
                        OptimizerStep.Run(rule, one);
                    }
                    else
                    {
                        OptimizerStep.Run(rule, [.. one, .. two]);
                    }
                }
                results.Add([.. one[0].ToArray<float>(), .. two[0].ToArray<float>()]);
            }
            Assert.Equal(results[0], results[1]);
            Assert.Equal(results[0], results[2]);
        }
        finally
        {
            WorkerPool.Threads = before;
        }
    }

    [Fact]
    public void Parameter_in_a_graph_or_of_another_shape_is_refused()
    {
        var rule = new OptimizerRule.Sgd(0.1);
        Assert.Throws<ShapeException>(() => OptimizerStep.Run(rule, Tensor.Zeros([2]), Tensor.Zeros([3])));
        Assert.Throws<ArgumentException>(() => OptimizerStep.Run(rule, Tensor.Zeros([2])));
        Assert.Throws<ShapeException>(() => OptimizerStep.Run(rule, Tensor.Zeros([2, 3]).Mt, Tensor.Zeros([3, 2])));
        Assert.Throws<InvalidOperationException>(() => OptimizerStep.Run(rule, Tensor.Zeros([2]).WithGrad(), Tensor.Zeros([2])));
    }

    private static OptimizerRule RuleOf(ReferenceCase c, int step)
    {
        double lr = c.Arg("lr"), decay = c.Arg("weight_decay", 0);
        bool maximize = c.Name == "adam_maximize";
        switch (c.Name.Split('_')[0])
        {
            case "sgd":
                return new OptimizerRule.Sgd(lr, c.Arg("momentum", 0), c.Arg("dampening", 0), decay, c.Name.Contains("nesterov", StringComparison.Ordinal), step == 1);
            case "adam" or "adamw":
                bool decoupled = c.Name.StartsWith("adamw", StringComparison.Ordinal), other = c.Name == "adam_betas_eps";
                return new OptimizerRule.Adam(
                    lr, other ? 0.8 : 0.9, other ? 0.95 : 0.999, c.Arg("eps", 1e-8), step, c.Arg("weight_decay", decoupled ? 0.01 : 0), decoupled, c.Name.EndsWith("amsgrad", StringComparison.Ordinal), maximize);
            case "adamax":
                return new OptimizerRule.Adamax(lr, 0.9, 0.999, 1e-8, step);
            case "nadam":
                double Momentum(int t) => 0.9 * (1 - (0.5 * Math.Pow(0.96, t * 0.004)));
                // the vectors come from PyTorch 1.13, which keeps the product in float32 and whose next product has μ_t twice
                double product = Enumerable.Range(1, step).Aggregate(1f, (p, t) => (float)(p * Momentum(t)));
                double next = product * Momentum(step) * Momentum(step + 1);
                return new OptimizerRule.NAdam(lr, 0.9, 0.999, 1e-8, step, Momentum(step), Momentum(step + 1), product, next);
            case "radam":
                return new OptimizerRule.RAdam(lr, 0.9, 0.999, 1e-8, step);
            case "rmsprop":
                return new OptimizerRule.RmsProp(lr, 0.99, 1e-8, decay, c.Arg("momentum", 0), c.Name.EndsWith("centered", StringComparison.Ordinal));
            case "adagrad":
                return new OptimizerRule.Adagrad(lr, 1e-10, step, c.Arg("lr_decay", 0), decay);
            case "adadelta":
                return new OptimizerRule.Adadelta(lr, 0.9, 1e-6, decay);
            default:
                return new OptimizerRule.Lamb(lr, 0.9, 0.999, 1e-6, step, c.Arg("wd", 0), 10, c.Name.EndsWith("debias", StringComparison.Ordinal));
        }
    }

    private static Tensor Read(ReferenceCase c, string name, DType dtype) => Tensor.From(c.Double(name), Shape.Create(c[name].Shape)).To(dtype);
}
