using Neuron.Experiments.Data;

namespace Neuron.Experiments.BrainTreebank;

/// <summary>The published rules from movie time to sample number.</summary>
internal enum AlignmentRule
{
    /// <summary>The trigger nearest in time, the first on ties (code of the paper and of BrainBERT).</summary>
    Nearest,

    /// <summary>The first trigger at or after the time, by binary search (Neuroprobe).</summary>
    Next,
}

/// <summary>The triggers of a session: movie time in seconds against sample number of the recording.</summary>
internal sealed class MovieClock
{
    /// <summary>Samples a second that the published code assumes, whatever the file's true rate.</summary>
    public const double NominalRateHz = 2048;

    private readonly double[] _movieTime, _index;
    private readonly int[] _order; // rows by movie time, first rows first among equals
    private readonly double[] _sorted;

    /// <exception cref="InvalidDataException">There are no rows, one has no time or index, or the indices are out of order.</exception>
    public MovieClock(double[] movieTime, double[] index, string name = "trigger table")
    {
        if (movieTime.Length == 0 || movieTime.Length != index.Length)
            throw new InvalidDataException($"{name}: {movieTime.Length} times and {index.Length} sample numbers; both must be given for at least one trigger.");
        for (int i = 0; i < movieTime.Length; i++)
            if (!double.IsFinite(movieTime[i]) || !(index[i] is >= 0 and < long.MaxValue))
                throw new InvalidDataException($"{name}, row {i + 1}: movie_time {movieTime[i]} with index {index[i]}; both must be numbers, the index at least 0.");
        // triggers are read with an error of 20 ms, 80 ms apart: a tenth of a second back is no jitter
        for (int i = 1; i < index.Length; i++)
            if (index[i] < index[i - 1] - NominalRateHz / 10)
                throw new InvalidDataException($"{name}, row {i + 1}: index {index[i]} after {index[i - 1]}; the triggers are out of order.");
        (_movieTime, _index, Name) = (movieTime, index, name);
        _order = [.. Enumerable.Range(0, movieTime.Length).OrderBy(i => movieTime[i])]; // stable
        _sorted = [.. _order.Select(i => movieTime[i])];
    }

    /// <summary>The file, for messages.</summary>
    public string Name { get; }

    /// <summary>Where the film's time steps back by more than a pause does: the film was wound back, or rows are exchanged.</summary>
    public IReadOnlyList<string> Irregularities =>
    [
        .. Enumerable.Range(1, Math.Max(0, _movieTime.Length - 1)).Where(i => _movieTime[i] < _movieTime[i - 1] - 1)
            .Select(i => $"{Path.GetFileName(Name)}, row {i + 1}: movie time {_movieTime[i]:0.###} s after {_movieTime[i - 1]:0.###} s"),
    ];

    /// <summary>Movie time of the last row; later words have no sample number.</summary>
    public double LastMovieTime => _movieTime[^1];

    /// <summary>Sample number of the last row.</summary>
    public long LastIndex => (long)_index[^1];

    /// <summary>Number of triggers.</summary>
    public int Count => _index.Length;

    /// <summary>Reads subject_timings/…_timings.csv (columns movie_time and index).</summary>
    /// <exception cref="InvalidDataException">A column is missing or a cell is no number.</exception>
    public static MovieClock Read(string path)
    {
        DelimitedTable table = DelimitedTable.Read(path);
        return new(table.Numbers("movie_time"), table.Numbers("index"), path);
    }

    /// <summary>index + (time − movie_time)·rate at the rule's trigger, rounded half to even.</summary>
    public long SampleAt(double movieSeconds, AlignmentRule rule, double rateHz = NominalRateHz)
    {
        int row = rule == AlignmentRule.Nearest ? NearestRow(movieSeconds) : NextRow(movieSeconds);
        return (long)Math.Round(_index[row] + (movieSeconds - _movieTime[row]) * rateHz, MidpointRounding.ToEven);
    }

    /// <summary>True rate of the file: the median slope over 20 triggers, stretches with a pause left out.</summary>
    public double EstimateRateHz()
    {
        const int span = 20;
        List<double> slopes = [];
        for (int i = 0; i + span < _index.Length; i++)
        {
            double seconds = _movieTime[i + span] - _movieTime[i], samples = _index[i + span] - _index[i];
            if (seconds > 0 && samples > 0 && samples / seconds < 1.2 * NominalRateHz) slopes.Add(samples / seconds);
        }
        if (slopes.Count == 0) throw new InvalidDataException($"{Name}: {_index.Length} triggers are too few to estimate the sampling rate; {span + 1} without a pause are needed.");
        slopes.Sort();
        return slopes[slopes.Count / 2];
    }

    private int NearestRow(double t)
    {
        int at = Array.BinarySearch(_sorted, t);
        if (at < 0) at = ~at;
        int best = -1;
        double distance = double.PositiveInfinity;
        // the rows on either side, and those that share their times: of equal distances the earliest row wins
        for (int i = at; i < _sorted.Length && _sorted[i] - t <= distance; i++) Consider(i);
        for (int i = at - 1; i >= 0 && t - _sorted[i] <= distance; i--) Consider(i);
        return best;

        void Consider(int i)
        {
            double d = Math.Abs(_sorted[i] - t);
            if (d < distance || (d == distance && _order[i] < best)) (distance, best) = (d, _order[i]);
        }
    }

    // numpy.searchsorted, side left, on the rows as they stand: the published code does not sort them
    private int NextRow(double t)
    {
        (int low, int high) = (0, _movieTime.Length);
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (_movieTime[middle] < t) low = middle + 1;
            else high = middle;
        }
        return Math.Min(low, _movieTime.Length - 1);
    }
}
