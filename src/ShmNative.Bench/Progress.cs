namespace ShmNative.Bench;

/// <summary>A line on the terminal that says what is being measured; nothing when standard error is no terminal.</summary>
internal static class Progress
{
    /// <summary>Shows it in place of the last one.</summary>
    public static void Show(string text)
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\r\e[K{text}");
    }

    /// <summary>Takes it away.</summary>
    public static void Clear() => Show("");
}
