using ShmNative.Layout;

namespace ShmNative;

/// <summary>The one exception of this library: a status, and one line that says what was wrong and what to do.</summary>
/// <param name="status">The library's status, or <c>-errno</c> as a <see cref="ShmStatus"/>.</param>
/// <param name="message">One line for a person.</param>
public sealed class ShmException(ShmStatus status, string message) : Exception(message)
{
    /// <summary>The library's status, or <c>-errno</c> as a <see cref="ShmStatus"/>.</summary>
    public ShmStatus Status { get; } = status;
}
