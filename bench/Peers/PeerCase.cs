using System.Text.Json.Nodes;

namespace Neuron.Bench.Peers;

/// <summary>One row: a piece of work for the engine and the same for its peers.</summary>
/// <param name="Group">Group of rows, as <c>--only</c> names it.</param>
/// <param name="Name">Operation and shape.</param>
/// <param name="Ours">Makes the operands and returns the work.</param>
/// <param name="Op">The peers' operation, a function of peers/driver.py, and its arguments.</param>
/// <param name="Peers">Peers that have it.</param>
internal sealed record PeerCase(string Group, string Name, Func<Action> Ours, JsonObject Op, string[] Peers)
{
    /// <summary>Multiplications and additions.</summary>
    public double Flops { get; init; }

    /// <summary>Bytes that must be read or written, each tensor once.</summary>
    public double Bytes { get; init; }

    /// <summary>Whether the work is float64: the peak is half as high.</summary>
    public bool IsDouble { get; init; }

    /// <summary>Whether a device's tensor cores do it, whose own limit is not measured: no floor is stated.</summary>
    public bool OnTensorCores { get; init; }

    /// <summary>Whether a run takes so long that one of each side, after a first, has to do.</summary>
    public bool IsLong { get; init; }

    /// <summary>Least ratio of the best peer's time to ours, on one and on two threads; 0 for none.</summary>
    public (double One, double Two) Target { get; init; }
}
