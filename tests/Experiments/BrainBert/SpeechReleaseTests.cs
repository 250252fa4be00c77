using Neuron.Experiments.BrainBert;
using Neuron.Experiments.BrainTreebank;
using Neuron.Tests.Experiments.Hdf5;

namespace Neuron.Tests.Experiments.BrainBert;

/// <summary>The synthetic recordings, read back through the loader of the real ones.</summary>
[Collection(nameof(SmokeRelease))]
public class SpeechReleaseTests(SmokeRelease smoke)
{
    [Hdf5Fact]
    public void Sessions_films_and_weights_are_read_back_as_planted()
    {
        TreebankRelease release = new(smoke.Path);
        Assert.Equal(["sub_1_trial000", "sub_1_trial001", "sub_2_trial000", "sub_3_trial000"], release.Sessions.Select(s => s.ToString()));
        Assert.All(TreebankCheck.Run(release), r => Assert.True(r.Usable, r.Text));
        PretrainingSplit split = PretrainingSplit.Of(release);
        Assert.Equal(["sub_1_trial000", "sub_2_trial000"], split.Pretraining.Select(s => s.ToString()));
        Assert.Equal(["sub_1_trial001", "sub_3_trial000"], split.Decoding.Select(s => s.ToString()));
        foreach ((TreebankSession session, double minutes, bool _) in SmokeRelease.Made.Sessions)
        {
            WordTable words = release.Words(session);
            Assert.Equal(release.Electrodes(session, LabelRule.Neuroprobe).Clean, release.Electrodes(session, LabelRule.BrainBert).Clean);
            Assert.InRange(words.Words[^1].End, 60 * minutes - 20, 60 * minutes + 6);
            IReadOnlyDictionary<string, AreaWeights> truth = GroundTruth.Read(release, session)!;
            foreach (Electrode electrode in release.Electrodes(session).Clean)
            {
                ContactPlace place = release.Places(session)[electrode.Name];
                double Near(double l, double i, double p) => Math.Exp(-(Math.Pow(place.Left - l, 2) + Math.Pow(place.Inferior - i, 2) + Math.Pow(place.Posterior - p, 2)) / 392);
                Assert.Equal(Near(60, 90, 110), truth[electrode.Name].Auditory, 1e-6);
                Assert.Equal(Near(55, 105, 150), truth[electrode.Name].Language, 1e-6);
            }
        }
        Assert.NotEqual(GroundTruth.Read(release, split.Decoding[0]), GroundTruth.Read(release, split.Decoding[1]));
    }

    [Fact]
    public void Tasks_are_heard_by_the_areas_that_answer_them()
    {
        AreaWeights motor = new(0.1, 0.2, 0.9);
        Assert.Equal((0.1, 0.1, 0.1, 0.2), (motor.For(DecodingTask.Volume), motor.For(DecodingTask.Pitch), motor.For(DecodingTask.Speech), motor.For(DecodingTask.SentenceOnset)));
        Assert.Equal((0.1, 0.1, 0.9, 0.9), (motor.Reaching(DecodingTask.Volume), motor.Reaching(DecodingTask.Pitch), motor.Reaching(DecodingTask.Speech), motor.Reaching(DecodingTask.SentenceOnset)));
    }
}
