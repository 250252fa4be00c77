namespace Neuron.Kernels.Gpu;

/// <summary>What <see cref="RowSums"/> adds up: a number for each element of a row.</summary>
internal interface IRowTerm<T> where T : unmanaged
{
    /// <summary>The term of element <paramref name="i"/>.</summary>
    T At(int i);
}

/// <summary>Two numbers for each element, whose sums are wanted together.</summary>
internal interface IRowTerms<T> where T : unmanaged
{
    /// <summary>The terms of element <paramref name="i"/>.</summary>
    (T First, T Second) At(int i);
}
