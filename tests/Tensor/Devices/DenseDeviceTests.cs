using Neuron.Primitives;

namespace Neuron.Tests.Tensors.Devices;

/// <summary>Products, convolutions, pooling, Fourier transforms and linear algebra on devices against the CPU, through the tensor's operations.</summary>
public class DenseDeviceTests
{
    private readonly Rng _rng = new(12);

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Products_match_the_cpu(string device)
    {
        DeviceCheck.Same(device, "a · b", 1e-5, t => [t[0].MatMul(t[1]), t[0].Mt.MatMul(t[1].Mt), t[0].MatMul(t[0].Mt)], Normal(9, 7), Normal(7, 9));
        DeviceCheck.Same(device, "batches", 1e-5, t => [t[0].MatMul(t[1]), t[0].Permute(1, 0, 2, 3).MatMul(t[1][0].Unsqueeze(1)), t[0].Flip(2).MatMul(t[1])], Normal(3, 2, 5, 4), Normal(3, 2, 4, 6));
        DeviceCheck.Same(device, "broadcast batches", 1e-5, t => [t[0].MatMul(t[1]), t[1].Mt.MatMul(t[0].Mt)], Normal(2, 1, 3, 1, 3, 4), Normal(3, 1, 2, 4, 5));
        DeviceCheck.Same(device, "vectors", 1e-5, t => [t[0].MatMul(t[1]), t[1].Mt.MatMul(t[0].Mt), t[2].MatMul(t[0].Mt)], Normal(40, 33), Normal(33, 1), Normal(1, 33));
        DeviceCheck.Same(device, "linear", 1e-5, t => [t[0].Linear(t[1], t[2]), t[0].Linear(t[1]), t[0][0, 1].Linear(t[1], t[2]), t[0].Permute(1, 0, 2).Linear(t[1], t[2])], Normal(2, 3, 8), Normal(5, 8), Normal(5));
        if (device != "host") return; // what follows differs from the above by types alone, and costs compilations elsewhere
        DeviceCheck.Same(device, "no terms", 0, t => [t[0].MatMul(t[1])], Normal(2, 0), Normal(0, 3));
        DeviceCheck.Same(device, "float64", 1e-13, t => [t[0].MatMul(t[1])], Normal(9, 7).To(DType.Float64), Normal(7, 9).To(DType.Float64));
        DeviceCheck.Same(device, "int64", 0, t => [t[0].MatMul(t[0].Mt)], Tensor.Arange(12, Device.Cpu).Reshape(3, 4));
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Convolutions_match_the_cpu(string device)
    {
        DeviceCheck.Same(device, "conv2d", 1e-5, t => [t[0].Conv2d(t[1], t[2], stride: 2, padding: 1), t[0].Permute(1, 0, 2, 3).Conv2d(t[1].Slice(1, 0, 2))], Normal(2, 3, 8, 8), Normal(4, 3, 3, 3), Normal(4));
        DeviceCheck.Same(device, "conv_transpose2d", 1e-5, t => [t[0].ConvTranspose2d(t[1], t[2], stride: 2, padding: 1, outputPadding: 1)], Normal(2, 4, 5, 4), Normal(4, 3, 3, 3), Normal(3));
        DeviceCheck.Same(device, "unfold", 0, t => [t[0].Unfold(3, padding: 1), t[0].Unfold(2, stride: 2).Fold([6, 8], 2, stride: 2)], Normal(2, 3, 6, 8));
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Pooling_matches_the_cpu(string device)
    {
        var x = Normal(2, 3, 9, 8);
        DeviceCheck.Same(device, "max_pool2d", 0, t =>
        {
            var (values, places) = t[0].MaxPool2dWithIndices(3, stride: 2, padding: 1);
            var scatter = Dispatcher.Run(new ScatterPlanes(2, t[0].Shape), values, places);
            return [values, places, scatter, Dispatcher.Run(new GatherPlanes(2), scatter, places), t[0].AdaptiveMaxPool2d((4, 3)).Values];
        }, x);
        DeviceCheck.Same(device, "avg_pool2d", 1e-6, t => [t[0].AvgPool2d((3, 2), stride: 2, padding: 1), t[0].AvgPool2d(3, ceilMode: true, padding: 1, countPadding: false), t[0].AdaptiveAvgPool2d((4, 5))], x);
        foreach (var geometry in new[]
        {
            new PoolGeometry([3, 2], [2, 1], [1, 1], [1, 1], false),
            new PoolGeometry([3, 3], [2, 2], [1, 1], [1, 1], true) { CountPadding = false },
            new PoolGeometry([], [], [], [], false) { Cells = [4, 5] },
            new PoolGeometry([], [], [], [], false) { Cells = [11, 3] },
        })
        {
            var dy = _rng.Normal(geometry.OutputOf("average", x), device: Device.Cpu);
            DeviceCheck.Same(device, $"gradient of {geometry}", 1e-6, t => [Dispatcher.Run(new AveragePoolGradient(geometry, x.Shape), t[0])], dy);
        }
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Fourier_transforms_match_the_cpu(string device)
    {
        foreach (int n in new[] { 16, 15, 22 })
        {
            DeviceCheck.Same(device, $"rfft {n}", 1e-5, t => [t[0].Rfft(), t[0].Rfft().Irfft(n), t[0].Mt.Rfft(axis: 0)], Normal(3, n));
            DeviceCheck.Same(device, $"fft {n}", 1e-5, t => [t[0].Fft(), t[0].Ifft()], Normal(2, n, 2));
        }
        DeviceCheck.Same(device, "overlap-add", 1e-6, t => [t[0].OverlapAdd(3)], Normal(2, 5, 8));
    }

    [Theory, MemberData(nameof(DeviceCheck.Devices), MemberType = typeof(DeviceCheck))]
    public void Linear_algebra_matches_the_cpu_with_its_signs(string device)
    {
        var a = Normal(2, 5, 5).To(DType.Float64);
        var positive = a.MatMul(a.Mt) + Tensor.Eye(5, DType.Float64, Device.Cpu);
        var (tall, wide, b) = (Normal(2, 6, 4).To(DType.Float64), Normal(4, 6).To(DType.Float64), Normal(2, 5, 3).To(DType.Float64));
        DeviceCheck.Same(device, "cholesky", 1e-10, t => [t[0].Cholesky()], positive);
        DeviceCheck.Same(device, "solve", 1e-9, t => [t[0].Solve(t[1]), t[0].Inverse(), t[0].LogDeterminant().Sign, t[0].LogDeterminant().LogAbs], a, b);
        DeviceCheck.Same(device, "solve_triangular", 1e-8, t => [t[0].SolveTriangular(t[1], upper: true), t[0].Mt.SolveTriangular(t[1], upper: false), t[0].SolveTriangular(t[1], upper: false, unitDiagonal: true)], positive, b);
        DeviceCheck.Same(device, "qr", 1e-10, t => [t[0].Qr().Q, t[0].Qr().R, t[1].Qr().Q, t[1].Qr().R], tall, wide);
        DeviceCheck.Same(device, "eigh", 1e-10, t => [t[0].Eigh().Values, t[0].Eigh().Vectors], a);
        DeviceCheck.Same(device, "svd", 1e-10, t => [t[0].Svd().U, t[0].Svd().S, t[0].Svd().Vt, t[1].Svd().U, t[1].Svd().S, t[1].Svd().Vt, t[0].PseudoInverse(), t[1].PseudoInverse()], tall, wide);
        DeviceCheck.Same(device, "eigvals", 1e-9, t => [t[0].Eigenvalues().Real, t[0].Eigenvalues().Imaginary], a);
        var d = Device.Parse(device);
        Assert.Contains("matrix 1 of the batch", Assert.Throws<LinearAlgebraException>(() => Tensor.From<float>([1, 0, 0, 1, 1, 2, 2, 1], [2, 2, 2], Device.Cpu).To(d).Cholesky()).Message);
        Assert.Contains("is singular", Assert.Throws<LinearAlgebraException>(() => Tensor.From<float>([1, 2, 2, 4], [2, 2], Device.Cpu).To(d).Inverse()).Message);
    }

    private Tensor Normal(params int[] shape) => _rng.Normal(Shape.Create(shape), device: Device.Cpu);
}
