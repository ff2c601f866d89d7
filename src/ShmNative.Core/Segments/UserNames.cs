using System.Globalization;
using ShmNative.Layout;

namespace ShmNative.Segments;

/// <summary>Names of users and groups, from /etc/passwd and /etc/group alone: other sources may ask a network.</summary>
internal static class UserNames
{
    private const string Users = "/etc/passwd";
    private const string Groups = "/etc/group";
    private const uint Overflow = 65534;

    /// <summary>The user's name, or "uid N".</summary>
    public static string Of(uint uid)
    {
        string number = uid.ToString(CultureInfo.InvariantCulture);
        return Rows(Users).FirstOrDefault(row => row[2] == number)?[0] ?? $"uid {number}";
    }

    /// <summary>Those who may remove what a user owns where only owners may.</summary>
    public static string OrRoot(uint uid) => uid == 0 ? Of(uid) : $"{Of(uid)} or root";

    /// <summary>
    /// Whether a number that the kernel told is one user's. In a user namespace, users that have no number there all have the same one, and
    /// so may this process itself (user_namespaces(7), overflowuid).
    /// </summary>
    public static bool IsOneUser(uint uid) => IsMapped("/proc/self/uid_map", uid);

    /// <summary>The same for a group.</summary>
    public static bool IsOneGroup(uint gid) => IsMapped("/proc/self/gid_map", gid);

    private static bool IsMapped(string map, uint number)
    {
        if (number != Overflow)
            return true;
        try
        {
            return File.ReadLines(map).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Any(range => uint.Parse(range[0], CultureInfo.InvariantCulture) is var first && number >= first
                    && number - first < uint.Parse(range[2], CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true; // no /proc: then it is nobody's number, as everywhere else
        }
    }

    /// <summary>The number of a user, given by name or number.</summary>
    /// <exception cref="ShmException"><see cref="ShmStatus.InvalidArgument"/>.</exception>
    public static uint IdOfUser(string text) => IdIn(Users, text) ?? throw Unknown("user", text, Users);

    /// <summary>The number of a group, given by name or number.</summary>
    /// <exception cref="ShmException"><see cref="ShmStatus.InvalidArgument"/>.</exception>
    public static uint IdOfGroup(string text) => IdIn(Groups, text) ?? throw Unknown("group", text, Groups);

    private static uint? IdIn(string table, string text)
    {
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id != uint.MaxValue)
            return id;
        return uint.TryParse(Rows(table).FirstOrDefault(row => row[0] == text)?[2], NumberStyles.None, CultureInfo.InvariantCulture, out id) ? id : null;
    }

    /// <summary>Rows of name, password, number, and more; none when the table cannot be read.</summary>
    private static List<string[]> Rows(string table)
    {
        try
        {
            return [.. File.ReadLines(table).Select(line => line.Split(':')).Where(row => row.Length > 2)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static ShmException Unknown(string what, string text, string table) =>
        new(ShmStatus.InvalidArgument, $"there is no {what} '{text}' in {table}; give a name from there, or a number");
}
