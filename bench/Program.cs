using Neuron.Bench.Peers;

return args switch
{
    ["peers", .. var rest] => PeerCommand.Run(rest),
    _ => PeerCommand.Usage(),
};
