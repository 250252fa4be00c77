namespace Neuron.Experiments.Hdf5;

/// <summary>Filters registered in the format, by their number.</summary>
internal enum Hdf5Filter
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Deflate (zlib).</summary>
    Deflate = 1,

    /// <summary>Transposed bytes.</summary>
    Shuffle = 2,

    /// <summary>Fletcher-32 checksum.</summary>
    Fletcher32 = 3,

    /// <summary>szip.</summary>
    Szip = 4,
}
