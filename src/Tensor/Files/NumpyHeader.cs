using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Neuron;

/// <summary>The dictionary at the beginning of an .npy file: element type, order, shape.</summary>
internal sealed partial record NumpyHeader(char Kind, int ElementBytes, bool BigEndian, bool ColumnMajor, Shape Shape)
{
    /// <summary>Bytes of all elements.</summary>
    public long Bytes => Shape.Size * ElementBytes;

    /// <summary>NumPy's name of a dtype, little-endian.</summary>
    public static string Describe(DType dtype) => dtype switch
    {
        DType.Bool => "|b1",
        DType.UInt8 => "|u1",
        DType.Int32 => "<i4",
        DType.Int64 => "<i8",
        DType.Float16 => "<f2",
        DType.Float32 => "<f4",
        _ => "<f8",
    };

    /// <exception cref="InvalidDataException">It is not such a dictionary, or the type is not supported.</exception>
    public static NumpyHeader Parse(string text, string file)
    {
        var (type, order, dims) = (TypeEntry().Match(text), OrderEntry().Match(text), ShapeEntry().Match(text));
        if (!type.Success || !order.Success || !dims.Success)
            throw NumpyFile.Damaged(file, $"its header lacks descr, fortran_order or shape: {text.Trim()[..Math.Min(100, text.Trim().Length)]}");
        var (kind, size) = (type.Groups[2].Value[0], type.Groups[3].Value);
        if ($"{kind}{size}" is not ("b1" or "u1" or "i1" or "i2" or "u2" or "i4" or "u4" or "i8" or "f2" or "f4" or "f8"))
            throw NumpyFile.Damaged(file, $"element type '{type.Groups[1].Value}{kind}{size}'; expected bool, 8 to 64 bit integers or float16 to float64");
        try
        {
            int[] shape = [.. dims.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(n => int.Parse(n.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture))];
            var parsed = new NumpyHeader(kind, size[0] - '0', type.Groups[1].Value == ">", order.Groups[1].Value == "True", Shape.Create(shape));
            _ = checked(parsed.Shape.Size * parsed.ElementBytes);
            return parsed;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ShapeException)
        {
            throw NumpyFile.Damaged(file, $"shape ({dims.Groups[1].Value}): {e.Message}");
        }
    }

    /// <summary>The elements as a tensor; 8 and 16-bit integers other than uint8 become int32, uint32 becomes int64.</summary>
    public Tensor ToTensor(ReadOnlySpan<byte> data)
    {
        byte[] little = data.ToArray();
        if (BigEndian && ElementBytes > 1)
            for (int i = 0; i < little.Length; i += ElementBytes) Array.Reverse(little, i, ElementBytes);
        int[] dims = ColumnMajor ? [.. Shape.Reverse()] : [.. Shape];
        var y = $"{Kind}{ElementBytes}" switch
        {
            "b1" => Tensor.From(Array.ConvertAll(little, v => v != 0), Shape.Create(dims)),
            "u1" => Tensor.From(little, Shape.Create(dims)),
            "i1" => Tensor.From(Array.ConvertAll(little, v => (int)(sbyte)v), Shape.Create(dims)),
            "i2" => Tensor.From(Array.ConvertAll(Cast<short>(little), v => (int)v), Shape.Create(dims)),
            "u2" => Tensor.From(Array.ConvertAll(Cast<ushort>(little), v => (int)v), Shape.Create(dims)),
            "i4" => Tensor.From(Cast<int>(little), Shape.Create(dims)),
            "u4" => Tensor.From(Array.ConvertAll(Cast<uint>(little), v => (long)v), Shape.Create(dims)),
            "i8" => Tensor.From(Cast<long>(little), Shape.Create(dims)),
            "f2" => Tensor.From(Cast<Half>(little), Shape.Create(dims)),
            "f4" => Tensor.From(Cast<float>(little), Shape.Create(dims)),
            _ => Tensor.From(Cast<double>(little), Shape.Create(dims)),
        };
        return ColumnMajor && y.Rank > 1 ? y.Permute([.. Enumerable.Range(0, y.Rank).Reverse()]) : y;
    }

    private static T[] Cast<T>(byte[] bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes).ToArray();

    [GeneratedRegex(@"'descr'\s*:\s*'([<>|=]?)([a-z])(\d)'")]
    private static partial Regex TypeEntry();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(True|False)")]
    private static partial Regex OrderEntry();

    [GeneratedRegex(@"'shape'\s*:\s*\(([0-9L,\s]*)\)")]
    private static partial Regex ShapeEntry();
}
