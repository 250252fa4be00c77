using Neuron.Bench;
using Neuron.Bench.Cases;
using Neuron.Bench.Growth;
using Neuron.Bench.Launch;
using Neuron.Bench.Peers;

return args switch
{
    ["peers", .. var rest] => PeerCommand.Run(rest),
    ["first-step", var name] => ProcessCases.TrainOnce(name),
    ["step", var name, var steps] => ProcessCases.Train(name, steps),
    ["stream", .. var rest] => StreamCommand.Run(rest),
    ["growth", .. var rest] => GrowthCommand.Run(rest),
    ["launch", .. var rest] => LaunchCommand.Run(rest),
    _ => PeerCommand.Usage(),
};
