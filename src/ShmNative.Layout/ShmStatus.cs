namespace ShmNative.Layout;

/// <summary>
/// What a call reports. 0 is success; the kernel's refusals are <c>-errno</c> (-4095 to -1, see errno(3)); the library's own results
/// start at -4096. Codes never change their number: new ones go to the end of their group.
/// </summary>
[CName("shm_status")]
public enum ShmStatus
{
    /// <summary>Success.</summary>
    Ok = 0,

    // ---- the caller's mistakes

    /// <summary>A NULL pointer, an unknown flag, or a number outside its range.</summary>
    InvalidArgument = -4096,

    /// <summary>The handle is NULL, was closed already, or is of another kind.</summary>
    InvalidHandle = -4097,

    /// <summary>The address cannot be understood; see the address forms in the introduction of shmnative.h.</summary>
    InvalidAddress = -4098,

    /// <summary>A field specification cannot be understood.</summary>
    InvalidField = -4099,

    /// <summary>A value is not of its field's type, or outside that type's range.</summary>
    InvalidValue = -4100,

    /// <summary>Two fields at explicit offsets share bytes.</summary>
    FieldOverlap = -4101,

    /// <summary>The bytes asked for are not all inside the segment; nothing was read or written.</summary>
    OutOfBounds = -4102,

    /// <summary>The segment is attached read-only.</summary>
    ReadOnly = -4103,

    /// <summary>The process was forked from one that used the library: it has to exec a program before it can.</summary>
    ForkedChild = -4104,

    /// <summary>
    /// The handle is lent to inline calls, or two threads used it at once (found by SHM_ENDPOINT_CHECK_THREADS; undefined otherwise).
    /// </summary>
    ConcurrentUse = -4105,

    // ---- segments

    /// <summary>Nothing has that address.</summary>
    NotFound = -4112,

    /// <summary>Something has that address already; it was left alone.</summary>
    AlreadyExists = -4113,

    /// <summary>Processes are attached to it; it was left alone.</summary>
    InUse = -4114,

    /// <summary>It exists, but its creator has not finished writing it.</summary>
    NotReady = -4115,

    /// <summary>More memory than the machine can give now; nothing was created.</summary>
    NotEnoughMemory = -4116,

    /// <summary>A size of 0, or beyond what the system or the call allows.</summary>
    InvalidSize = -4117,

    /// <summary>The file or file system cannot hold a segment: not a regular file, or its locks are not this host's.</summary>
    UnsupportedFile = -4118,

    // ---- channels: ordinary results, they touch no thread-local state

    /// <summary>No free slot now.</summary>
    Full = -4128,

    /// <summary>No message now.</summary>
    Empty = -4129,

    /// <summary>The time given has passed.</summary>
    Timeout = -4130,

    /// <summary>The end of the stream: the sender said that nothing more comes.</summary>
    Closed = -4131,

    /// <summary>Nobody is on the other side, and the call was not told to wait for one.</summary>
    NoPeer = -4132,

    /// <summary>Messages were overwritten before this receiver read them; the number lost is counted.</summary>
    Lapped = -4133,

    /// <summary>The wait was cancelled from another thread.</summary>
    Cancelled = -4134,

    // ---- channels: refusals

    /// <summary>The message is longer than a slot's capacity.</summary>
    TooLarge = -4144,

    /// <summary>The channel's payload type is another one.</summary>
    TypeMismatch = -4145,

    /// <summary>The channel was removed or re-created under this name; open it again.</summary>
    Retired = -4146,

    /// <summary>The bytes in the segment contradict themselves.</summary>
    Corrupt = -4147,

    /// <summary>The segment holds a channel of another kind, or none; the place has another primitive, or none.</summary>
    WrongKind = -4148,

    /// <summary>The channel has another layout version.</summary>
    WrongVersion = -4149,

    /// <summary>The memory belongs to a user that was not asked for.</summary>
    WrongOwner = -4150,

    /// <summary>All entries of the participants' table are taken.</summary>
    TooManyParticipants = -4151,

    /// <summary>The channel's role is taken: it has an exclusive publisher, or was created for another mode.</summary>
    RoleTaken = -4152,

    /// <summary>A commit or abort without a claim.</summary>
    NoClaim = -4153,

    // ---- primitives

    /// <summary>Success, but the previous owner died with the lock held: check what it protects.</summary>
    OwnerDied = -4160,

    /// <summary>The lock is not this thread's to unlock.</summary>
    NotOwner = -4161,

    /// <summary>This thread holds the lock already: it would wait for itself.</summary>
    Deadlock = -4162,

    /// <summary>The semaphore would count beyond its maximum; it was left alone.</summary>
    Overflow = -4163,

    /// <summary>The lock was initialised in another pid or time namespace, where thread ids mean other threads.</summary>
    OtherNamespace = -4164,

    /// <summary>The offset is not a multiple of 8.</summary>
    Misaligned = -4165,

    // ---- us

    /// <summary>A fault in this library; shm_last_error has the details. Please report it.</summary>
    Internal = -4192,
}
