namespace Neuron.Experiments.Guidance;

/// <summary>The outcome of one training: one condition, one seed.</summary>
/// <param name="TrainLoss">Mean task loss of each epoch.</param>
/// <param name="GuidanceLoss">Mean of Σ(1 − M) of each epoch; empty when nothing guided.</param>
/// <param name="PairDistance">Mean 1 − M of each pair, by epoch and then pair; empty when nothing guided.</param>
/// <param name="ValidationLoss">Task loss on validation data, before the first epoch and after each.</param>
/// <param name="Metric">The task's metric on test data at the same moments.</param>
/// <param name="StepSize">Mean absolute change of a parameter in the last step of each epoch, averaged over tensors.</param>
/// <param name="Right">By test sample, whether the trained network was right.</param>
/// <param name="Before">CKA of target tap × guide tap before training.</param>
/// <param name="After">The same after training.</param>
/// <param name="Pairs">The compared taps, as [target, guide].</param>
/// <param name="TargetTaps">Names of the target's taps.</param>
/// <param name="GuideTaps">Names of the guide's taps.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="Dimensions">Intrinsic dimension by layer before training, after the step that was asked for, and after training; null if none was.</param>
/// <param name="Analysis">What the experiment measured on the trained target besides.</param>
internal sealed record PartResult(
    double[] TrainLoss, double[] GuidanceLoss, double[][] PairDistance, double[] ValidationLoss, double[] Metric, double[] StepSize,
    bool[] Right, double[][] Before, double[][] After, int[][] Pairs, string[] TargetTaps, string[] GuideTaps, double Seconds,
    DimensionProfile[]? Dimensions = null, double[]? Analysis = null);

/// <summary>The outcome of training a guide.</summary>
/// <param name="Untrained">The metric at its initialisation.</param>
/// <param name="Trained">The metric after training.</param>
/// <param name="Right">By test sample, whether the trained guide was right.</param>
internal sealed record GuideResult(double Untrained, double Trained, bool[] Right);
