using Neuron.Experiments.Commands;

return NeuronCommand.Invoke(args, Console.Out, Console.Error);
