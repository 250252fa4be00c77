global using Neuron.Kernels.Language;
