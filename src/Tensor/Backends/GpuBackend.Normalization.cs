namespace Neuron;

internal sealed partial class GpuBackend
{
    public void LayerNorm(Tensor x, int length, Tensor? weight, Tensor? bias, Tensor y, Tensor statistics, double epsilon, bool rms) => throw Missing("layer_norm");

    public void LayerNormGradient(Tensor dy, Tensor x, int length, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias, bool rms) => throw Missing("layer_norm_gradient");

    public void GroupNorm(Tensor x, int groups, Tensor? weight, Tensor? bias, Tensor y, Tensor statistics, double epsilon) => throw Missing("group_norm");

    public void GroupNormGradient(Tensor dy, Tensor x, int groups, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias) => throw Missing("group_norm_gradient");

    public void BatchStatistics(Tensor x, Tensor statistics) => throw Missing("batch_statistics");

    public void BatchNorm(Tensor x, Tensor? weight, Tensor? bias, Tensor statistics, Tensor y, double epsilon) => throw Missing("batch_norm");

    public void BatchNormGradient(Tensor dy, Tensor x, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias, double epsilon, bool training) => throw Missing("batch_norm_gradient");
}
