namespace Neuron.Kernels.Language;

/// <summary>How many work-items of a kernel a processor is to hold at once: the compiler keeps to the registers that this leaves each, if the device takes such a wish.</summary>
/// <param name="items">Work-items of all groups together.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResidentItemsAttribute(int items) : Attribute
{
    /// <summary>Work-items of all groups together.</summary>
    public int Items { get; } = items;
}
