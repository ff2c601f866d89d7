using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using ShmNative.HeaderGenerator;
using ShmNative.Segments;
using ShmNative.Tests.Structs;

namespace ShmNative.Tests.HeaderGenerator;

/// <summary>Structs in C#, a header made of them, and a C program that reads and writes the same bytes.</summary>
public sealed class StructHeaderTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("shmnative-structs-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("gcc", "-std=c11")]
    [TestCase("g++", "-std=c++17", "-x", "c++")]
    public unsafe void CReadsAndWritesTheSameBytes(params string[] compiler)
    {
        Assert.That(Generate(TestHost, "sample.h"), Is.EqualTo((0, "")));
        string program = Path.Combine(_folder, "peer");
        string[] warnings = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"];
        Commands.Run(compiler[0], [.. compiler[1..], .. warnings, "-I", Path.Combine(Checkout.Root, "include"), "-I", _folder,
            Path.Combine(Checkout.Root, "native-tests/struct_peer.c"), "-o", program]);

        using Segment segment = Segment.Create(SegmentAddress.Parse($"posix:/shmnative-structs-{Environment.ProcessId}"), 4096);
        string file = $"/dev/shm/shmnative-structs-{Environment.ProcessId}";
        Book book = new(0x123456789abcdef) { Kind = (byte)'/', Mask = Mask.All, Default = -1, Ratio = 0.25f };
        "SYMBOL"u8.CopyTo(MemoryMarshal.CreateSpan(ref book.Symbol[0], 7));
        (book.Raw[2], book.Shorts[1]) = (3, -2);
        book.Levels[2] = new() { Price = 2.5, Amount = -7, Side = Side.Sell };
        book.Samples[39] = 39.5f;
        segment.Write(0, book);
        segment.Write(512, new Tight { Value = 22 / 7.0, Level = new() { Price = 1.5 }, End = 0xfffe });
        segment.Write(576, new Spread { First = 1, Middle = new() { Amount = 2 }, Last = 3 });
        Commands.Run(program, "check", file);

        Commands.Run(program, "fill", file);
        book = segment.Read<Book>(0);
        Tight tight = segment.Read<Tight>(512);
        Assert.That(MemoryMarshal.CreateSpan(ref book.Symbol[0], 7).SequenceEqual("FROM C\0"u8));
        Assert.That((book.Shorts[0], book.Id, book.Mask, book.Best.Side), Is.EqualTo(((short)-300, 17ul, Mask.Low, Side.Buy)));
        Assert.That((book.Levels[1].Price, book.Samples[38], book.Ratio), Is.EqualTo((-1.5, 38.5f, 8f)));
        Assert.That((tight.Value, tight.End, segment.Read<Spread>(576).Last), Is.EqualTo((3.25, (ushort)77, -5L)));
    }

    [Test]
    public void CommentsAreThoseOfTheSource()
    {
        Generate(TestHost, "sub/sample.h");
        string header = File.ReadAllText(Path.Combine(_folder, "sub/sample.h"));
        Assert.That(header, Does.Contain("/**< A text, see Level. */").And.Contain("SIDE_NONE = 0, /**< Nobody's. */").And.Contain("/**< One of side. */")
            .And.Contain("* / or begins / *").And.Contain("#ifndef SAMPLE_H\n"));
    }

    [Test]
    public void AStaleHeaderIsNamed()
    {
        Generate(TestHost, "sample.h");
        Assert.That(Generate(TestHost, "sample.h", "--check"), Is.EqualTo((0, "")));
        File.AppendAllText(Path.Combine(_folder, "sample.h"), "more\n");
        (int exitCode, string errors) = Generate(TestHost, "sample.h", "--check");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(errors, Does.StartWith("sample.h:").And.Contain("is stale"));
    }

    [Test]
    public void WhatHasNoHeaderIsRefused()
    {
        Assert.That(Generate(typeof(StructHeader).Assembly.Location, "a.h"),
            Is.EqualTo((1, "ShmHeader : error SHM003: no struct of ShmNative.HeaderGenerator.dll is marked with [ShmStruct]\n")));
        Assert.That(Generate(typeof(StructHeaderTests).Assembly.Location, "a.h").Errors, Does.Contain(" are both '").Or.Contain("overlap"));
        Assert.That(Generate(Path.Combine(_folder, "missing.dll"), "a.h").Errors, Does.StartWith("ShmHeader : error SHM003: ").And.Contain("missing.dll"));
        File.WriteAllText(Path.Combine(_folder, "text.dll"), "no assembly");
        Assert.That(Generate(Path.Combine(_folder, "text.dll"), "a.h").Errors, Does.StartWith("ShmHeader : error SHM003: "));
        Assert.That(Directory.GetFiles(_folder, "*.h"), Is.Empty);
    }

    [TestCase("namespace A { enum Kind : byte { X } } namespace B { [ShmStruct] partial struct Kind { public A.Kind K; } }")]
    [TestCase("namespace A { [ShmStruct] partial struct Kind { public int K; } } namespace B { [ShmStruct] partial struct Kind { public int K; } }")]
    public void TwoTypesOfOneNameInCAreRefused(string source)
    {
        Assert.That(StructGeneratorTests.Run(source, out Compilation completed), Is.Empty);
        string assembly = Path.Combine(_folder, "two.dll");
        Assert.That(completed.Emit(assembly).Success);
        (int exitCode, string errors) = Generate(assembly, "a.h");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(errors, Does.Contain("A.Kind").And.Contain("B.Kind")
            .And.EndWith(" are both 'kind' in C; rename one, or give a struct another name there: [ShmStruct(\"NAME\")]\n"));
    }

    private static string TestHost => Path.Combine(AppContext.BaseDirectory, "../../ShmNative.TestHost", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "ShmNative.TestHost.dll");

    private (int ExitCode, string Errors) Generate(string assembly, string header, params string[] more)
    {
        ProcessStartInfo start = new("dotnet", [typeof(StructHeader).Assembly.Location, "--assembly", assembly, "--output", Path.Combine(_folder, header), .. more])
        {
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
