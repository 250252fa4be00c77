// kernel files hold the vocabulary of kernels without naming its namespace: with ILGPU's namespaces here they build against ILGPU
global using Neuron.Kernels.Language;
