using System;
using System.IO;
using Mono.Cecil;

namespace Verification.Tests.SafetyGate;

/// <summary>The assemblies of this build.</summary>
internal static class Built
{
    public static string Services => typeof(global::Services.Linux.Errno).Assembly.Location;
    public static string Ostd => typeof(global::Ostd.Kernel).Assembly.Location;

    /// <summary>The metal's core library, compiled beside this test.</summary>
    public static string Corlib
    {
        get
        {
            string output = Path.GetRelativePath(Path.Combine(Top, "tests/Verification.Tests"), AppContext.BaseDirectory); // bin/Debug/net10.0
            return Path.Combine(Top, "kernel/Corlib", output, "Corlib.dll");
        }
    }

    public static ReaderParameters Reading
    {
        get
        {
            var resolver = new DefaultAssemblyResolver();
            resolver.AddSearchDirectory(AppContext.BaseDirectory);
            resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
            return new ReaderParameters { AssemblyResolver = resolver };
        }
    }

    private static string Top
    {
        get
        {
            for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
                if (File.Exists(Path.Combine(d.FullName, "Kernel.sln")))
                    return d.FullName;
            throw new InvalidOperationException($"Kernel.sln not found above {AppContext.BaseDirectory}.");
        }
    }
}
