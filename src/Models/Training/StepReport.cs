namespace Neuron.Models;

/// <summary>What one step of training did.</summary>
/// <param name="Step">Its number; 1 the first.</param>
/// <param name="Epoch">Epochs that were over before it.</param>
/// <param name="Loss">The loss, mean of its micro-batches.</param>
/// <param name="LearningRate">Rate of the first parameter group.</param>
/// <param name="GradNorm">2-norm of all gradients before clipping; NaN where nothing clips.</param>
public readonly record struct StepReport(long Step, int Epoch, double Loss, double LearningRate, double GradNorm);
