namespace Neuron.Experiments.Data;

/// <summary>A data set that experiments can use.</summary>
/// <param name="Name">Its name, and the subfolder in which it is looked for.</param>
/// <param name="What">What it holds.</param>
/// <param name="Files">The files that are needed, under their original names.</param>
/// <param name="Source">Where a user gets it.</param>
internal sealed record DataSetInfo(string Name, string What, IReadOnlyList<string> Files, string Source);

/// <summary>The data sets, and the loaders of the image sets among them.</summary>
internal static class DataCatalog
{
    private static readonly string[] s_idxFiles =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    // samples have names of their own, so that nobody takes them for the whole
    private static readonly string[] s_idxSample =
        ["sprite900-images-idx3-ubyte", "sprite900-labels-idx1-ubyte", "csv1000-images-idx3-ubyte", "csv1000-labels-idx1-ubyte"];
    private static readonly string[] s_cifar10Test = ["test_batch.bin", "test_batch.first1000.bin"];

    private static readonly string[] s_digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    private static readonly string[] s_clothes = ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];
    private static readonly string[] s_cifar10 = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
    private static readonly string[] s_cifar100 = [.. Enumerable.Range(0, 100).Select(i => $"class {i}")];

    /// <summary>All data sets.</summary>
    public static IReadOnlyList<DataSetInfo> All { get; } =
    [
        new("mnist", "70,000 grey 28x28 digits, 10 classes", s_idxFiles, "the four .gz files of any MNIST mirror (originally yann.lecun.com/exdb/mnist)"),
        new("fashion-mnist", "70,000 grey 28x28 pieces of clothing, 10 classes", s_idxFiles, "github.com/zalandoresearch/fashion-mnist, folder data/fashion"),
        new("cifar-10", "60,000 colour 32x32 photographs, 10 classes", ["data_batch_1.bin … data_batch_5.bin", "test_batch.bin"], "cifar-10-binary.tar.gz from www.cs.toronto.edu/~kriz/cifar.html"),
        new("cifar-100", "60,000 colour 32x32 photographs, 100 classes", ["train.bin", "test.bin"], "cifar-100-binary.tar.gz from www.cs.toronto.edu/~kriz/cifar.html"),
        new("glyphs", "drawn strokes among clutter, 10 classes, any size", s_idxFiles, "neuron data make glyphs --out DIR"),
        new("tinyshakespeare", "1,115,394 characters of plays", ["input.txt"], "github.com/karpathy/char-rnn, data/tinyshakespeare/input.txt"),
        new("wikitext-2", "2.5 million words of articles", ["train.txt (or valid.txt)", "test.txt"], "github.com/pytorch/examples, word_language_model/data/wikitext-2"),
        new("wikitext-103", "103 million words of articles", ["train.txt", "valid.txt", "test.txt"], "the WikiText-103 word-level archive (S. Merity et al.)"),
        new("tokenizers", "GPT-2's 50,257 sub-word units", ["encoder.json (or gpt2-encoder.json)", "vocab.bpe (or gpt2-vocab.bpe)"], "github.com/openai/gpt-2, written by download_model.py"),
    ];

    /// <summary>The recordings of BrainBERT's experiments, session by session; the other sets are read whole.</summary>
    public static DataSetInfo Recordings { get; } = new(
        "braintreebank", "intracranial recordings of subjects watching films", ["sub_K_trialNNN.h5 and the tables beside them"],
        "braintreebank.dev; synthetic ones by neuron data make braintreebank --out DIR");

    /// <summary>The image sets that <see cref="LoadImages"/> takes.</summary>
    public static IReadOnlyList<string> ImageSets { get; } = ["cifar-10", "cifar-100", "mnist", "fashion-mnist", "glyphs"];

    /// <summary>The training and the test images of a set.</summary>
    /// <exception cref="FileNotFoundException">A file is missing; the message says which and where it goes.</exception>
    /// <exception cref="InvalidDataException">A file is broken.</exception>
    public static (ImageSet Train, ImageSet Test) LoadImages(string set, DataLocation data) => set switch
    {
        "mnist" => LoadIdx(set, data, s_digits),
        "fashion-mnist" => LoadIdx(set, data, s_clothes),
        "glyphs" => LoadIdx(set, data, Glyphs.Classes),
        "cifar-10" => (LoadCifar10(data), ImageSet.FromCifar([data.Require(set, s_cifar10Test)], 1, s_cifar10)),
        "cifar-100" => (ImageSet.FromCifar([data.Require(set, "train.bin")], 2, s_cifar100), ImageSet.FromCifar([data.Require(set, "test.bin")], 2, s_cifar100)),
        _ => throw new UsageException($"There is no image set '{set}'.{Nearest.Hint(set, ImageSets)}"),
    };

    /// <summary>The first image set whose files are in <paramref name="data"/>; null if there is none.</summary>
    public static string? FindImages(DataLocation data) => ImageSets.FirstOrDefault(set => !BelongsToAnother(set, data) && set switch
    {
        "cifar-10" => data.Find(set, s_cifar10Test) is not null,
        "cifar-100" => data.Find(set, "train.bin") is not null,
        _ => data.Find(set, s_idxFiles[0], s_idxSample[0]) is not null,
    });

    /// <summary>Whether the data folder is, by its name, that of another set: MNIST's file names alone do not tell which set they hold.</summary>
    public static bool BelongsToAnother(string set, DataLocation data) =>
        Path.GetFileName(data.Root) is { } folder && folder != set && All.Any(s => s.Name == folder);

    private static (ImageSet, ImageSet) LoadIdx(string set, DataLocation data, IReadOnlyList<string> classes)
    {
        string File(int i) => data.Require(set, s_idxFiles[i]);
        return data.Find(set, s_idxFiles[0]) is null && data.Find(set, s_idxSample[0]) is not null
            ? (ImageSet.FromIdx(data.Require(set, s_idxSample[0]), data.Require(set, s_idxSample[1]), classes),
               ImageSet.FromIdx(data.Require(set, s_idxSample[2]), data.Require(set, s_idxSample[3]), classes))
            : (ImageSet.FromIdx(File(0), File(1), classes), ImageSet.FromIdx(File(2), File(3), classes));
    }

    private static ImageSet LoadCifar10(DataLocation data)
    {
        string[] names = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")];
        bool isWhole = names.Any(n => data.Find("cifar-10", n) is not null); // then all of them are needed: fewer are another set
        return ImageSet.FromCifar(isWhole ? [.. names.Select(n => data.Require("cifar-10", n))] : [data.Require("cifar-10", "data_batch_1.bin", "data_batch_1.first4000.bin")], 1, s_cifar10);
    }
}
