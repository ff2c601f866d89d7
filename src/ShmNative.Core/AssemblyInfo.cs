using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("libshmnative")]
[assembly: InternalsVisibleTo("ShmNative.Programs")]
[assembly: InternalsVisibleTo("shm-server")]
[assembly: InternalsVisibleTo("shm-client")]
[assembly: InternalsVisibleTo("ShmNative.Tests")]
[assembly: InternalsVisibleTo("ShmNative.TestHost")]
