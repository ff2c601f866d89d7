using ShmNative.Linux;
using ShmNative.Segments;

namespace ShmNative.Channels.Storage;

/// <summary>
/// Whose memory an endpoint uses. Who owns it could change every byte, its size and its permissions: only one's own and root's is trusted unless
/// more is asked for.
/// </summary>
internal sealed class Trust
{
    private readonly HashSet<uint> _owners;
    private readonly bool _any;

    private Trust(IEnumerable<uint> owners, bool any) => (_owners, _any) = ([0, LibC.GetEffectiveUid(), .. owners], any);

    /// <summary>Anybody.</summary>
    public static Trust Any { get; } = new([], true);

    /// <summary>One's own, root's, and that of some others.</summary>
    /// <param name="users">Names or numbers.</param>
    /// <exception cref="ShmException"><see cref="Layout.ShmStatus.InvalidArgument"/>: an unknown name.</exception>
    public static Trust Of(IEnumerable<string> users) => new(users.Select(UserNames.IdOfUser), false);

    public bool Includes(uint owner) => _any || (_owners.Contains(owner) && UserNames.IsOneUser(owner));
}
