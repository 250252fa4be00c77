using Neuron.Experiments.BrainBert;
using Neuron.Experiments.Hdf5;

namespace Neuron.Tests.Experiments.BrainBert;

/// <summary>The synthetic recordings of the smoke presets, written once for all tests.</summary>
public sealed class SmokeRelease : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmokeRelease()
    {
        if (Hdf5File.WhyUnavailable is null) Made.Write(_folder.Root, (_, _) => { });
    }

    internal static SpeechRelease Made => PretrainConfig.Sized(Neuron.Experiments.Preset.Smoke, new PretrainConfig()).Release;

    public string Path => _folder.Root;

    public void Dispose() => _folder.Dispose();
}

/// <summary>Shares the recordings between classes.</summary>
[CollectionDefinition(nameof(SmokeRelease))]
public sealed class SmokeReleaseGroup : ICollectionFixture<SmokeRelease>;
