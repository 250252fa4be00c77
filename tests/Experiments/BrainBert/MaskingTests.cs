using Neuron.Experiments.BrainBert;

namespace Neuron.Tests.Experiments.BrainBert;

/// <summary>The masks against the counts of the specification, section 4.</summary>
public class MaskingTests
{
    private const int Draws = 20_000, Frames = 186, Bins = 40;

    [Theory]
    [InlineData(186, 5, 0.05, 7.882798, 23.648393)]
    [InlineData(186, 5, 0.10, 13.964497, 41.893491)]
    [InlineData(195, 5, 0.05, 8.274102, 24.822306)]
    [InlineData(195, 5, 0.10, 14.656805, 43.970414)]
    [InlineData(40, 2, 0.05, 1.771769, 2.657653)]
    [InlineData(40, 2, 0.10, 3.319471, 4.979206)]
    public void Intervals_have_the_expected_number_and_length_and_never_touch(int length, int longest, double p, double intervals, double positions)
    {
        Rng rng = new(5);
        (double count, double covered) = (0, 0);
        for (int draw = 0; draw < Draws; draw++)
        {
            List<(int Start, int End)> all = FixedMasking.Intervals(length, longest, p, rng);
            count += all.Count;
            covered += all.Sum(i => i.End - i.Start);
            for (int i = 0; i < all.Count; i++)
            {
                Assert.InRange(all[i].End - all[i].Start, 1, longest);
                Assert.True(all[i].End <= length, "beyond the axis");
                if (i > 0) Assert.True(all[i].Start > all[i - 1].End, "intervals touch");
            }
        }
        // 20 000 draws: the mean's deviation is below 0.4 %
        Assert.InRange(count / Draws, 0.985 * intervals, 1.015 * intervals);
        Assert.InRange(covered / Draws, 0.985 * positions, 1.015 * positions);
    }

    // shares of cells: targets, altered, altered but no targets, targets but not altered
    private static double[] Shares(Masking masking, int frames, int draws)
    {
        Rng rng = new(9);
        float[] image = [.. Enumerable.Range(1, frames * Bins).Select(i => (float)i)];
        var shares = new double[4];
        for (int draw = 0; draw < draws; draw++)
        {
            float[] input = (float[])image.Clone();
            var targets = new bool[image.Length];
            masking.Apply(image, input, targets, Bins, rng);
            for (int i = 0; i < image.Length; i++)
            {
                bool altered = input[i] != image[i];
                if (targets[i]) shares[0]++;
                if (altered) shares[1]++;
                if (altered && !targets[i]) shares[2]++;
                if (targets[i] && !altered) shares[3]++;
            }
        }
        return [.. shares.Select(s => s / ((double)draws * image.Length))];
    }

    [Fact]
    public void Released_targets_have_the_measured_shares()
    {
        double[] shares = Shares(new FixedMasking(asReleased: true), Frames, 2000);
        Assert.Equal(0.236, shares[0], 0.006);
        Assert.Equal(0.168, shares[1], 0.006);
        Assert.Equal(0.046, shares[2], 0.006);
        Assert.Equal(0.114, shares[3], 0.006);
    }

    [Fact]
    public void Intended_targets_are_all_that_is_hidden_and_a_tenth_stays_visible()
    {
        double[] shares = Shares(new FixedMasking(), Frames, 2000);
        Assert.Equal(0, shares[2]); // nothing is altered that is no target
        // a union of independent stripes: 1 − (1 − 23.65/186)(1 − 2.66/40); of it a tenth stays (a copy of itself aside)
        Assert.Equal(1 - (1 - 23.648393 / 186) * (1 - 2.657653 / 40), shares[0], 0.004);
        Assert.Equal(0.1, shares[3] / shares[0], 0.02);
    }

    [Fact]
    public void Adaptive_masks_have_the_stated_widths_and_the_measured_shares()
    {
        Assert.Equal([7, 6, 5, 4, 3, 3, 3, 2, 2, 2, 2, 2, .. Enumerable.Repeat(1, 28)], AdaptiveMasking.HalfWidths(Bins, 1));
        Assert.Equal(138, 2 * AdaptiveMasking.HalfWidths(Bins, 1).Sum());
        Assert.Equal(194, 2 * AdaptiveMasking.HalfWidths(Bins, 2).Sum());
        Assert.Equal([.. Enumerable.Repeat(1, 16), .. Enumerable.Repeat(2, 8), .. Enumerable.Repeat(3, 8), .. Enumerable.Repeat(4, 8)], AdaptiveMasking.Widths(Bins));
        double[] shares = Shares(new AdaptiveMasking(), 195, 3000);
        Assert.Equal(0.305, shares[0], 0.006);
        Assert.Equal(0.277, shares[1], 0.006);
        Assert.Equal(0, shares[2]);
    }

    [Fact]
    public void Loss_has_the_values_of_the_specification()
    {
        float[] y = [0.5f, -1.5f, 2, 0, 1, 3];
        bool[] m = [true, true, true, false, false, true];
        MaskedBatch batch = MaskedBatch.Of(y, y, m, [3, 2]);
        (Tensor total, Tensor masked, Tensor content) = batch.Loss(Tensor.From([0f, -1, 1, 0.5f, 1, 2], [3, 2]), alpha: 2);
        Assert.Equal(0.75, masked.Item(), 1e-6);
        Assert.Equal(0.83333333, content.Item(), 1e-6);
        Assert.Equal(2.41666667, total.Item(), 1e-6);
    }

    [Fact]
    public void Held_out_losses_are_means_over_cells_whatever_the_batches_are()
    {
        HeldOutLosses together = new(), apart = new();
        float[] more = [3, -0.5f, 0.25f, -2, 1.5f, 4];
        bool[] hidden = [true, true, false, true, false, true];
        Tensor guess = Tensor.Full([6, 1], 0.5);
        together.Add(MaskedBatch.Of(more, more, hidden, [6, 1]), guess);
        apart.Add(MaskedBatch.Of(more[..1], more[..1], hidden[..1], [1, 1]), guess.Slice(0, 0, 1));
        apart.Add(MaskedBatch.Of(more[1..], more[1..], hidden[1..], [5, 1]), guess.Slice(0, 1, 6));
        Assert.Equal((2.5 + 1 + 2.5 + 3.5) / 4, apart.Masked, 1e-6);
        Assert.Equal((2.5 + 2.5 + 3.5) / 3, apart.Content, 1e-6);
        Assert.Equal(0.5 * (3 - 2 + 4) / (9 + 4 + 16), apart.BurstRatio, 1e-6);
        Assert.Equal(together.Masked, apart.Masked, 1e-6);
    }

    [Fact]
    public void Loss_without_content_or_targets_is_finite()
    {
        float[] y = [0.5f, 0.25f];
        Assert.Equal(0.5, MaskedBatch.Of(y, y, [true, false], [1, 2]).Loss(Tensor.Zeros([1, 2]), 2).Total.Item(), 1e-6);
        Assert.Equal(0, MaskedBatch.Of(y, y, [false, false], [1, 2]).Loss(Tensor.Zeros([1, 2]), 2).Total.Item());
    }
}
