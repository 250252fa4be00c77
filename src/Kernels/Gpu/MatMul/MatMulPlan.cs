using Neuron.Kernels.Runtime;

namespace Neuron.Kernels.Gpu;

/// <summary>The tile shapes that a product can be launched with.</summary>
internal enum MatMulTile
{
    /// <summary>Tiles of 32 × 32, 64 work-items.</summary>
    Size32x32,

    /// <summary>Tiles of 64 × 64, 128 work-items.</summary>
    Size64x64,

    /// <summary>Tiles of 128 × 64, 128 work-items.</summary>
    Size128x64,

    /// <summary>Tiles of 128 × 128, 256 work-items.</summary>
    Size128x128,

    /// <summary>Tiles of 128 × 128 with twice the terms a step, 256 work-items.</summary>
    Size128x128x16,
}

/// <summary>How a product is launched: the <see cref="Tuner"/>'s choice, or <see cref="Default"/>.</summary>
/// <param name="Tile">Shape of a group's tile.</param>
/// <param name="Splits">Parts of K that are added up separately, then together.</param>
internal readonly record struct MatMulPlan(MatMulTile Tile, int Splits)
{
    /// <summary>Least number of terms that is worth a split of its own.</summary>
    public const int TermsOfSplit = 256;

    /// <summary>What a second launch takes, and storing and reading a partial sum: in the products that a processor makes meanwhile, about 100 a cycle.</summary>
    private const double SecondLaunch = 1.5e6, PartialSum = 0.5;

    /// <summary>The tile and splits of K with which the busiest processor is done first.</summary>
    /// <param name="limits">The device.</param>
    /// <param name="m">Rows.</param>
    /// <param name="n">Columns.</param>
    /// <param name="k">Terms of a sum.</param>
    /// <param name="batch">Number of products.</param>
    /// <param name="wide">Whether sums are float64 or int64, whose large tiles would not fit the registers.</param>
    public static MatMulPlan Default(DeviceLimits limits, int m, int n, int k, long batch, bool wide)
    {
        ReadOnlySpan<MatMulTile> tiles = wide ? [MatMulTile.Size32x32, MatMulTile.Size64x64]
            : [MatMulTile.Size32x32, MatMulTile.Size64x64, MatMulTile.Size128x64, MatMulTile.Size128x128];
        MatMulPlan best = new(MatMulTile.Size32x32, 1);
        double least = double.PositiveInfinity;
        foreach (var tile in tiles)
        {
            if (tile != MatMulTile.Size32x32 && !Fits(limits, tile, wide)) continue;
            long groups = Groups(tile, m, n, batch);
            for (int each = 0; each <= 2; each++) // groups that splits give a processor, at most; 0: no splits
            {
                int splits = each == 0 ? 1 : (int)Math.Min(Math.Min(each * (long)limits.Multiprocessors / groups, k / TermsOfSplit), 64);
                if (splits < (each == 0 ? 1 : 2)) continue;
                double cost = Cost(limits, tile, groups, splits, k) + (splits == 1 ? 0 : SecondLaunch + (PartialSum * m * n * batch * splits));
                if (cost < least) (best, least) = (new(tile, splits), cost);
            }
        }
        return best;
    }

    /// <summary>Products that the busiest processor has to make, weighed by how quickly it makes them.</summary>
    private static double Cost(DeviceLimits limits, MatMulTile tile, long groups, int splits, int k)
    {
        var (rows, columns, _) = SizeOf(tile);
        // relative to the largest tile, which reads least of shared memory for a product
        (int items, double effort) = tile switch
        {
            MatMulTile.Size32x32 => (64, 2),
            MatMulTile.Size64x64 => (128, 1.2),
            MatMulTile.Size128x64 => (128, 1.05),
            _ => (256, 1.0),
        };
        double rounds = Math.Ceiling((double)groups * splits / limits.Multiprocessors);
        // what few work-items leave of a processor's speed
        double idle = (rounds * items) switch
        {
            >= 512 => 1,
            >= 256 => 1.15,
            >= 128 => 1.6,
            _ => 2.5,
        };
        return rounds / splits * rows * columns * effort * idle * k;
    }

    /// <summary>What an autotuner chooses from: the default first, then each tile that is not far larger than the result, with and without the default's splits.</summary>
    public static MatMulPlan[] Candidates(DeviceLimits limits, int m, int n, int k, long batch, bool wide)
    {
        var usual = Default(limits, m, n, k, batch, wide);
        var all = new List<MatMulPlan> { usual };
        foreach (var tile in wide ? [MatMulTile.Size32x32, MatMulTile.Size64x64] : Enum.GetValues<MatMulTile>())
        {
            var (rows, columns, _) = SizeOf(tile);
            if (tile != MatMulTile.Size32x32 && (m <= rows / 2 || n <= columns / 2 || !Fits(limits, tile, wide))) continue;
            all.Add(new(tile, 1));
            all.Add(new(tile, usual.Splits));
        }
        return [.. all.Distinct()];
    }

    /// <summary>Rows and columns of a tile, and its terms a step.</summary>
    public static (int Rows, int Columns, int Terms) SizeOf(MatMulTile tile) => tile switch
    {
        MatMulTile.Size32x32 => (Tile32x32.M, Tile32x32.N, Tile32x32.K),
        MatMulTile.Size64x64 => (Tile64x64.M, Tile64x64.N, Tile64x64.K),
        MatMulTile.Size128x64 => (Tile128x64.M, Tile128x64.N, Tile128x64.K),
        MatMulTile.Size128x128 => (Tile128x128.M, Tile128x128.N, Tile128x128.K),
        _ => (Tile128x128x16.M, Tile128x128x16.N, Tile128x128x16.K),
    };

    /// <summary>Whether the device has the shared memory that <see cref="MatMulKernels.Tiled"/> takes for a tile: 64 x 64 of float64 takes 34 KiB, and many have 32.</summary>
    private static bool Fits(DeviceLimits limits, MatMulTile tile, bool wide)
    {
        var (rows, columns, terms) = SizeOf(tile);
        return MatMulKernels.SharedElements(rows, columns, terms) * (wide ? sizeof(double) : sizeof(float)) <= limits.StaticSharedBytes;
    }

    private static long Groups(MatMulTile tile, int m, int n, long batch)
    {
        var (rows, columns, _) = SizeOf(tile);
        return batch * ((m + rows - 1L) / rows) * ((n + columns - 1L) / columns);
    }
}
