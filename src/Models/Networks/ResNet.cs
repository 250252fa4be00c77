namespace Neuron.Models;

/// <summary>Residual network (arXiv 1512.03385) or, without residuals, its plain twin; PyTorch's (torchvision's) parameter names.</summary>
/// <remarks>
/// Shapes: x [B, C, H, W] → [B, classes]. Convolutions of the residual network start normal with deviation √(2/fan-out), those of the plain one uniform
/// in ±1/√fan-in, as the guidance paper's code has them.
/// </remarks>
public sealed class ResNet : Layer
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm _bn1;
    private readonly MaxPool2d? _pool;
    private readonly ModuleList<ResNetBlock>[] _stages;
    private readonly AdaptiveAvgPool2d _average;
    private readonly Linear _fc;

    /// <summary>A network.</summary>
    public ResNet(ResNetConfig config, Rng? rng = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        var init = config.Residual ? Init.KaimingNormal(fanOut: true) : null;
        _conv1 = AddChild("conv1", config.SmallImages
            ? new Conv2d(config.Channels, config.Width, 3, padding: 1, bias: false, rng: rng, init: init)
            : new Conv2d(config.Channels, config.Width, 7, stride: 2, padding: 3, bias: false, rng: rng, init: init));
        _bn1 = AddChild("bn1", new BatchNorm(config.Width));
        if (!config.SmallImages) _pool = AddChild("maxpool", new MaxPool2d(3, 2, 1));
        int channels = config.Width;
        _stages = new ModuleList<ResNetBlock>[config.Blocks.Count];
        for (int stage = 0; stage < _stages.Length; stage++)
        {
            var blocks = new List<ResNetBlock>();
            for (int i = 0; i < config.Blocks[stage]; i++)
            {
                var block = new ResNetBlock(channels, config.Width << stage, i == 0 && stage > 0 ? 2 : 1, config.Bottleneck, config.Residual, rng, init);
                channels = block.OutChannels;
                blocks.Add(block);
            }
            _stages[stage] = AddChildren($"layer{stage + 1}", blocks);
        }
        _average = AddChild("avgpool", new AdaptiveAvgPool2d(1));
        _fc = AddChild("fc", new Linear(channels, config.Classes, rng: rng));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = _bn1.Forward(_conv1.Forward(input)).Relu();
        if (_pool is not null) x = _pool.Forward(x);
        foreach (var stage in _stages)
            foreach (var block in stage) x = block.Forward(x);
        return _fc.Forward(_average.Forward(x).Flatten(1));
    }
}
