namespace Neuron.Experiments.Recordings;

/// <summary>A channel of a recording: its name, unit and sampling rate, and its samples in that unit.</summary>
internal sealed record RecordingChannel(string Name, string Unit, double SampleRateHz, float[] Samples);

/// <summary>A mark in time: seconds from the start, duration (0 when none is given), text.</summary>
internal sealed record RecordingEvent(double OnsetSeconds, double DurationSeconds, string Text);

/// <summary>A whole recording in memory.</summary>
internal sealed record Recording(IReadOnlyList<RecordingChannel> Channels, IReadOnlyList<RecordingEvent> Events);
