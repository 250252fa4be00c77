using System.Text.Json.Serialization;

namespace Neuron;

[JsonSerializable(typeof(string))]
internal sealed partial class TimelineJson : JsonSerializerContext;
