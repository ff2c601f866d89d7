namespace ShmNative.Bench;

/// <summary>How a trial ended.</summary>
internal enum Ending
{
    /// <summary>With numbers.</summary>
    Measured,

    /// <summary>The contender has no such measure, or the host does not allow it.</summary>
    NotApplicable,

    /// <summary>A message was not what was sent.</summary>
    WrongMessage,

    /// <summary>It ended in another way, or not in time.</summary>
    Failed,
}

/// <summary>What a trial came to.</summary>
/// <param name="Ending">How.</param>
/// <param name="Reason">Why there are no numbers.</param>
/// <param name="Values">The median within the trial, or the rate; p99; p99.9.</param>
/// <param name="Looked">Messages that were looked at in full.</param>
internal sealed record Outcome(Ending Ending, string Reason, double[] Values, long Looked)
{
    /// <summary>No numbers.</summary>
    public static Outcome Without(Ending ending, string reason) => new(ending, reason, [], 0);
}
