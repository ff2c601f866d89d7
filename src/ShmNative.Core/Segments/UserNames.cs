using System.Globalization;

namespace ShmNative.Segments;

/// <summary>Names of users for messages, from /etc/passwd alone: other sources may ask a network.</summary>
internal static class UserNames
{
    private const string Table = "/etc/passwd";

    /// <summary>The user's name, or "uid N".</summary>
    public static string Of(uint uid)
    {
        string number = uid.ToString(CultureInfo.InvariantCulture);
        try
        {
            return File.ReadLines(Table).Select(line => line.Split(':')).FirstOrDefault(row => row.Length > 2 && row[2] == number)?[0] ?? $"uid {number}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"uid {number}";
        }
    }
}
