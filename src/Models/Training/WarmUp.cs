using Neuron.Autograd;
using Neuron.Kernels.Cpu;

namespace Neuron.Models;

/// <summary>
/// Has the runtime compile, on a thread of its own, what a first training step will run, while the program still makes its data and
/// draws its parameters: the first step ends a third sooner where a second core is idle.
/// </summary>
/// <remarks>
/// It begins with the first module of a process, and runs small operations whose results nobody sees: what most networks share. Those in the
/// middle of a step come first: would it start where the step does, both threads would wait for each other's methods.
/// </remarks>
internal static class WarmUp
{
    private const int Rows = 48, Width = 128;

    /// <summary>Begins, where another core can do it and the step will run on the CPU.</summary>
    public static void Begin()
    {
        if (WorkerPool.Threads == 1 || Tracer.IsOn || Device.Default != Device.Cpu) return; // a trace shows only what the program runs
        new Thread(Run) { IsBackground = true, Name = "Neuron warm-up" }.Start();
    }

    /// <summary>Runs the operations, on this thread.</summary>
    public static void Run()
    {
        try
        {
            using var here = Device.Use(Device.Cpu); // the program may choose another one meanwhile
            Differentiate(Ones(Rows, Width), x => x.Relu().Sum());
            Differentiate(Ones(Rows, 10), x => x.CrossEntropy(Tensor.Zeros([Rows], DType.Int64)));
            Optimize();
            Ones(Rows, Width).Mt.MatMul(Ones(Rows, Width));
            Ones(Rows, Width).MatMul(Ones(Width, Width));
            Ones(Rows, Width).Linear(Ones(Width, Width), Ones(Width));
        }
        catch (Exception)
        {
            // nobody needs what is computed here, and what stands in the way the program meets on its own thread, where it can be told
        }
    }

    private static void Differentiate(Tensor x, Func<Tensor, Tensor> loss)
    {
        x.RequiresGrad = true;
        loss(x).Backward();
    }

    private static void Optimize()
    {
        // a stream of its own: the program's own draws must not depend on this thread
        var layer = new Linear(32, 16, rng: new Rng(0), init: Init.Ones, biasInit: Init.Ones);
        foreach (var parameter in layer.Parameters()) parameter.Grad = Tensor.Ones(parameter.Shape);
        new Adam(layer.Parameters()).Step();
    }

    private static Tensor Ones(params ReadOnlySpan<int> lengths) => Tensor.Ones([.. lengths]);
}
