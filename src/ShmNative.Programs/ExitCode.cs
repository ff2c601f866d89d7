namespace ShmNative.Programs;

/// <summary>How a program ends: what a shell sees in <c>$?</c>.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Success = 0,

    /// <summary>Something failed at run time; the line on stderr says what.</summary>
    Failure = 1,

    /// <summary>The command line, or a value in it, is wrong; nothing was touched.</summary>
    Usage = 2,

    /// <summary>Nothing has that address, or it is not all written yet.</summary>
    NotFound = 3,

    /// <summary>The address is taken, or processes are attached to it.</summary>
    InUse = 4,

    /// <summary>The system does not permit it.</summary>
    Permission = 5,

    /// <summary>The segment is too small for what was asked, or free memory for the segment.</summary>
    TooSmall = 6,

    /// <summary>The time given has passed.</summary>
    Timeout = 7,

    /// <summary>The other side of a channel is gone before the end of the stream.</summary>
    Gone = 8,

    /// <summary>Plus the number of a signal: it ended the program before the end of the stream.</summary>
    Stopped = 128,
}
