using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ShmNative.Tests")]
