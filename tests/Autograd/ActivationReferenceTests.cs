using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

public class ActivationReferenceTests
{
    [ReferenceTheory, ReferenceCases("activations")]
    public void Activation(string name)
    {
        // PyTorch keeps 1/6 and 1/α as float32 constants also in its float64 kernels of these two
        bool single = name is "hardsigmoid" or "celu_0.7";
        TensorReference.Check(ReferenceFile.Open("activations")[name], inputs => name switch
        {
            "relu" => inputs["x"].Relu(),
            "relu6" => inputs["x"].Relu6(),
            "leaky_relu_0.01" => inputs["x"].LeakyRelu(),
            "leaky_relu_0.2" => inputs["x"].LeakyRelu(0.2),
            "elu" => inputs["x"].Elu(),
            "elu_0.5" => inputs["x"].Elu(0.5),
            "celu_0.7" => inputs["x"].Celu(0.7),
            "selu" => inputs["x"].Selu(),
            "gelu_exact" => inputs["x"].Gelu(),
            "gelu_tanh" => inputs["x"].GeluTanh(),
            "quick_gelu" => inputs["x"].QuickGelu(),
            "silu" => inputs["x"].Silu(),
            "mish" => inputs["x"].Mish(),
            "softplus" => inputs["x"].Softplus(),
            "softplus_b2_t5" => inputs["x"].Softplus(2, 5),
            "softsign" => inputs["x"].Softsign(),
            "tanh" => inputs["x"].Tanh(),
            "sigmoid" => inputs["x"].Sigmoid(),
            "logsigmoid" => inputs["x"].LogSigmoid(),
            "hardtanh" => inputs["x"].Hardtanh(),
            "hardsigmoid" => inputs["x"].HardSigmoid(),
            "hardswish" => inputs["x"].HardSwish(),
            "tanhshrink" => inputs["x"].TanhShrink(),
            "softshrink_0.5" => inputs["x"].Softshrink(),
            "hardshrink_0.5" => inputs["x"].Hardshrink(),
            "threshold_1_-2" => inputs["x"].Threshold(1, -2),
            "prelu" => inputs["x"].PRelu(inputs["weight"]),
            "glu" => inputs["x"].Glu(1),
            "swiglu" => inputs["a"].Silu() * inputs["b"],
            _ => throw new NotSupportedException(name),
        }, single ? [DType.Float32] : [DType.Float32, DType.Float64]);
    }
}
