using Neuron.Experiments.Data;

namespace Neuron.Experiments.Guidance;

/// <summary>What the image experiments share.</summary>
internal abstract record ImageGuidanceConfig : GuidanceConfig
{
    /// <summary>Image set: a name of <c>neuron data list</c>; "auto" takes the first that is in the data folder and draws glyphs if none is.</summary>
    public string Images { get; init => field = value == "auto" || DataCatalog.ImageSets.Contains(value) ? value
        : throw OutOfRange(value, $"auto, {string.Join(", ", DataCatalog.ImageSets)}"); } = "auto";

    /// <summary>Training images that are used, validation images among them; 0 takes all.</summary>
    public int TrainImages { get; init => field = AtLeast(0, value); }

    /// <summary>Test images that are used; 0 takes all.</summary>
    public int TestImages { get; init => field = AtLeast(0, value); }

    /// <summary>Share of the training images that is held out to choose the epoch. Our choice: the paper reports on its validation images.</summary>
    public double ValidationShare { get; init => field = value is > 0 and < 1 ? value : throw OutOfRange(value, "(0, 1)"); } = 0.1;

    /// <summary>Edge of the drawn glyphs, in pixels, where no data set is at hand.</summary>
    public int GlyphSide { get; init => field = value is >= 8 and <= 256 ? value : throw OutOfRange(value, "8 to 256"); } = 28;

    /// <summary>Channels of the guide's first stage; each further stage has twice as many.</summary>
    public int GuideWidth { get; init => field = AtLeast(1, value); } = 64;

    /// <summary>Blocks in each stage of the guide.</summary>
    public IReadOnlyList<int> GuideBlocks { get; init => field = value.Count > 0 && value.All(b => b > 0) ? value : throw OutOfRange(string.Join(",", value), "counts above 0"); } = [2, 2, 2, 2];
}
