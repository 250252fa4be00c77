using Neuron.Experiments.Data;

namespace Neuron.Tests.Experiments.Data;

public class SequenceTaskTests
{
    [Fact]
    public void Clean_copy_paste_asks_for_the_digits_alone()
    {
        SequenceSet set = CopyPaste.Generate(500, 3, 6, CopyPaste.Encoding.Clean, new Rng(1));
        Assert.Equal([3, 4, 5, 6], set.Inputs.Select(i => (i.Length - 2) / 2).Distinct().Order());
        foreach (var (input, target) in set.Inputs.Zip(set.Targets))
        {
            int length = (input.Length - 2) / 2;
            Assert.All(input[..length], d => Assert.InRange(d, 1, 10));
            Assert.Equal([11, .. Enumerable.Repeat(12, length), 13], input[length..]);
            Assert.Equal([.. Enumerable.Repeat(SequenceSet.Ignored, length + 1), .. input[..length], SequenceSet.Ignored], target);
        }
    }

    [Fact]
    public void Repo_copy_paste_cannot_score_digit_0_and_scores_the_end()
    {
        SequenceSet set = CopyPaste.Generate(500, 20, 40, CopyPaste.Encoding.Repo, new Rng(2));
        foreach (var (input, target) in set.Inputs.Zip(set.Targets))
        {
            int length = (input.Length - 2) / 2;
            Assert.Equal(11, input[length]);
            Assert.All(input[(length + 1)..^1], b => Assert.Equal(0, b));
            Assert.Equal((12, 12), (input[^1], target[^1]));
            Assert.Equal(input[..length].Select(d => d == 0 ? SequenceSet.Ignored : d), target[(length + 1)..^1]);
        }
        // the score of always answering one non-zero digit: (0.1 L + 1) / (0.9 L + 1) at L = 30, spec §3.1
        double scored = set.Targets.Sum(t => t.Count(v => v >= 0)), hit = set.Targets.Sum(t => t.Count(v => v is 7 or 12));
        Assert.Equal(4.0 / 28, hit / scored, 0.01);
    }

    [Fact]
    public void Parity_labels_are_the_sum_of_bits_mod_2_and_balanced()
    {
        SequenceSet set = Parity.Generate(4000, 2, 50, new Rng(3));
        Assert.All(set.Inputs.Zip(set.Targets), p => Assert.Equal(p.First.Count(b => b == 1) % 2, Assert.Single(p.Second)));
        Assert.Equal((2, 50), (set.Inputs.Min(i => i.Length), set.Inputs.Max(i => i.Length)));
        Assert.Equal(0.5, set.Targets.Average(t => t[0]), 0.04); // five standard deviations of 4,000 fair bits
    }

    [Fact]
    public void Batches_are_padded_on_the_right_and_padding_is_not_scored()
    {
        var set = new SequenceSet([[5, 6, 7], [8]], [[-100, 1, 2], [3]], PadId: 9);
        SequenceBatch batch = set.Batch([1, 0]);
        Assert.Equal([2, 3], batch.Ids.Shape);
        Assert.Equal([8L, 9, 9, 5, 6, 7], batch.Ids.ToArray<long>());
        Assert.Equal([3L, -100, -100, -100, 1, 2], batch.Targets.ToArray<long>());
        Assert.Equal([1, 3], batch.Lengths);
    }
}
