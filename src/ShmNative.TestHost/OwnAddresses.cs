namespace ShmNative.TestHost;

/// <summary>Names and System V keys that no other test process has, though another checkout's tests run beside it.</summary>
internal static class OwnAddresses
{
    private const int NumberBits = 4;
    private const uint Keys = 0x6c000000; // and a process id, which has at most 22 bits

    /// <summary>What the names of this process' tests begin with.</summary>
    public static string Prefix { get; } = $"shmnative-test-{Environment.ProcessId}-";

    /// <summary>One of sixteen keys.</summary>
    public static uint Key(int number) => Keys | ((uint)Environment.ProcessId << NumberBits) | ((uint)number & ((1u << NumberBits) - 1));

    public static bool IsOwnKey(uint key) => key >> NumberBits == Key(0) >> NumberBits;
}
