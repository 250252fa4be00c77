using System.Text.Json;
using Neuron.Models;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Models;

public class RecurrentReferenceTests
{
    [ReferenceTheory, ReferenceCases("rnn", "rnn_*", "lstm_*", "gru_*")]
    public void Layer_follows_the_reference(string name) => ModuleReference.Check(
        "rnn", name, c => Make(c.Args),
        (layer, input, c) =>
        {
            Tensor? Optional(string key) => c.Has("in." + key) ? input(key) : null;
            var output = layer.Forward(input("x"), Optional("h0"), Optional("c0"), Optional("lengths"));
            return output.Cn is null ? [("y", output.Y), ("hn", output.Hn)] : [("y", output.Y), ("hn", output.Hn), ("cn", output.Cn)];
        });

    [ReferenceTheory, ReferenceCases("rnn", "rnncell")]
    public void Rnn_cell_follows_the_reference(string name) =>
        ModuleReference.Check("rnn", name, _ => new RnnCell(4, 5), (cell, input, _) => [("h", cell.Forward(input("x"), input("h")))]);

    [ReferenceTheory, ReferenceCases("rnn", "grucell")]
    public void Gru_cell_follows_the_reference(string name) =>
        ModuleReference.Check("rnn", name, _ => new GruCell(4, 5), (cell, input, _) => [("h", cell.Forward(input("x"), input("h")))]);

    [ReferenceTheory, ReferenceCases("rnn", "lstmcell")]
    public void Lstm_cell_follows_the_reference(string name) =>
        ModuleReference.Check("rnn", name, _ => new LstmCell(4, 5), (cell, input, _) =>
        {
            var (h, c) = cell.Forward(input("x"), input("h"), input("c"));
            return [("h", h), ("c", c)];
        });

    [Fact]
    public void Bad_input_is_named()
    {
        var rnn = new Rnn(3, 4);
        Assert.Equal("Rnn: recurrent: expected [B, T, 3], found [2, 5, 4]", Assert.Throws<ShapeException>(() => rnn.Forward(Tensor.Zeros([2, 5, 4]))).Message);
        Assert.Contains("6 for sample 1; expected 1 to 5", Assert.Throws<ShapeException>(() => rnn.Forward(Tensor.Zeros([2, 5, 3]), lengths: Tensor.From([3L, 6]))).Message, StringComparison.Ordinal);
        Assert.Contains("recurrent (h0): expected [1, 2, 4], found [2, 4]", Assert.Throws<ShapeException>(() => rnn.Forward(Tensor.Zeros([2, 5, 3]), Tensor.Zeros([2, 4]))).Message, StringComparison.Ordinal);
    }

    private static RecurrentLayer Make(JsonElement args)
    {
        int Number(string key, int otherwise) => args.TryGetProperty(key, out var v) ? v.GetInt32() : otherwise;
        bool Flag(string key, bool otherwise) => args.TryGetProperty(key, out var v) ? v.GetBoolean() : otherwise;
        int x = Number("input_size", 0), h = Number("hidden_size", 0), layers = Number("num_layers", 1);
        bool both = Flag("bidirectional", false), first = Flag("batch_first", false), bias = Flag("bias", true);
        return args.GetProperty("kind").GetString() switch
        {
            "RNN" => new Rnn(x, h, layers, both, first, bias, relu: args.TryGetProperty("nonlinearity", out _)),
            "LSTM" => new Lstm(x, h, layers, both, first, bias, projection: Number("proj_size", 0)),
            _ => new Gru(x, h, layers, both, first, bias),
        };
    }
}
