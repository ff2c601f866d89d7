namespace ShmNative.Segments;

/// <summary>How a segment is created.</summary>
public sealed record SegmentOptions
{
    /// <summary>
    /// Permission bits as of chmod(2), not masked by umask: any of 0666 with the owner's read bit (0400). 0600 unless asked otherwise.
    /// </summary>
    public uint Mode { get; init; } = Layout.ShmConstants.DefaultMode;

    /// <summary>Take over an existing segment to which nobody is attached. Its content is lost.</summary>
    public bool Replace { get; init; }

    /// <summary>Leave the segment in place when it is closed, and when its creator is killed.</summary>
    public bool Keep { get; init; }

    /// <summary>Keep the segment from others until <see cref="Segment.Publish"/>: they never see it half written.</summary>
    public bool Hidden { get; init; }
}
