using System.Reflection;
using System.Text.Json;
using Neuron.Autograd;
using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class OptimizerReferenceTests
{
    [ReferenceTheory, ReferenceCases("optim", "sgd*", "adam*", "rmsprop*", "adagrad*", "adadelta", "nadam", "radam", "lamb*")]
    public void Ten_steps_follow_the_reference(string name)
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
        {
            var c = ReferenceFile.Open("optim")[name];
            var model = new Holder([3, 4], [4]);
            model.To(dtype);
            model.W.Assign(Tensor.From(c.Double("in.w"), [3, 4]));
            model.B.Assign(Tensor.From(c.Double("in.b"), [4]));
            var optimizer = Make(name, c.Args, model.Parameters());
            Tensor gw = Tensor.From(c.Double("in.grad_w"), [10, 3, 4]).To(dtype), gb = Tensor.From(c.Double("in.grad_b"), [10, 4]).To(dtype);
            var (w, b) = (new List<double>(), new List<double>());
            for (int t = 0; t < 10; t++)
            {
                model.W.Grad = gw.Select(0, t);
                model.B.Grad = gb.Select(0, t);
                optimizer.Step();
                w.AddRange(model.W.Value.To(DType.Float64).ToArray<double>());
                b.AddRange(model.B.Value.To(DType.Float64).ToArray<double>());
            }
            if (dtype == DType.Float64)
            {
                c.Check("out.w", w.ToArray().AsSpan());
                c.Check("out.b", b.ToArray().AsSpan());
            }
            else
            {
                c.Compare("out.w", w.ToArray(), c.Rtol, c.Atol);
                c.Compare("out.b", b.ToArray(), c.Rtol, c.Atol);
            }
        }
    }

    [ReferenceTheory, ReferenceCases("optim", "clip_norm_*")]
    public void Clipping_scales_all_gradients_together(string name)
    {
        var c = ReferenceFile.Open("optim")[name];
        var model = new Holder([3, 4], [4]);
        model.W.Grad = Tensor.From(c.Single("in.grad_w"), [3, 4]);
        model.B.Grad = Tensor.From(c.Single("in.grad_b"), [4]);
        double norm = model.Parameters().ClipGradNorm(name == "clip_norm_1" ? 1 : 100);
        c.Compare("out.total_norm", [norm], c.Rtol, c.Atol);
        c.Check("out.grad_w", model.W.Grad!.ToArray<float>().AsSpan());
        c.Check("out.grad_b", model.B.Grad!.ToArray<float>().AsSpan());
    }

    [Fact]
    public void Clipping_by_value_limits_each_element()
    {
        var model = new Holder([4], [1]);
        model.W.Grad = Tensor.From([-3f, -0.5f, 0.25f, 9f], [4]);
        model.Parameters().ClipGradValue(0.5);
        Assert.Equal([-0.5f, -0.5f, 0.25f, 0.5f], model.W.Grad!.ToArray<float>());
        Assert.Null(model.B.Grad);
    }

    [ReferenceFact]
    public void Every_case_is_named() => ReferenceFile.Open("optim").AssertEveryCaseIsNamed(Assembly.GetExecutingAssembly());

    private static Optimizer Make(string name, JsonElement args, IEnumerable<Parameter> p)
    {
        double Arg(string key, double otherwise) => args.TryGetProperty(key, out var v) ? v.GetDouble() : otherwise;
        bool Flag(string key) => args.TryGetProperty(key, out var v) && v.GetBoolean();
        double Beta(int i, double otherwise) => args.TryGetProperty("betas", out var v) ? v[i].GetDouble() : otherwise;
        double lr = Arg("lr", double.NaN), wd = Arg("weight_decay", 0);
        return name.Split('_')[0] switch
        {
            "sgd" => new Sgd(p, lr, Arg("momentum", 0), wd) { Dampening = Arg("dampening", 0), Nesterov = Flag("nesterov") },
            "adam" => new Adam(p, lr, wd) { Beta1 = Beta(0, 0.9), Beta2 = Beta(1, 0.999), Epsilon = Arg("eps", 1e-8), AmsGrad = Flag("amsgrad"), Maximize = Flag("maximize") },
            "adamw" => new AdamW(p, lr, Arg("weight_decay", 0.01)) { AmsGrad = Flag("amsgrad") },
            "rmsprop" => new RmsProp(p, lr, wd) { Momentum = Arg("momentum", 0), Centered = Flag("centered") },
            "adagrad" => new Adagrad(p, lr, wd) { LearningRateDecay = Arg("lr_decay", 0), InitialAccumulator = Arg("initial_accumulator_value", 0) },
            "adadelta" => new Adadelta(p, lr, wd),
            "adamax" => new Adamax(p, lr, wd),
            "nadam" => new NAdam(p, lr, wd) { AsPyTorch113 = true }, // the vectors are PyTorch 1.13's
            "radam" => new RAdam(p, lr, wd),
            "lamb" => new Lamb(p, lr, Arg("wd", 0)) { Debias = Flag("debias") },
            _ => throw new ArgumentException(name),
        };
    }
}
