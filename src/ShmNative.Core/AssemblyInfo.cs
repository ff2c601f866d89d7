using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ShmNative.Exports")]
[assembly: InternalsVisibleTo("ShmNative.Programs")]
[assembly: InternalsVisibleTo("ShmNative.Tests")]
