namespace Neuron.Kernels.Memory;

/// <summary>Blocks of a <see cref="NativePool"/> that are free, and how memory for more of them is taken from the device. Not safe for threads.</summary>
internal interface IBlockStore
{
    /// <summary>Bytes that were taken from the device and are free.</summary>
    long Cached { get; }

    /// <summary>Bytes that stayed free since the last <see cref="EndRounds"/>.</summary>
    long Unused { get; }

    /// <summary>Bytes of the block that a request gets.</summary>
    long SizeOf(long bytes);

    /// <summary>Takes a block out of memory that is free.</summary>
    /// <param name="size">One that <see cref="SizeOf"/> gives.</param>
    /// <param name="block">The block.</param>
    bool TryTake(long size, out nint block);

    /// <summary>Takes a block for which too little is free: memory comes from the device.</summary>
    /// <returns>The block; 0 if the device refuses.</returns>
    nint Take(long size);

    /// <summary>Takes a block back.</summary>
    void Return(nint block, long size);

    /// <summary>Begins to count <see cref="Unused"/> anew.</summary>
    /// <param name="givesBack">Whether what was unused goes back to the device.</param>
    void EndRounds(bool givesBack);

    /// <summary>Gives everything that is free back to the device.</summary>
    void Trim();
}
