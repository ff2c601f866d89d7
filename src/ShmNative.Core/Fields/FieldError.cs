using ShmNative.Layout;

namespace ShmNative.Fields;

/// <summary>The refusals of this folder.</summary>
internal static class FieldError
{
    public static ShmException Invalid(string message) => new(ShmStatus.InvalidField, message);

    public static ShmException Value(string message) => new(ShmStatus.InvalidValue, message);

    /// <summary>What another process has written is not what the field says.</summary>
    public static ShmException Corrupt(string message) => new(ShmStatus.Corrupt, message);

    public static ShmException Overlap(string message) => new(ShmStatus.FieldOverlap, message);

    public static ShmException Bounds(string message) => new(ShmStatus.OutOfBounds, message);
}
