namespace Neuron.Kernels.Language;

/// <summary>The result of <see cref="TensorCore"/>, 16 × 8 float32, spread over the lanes of a warp.</summary>
#pragma warning disable CA1051 // registers, which kernels assign one by one
public struct FragmentC
{
    /// <summary>Row <see cref="TensorCore.ResultRow"/>, column <see cref="TensorCore.ResultColumn"/>.</summary>
    public float C0;

    /// <summary>The column after <see cref="C0"/>'s.</summary>
    public float C1;

    /// <summary>8 rows below <see cref="C0"/>.</summary>
    public float C2;

    /// <summary>8 rows below <see cref="C1"/>.</summary>
    public float C3;
}
