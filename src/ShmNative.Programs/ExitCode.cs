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

    /// <summary>What was named is not there, or not all written yet: the address, a file, a directory, a key file.</summary>
    NotFound = 3,

    /// <summary>The address or a file is taken or in use, or the stream there has ended.</summary>
    InUse = 4,

    /// <summary>The system does not permit it.</summary>
    Permission = 5,

    /// <summary>Too small: the segment or the message for what was asked, or what the system has left for it.</summary>
    TooSmall = 6,

    /// <summary>The time given has passed.</summary>
    Timeout = 7,

    /// <summary>The other side of a channel is gone, or the channel was removed, before the end of the stream.</summary>
    Gone = 8,

    /// <summary>Plus the number of a signal: it ended the program before the end of the stream.</summary>
    Stopped = 128,
}
