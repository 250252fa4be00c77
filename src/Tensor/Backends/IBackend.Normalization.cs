namespace Neuron;

internal partial interface IBackend
{
    /// <summary>Statistics: mean and reciprocal deviation of each row of <paramref name="length"/> elements, [rows, 2].</summary>
    void LayerNorm(Tensor x, int length, Tensor? weight, Tensor? bias, Tensor y, Tensor statistics, double epsilon, bool rms);

    void LayerNormGradient(Tensor dy, Tensor x, int length, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias, bool rms);

    /// <summary>Statistics: mean and reciprocal deviation of each group of each item, [items · groups, 2].</summary>
    void GroupNorm(Tensor x, int groups, Tensor? weight, Tensor? bias, Tensor y, Tensor statistics, double epsilon);

    void GroupNormGradient(Tensor dy, Tensor x, int groups, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias);

    /// <summary>Mean and biased variance of each channel, [2, C].</summary>
    void BatchStatistics(Tensor x, Tensor statistics);

    void BatchNorm(Tensor x, Tensor? weight, Tensor? bias, Tensor statistics, Tensor y, double epsilon);

    void BatchNormGradient(Tensor dy, Tensor x, Tensor? weight, Tensor statistics, Tensor dx, Tensor? dweight, Tensor? dbias, double epsilon, bool training);
}
