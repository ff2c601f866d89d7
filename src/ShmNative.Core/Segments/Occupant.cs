using ShmNative.Layout;
using ShmNative.Linux;
using ShmNative.Liveness;

namespace ShmNative.Segments;

/// <summary>A segment that already has the address of one to be created: whose it is, and whether it may be taken over.</summary>
/// <param name="Address">The address of both.</param>
/// <param name="Info">What the kernel knows of it; the attached are counted.</param>
/// <param name="Record">What our record of it says.</param>
/// <param name="Pids">The processes known to be attached.</param>
internal sealed record Occupant(SegmentAddress Address, SegmentInfo Info, RecordState Record, IReadOnlyList<int> Pids)
{
    /// <summary>Its creator was one of ours and is gone.</summary>
    public bool IsAbandoned => Info.Abandoned != 0;

    /// <summary>Another process is just taking it over: its dead owner's record is locked, or one was made for the purpose.</summary>
    public bool IsBeingTakenOver => Record is { IsValid: true, Holder: RecordHolder.Taker };

    /// <summary>Returns if the segment may be removed to make place; otherwise refuses, and says what to do.</summary>
    public void RequireRemovable(bool replace)
    {
        bool isLive = Record is { IsValid: true, IsHeld: true };
        if (replace && !isLive && !IsAbandoned && IsBlind)
            throw new ShmException(ShmStatus.InUse, $"{Description} was not replaced, because somebody may have it attached; {Remove}");
        if (Info.Attached == 0 && !isLive && (IsAbandoned || replace))
            return;
        if (replace)
            throw new ShmException(ShmStatus.InUse, $"{Description} is in use, so it was not replaced; {Inspect}");
        if (IsAbandoned)
            throw new ShmException(ShmStatus.InUse, $"{Description} was left by our killed server, but is in use; {Inspect}, {Remove}");
        throw new ShmException(ShmStatus.AlreadyExists, MayRemove
            ? $"{Description} exists already; {Inspect}, {Remove}, or ask to replace it (--replace, SHM_CREATE_REPLACE)"
            : $"{Description} exists already; {Inspect}; {Remove}, so use another address");
    }

    /// <summary>What the user is told after the segment was taken over.</summary>
    public string Notice => IsAbandoned
        ? $"reclaimed {Address} ({Id}): left by our killed server, {Maker}"
        : $"replaced {Address} ({Id}, {Info.Size} bytes, owner {UserNames.Of(Info.OwnerUid)}), to which nobody was attached";

    private bool IsSysV => Address.Backend == SegmentBackend.SysV;

    private string Id => IsSysV ? $"shmid {Info.Id}" : $"inode {Info.Id}";

    private string Inspect => IsSysV ? $"inspect with 'ipcs -m -i {Info.Id}'" : $"inspect with 'fuser -v {Address.Path}'";

    private string Remove => !MayRemove ? $"only {UserNames.OrRoot(Info.OwnerUid)} can remove it"
        : IsSysV ? $"remove with 'ipcrm -m {Info.Id}'"
        : $"remove with 'rm {Address.Path}'";

    /// <summary>Whether this user may remove it. In a sticky directory, such as /dev/shm, only owners may.</summary>
    private bool MayRemove
    {
        get
        {
            uint self = LibC.GetEffectiveUid();
            if (self == 0 || IsSysV)
                return self == 0 || self == Info.OwnerUid || self == Info.CreatorUid;
            string directory = Path.GetDirectoryName(Address.Path)!;
            return LibC.MayWrite(directory) && LibC.Stat(directory, out Statx found) == 0
                && (!found.IsSticky || self == Info.OwnerUid || self == found.Uid);
        }
    }

    private string Description =>
        $"{Address} ({Id}, {Info.Size} bytes, owner {UserNames.Of(Info.OwnerUid)}, created by {Creator}, {Attached})";

    private string Creator => Record.IsHeld ? $"{Maker}, which lives"
        : (IsMakerKnown || new ProcessIdentity(Info.CreatorPid, 0).IsGone) ? $"{Maker}, which is gone"
        : Maker;

    private string Maker => Info.CreatorPid != 0 ? $"pid {Info.CreatorPid}"
        : IsMakerKnown ? "a process of another pid namespace"
        : "an unknown process";

    private bool IsMakerKnown => Record is { IsValid: true, Role: not RecordRole.Taker };

    /// <summary>The kernel counts who attached a System V segment; of a file, only /proc tells.</summary>
    private bool IsBlind => !IsSysV && !ProcessMaps.AreThere;

    private string Attached => IsBlind ? "without /proc nobody can tell who has it attached"
        : Pids.Count == 0 ? $"{Info.Attached} attached"
        : $"{Info.Attached} attached: pid {string.Join(", ", Pids)}";
}
