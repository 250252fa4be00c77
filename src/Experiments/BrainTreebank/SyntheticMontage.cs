namespace Neuron.Experiments.BrainTreebank;

/// <summary>A contact of a made-up subject: label, place in voxel-like coordinates, atlas region.</summary>
internal sealed record SyntheticContact(string Label, double Left, double Inferior, double Posterior, string Region)
{
    private const double Reach = 14;

    private static readonly (string Name, double L, double I, double P)[] s_areas = [("aud", 60, 90, 110), ("lang", 55, 105, 150), ("mot", 70, 55, 105)];

    /// <summary>Centres of the areas aud, lang and mot.</summary>
    public static IReadOnlyList<(string Name, double L, double I, double P)> Areas => s_areas;

    /// <summary>exp(−‖p − c‖² / (2·14²)) for the centre c of each area.</summary>
    public double[] Weights => [.. s_areas.Select(a => Math.Exp(-(Square(Left - a.L) + Square(Inferior - a.I) + Square(Posterior - a.P)) / (2 * Reach * Reach)))];

    /// <summary>The area with the largest weight; "other" where all are below 0.2.</summary>
    public string Area => Weights is var w && w.Max() < 0.2 ? "other" : s_areas[Array.IndexOf(w, w.Max())].Name;

    private static double Square(double x) => x * x;
}

/// <summary>Where the contacts of made-up subjects lie, and what they are called.</summary>
internal static class SyntheticMontage
{
    private const double Spacing = 5;

    private static readonly string[] s_regions = ["superiortemporal", "middletemporal", "parsopercularis", "precentral", "insula", "fusiform"];

    /// <summary>Channels that record no brain; their datasets hold zeros.</summary>
    public static IReadOnlyList<string> Auxiliary { get; } = ["DC4", "TRIG4"];

    /// <summary>Draws a subject's contacts in the order of their datasets.</summary>
    public static SyntheticContact[] Draw(PlantedScheme scheme, Rng rng) => scheme == PlantedScheme.Areas ? InAreas(rng) : OnThreeShafts(rng);

    /// <summary>The labels of corrupted_elec.json, written as there.</summary>
    public static string[] Corrupted(PlantedScheme scheme) => scheme == PlantedScheme.Areas ? ["S4x6"] : ["LF3aOFa8", "T1a1"];

    // four shafts of six contacts: one through each area, one anywhere
    private static SyntheticContact[] InAreas(Rng rng)
    {
        List<SyntheticContact> contacts = [];
        for (int shaft = 1; shaft <= 4; shaft++)
        {
            double[] centre = shaft <= 3 ? [SyntheticContact.Areas[shaft - 1].L, SyntheticContact.Areas[shaft - 1].I, SyntheticContact.Areas[shaft - 1].P]
                : [40 + 50 * rng.NextDouble(), 40 + 80 * rng.NextDouble(), 60 + 120 * rng.NextDouble()];
            if (shaft <= 3)
                for (int axis = 0; axis < 3; axis++) centre[axis] += 4 * SyntheticTranscript.Normal(rng);
            double[] step = Direction(rng);
            for (int c = 0; c < 6; c++)
            {
                double At(int axis) => Math.Clamp(Math.Round(centre[axis] + (c - 2.5) * step[axis]), 0, 255);
                SyntheticContact contact = new($"S{shaft}x{c + 1}", At(0), At(1), At(2), "");
                contacts.Add(contact with
                {
                    Region = contact.Area switch { "aud" => "ctx-lh-superiortemporal", "lang" => "ctx-lh-parsopercularis", "mot" => "ctx-lh-precentral", _ => "Unknown" },
                });
            }
        }
        return [.. contacts];
    }

    private static SyntheticContact[] OnThreeShafts(Rng rng)
    {
        List<SyntheticContact> contacts = [];
        foreach (string shaft in (string[])["T1a", "T2b*", "LF3aOFa"])
        {
            double[] first = [60 + 60 * rng.NextDouble(), 60 + 60 * rng.NextDouble(), 70 + 80 * rng.NextDouble()], step = Direction(rng);
            for (int c = 0; c < 8; c++)
            {
                string mark = shaft[0] == 'L' && c == 7 ? "#" : "", side = shaft[0] == 'L' ? "lh" : "rh";
                contacts.Add(new($"{shaft}{c + 1}{mark}", Math.Round(first[0] + c * step[0]), Math.Round(first[1] + c * step[1]), Math.Round(first[2] + c * step[2]),
                    $"ctx-{side}-{s_regions[rng.Next(s_regions.Length)]}"));
            }
        }
        return [.. contacts];
    }

    // from one contact to the next, in a direction uniform over the sphere
    private static double[] Direction(Rng rng)
    {
        double[] d = [SyntheticTranscript.Normal(rng), SyntheticTranscript.Normal(rng), SyntheticTranscript.Normal(rng)];
        double norm = Math.Sqrt(d.Sum(v => v * v)) / Spacing;
        return [.. d.Select(v => v / norm)];
    }
}
