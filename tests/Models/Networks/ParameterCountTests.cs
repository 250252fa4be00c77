using Neuron.Models;

namespace Neuron.Tests.Models;

public class ParameterCountTests
{
    // the figures of guidance.md §2; nothing is allocated
    public static TheoryData<string, long> Counts => new()
    {
        { "resnet18", 11_689_512 }, { "resnet50", 25_557_032 }, { "vit-b/16", 86_567_656 }, { "deep convnet", 22_780_456 },
        { "deep fcn", 516_158_440 }, { "deep fcn, published code", 359_788_520 }, { "wide fcn", 1_375_609_832 },
        { "rnn copy-paste, paper", 4_344_845 }, { "rnn copy-paste, code", 1_980_173 },
        { "rnn lm small, bert", 24_268_100 }, { "rnn lm small, gpt-2", 40_617_809 }, { "rnn lm large, bert", 48_952_644 }, { "rnn lm large, gpt-2", 76_187_985 },
        { "copy-paste transformer, tied", 2_642_957 }, { "copy-paste transformer, 768", 5_537_037 }, { "copy-paste transformer, 768, ff 2048", 7_897_869 },
        { "copy-paste transformer, untied", 2_642_957 + (3 * 2_629_632) },
        { "transformer lm small, bert", 42_461_508 }, { "transformer lm small, gpt-2", 64_254_033 },
        { "transformer lm large, bert", 93_274_436 }, { "transformer lm large, gpt-2", 136_838_225 }, { "transformer lm large, gpt-2, ff 4096", 153_623_633 },
        { "parity rnn", 4_555 }, { "parity transformer", 281_474 }, { "gpt-2", 124_439_808 },
        { "brainbert large", 43_183_144 }, { "brainbert base", 21_919_528 }, { "brainbert small", 4_728_760 },
    };

    private static Module Make(string name) => name switch
    {
        "resnet18" => new ResNet(ResNetConfig.ResNet18),
        "resnet50" => new ResNet(ResNetConfig.ResNet50),
        "vit-b/16" => new VisionTransformer(),
        "deep convnet" => new ResNet(ResNetConfig.ResNet50 with { Residual = false }),
        "deep fcn" => Fcn.Deep(),
        "deep fcn, published code" => Fcn.DeepAsPublished(),
        "wide fcn" => Fcn.Wide(),
        "rnn copy-paste, paper" => new RnnLanguageModel(13, 768, 4),
        "rnn copy-paste, code" => new RnnLanguageModel(13, 512, 4),
        "rnn lm small, bert" => new RnnLanguageModel(28_996, 512, 4),
        "rnn lm small, gpt-2" => new RnnLanguageModel(50_257, 512, 4),
        "rnn lm large, bert" => new RnnLanguageModel(28_996, 1024, 6),
        "rnn lm large, gpt-2" => new RnnLanguageModel(50_257, 1024, 6),
        "copy-paste transformer, tied" => new CopyPasteTransformer(13, tied: true),
        "copy-paste transformer, 768" => new CopyPasteTransformer(13, 768, 12, 512, tied: true),
        "copy-paste transformer, 768, ff 2048" => new CopyPasteTransformer(13, 768, 12, 2048, tied: true),
        "copy-paste transformer, untied" => new CopyPasteTransformer(13),
        "transformer lm small, bert" => new TransformerLanguageModel(28_996),
        "transformer lm small, gpt-2" => new TransformerLanguageModel(50_257),
        "transformer lm large, bert" => new TransformerLanguageModel(28_996, 1024),
        "transformer lm large, gpt-2" => new TransformerLanguageModel(50_257, 1024),
        "transformer lm large, gpt-2, ff 4096" => new TransformerLanguageModel(50_257, 1024, feedForward: 4096),
        "parity rnn" => new ParityRnn(),
        "parity transformer" => new ParityTransformer(),
        "brainbert large" => new BrainBertModel(),
        "brainbert base" => new BrainBertModel(BrainBertConfig.Base),
        "brainbert small" => new BrainBertModel(BrainBertConfig.Small),
        _ => new Gpt(new GptConfig()),
    };

    [Theory, MemberData(nameof(Counts))]
    public void Network_has_the_parameters_of_the_paper(string name, long count)
    {
        var network = Make(name);
        Assert.Equal(count, network.ParameterCount);
        Assert.DoesNotContain(network.Parameters(), p => p.IsInitialized);
    }
}
