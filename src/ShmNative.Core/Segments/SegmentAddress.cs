using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ShmNative.Layout;

namespace ShmNative.Segments;

/// <summary>
/// How a segment is named: <c>sysv:PATH#PROJ</c> (ftok(3), PROJ 1 to 255), <c>sysv:0xKEY</c>, <c>sysv:private</c>, <c>sysv:id=N</c>,
/// <c>posix:/NAME</c> (a file in /dev/shm) or <c>file:PATH</c>. Immutable; equal when the canonical texts are.
/// </summary>
public sealed record SegmentAddress
{
    /// <summary>The forms of an address, as error messages show them.</summary>
    internal const string Forms = "sysv:PATH#PROJ (1 to 255), sysv:0xKEY, sysv:private, sysv:id=N, posix:/NAME or file:PATH";

    internal const string PosixDirectory = "/dev/shm";
    private const string SysVPrefix = "sysv:";
    private const string PosixPrefix = "posix:";
    private const string FilePrefix = "file:";
    private const string KeptPrefix = "shmnative."; // of ownership records and System V channels' locks

    /// <summary>Bytes that the name of a file can have: NAME_MAX.</summary>
    internal const int LongestName = 255;

    /// <summary>Bytes that a path can have: PATH_MAX without its NUL.</summary>
    internal const int LongestPath = 4095;

    private SegmentAddress(SegmentBackend backend, SysVForm form = default, string path = "", int number = 0) =>
        (Backend, Form, Path, Number) = (backend, form, path, number);

    internal enum SysVForm
    {
        None,
        Path,
        Key,
        Private,
        Id,
    }

    /// <summary>What the segment is made of.</summary>
    public SegmentBackend Backend { get; }

    /// <summary>Which of the System V forms this is.</summary>
    internal SysVForm Form { get; }

    /// <summary>Whether only the creator can name it so.</summary>
    internal bool IsPrivate => Form == SysVForm.Private;

    /// <summary>The file that is mapped, or the key file of ftok.</summary>
    internal string Path { get; }

    /// <summary>Project id, key or shmid.</summary>
    internal int Number { get; }

    /// <summary>Reads an address.</summary>
    /// <exception cref="ShmException"><see cref="ShmStatus.InvalidAddress"/>; the message shows the forms.</exception>
    public static SegmentAddress Parse(string text) =>
        TryParse(text, out SegmentAddress? address, out string error) ? address : throw new ShmException(ShmStatus.InvalidAddress, error);

    /// <summary>Reads an address; false with one line in <paramref name="error"/> when it is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SegmentAddress? address, out string error)
    {
        string? fault = null;
        address = null;
        if (string.IsNullOrEmpty(text))
            fault = "it is empty";
        else if (text.Any(char.IsControl))
            fault = "it has control characters";
        else if (text.StartsWith(SysVPrefix, StringComparison.Ordinal))
            address = ParseSysV(text[SysVPrefix.Length..], out fault);
        else if (text.StartsWith(PosixPrefix, StringComparison.Ordinal))
            address = ParsePosix(text[PosixPrefix.Length..], out fault);
        else if (text.StartsWith(FilePrefix, StringComparison.Ordinal))
            address = ParseFile(text[FilePrefix.Length..], out fault);
        else
            fault = "it does not begin with sysv:, posix: or file:";

        error = address is null ? $"'{Shown(text ?? "")}' is no address: {fault}; use {Forms}" : "";
        return address is not null;
    }

    /// <summary>A text as messages show it: in one line.</summary>
    internal static string Shown(string text) => new([.. text.Select(letter => char.IsControl(letter) ? '?' : letter)]);

    /// <summary>Whether a text begins as an address does.</summary>
    internal static bool HasPrefix(string text) =>
        text.StartsWith(SysVPrefix, StringComparison.Ordinal) || text.StartsWith(PosixPrefix, StringComparison.Ordinal)
        || text.StartsWith(FilePrefix, StringComparison.Ordinal);

    /// <summary>The address of a System V segment that has no key to go by.</summary>
    internal static SegmentAddress OfId(int id) => new(SegmentBackend.SysV, SysVForm.Id, number: id);

    /// <summary>The canonical text; it parses back to an equal address.</summary>
    public override string ToString() => (Backend, Form) switch
    {
        (SegmentBackend.SysV, SysVForm.Path) => $"sysv:{Path}#{Number}",
        (SegmentBackend.SysV, SysVForm.Key) => $"sysv:0x{Number:x8}",
        (SegmentBackend.SysV, SysVForm.Id) => $"sysv:id={Number}",
        (SegmentBackend.SysV, _) => "sysv:private",
        (SegmentBackend.Posix, _) => $"posix:{Path[PosixDirectory.Length..]}",
        _ => $"file:{Path}",
    };

    private static SegmentAddress? ParseSysV(string text, out string? fault)
    {
        fault = null;
        if (text.LastIndexOf('#') is >= 0 and int hash)
        {
            if (hash == 0 || Encoding.UTF8.GetByteCount(text) > LongestPath)
                fault = "the path of the key file is empty or too long";
            else if (!IsNumber(text[(hash + 1)..], NumberStyles.None, out int project) || project is < 1 or > 255)
                fault = "the project id is not a number from 1 to 255";
            else
                return new(SegmentBackend.SysV, SysVForm.Path, text[..hash], project);
        }
        else if (text == "private")
        {
            return new(SegmentBackend.SysV, SysVForm.Private);
        }
        else if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            if (!IsNumber(text[2..], NumberStyles.AllowHexSpecifier, out int key) || text.Length > 10)
                fault = "the key is not a hexadecimal number of 1 to 8 digits";
            else if (key == 0)
                fault = "key 0 means a private segment; write sysv:private";
            else
                return new(SegmentBackend.SysV, SysVForm.Key, number: key);
        }
        else if (text.StartsWith("id=", StringComparison.Ordinal))
        {
            if (IsNumber(text[3..], NumberStyles.None, out int id))
                return new(SegmentBackend.SysV, SysVForm.Id, number: id);
            fault = "the id is not a number";
        }
        else
        {
            fault = "the part after sysv: has none of its forms";
        }
        return null;
    }

    private static SegmentAddress? ParsePosix(string text, out string? fault)
    {
        string name = text.StartsWith('/') ? text[1..] : "";
        fault = name switch
        {
            "" or "." or ".." => "a POSIX name is '/' and then a name",
            _ when name.Contains('/') => "a POSIX name has one slash, at its start",
            _ when Encoding.UTF8.GetByteCount(name) > LongestName => $"a POSIX name has at most {LongestName} bytes",
            _ when name.StartsWith(KeptPrefix, StringComparison.Ordinal) => $"names that begin with {KeptPrefix} are kept for this library's own files",
            _ => null,
        };
        return fault is null ? new(SegmentBackend.Posix, path: $"{PosixDirectory}/{name}") : null;
    }

    private static SegmentAddress? ParseFile(string text, out string? fault)
    {
        fault = text.Length == 0 ? "the path is empty"
            : Encoding.UTF8.GetByteCount(text) > LongestPath ? "the path is too long"
            : text.EndsWith('/') ? "the path names a directory"
            : Encoding.UTF8.GetByteCount(System.IO.Path.GetFileName(text)) > LongestName ? $"the name of a file has at most {LongestName} bytes"
            : null;
        // Absolute from here on: the process may change its directory before it closes the segment.
        string Absolute() => System.IO.Path.IsPathRooted(text) ? text : System.IO.Path.Combine(Environment.CurrentDirectory, text);
        return fault is null ? new(SegmentBackend.File, path: Absolute()) : null;
    }

    private static bool IsNumber(string text, NumberStyles style, out int number) =>
        int.TryParse(text, style, CultureInfo.InvariantCulture, out number);
}
