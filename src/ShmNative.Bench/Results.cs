namespace ShmNative.Bench;

/// <summary>A contender in a measure, over all repetitions.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Contender">Of whom.</param>
internal sealed record Series(Measure Measure, Contender Contender)
{
    private readonly List<Outcome> _outcomes = [];

    /// <summary>One for each repetition.</summary>
    public IReadOnlyList<Outcome> Outcomes => _outcomes;

    /// <summary>Why there are no numbers, once a trial came without.</summary>
    public Outcome? Without => _outcomes.Find(outcome => outcome.Ending != Ending.Measured);

    /// <summary>Whether there is something to show.</summary>
    public bool IsMeasured => _outcomes.Count > 0 && Without is null;

    /// <summary>The lowest of the repetitions.</summary>
    public double Lowest => _outcomes.Min(outcome => outcome.Values[0]);

    /// <summary>The highest of the repetitions.</summary>
    public double Highest => _outcomes.Max(outcome => outcome.Values[0]);

    /// <summary>Adds a repetition.</summary>
    public void Add(Outcome outcome) => _outcomes.Add(outcome);

    /// <summary>The median over the repetitions of one of the values; null when the measure has none such.</summary>
    public double? Median(int value = 0)
    {
        if (!IsMeasured || _outcomes[0].Values.Length <= value)
            return null;
        double[] sorted = [.. _outcomes.Select(outcome => outcome.Values[value]).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>All series, in the order of the table.</summary>
internal sealed class Results(IReadOnlyList<Series> series)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<Series> All { get; } = series;

    /// <summary>The best median of a kind in a measure: the lowest time, the highest rate; null when there is none.</summary>
    public double? Best(Measure measure, ContenderKind kind)
    {
        IEnumerable<double> medians = All.Where(one => one.Measure == measure && one.Contender.Kind == kind).Select(one => one.Median()).OfType<double>();
        return !medians.Any() ? null : measure.IsRate ? medians.Max() : medians.Min();
    }
}
