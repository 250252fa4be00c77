using Neuron.Autograd;

namespace Neuron.Experiments.Guidance;

/// <summary>
/// How well classes can be told from a representation by a linear map: ridge regression on one-hot labels in its dual form, α = (K + λI)⁻¹Y, the class
/// of the largest prediction. Our choice: the paper (arXiv 2410.20035, App. I.3) says only "linear decoder".
/// </summary>
internal static class LinearDecoder
{
    private const double HeldOut = 0.2; // of the training rows, to choose λ
    private static readonly double[] s_lambdas = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10]; // in units of the kernel's mean diagonal

    /// <summary>Accuracy on test rows.</summary>
    /// <param name="train">[N, …] training rows.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="test">[M, …] test rows.</param>
    /// <param name="testLabels">Their classes.</param>
    /// <param name="classes">Number of classes.</param>
    /// <returns>The accuracy; that of answering one class where the representation is the same for every sample.</returns>
    public static double Accuracy(Tensor train, long[] labels, Tensor test, long[] testLabels, int classes)
    {
        using var _ = NoGrad.Enter();
        int n = train.Shape[0], held = Math.Max(1, (int)(n * HeldOut)), kept = n - held;
        Tensor x = train.Detach().Reshape(n, -1), y = test.Detach().Reshape(test.Shape[0], -1);
        // about the training mean, in units of the spread: deep layers of a network that shrinks its signal differ by 1e-10 of their values
        Tensor mean = x.Mean(0, keepDims: true);
        (x, y) = (x - mean, y - mean);
        double largest = x.Abs().Max().Item();
        if (largest == 0 || !double.IsFinite(largest)) return testLabels.Count(l => l == labels.GroupBy(v => v).MaxBy(g => g.Count())!.Key) / (double)testLabels.Length;
        (x, y) = (x * (1 / largest), y * (1 / largest));
        Tensor kernel = x.MatMul(x.Mt).To(DType.Float64), across = y.MatMul(x.Mt).To(DType.Float64), targets = Tensor.From(labels, [n]).OneHot(classes).To(DType.Float64);
        double scale = kernel.Diagonal().Mean().Item();
        double lambda = scale * s_lambdas.MaxBy(l => Right(Predict(kernel.Slice(0, 0, kept).Slice(1, 0, kept), targets.Slice(0, 0, kept), kernel.Slice(0, kept).Slice(1, 0, kept), l * scale), labels[kept..]));
        return Right(Predict(kernel, targets, across, lambda), testLabels);
    }

    private static Tensor Predict(Tensor kernel, Tensor targets, Tensor across, double lambda) =>
        across.MatMul((kernel + (Tensor.Eye(kernel.Shape[0], DType.Float64) * lambda)).Cholesky().CholeskySolve(targets));

    private static double Right(Tensor predictions, long[] labels) => predictions.ArgMax(-1).ToArray<long>().Zip(labels).Count(p => p.First == p.Second) / (double)labels.Length;
}
