namespace Neuron.Experiments.BrainBert;

/// <summary>One decoder's result on one electrode and task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Decoder">The decoder.</param>
/// <param name="Seed">Seed of its encoder or weights; 0 where nothing is random.</param>
/// <param name="Split">How the examples were divided.</param>
/// <param name="Limit">Training examples that were allowed; 0 for all.</param>
/// <param name="Train">Training examples.</param>
/// <param name="Test">Test examples.</param>
/// <param name="Auc">Area under the ROC curve on the test examples.</param>
/// <param name="Low">Lower end of its 95 % interval (DeLong); NaN where that says nothing.</param>
/// <param name="High">Upper end.</param>
internal sealed record Score(DecodingTask Task, Decoder Decoder, int Seed, SplitKind Split, int Limit, int Train, int Test, double Auc, double Low, double High);

/// <summary>Everything decoded from one electrode.</summary>
/// <param name="Session">The session.</param>
/// <param name="Electrode">Its name.</param>
/// <param name="Scores">The results.</param>
internal sealed record ElectrodeScores(string Session, string Electrode, Score[] Scores)
{
    /// <summary>Mean over seeds of the AUC of a decoder with all training examples; NaN where it was not measured.</summary>
    public double Mean(DecodingTask task, Decoder decoder, SplitKind split) =>
        Scores.Where(s => s.Task == task && s.Decoder == decoder && s.Split == split && s.Limit == 0).Select(s => s.Auc).DefaultIfEmpty(double.NaN).Average();
}
