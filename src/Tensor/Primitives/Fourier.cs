namespace Neuron.Primitives;

/// <summary>An operation on float32 or float64 signals along the last axis (or, complex ones, the last but one).</summary>
internal abstract record SignalPrimitive : Primitive
{
    protected void Require(Tensor x, int rank, string shape)
    {
        if (x.DType is not (DType.Float32 or DType.Float64)) throw ShapeException.DTypeOf(Name, x, "float32 or float64 (convert with To)");
        if (x.Rank < rank) throw ShapeException.Expected(Name, shape, x);
    }

    protected void RequireComplex(Tensor x)
    {
        Require(x, 2, "complex numbers [.., N, 2]");
        if (x.Shape[^1] != 2 || x.Shape[^2] == 0) throw ShapeException.Expected(Name, "complex numbers [.., N, 2], N at least 1", x);
    }
}

/// <summary>Σₙ x[n]·exp(∓2πi·kn/N) (plus for the inverse), not scaled. Shapes: x [.., N, 2] → [.., N, 2].</summary>
internal sealed record ComplexFourier(bool Inverse) : SignalPrimitive
{
    public override string Name => Inverse ? "ifft" : "fft";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        RequireComplex(x[0]);
        return new(x[0].Shape, x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.Fourier(Inverse, x[0], y[0]);
}

/// <summary>Σₙ x[n]·exp(−2πi·kn/N) for k ≤ N/2. Shapes: x [.., N] → [.., N/2 + 1, 2].</summary>
internal sealed record RealFourier : SignalPrimitive
{
    public override string Name => "rfft";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        Require(x[0], 1, "[.., N]");
        if (x[0].Shape[^1] == 0) throw ShapeException.Expected(Name, "[.., N], N at least 1", x[0]);
        return new([.. x[0].Shape[..^1], (x[0].Shape[^1] / 2) + 1, 2], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.RealFourier(x[0], y[0]);
}

/// <summary>Σₖ wₖ·Re(x[k]·exp(2πi·kn/N)), wₖ = 1 for k = 0 and k = N/2, else 2. Shapes: x [.., N/2 + 1, 2] → [.., N].</summary>
internal sealed record InverseRealFourier(int Length) : SignalPrimitive
{
    public override string Name => "irfft";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        RequireComplex(x[0]);
        if (Length < 1 || x[0].Shape[^2] != (Length / 2) + 1)
            throw ShapeException.Expected(Name, $"[.., {(Length / 2) + 1}, 2], the spectrum of {Length} samples", x[0]);
        return new([.. x[0].Shape[..^2], Length], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.InverseRealFourier(x[0], y[0]);
}

/// <summary>Overlapping frames, a view: y[f, l] = x[f·hop + l]. Shapes: x [.., T] → [.., (T − L)/hop + 1, L].</summary>
internal sealed record Frame(int Length, int Hop) : ViewPrimitive
{
    public override string Name => "frame";

    public override Tensor View(Tensor x)
    {
        if (x.Rank < 1 || Length < 1 || Hop < 1 || x.Shape[^1] < Length)
            throw ShapeException.Expected(Name, $"a signal [.., T] of at least {Length} samples (one frame), hop at least 1", x);
        int frames = ((x.Shape[^1] - Length) / Hop) + 1;
        long step = x.StrideArray[^1];
        return x.View([.. x.Shape[..^1], frames, Length], [.. x.StrideArray[..^1], step * Hop, step], x.Offset);
    }
}

/// <summary>The sum of overlapping frames: y[t] = Σ x[f, t − f·hop]. Shapes: x [.., F, L] → [.., T].</summary>
internal sealed record OverlapAdd(int Hop, int Length) : SignalPrimitive
{
    public override string Name => "overlap_add";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        Require(x[0], 2, "[.., F, L]");
        if (Hop < 1 || ((x[0].Shape[^2] - 1L) * Hop) + x[0].Shape[^1] > Length)
            throw new ShapeException($"{Name}: frames {x[0].Shape} at hop {Hop} do not fit {Length} samples.");
        return new([.. x[0].Shape[..^2], Length], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.OverlapAdd(Hop, x[0], y[0]);
}

/// <summary>
/// Short-time Fourier transform: y[b, f] = Σₙ w[n]·x[f·hop + n]·exp(−2πi·bn/N), b below <paramref name="Bins"/>, not scaled, frames as
/// they lie. It is Frame, a product and RealFourier in one pass, without frames in memory.
/// </summary>
/// <remarks>
/// Shapes: x [.., T], w [N] → [.., bins, (T − N)/hop + 1, 2]. Two more inputs [.., P] and [.., Q] are read before and behind x, as if
/// they were one signal of P + T + Q samples.
/// </remarks>
internal sealed record ShortTimeFourier(int Hop, int Bins) : SignalPrimitive
{
    public override string Name => "stft";

    public override TensorSpec Infer(ReadOnlySpan<Tensor> x, int output)
    {
        if (x[1].Rank != 1 || x[1].Shape[0] == 0) throw ShapeException.Expected($"{Name}: window", "[N], N at least 1", x[1]);
        int n = x[1].Shape[0];
        Require(x[0], 1, "[.., T]");
        if (x[0].DType != x[1].DType) throw ShapeException.DTypeOf($"{Name}: window", x[1], x[0].DType.Label);
        int samples = x[0].Shape[^1];
        for (int i = 2; i < x.Length; i++)
        {
            if (x[i].Rank != x[0].Rank || x[i].Shape[..^1] != x[0].Shape[..^1] || x[i].DType != x[0].DType) throw ShapeException.Expected($"{Name}: border", $"{x[0].Shape[..^1]} signals of {x[0].DType.Label}", x[i]);
            samples += x[i].Shape[^1];
        }
        if (Hop < 1 || Bins < 1 || Bins > (n / 2) + 1 || samples < n)
            throw ShapeException.Expected(Name, $"a signal [.., T] of at least {n} samples (one frame), hop at least 1, 1 to {(n / 2) + 1} bins (found hop {Hop}, {Bins} bins)", x[0]);
        return new([.. x[0].Shape[..^1], Bins, ((samples - n) / Hop) + 1, 2], x[0].DType);
    }

    public override void Run(IBackend backend, ReadOnlySpan<Tensor> x, ReadOnlySpan<Tensor> y) => backend.ShortTimeFourier(Hop, Bins, x[0], x[1], x.Length == 4 ? x[2] : null, x.Length == 4 ? x[3] : null, y[0]);
}
