using Neuron.Models;

namespace Neuron.Tests.Models;

public class EveryModuleTests
{
    private static Tensor X(params int[] shape) => new Rng(2).Normal(Shape.Create(shape));

    private static Tensor Tokens => new Rng(3).Integers([2, 5], 0, 3);

    private static readonly BrainBertModel s_brainBert = new(new BrainBertConfig { Bins = 3, Width = 8, FeedForward = 8, Heads = 2, Layers = 1 });

    // each runs once and gives the tensor that hooks see
    private static readonly Dictionary<Type, (Module Module, Func<Tensor> Run)> s_all = new List<(Module, Func<Tensor>)>
    {
        Of(new Linear(3, 2), X(4, 3)), Of(new Sequential(new Linear(3, 2)), X(4, 3)), Of(Pointwise.Tanh(), X(4, 3)), Of(new PRelu(), X(4, 3)), Of(new Flatten(), X(4, 3, 2)),
        Of(new Dropout(0.5), X(4, 3)), Of(new Embedding(3, 4), Tokens), Of(new HookPoint("any"), X(4, 3)),
        Of(new Conv1d(2, 3, 3), X(1, 2, 8)), Of(new Conv2d(2, 3, 3), X(1, 2, 8, 8)), Of(new Conv3d(2, 3, 3), X(1, 2, 4, 4, 4)),
        Of(new ConvTranspose1d(2, 3, 3), X(1, 2, 8)), Of(new ConvTranspose2d(2, 3, 3), X(1, 2, 8, 8)), Of(new ConvTranspose3d(2, 3, 3), X(1, 2, 4, 4, 4)),
        Of(new MaxPool1d(2), X(1, 2, 8)), Of(new MaxPool2d(2), X(1, 2, 8, 8)), Of(new AvgPool1d(2), X(1, 2, 8)), Of(new AvgPool2d(2), X(1, 2, 8, 8)),
        Of(new AdaptiveAvgPool1d(2), X(1, 2, 8)), Of(new AdaptiveAvgPool2d(2), X(1, 2, 8, 8)),
        Of(new LayerNorm(3), X(4, 3)), Of(new RmsNorm(3), X(4, 3)), Of(new GroupNorm(2, 4), X(2, 4, 3)), Of(new BatchNorm(3), X(4, 3)),
        Of(new SinusoidalPositions(4), X(2, 5, 4)), Of(new LearnedPositions(6, 4), X(2, 5, 4)), Of(new RotaryPositions(4), X(2, 5, 4)),
        Of(new Fcn(3, [4], 2), X(4, 3)), Of(new FcnBlock(3, 4), X(4, 3)), Of(new ResNet(new ResNetConfig { Blocks = [1], Width = 4, SmallImages = true, Classes = 3 }), X(2, 3, 8, 8)),
        Of(Block<ResNetBlock>(new ResNet(new ResNetConfig { Blocks = [1], Width = 4, SmallImages = true })), X(2, 4, 8, 8)),
        Of(new VisionTransformer(8, 4, 8, 1, 2, 8, 3), X(2, 3, 8, 8)),
        Of(new Gpt(new GptConfig { Vocabulary = 3, Context = 5, Width = 8, Layers = 1, Heads = 2 }), Tokens),
        Of(Block<GptBlock>(new Gpt(new GptConfig { Vocabulary = 3, Context = 5, Width = 8, Layers = 1, Heads = 2 })), X(2, 5, 8)),
        Of(new Llama(new LlamaConfig(3, 8, 8, 1, 4, 2)), Tokens), Of(Block<LlamaBlock>(new Llama(new LlamaConfig(3, 8, 8, 1, 4, 2))), X(2, 5, 8)),
        Of(new RnnLanguageModel(3, 4, 2, 4), Tokens), Of(new CopyPasteTransformer(3, 8, 2, 8, 1), Tokens),
        Of(new TransformerLanguageModel(3, 8, 2, 8, 1), Tokens), Of(Block<LanguageModelBlock>(new TransformerLanguageModel(3, 8, 2, 8, 1)), X(2, 5, 8)),
        Of(new ParityRnn(), Tokens), Of(new ParityTransformer(8, 2, 8), Tokens),
        Of(Block<BrainBertInput>(s_brainBert), X(2, 5, 3)), Of(Block<BrainBertInput.PositionCode>(s_brainBert), X(2, 5, 8)), Of(Block<BrainBertHead>(s_brainBert), X(2, 5, 8)),
        Wide(s_brainBert, m => m.Forward(X(2, 5, 3))),
        Wide(new Bilinear(3, 4, 2), m => m.Forward(X(5, 3), X(5, 4))),
        Wide(new Rnn(3, 4), m => m.Forward(X(2, 5, 3)).Y), Wide(new Lstm(3, 4), m => m.Forward(X(2, 5, 3)).Y), Wide(new Gru(3, 4), m => m.Forward(X(2, 5, 3)).Y),
        Wide(new RnnCell(3, 4), m => m.Forward(X(2, 3), X(2, 4))), Wide(new GruCell(3, 4), m => m.Forward(X(2, 3), X(2, 4))), Wide(new LstmCell(3, 4), m => m.Forward(X(2, 3), X(2, 4), X(2, 4)).H),
        Wide(new MultiHeadAttention(8, 2), m => m.Forward(X(2, 5, 8))),
        Wide(new TransformerEncoderLayer(8, 2, 8), m => m.Forward(new SequenceInput(X(2, 5, 8)))),
        Wide(new TransformerEncoder([new TransformerEncoderLayer(8, 2, 8)]), m => m.Forward(new SequenceInput(X(2, 5, 8)))),
        Wide(new TransformerDecoderLayer(8, 2, 8), m => m.Forward(new DecoderInput(X(2, 5, 8), X(2, 3, 8)))),
    }.ToDictionary(e => e.Item1.GetType());

    public static TheoryData<Type> Types =>
        [.. typeof(Module).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Module)) && !t.IsAbstract && !t.IsGenericType)];

    [Theory, MemberData(nameof(Types))]
    public void A_hook_sees_and_replaces_the_output(Type type)
    {
        Assert.True(s_all.TryGetValue(type, out var entry), $"{type.Name}: no example runs it; add one to the list");
        var (module, run) = entry;
        int calls = 0;
        using var _ = module.OnOutput(a =>
        {
            calls++;
            Assert.Same(module, a.Module);
            return Tensor.Full(a.Value.Shape, 7, a.Value.DType);
        });
        Assert.All(run().ToArray<float>(), v => Assert.Equal(7, v));
        Assert.Equal(1, calls);
    }

    private static (Module, Func<Tensor>) Of(Layer layer, Tensor x) => (layer, () => layer.Forward(x));

    private static (Module, Func<Tensor>) Wide<T>(T module, Func<T, Tensor> run)
        where T : Module => (module, () => run(module));

    private static T Block<T>(Module network)
        where T : Module => network.Modules().OfType<T>().First();
}
