namespace Neuron.Experiments.BrainTreebank;

/// <summary>How published code cleans labels; the results differ (Brain Treebank release, BrainBERT and Neuroprobe code).</summary>
internal enum LabelRule
{
    /// <summary>*, # and _ are removed from labels; the corrupted list is left as it is, so that its starred names never match.</summary>
    BrainBert,

    /// <summary>* and # are removed from labels and from the corrupted list.</summary>
    Neuroprobe,
}

/// <summary>The name of a contact: shaft and number ("T1cIe11" is contact 11 of shaft "T1cIe").</summary>
internal static class ElectrodeLabel
{
    /// <summary>The label without its marks.</summary>
    public static string Clean(string label, LabelRule rule) =>
        string.Concat(label.Where(c => c is not ('*' or '#') && (c != '_' || rule == LabelRule.Neuroprobe)));

    /// <summary>The name of the corrupted list as the rule compares it.</summary>
    public static string CleanCorrupted(string label, LabelRule rule) => rule == LabelRule.Neuroprobe ? Clean(label, rule) : label;

    /// <summary>True for channels that record no brain: labels that begin with DC or TRIG, in any case.</summary>
    public static bool IsAuxiliary(string label) =>
        label.StartsWith("DC", StringComparison.OrdinalIgnoreCase) || label.StartsWith("TRIG", StringComparison.OrdinalIgnoreCase);

    /// <summary>Shaft (up to the last letter) and contact number; the number is null where none follows the last letter.</summary>
    public static (string Shaft, int? Contact) Split(string cleanLabel)
    {
        int end = cleanLabel.Length;
        while (end > 0 && !char.IsLetter(cleanLabel[end - 1])) end--;
        return (cleanLabel[..end], int.TryParse(cleanLabel.AsSpan(end), System.Globalization.NumberStyles.None, null, out int number) ? number : null);
    }
}
