namespace Neuron.Kernels.Language;

/// <summary>The groups of a launch, and this work-item's place among all of them.</summary>
public static class Grid
{
    /// <summary>Group position, X.</summary>
    public static int IdxX => WorkItem.Current.GridIndex.X;

    /// <summary>Group position, Y.</summary>
    public static int IdxY => WorkItem.Current.GridIndex.Y;

    /// <summary>Group position, Z.</summary>
    public static int IdxZ => WorkItem.Current.GridIndex.Z;

    /// <summary>Groups along X.</summary>
    public static int DimX => WorkItem.Current.GridDimension.X;

    /// <summary>Groups along Y.</summary>
    public static int DimY => WorkItem.Current.GridDimension.Y;

    /// <summary>Groups along Z.</summary>
    public static int DimZ => WorkItem.Current.GridDimension.Z;

    /// <summary>Group position.</summary>
    public static Index3D Index => new(IdxX, IdxY, IdxZ);

    /// <summary>Groups by dimension.</summary>
    public static Index3D Dimension => new(DimX, DimY, DimZ);

    /// <summary>Group position, X fastest.</summary>
    public static int LinearIndex => (((IdxZ * DimY) + IdxY) * DimX) + IdxX;

    /// <summary>Work-item position in the whole launch.</summary>
    public static Index3D GlobalIndex => new(
        (IdxX * Group.DimX) + Group.IdxX, (IdxY * Group.DimY) + Group.IdxY, (IdxZ * Group.DimZ) + Group.IdxZ);

    /// <summary>Work-item position in the whole launch: groups in order, X fastest within each.</summary>
    public static int GlobalLinearIndex => (LinearIndex * Group.Size) + Group.LinearIndex;

    /// <summary>Work-item position along X, in 64 bits.</summary>
    public static long LongGlobalIndexX => ((long)IdxX * Group.DimX) + Group.IdxX;
}
