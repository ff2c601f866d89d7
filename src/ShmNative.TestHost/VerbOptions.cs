using System.Globalization;

namespace ShmNative.TestHost;

/// <summary>Words of a command: flags, and NAME=VALUE.</summary>
internal sealed class VerbOptions(string[] words)
{
    public bool Has(string flag) => words.Contains(flag);

    public string? Text(string name) =>
        words.FirstOrDefault(word => word.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    public long Number(string name, long otherwise = 0) =>
        Text(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>timeout=MILLISECONDS; 0 polls; nothing waits for ever.</summary>
    public TimeSpan Timeout => Number("timeout", -1) is >= 0 and long milliseconds
        ? TimeSpan.FromMilliseconds(milliseconds)
        : System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>once: the first answer counts. Null then, otherwise the timeout.</summary>
    public TimeSpan? Again => Has("once") ? null : Timeout;

    /// <summary>pause=MILLISECONDS: a slow receiver.</summary>
    public void Pause()
    {
        if (Number("pause") is > 0 and long milliseconds)
            Thread.Sleep((int)milliseconds);
    }
}
