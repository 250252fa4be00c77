using Neuron.Experiments.Data;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>Where a contact lies: voxel-like coordinates in the subject's own scan, and the atlas region.</summary>
internal readonly record struct ContactPlace(double Left, double Inferior, double Posterior, string Region);

/// <summary>The localisation table of a subject, by cleaned label.</summary>
internal static class Localization
{
    /// <summary>Reads localization/sub_K/depth-wm.csv (columns Electrode, L, I, P, DesikanKilliany); rows in any order.</summary>
    /// <exception cref="InvalidDataException">A column is missing, a coordinate is no number, or a contact occurs twice.</exception>
    public static IReadOnlyDictionary<string, ContactPlace> Read(string path, LabelRule rule = LabelRule.Neuroprobe)
    {
        DelimitedTable table = DelimitedTable.Read(path);
        IReadOnlyList<string> electrode = table.Text("Electrode"), region = table.Text("DesikanKilliany");
        double[] l = table.Numbers("L"), i = table.Numbers("I"), p = table.Numbers("P");
        Dictionary<string, ContactPlace> places = [];
        for (int row = 0; row < electrode.Count; row++)
            if (!places.TryAdd(ElectrodeLabel.Clean(electrode[row], rule), new(l[row], i[row], p[row], region[row])))
                throw new InvalidDataException($"{path}, row {row + 1}: contact {electrode[row]} occurs twice.");
        return places;
    }
}
