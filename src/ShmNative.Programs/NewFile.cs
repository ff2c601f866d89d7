using Microsoft.Win32.SafeHandles;
using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.Programs;

/// <summary>Files that a program writes: they appear whole, or not at all.</summary>
public static class NewFile
{
    private const uint AnyMode = 0x1b6; // 0666, which umask narrows

    /// <summary>
    /// Writes a file. It has no name until it is complete (O_TMPFILE), so that nothing is left of one that is not, however the program ends; what
    /// had the name before is replaced then, and keeps its mode. Devices, pipes and files with several names are written where they are. Without
    /// /proc it has a random name until then, which a program that is killed leaves.
    /// </summary>
    /// <param name="name">The file's name.</param>
    /// <param name="write">Writes its bytes.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ShmException"><c>-errno</c>: it cannot be made.</exception>
    public static void Write(string name, Action<Stream> write)
    {
        if (Directory.Exists(name))
            throw new IOException($"{name} is a directory");
        bool isLink = new FileInfo(name).LinkTarget is not null;
        string path = Path.GetFullPath(isLink ? File.ResolveLinkTarget(name, returnFinalTarget: true)!.FullName : name);
        bool exists = LibC.Stat(path, out Statx old) == 0;
        bool isPlain = !exists || (old.IsRegularFile && old.LinkCount == 1);
        int descriptor = isPlain ? LibC.Open(Path.GetDirectoryName(path)!, LibC.O_TMPFILE | LibC.O_RDWR, AnyMode) : -Errno.EOPNOTSUPP;
        uint? mode = exists ? old.Mode & AnyMode : null;
        if (descriptor >= 0 && LibC.CanReach(descriptor))
            WriteUnnamed(descriptor, path, mode, write);
        else if (descriptor >= 0 && LibC.Close(descriptor) == 0)
            WriteInterim(path, mode, write);
        else if (exists || descriptor is -Errno.EOPNOTSUPP or -Errno.EISDIR)
            WriteInPlace(name, exists, write);
        else
            throw Refused(descriptor, path);
    }

    private static void WriteUnnamed(int descriptor, string path, uint? mode, Action<Stream> write)
    {
        using SafeFileHandle handle = new(descriptor, ownsHandle: true);
        using FileStream output = new(handle, FileAccess.Write, bufferSize: 0);
        write(output);
        if (mode is not null)
            _ = LibC.ChangeMode(descriptor, mode.Value);
        int error = LibC.Link(descriptor, path);
        if (error == -Errno.EEXIST)
        {
            string interim = InterimOf(path);
            error = LibC.Link(descriptor, interim);
            if (error == 0)
                File.Move(interim, path, overwrite: true);
        }
        if (error < 0)
            throw Refused(error, path);
    }

    private static void WriteInterim(string path, uint? mode, Action<Stream> write)
    {
        string interim = InterimOf(path);
        int descriptor = LibC.Open(interim, LibC.O_CREAT | LibC.O_EXCL | LibC.O_WRONLY, AnyMode);
        if (descriptor < 0)
            throw Refused(descriptor, path);
        try
        {
            using (SafeFileHandle handle = new(descriptor, ownsHandle: true))
            using (FileStream output = new(handle, FileAccess.Write, bufferSize: 0))
            {
                write(output);
                if (mode is not null)
                    _ = LibC.ChangeMode(descriptor, mode.Value);
            }

            File.Move(interim, path, overwrite: true);
        }
        catch
        {
            File.Delete(interim);
            throw;
        }
    }

    private static string InterimOf(string path) => $"{path}.{RandomNumber.Next():x}";

    /// <summary>When it fails, a file that was not there before is removed again.</summary>
    private static void WriteInPlace(string name, bool exists, Action<Stream> write)
    {
        try
        {
            using FileStream output = new(name, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            write(output);
        }
        catch
        {
            if (!exists)
                File.Delete(name);
            throw;
        }
    }

    private static ShmException Refused(int error, string path) => new((ShmStatus)error, $"cannot write {path}: {LibC.ErrorText(-error)}");
}
