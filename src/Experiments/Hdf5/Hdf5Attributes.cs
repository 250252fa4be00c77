using System.Runtime.InteropServices;
using System.Text;
using HDF.PInvoke;
using Neuron.Kernels.Memory;

namespace Neuron.Experiments.Hdf5;

/// <summary>Attributes of one object; the caller holds the library's lock.</summary>
internal static class Hdf5Attributes
{
    private const long MaxElements = 1 << 20; // attributes are small by the format's own rule (64 KiB unless densely stored)

    public static Dictionary<string, object> ReadAll(Hdf5Id owner, string where)
    {
        int count = H5A.get_num_attrs(owner.Value);
        if (count < 0) throw Hdf5Exception.AfterFailedCall($"{where}: attributes cannot be read");
        Dictionary<string, object> all = [];
        for (int i = 0; i < count; i++)
        {
            string name = Name(owner, (ulong)i, where);
            using var id = Hdf5Id.Of(H5A.open(owner.Value, name), H5A.close, $"{where}: attribute {name} could not be opened");
            all[name] = Read(id, $"{where}: attribute {name}");
        }
        return all;
    }

    public static void Write(Hdf5Id owner, string name, double value, string where)
    {
        using var space = Hdf5Id.Of(H5S.create(H5S.class_t.SCALAR), H5S.close, where);
        long type = Hdf5ElementType.MemoryType<double>();
        using var id = Hdf5Id.Of(H5A.create(owner.Value, name, type, space.Value), H5A.close, $"{where}: attribute {name} could not be created");
        if (Pinning.Call<double, int>([value], p => H5A.write(id.Value, type, p)) < 0)
            throw Hdf5Exception.AfterFailedCall($"{where}: attribute {name} could not be written");
    }

    public static void Write(Hdf5Id owner, string name, string value, string where)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        using var space = Hdf5Id.Of(H5S.create(H5S.class_t.SCALAR), H5S.close, where);
        using var type = Hdf5Id.Of(H5T.copy(Hdf5Library.Identifier("H5T_C_S1_g")), H5T.close, where);
        _ = H5T.set_size(type.Value, Math.Max(text.Length, 1));
        _ = H5T.set_cset(type.Value, H5T.cset_t.UTF8);
        using var id = Hdf5Id.Of(H5A.create(owner.Value, name, type.Value, space.Value), H5A.close, $"{where}: attribute {name} could not be created");
        if (Pinning.Call<byte, int>(text.Length == 0 ? [0] : text, p => H5A.write(id.Value, type.Value, p)) < 0)
            throw Hdf5Exception.AfterFailedCall($"{where}: attribute {name} could not be written");
    }

    private static object Read(Hdf5Id id, string where)
    {
        using var type = Hdf5Id.Of(H5A.get_type(id.Value), H5T.close, where);
        using var space = Hdf5Id.Of(H5A.get_space(id.Value), H5S.close, where);
        long[] shape = Hdf5Shape.Of(space.Value, where);
        long count = Hdf5Shape.Count(shape, where);
        if (count > MaxElements) throw new Hdf5Exception($"{where}: {count} elements; an attribute has at most {MaxElements}.");
        Hdf5ElementType element = Hdf5ElementType.Of(type.Value);
        bool scalar = shape.Length == 0;
        switch (element.Kind)
        {
            case Hdf5ElementKind.String:
                string[] texts = Hdf5Strings.Read(element, type.Value, space.Value, (int)count, where, (memory, buffer) => H5A.read(id.Value, memory, buffer));
                return scalar && texts.Length == 1 ? texts[0] : texts;
            case Hdf5ElementKind.Integer or Hdf5ElementKind.Bool:
                long[] whole = Numbers<long>();
                return scalar && whole.Length == 1 ? whole[0] : whole;
            case Hdf5ElementKind.Float:
                double[] real = Numbers<double>();
                return scalar && real.Length == 1 ? real[0] : real;
            default:
                throw new NotSupportedException($"{where}: compound, reference and opaque types are not read.");
        }

        T[] Numbers<T>() where T : unmanaged
        {
            var values = new T[count];
            long memory = Hdf5ElementType.MemoryType<T>();
            if (count > 0 && Pinning.Call<T, int>(values, p => H5A.read(id.Value, memory, p)) < 0) throw Hdf5Exception.AfterFailedCall(where);
            return values;
        }
    }

    private static string Name(Hdf5Id owner, ulong index, string where)
    {
        nint length = H5A.get_name_by_idx(owner.Value, ".", H5.index_t.NAME, H5.iter_order_t.INC, index, null, 0);
        if (length is < 0 or > 1 << 16) throw Hdf5Exception.AfterFailedCall($"{where}: the name of attribute {index} cannot be read");
        var name = new byte[length + 1];
        _ = H5A.get_name_by_idx(owner.Value, ".", H5.index_t.NAME, H5.iter_order_t.INC, index, name, name.Length);
        return Encoding.UTF8.GetString(name, 0, (int)length);
    }
}
