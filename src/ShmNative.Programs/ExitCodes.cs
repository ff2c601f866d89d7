using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.Programs;

/// <summary>Which exit code an error becomes, and how the help shows them.</summary>
public static class ExitCodes
{
    /// <summary>The exit codes as the help shows them.</summary>
    public const string Help = """
        Exit codes:
          0  done
          1  failed at run time
          2  the command line is wrong, or a value in it
          3  what was named is not there, or not all written yet: the address, a file, a directory, a key file
          4  the address or a file is taken or in use, or the stream there has ended
          5  not permitted
          6  too small: the segment or the message for what was asked, or what the system has left for it
          7  the time given has passed
          8  the other side of a channel is gone, or the channel was removed, before the end of the stream
          128+N  stopped by signal N before the end of the stream
        """;

    /// <summary>The exit code of an error.</summary>
    /// <param name="error">What ended the program.</param>
    public static ExitCode Of(Exception error) => error switch
    {
        ShmException refusal => Of(refusal.Status),
        StoppedException stopped => stopped.ExitCode,
        UnauthorizedAccessException => ExitCode.Permission,
        PathTooLongException => ExitCode.Usage,
        FileNotFoundException or DirectoryNotFoundException => ExitCode.NotFound,
        _ => ExitCode.Failure,
    };

    /// <summary>The exit code of a status.</summary>
    /// <param name="status">The library's status, or <c>-errno</c>.</param>
    public static ExitCode Of(ShmStatus status) => status switch
    {
        ShmStatus.Ok => ExitCode.Success,
        ShmStatus.InvalidArgument or ShmStatus.InvalidAddress or ShmStatus.InvalidField or ShmStatus.InvalidValue
            or ShmStatus.FieldOverlap or ShmStatus.InvalidSize or (ShmStatus)(-Errno.ENAMETOOLONG) => ExitCode.Usage,
        ShmStatus.NotFound or ShmStatus.NotReady or (ShmStatus)(-Errno.ENOENT) or (ShmStatus)(-Errno.ENOTDIR) => ExitCode.NotFound,
        ShmStatus.AlreadyExists or ShmStatus.InUse or ShmStatus.RoleTaken or ShmStatus.TooManyParticipants or ShmStatus.Closed
            or (ShmStatus)(-Errno.EEXIST) => ExitCode.InUse,
        ShmStatus.WrongOwner or (ShmStatus)(-Errno.EACCES) or (ShmStatus)(-Errno.EPERM) or (ShmStatus)(-Errno.EROFS) => ExitCode.Permission,
        ShmStatus.OutOfBounds or ShmStatus.TooLarge or ShmStatus.NotEnoughMemory or (ShmStatus)(-Errno.ENOMEM) or (ShmStatus)(-Errno.ENOSPC) => ExitCode.TooSmall,
        ShmStatus.Timeout => ExitCode.Timeout,
        ShmStatus.NoPeer or ShmStatus.Retired => ExitCode.Gone,
        _ => ExitCode.Failure,
    };
}
