using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative;

/// <summary>What a status means, in one line of English.</summary>
public static class StatusText
{
    private const int LargestErrno = 4095;

    /// <summary>The meaning of <paramref name="status"/>: a <see cref="ShmStatus"/>, <c>-errno</c> (in the kernel's words), or a count.</summary>
    public static string Describe(int status) => status switch
    {
        >= 0 => "success",
        >= -LargestErrno => LibC.ErrorText(-status),
        _ => Describe((ShmStatus)status),
    };

    private static string Describe(ShmStatus status) => status switch
    {
        ShmStatus.InvalidArgument => "invalid argument: a null pointer, an unknown flag, or a number outside its range",
        ShmStatus.InvalidHandle => "invalid handle: null, closed already, or of another kind",
        ShmStatus.InvalidAddress => "the address cannot be understood",
        ShmStatus.InvalidField => "the field specification cannot be understood",
        ShmStatus.InvalidValue => "the value is not of its field's type, or outside that type's range",
        ShmStatus.FieldOverlap => "two fields at explicit offsets share bytes",
        ShmStatus.OutOfBounds => "the bytes asked for are not all inside the segment",
        ShmStatus.ReadOnly => "the segment is attached read-only",
        ShmStatus.ForkedChild => "a forked child cannot use the library of its parent: it has to exec a program first",
        ShmStatus.ConcurrentUse => "the handle is lent to inline calls, or two threads use it at once; open one for each",
        ShmStatus.NotFound => "nothing has that address",
        ShmStatus.AlreadyExists => "something has that address already",
        ShmStatus.InUse => "processes are attached to the segment",
        ShmStatus.NotReady => "the segment's creator has not finished writing it",
        ShmStatus.NotEnoughMemory => "more memory than the machine can give now",
        ShmStatus.InvalidSize => "the size is 0, or beyond what the system allows",
        ShmStatus.UnsupportedFile => "the file or its file system cannot hold a segment",
        ShmStatus.Full => "no free slot now",
        ShmStatus.Empty => "no message now",
        ShmStatus.Timeout => "the time given has passed",
        ShmStatus.Closed => "the end of the stream",
        ShmStatus.NoPeer => "nobody is on the other side",
        ShmStatus.Lapped => "messages were overwritten before they were read",
        ShmStatus.Cancelled => "the wait was cancelled",
        ShmStatus.TooLarge => "the message is longer than a slot",
        ShmStatus.TypeMismatch => "the channel's payload type is another one",
        ShmStatus.Retired => "the channel was removed or re-created: open it again",
        ShmStatus.Corrupt => "the bytes in the segment contradict themselves",
        ShmStatus.WrongKind => "another kind of channel or primitive is there, or none",
        ShmStatus.WrongVersion => "the channel has another layout version",
        ShmStatus.WrongOwner => "the memory belongs to a user that was not asked for",
        ShmStatus.TooManyParticipants => "all entries of the participants' table are taken",
        ShmStatus.RoleTaken => "the channel's role is taken",
        ShmStatus.NoClaim => "a commit or abort without a claim",
        ShmStatus.OwnerDied => "success, but the previous owner died with the lock held",
        ShmStatus.NotOwner => "the lock is not this thread's to unlock",
        ShmStatus.Deadlock => "this thread holds the lock already",
        ShmStatus.Overflow => "the semaphore would count beyond its maximum",
        ShmStatus.OtherNamespace => "the lock was initialised in another pid or time namespace",
        ShmStatus.Misaligned => "the offset is not a multiple of 8",
        ShmStatus.Internal => "a fault in this library",
        _ => $"unknown status {(int)status}",
    };
}
