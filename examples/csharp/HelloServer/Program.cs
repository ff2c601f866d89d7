using ShmNative.Segments;

using Segment segment = Segment.Create(SegmentAddress.Parse("posix:/hello"), 64);
segment.Write(0, "Hello, world\0"u8);
Console.WriteLine("Press Enter to remove it.");
Console.ReadLine();
