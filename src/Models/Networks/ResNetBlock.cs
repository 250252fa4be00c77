namespace Neuron.Models;

/// <summary>Two 3×3 convolutions, or a bottleneck of three, each with batch norm and ReLU; the input is added before the last ReLU.</summary>
public sealed class ResNetBlock : Layer
{
    private readonly (Conv2d Convolution, BatchNorm Norm)[] _parts;
    private readonly Sequential? _downsample;
    private readonly bool _residual;

    internal ResNetBlock(int channels, int width, int stride, bool bottleneck, bool residual, Rng? rng, Initializer? init)
    {
        _residual = residual;
        OutChannels = bottleneck ? 4 * width : width;
        (int From, int To, int Kernel, int Stride)[] plan = bottleneck
            ? [(channels, width, 1, 1), (width, width, 3, stride), (width, OutChannels, 1, 1)]
            : [(channels, width, 3, stride), (width, width, 3, 1)];
        _parts = new (Conv2d, BatchNorm)[plan.Length];
        for (int i = 0; i < plan.Length; i++)
        {
            var (from, to, kernel, step) = plan[i];
            _parts[i] = (
                AddChild($"conv{i + 1}", new Conv2d(from, to, kernel, step, kernel / 2, bias: false, rng: rng, init: init)),
                AddChild($"bn{i + 1}", new BatchNorm(to)));
        }
        if (residual && (stride != 1 || channels != OutChannels))
            _downsample = AddChild("downsample", new Sequential(new Conv2d(channels, OutChannels, 1, stride, bias: false, rng: rng, init: init), new BatchNorm(OutChannels)));
    }

    /// <summary>Channels of the output.</summary>
    public int OutChannels { get; }

    /// <inheritdoc/>
    protected internal override bool IsBlock => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = input;
        for (int i = 0; i < _parts.Length; i++)
        {
            if (i > 0) x = x.Relu();
            x = _parts[i].Norm.Forward(_parts[i].Convolution.Forward(x));
        }
        return (_residual ? x + (_downsample?.Forward(input) ?? input) : x).Relu();
    }
}
