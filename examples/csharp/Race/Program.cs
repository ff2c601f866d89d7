using System.Diagnostics;
using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Segments;

// A race that is really seen. One process writes the same number into all places of an array, again and again; another copies the array
// and looks whether its numbers are all the same. "Race raw" shares a segment, "Race value" a value.
const int Enough = 1_000, Reads = 100_000;
TimeSpan patience = TimeSpan.FromSeconds(10);
SegmentAddress address = SegmentAddress.Parse("posix:/race");
long[] numbers = new long[512];
Span<byte> bytes = MemoryMarshal.AsBytes(numbers.AsSpan());
bool raw = args is ["raw", ..];

if (args is [_, "reader"])
{
    Console.WriteLine(raw ? $"raw: {ReadRaw(bytes)} torn reads were seen" : $"value: {ReadValue(bytes)} torn reads in {Reads}");
    return;
}

using Process reader = Process.Start("dotnet", [Environment.GetCommandLineArgs()[0], args[0], "reader"]);
using Segment? segment = raw ? Segment.Create(address, bytes.Length) : null;
using ShmSender? sender = raw ? null : ShmValue.OpenWriter("race", new() { Capacity = bytes.Length });
for (long i = 1; !reader.HasExited; i++)
{
    numbers.AsSpan().Fill(i);
    segment?.Write(0, bytes);
    sender?.Send(bytes);
}

int ReadRaw(Span<byte> bytes)
{
    using Segment segment = Segment.Open(address, writable: false, patience);
    int torn = 0;
    while (torn < Enough)
    {
        segment.Read(0, bytes);
        torn += IsTorn();
    }
    return torn;
}

int ReadValue(Span<byte> bytes)
{
    using ShmReader reader = ShmValue.OpenReader("race", new() { Wait = patience });
    int torn = 0;
    for (int i = 0; i < Reads && reader.TryReceive(bytes, out _, patience) == ShmStatus.Ok; i++)
        torn += IsTorn();
    return torn;
}

int IsTorn() => numbers.AsSpan().ContainsAnyExcept(numbers[0]) ? 1 : 0;
