namespace ShmNative.Programs;

/// <summary>Files that a program writes.</summary>
public static class NewFile
{
    /// <summary>Writes a file. When that fails, a file that was not there before is removed again.</summary>
    /// <param name="name">The file's name; what it has is replaced.</param>
    /// <param name="write">Writes its bytes.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string name, Action<Stream> write)
    {
        if (Directory.Exists(name))
            throw new IOException($"{name} is a directory");
        bool isNew = !File.Exists(name);
        try
        {
            using FileStream output = new(name, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            write(output);
        }
        catch
        {
            if (isNew)
                File.Delete(name);
            throw;
        }
    }
}
