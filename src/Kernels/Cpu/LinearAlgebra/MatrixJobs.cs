namespace Neuron.Kernels.Cpu.LinearAlgebra;

/// <summary>Runs a job for each matrix of a batch: many in parallel, or one with the threads inside it.</summary>
internal static unsafe class MatrixJobs
{
    /// <summary>Returns the number of the first matrix for which the job failed, or −1.</summary>
    public static int Run<TJob>(int count, TJob job)
        where TJob : IMatrixJob
    {
        using var failed = new Scratch<byte>(count);
        WorkerPool.For(count, new Each<TJob>(job, failed.Data));
        return new Span<byte>(failed.Data, count).IndexOf((byte)1);
    }

    private readonly struct Each<TJob>(TJob job, byte* failed) : IParallelJob
        where TJob : IMatrixJob
    {
        public void Run(int index) => failed[index] = job.Run(index) ? (byte)0 : (byte)1;
    }
}
