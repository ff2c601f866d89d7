using System.Text;
using ShmNative.Segments;

using Segment segment = Segment.Open(SegmentAddress.Parse("posix:/hello"));
ReadOnlySpan<byte> bytes = segment.AsSpan();
Console.WriteLine(Encoding.UTF8.GetString(bytes[..bytes.IndexOf((byte)0)]));
