using System.Security.Cryptography;

namespace ShmNative.Mutants;

/// <summary>One number for the contents of files.</summary>
internal static class Fingerprint
{
    public static string Of(IEnumerable<string> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
            hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
