using System.Buffers.Binary;

namespace Neuron.Experiments.Data;

/// <summary>An array of unsigned bytes in IDX form, the format of MNIST.</summary>
/// <remarks>
/// Bytes 0, 0, element type (8 = unsigned byte), rank; then each length as a big-endian 32-bit integer; then the elements, row-major.
/// </remarks>
/// <param name="Shape">Lengths of the axes.</param>
/// <param name="Values">The elements, row-major.</param>
internal sealed record IdxArray(IReadOnlyList<int> Shape, byte[] Values)
{
    private const byte UnsignedByte = 8;
    private const int MostAxes = 8;

    /// <summary>Reads an IDX file, packed by gzip or not.</summary>
    /// <exception cref="InvalidDataException">It is not an IDX file of unsigned bytes, or is shorter or longer than its header says.</exception>
    public static IdxArray Read(string path)
    {
        using Stream stream = DataFile.Open(path);
        return Read(stream, path);
    }

    /// <summary>Reads IDX from a stream; <paramref name="name"/> is used in errors.</summary>
    /// <exception cref="InvalidDataException">As for files.</exception>
    public static IdxArray Read(Stream stream, string name)
    {
        byte[] head = DataFile.ReadExactly(stream, 4, $"{name}: IDX header");
        if (head[0] != 0 || head[1] != 0)
            throw new InvalidDataException($"{name}: not IDX: expected it to begin with two zero bytes, found {head[0]} and {head[1]}.");
        if (head[2] != UnsignedByte)
            throw new InvalidDataException($"{name}: IDX element type {head[2]}: expected {UnsignedByte}, unsigned bytes.");
        if (head[3] is 0 or > MostAxes) throw new InvalidDataException($"{name}: IDX rank {head[3]}: expected 1 to {MostAxes}.");
        byte[] lengths = DataFile.ReadExactly(stream, 4 * head[3], $"{name}: IDX lengths");
        int[] shape = new int[head[3]];
        long size = 1;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = BinaryPrimitives.ReadInt32BigEndian(lengths.AsSpan(4 * axis));
            if (shape[axis] < 0) throw new InvalidDataException($"{name}: length {shape[axis]} of axis {axis} is negative.");
            size *= shape[axis]; // at most 2^30 · 2^31 before the check, so it cannot overflow
            if (size > DataFile.LargestWhole)
                throw new InvalidDataException($"{name}: the header asks for {string.Join('x', shape[..(axis + 1)])} elements; at most {DataFile.LargestWhole} are read.");
        }
        byte[] values = DataFile.ReadExactly(stream, (int)size, $"{name}: {string.Join('x', shape)} elements");
        return stream.ReadByte() < 0 ? new(shape, values)
            : throw new InvalidDataException($"{name}: there are bytes after the {size} elements that its header announces.");
    }

    /// <summary>Writes the array as an IDX file, atomically.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        byte[] head = new byte[4 + 4 * Shape.Count];
        head[2] = UnsignedByte;
        head[3] = (byte)Shape.Count;
        for (int axis = 0; axis < Shape.Count; axis++) BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 + 4 * axis), Shape[axis]);
        stream.Write(head);
        stream.Write(Values);
    });
}
