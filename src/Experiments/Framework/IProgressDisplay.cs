namespace Neuron.Experiments;

/// <summary>Shows a person how far a run is.</summary>
internal interface IProgressDisplay
{
    /// <summary>Shows <paramref name="fraction"/> in [0, 1] and what is being done.</summary>
    void Show(double fraction, string doing);

    /// <summary>Says something that stays; by default nothing is said.</summary>
    void Note(string text)
    {
    }

    /// <summary>Leaves the line, so that other text can follow.</summary>
    void End();
}
