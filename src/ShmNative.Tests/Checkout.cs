namespace ShmNative.Tests;

/// <summary>Where this checkout is: tests use what the build put under <c>out/</c>.</summary>
internal static class Checkout
{
    /// <summary>The directory with global.json.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "global.json")) ? directory : Find(Path.GetDirectoryName(directory)!);
}
