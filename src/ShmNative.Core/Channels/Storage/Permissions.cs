namespace ShmNative.Channels.Storage;

/// <summary>Who may use a channel that is created: permission bits, and the group that they speak of (null: the creator's own).</summary>
internal readonly record struct Permissions(uint Mode, uint? Group);
