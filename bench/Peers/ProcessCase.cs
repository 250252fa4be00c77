namespace Neuron.Bench.Peers;

/// <summary>A row that is measured on whole processes, ours and the peer's in turn.</summary>
/// <param name="Group">Group of rows, as <c>--only</c> names it.</param>
/// <param name="Name">What is measured.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Ours">Runs our process once; NaN if it failed.</param>
/// <param name="Theirs">Runs the peer's.</param>
/// <param name="Target">Least ratio of theirs to ours.</param>
/// <param name="Runs">Runs of each.</param>
internal sealed record ProcessCase(string Group, string Name, string Unit, Func<double> Ours, Func<double> Theirs, double Target, int Runs);
