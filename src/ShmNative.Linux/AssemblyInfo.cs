using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ShmNative.Core")]
[assembly: InternalsVisibleTo("ShmNative.Programs")]
[assembly: InternalsVisibleTo("ShmNative.Tests")]
[assembly: InternalsVisibleTo("ShmNative.TestHost")]
