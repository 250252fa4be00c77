using Neuron.Experiments.Data;

namespace Neuron.Experiments.Guidance;

/// <summary>Training, validation and test images of an experiment, normalised by the training images.</summary>
internal sealed record ImageData(string Name, ImageBatches Train, ImageBatches Validation, ImageBatches Test)
{
    /// <summary>The images that a configuration names.</summary>
    /// <exception cref="FileNotFoundException">A set was named and its files are not there.</exception>
    public static ImageData Load(ImageGuidanceConfig config, RunContext run)
    {
        string? name = config.Images != "auto" ? config.Images : DataCatalog.FindImages(run.Data);
        var (train, test) = name is not null && !(name == "glyphs" && run.Data.Root is null)
            ? DataCatalog.LoadImages(name, run.Data) : DrawnGlyphs(config, run, asked: name is not null);
        if (config.TrainImages > 0) train = train.Take(config.TrainImages);
        if (config.TestImages > 0) test = test.Take(config.TestImages);
        int held = Math.Max(1, (int)(train.Count * config.ValidationShare));
        ImageSet validation = train.Slice(train.Count - held, held);
        train = train.Take(train.Count - held);
        var (mean, deviation) = train.Statistics();
        run.DataSet = name is null || (name == "glyphs" && run.Data.Root is null) ? "glyphs, drawn by this run" : name;
        return new(name ?? "glyphs", new(train, mean, deviation), new(validation, mean, deviation), new(test, mean, deviation));
    }

    // drawn into files and read back, so that drawn and downloaded images go the same way
    private static (ImageSet, ImageSet) DrawnGlyphs(ImageGuidanceConfig config, RunContext run, bool asked)
    {
        if (!asked) run.Note(run.Data.Root is { } root ? $"no images in {root} ('neuron data list' says which files go where): glyphs are drawn." : "no images given (--data): glyphs are drawn.");
        string folder = Path.Combine(run.Folder.Root, "data", "glyphs");
        Glyphs.WriteFiles(folder, config.TrainImages > 0 ? config.TrainImages : 6000, config.TestImages > 0 ? config.TestImages : 1000,
            config.GlyphSide, clutter: 4, seed: 0);
        return DataCatalog.LoadImages("glyphs", new(folder));
    }
}
