namespace Neuron.Models;

/// <summary>An LSTM whose state is a projection of its output (arXiv 1402.1128), step by step: the fused recurrence has no such state.</summary>
internal static class ProjectedLstm
{
    /// <summary>All steps of one layer in one direction; the parameters have a projection.</summary>
    public static (Tensor Y, Tensor H, Tensor C) Run(CellParameters parameters, Tensor x, Tensor h, Tensor c, Tensor? lengths, bool backwards)
    {
        var xi = x.Linear(parameters.InputWeight, parameters.InputBias?.Value);
        var y = new Tensor[x.Shape[0]];
        for (int k = 0; k < y.Length; k++)
        {
            int t = backwards ? y.Length - 1 - k : k;
            var (output, nextC) = RecurrentCell.Lstm(xi.Select(0, t), parameters.OfState(h), c);
            var nextH = output.Linear(parameters.Projection!);
            if (lengths is null)
            {
                (h, c) = (nextH, nextC);
                y[t] = h;
                continue;
            }
            var valid = lengths.Gt(Tensor.Scalar(t, lengths.DType, lengths.Device)).Unsqueeze(1);
            h = Tensor.Where(valid, nextH, h);
            c = Tensor.Where(valid, nextC, c);
            y[t] = Tensor.Where(valid, nextH, nextH.ZerosLike());
        }
        return (Tensor.Stack(y), h, c);
    }
}
