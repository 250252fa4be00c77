using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace Neuron.Kernels.Compiler;

/// <summary>Decodes the IL bytes of a method.</summary>
internal static class IlReader
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (int)(ushort)code.Value);

    public static List<IlInstruction> Read(byte[] il)
    {
        var result = new List<IlInstruction>();
        int at = 0;
        while (at < il.Length)
        {
            int offset = at, value = il[at++];
            if (value == 0xFE) value = 0xFE00 | il[at++];
            var code = Codes[value];
            object? operand = ReadOperand(code, il, ref at);
            result.Add(new(offset, at, code, operand));
        }
        return result;
    }

    private static object? ReadOperand(OpCode code, byte[] il, ref int at)
    {
        int start = at;
        var bytes = il.AsSpan(at);
        switch (code.OperandType)
        {
            case OperandType.InlineNone:
                return null;
            case OperandType.ShortInlineBrTarget:
                at += 1;
                return at + (sbyte)bytes[0];
            case OperandType.ShortInlineI:
                at += 1;
                return code == OpCodes.Ldc_I4_S ? (int)(sbyte)bytes[0] : bytes[0];
            case OperandType.ShortInlineVar:
                at += 1;
                return (int)bytes[0];
            case OperandType.InlineVar:
                at += 2;
                return (int)BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            case OperandType.InlineI8:
                at += 8;
                return BinaryPrimitives.ReadInt64LittleEndian(bytes);
            case OperandType.InlineR:
                at += 8;
                return BinaryPrimitives.ReadDoubleLittleEndian(bytes);
            case OperandType.ShortInlineR:
                at += 4;
                return BinaryPrimitives.ReadSingleLittleEndian(bytes);
            case OperandType.InlineBrTarget:
                at += 4;
                return at + BinaryPrimitives.ReadInt32LittleEndian(bytes);
            case OperandType.InlineSwitch:
                int count = BinaryPrimitives.ReadInt32LittleEndian(bytes);
                at += 4 + (4 * count);
                var targets = new int[count];
                for (int i = 0; i < count; i++)
                    targets[i] = at + BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(start + 4 + (4 * i)));
                return targets;
            default:
                at += 4;
                return BinaryPrimitives.ReadInt32LittleEndian(bytes);
        }
    }
}
