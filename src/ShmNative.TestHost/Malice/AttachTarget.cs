using System.Buffers.Binary;
using System.Text;
using ShmNative.Memory;
using ShmNative.Segments;

namespace ShmNative.TestHost.Malice;

/// <summary>
/// What a fuzzer feeds: the bytes that somebody finds who attaches. The first byte of an input says what the others are.
/// </summary>
public static unsafe class AttachTarget
{
    private const int MostBytes = 1 << 16;
    private const int PatchSize = 10;
    private const int Operations = 64;
    private const string Stamp = "born=1.000000001";

    /// <summary>Attaches and uses what the input describes. Anything but a return is a fault.</summary>
    public static void Try(ReadOnlySpan<byte> input)
    {
        if (input.Length < 1)
            return;
        switch (input[0] & 3)
        {
            case 0:
                Patched(input[1..]);
                break;
            case 1:
                Attach(input[1..Math.Min(input.Length, MostBytes)]);
                break;
            default:
                Record(input[1..]);
                break;
        }
    }

    /// <summary>DIRECTORY: tries each file of a saved corpus.</summary>
    internal static int Replay(string[] args)
    {
        string[] files = Directory.GetFiles(args[0]);
        foreach (string file in files)
        {
            Console.WriteLine(Path.GetFileName(file)); // who is the last is the culprit
            Try(File.ReadAllBytes(file));
        }

        Console.WriteLine($"replayed={files.Length}");
        return 0;
    }

    /// <summary>A valid channel with words of it changed: shape (1 byte), bytes of the mapping (2; more than there are: all), then patches of offset (2) and value (8).</summary>
    private static void Patched(ReadOnlySpan<byte> input)
    {
        if (input.Length < 3)
            return;
        Variant variant = Variant.All[input[0] % Variant.All.Length];
        byte[] image = [.. variant.Image];
        for (ReadOnlySpan<byte> patches = input[3..]; patches.Length >= PatchSize; patches = patches[PatchSize..])
        {
            int offset = BinaryPrimitives.ReadUInt16LittleEndian(patches) % (image.Length - sizeof(ulong));
            patches.Slice(2, sizeof(ulong)).CopyTo(image.AsSpan(offset));
        }

        Attach(image.AsSpan(0, Math.Min(image.Length, BinaryPrimitives.ReadUInt16LittleEndian(input[1..]))));
    }

    private static void Attach(ReadOnlySpan<byte> bytes)
    {
        // Cache lines, so that every word is aligned: nobody gets memory at odd addresses from the kernel.
        using GuardedMemory memory = new(bytes.Length & ~63);
        bytes[..memory.Size].CopyTo(memory.Bytes);
        using MaliceWorld<ProcessorMemory> world = new(memory, []);
        if (!world.TryAttach())
            return;
        Chance chance = new(1);
        for (int i = 0; i < Operations; i++)
            world.Operate(ref chance);
        world.End();
    }

    private static void Record(ReadOnlySpan<byte> text)
    {
        RecordState state = OwnershipRecord.Parse(Encoding.UTF8.GetString(text).Split('\n'), Stamp, RecordHolder.None);
        if (state.IsValid && !state.Process.IsGone && state.IsAbandoned)
            _ = UserNames.Of((uint)state.CreatorPid);
    }
}
