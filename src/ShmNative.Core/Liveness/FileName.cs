using ShmNative.Linux;

namespace ShmNative.Liveness;

/// <summary>
/// A file's name in its directory. Whether it is gone can be said for certain only where the directory is still the same one: a host may have
/// changed its root, and then finds nothing of what others find.
/// </summary>
internal sealed class FileName
{
    private readonly string _path;
    private readonly string _directory;
    private readonly Statx _file;
    private readonly Statx _directoryFile;

    /// <param name="path">The name that the file has, or is to get.</param>
    /// <param name="file">The file.</param>
    public FileName(string path, in Statx file)
    {
        (_path, _file) = (path, file);
        _directory = Path.GetDirectoryName(path) is { Length: > 0 } directory ? directory : "/";
        _ = LibC.Stat(_directory, out _directoryFile);
    }

    /// <summary>Whether the name leads nowhere, or to another file.</summary>
    public bool IsGone
    {
        get
        {
            if (LibC.Stat(_directory, out Statx directory) < 0 || !directory.IsSameFile(_directoryFile))
                return false;
            int error = LibC.StatNoFollow(_path, out Statx named);
            return error == -Errno.ENOENT || (error == 0 && !named.IsSameFile(_file));
        }
    }
}
