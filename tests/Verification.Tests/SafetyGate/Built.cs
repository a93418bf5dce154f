using System;
using System.IO;
using Mono.Cecil;

namespace Verification.Tests.SafetyGate;

/// <summary>The assemblies of this build.</summary>
internal static class Built
{
    /// <summary>What boots: the services, the framework and the core library as they are compiled for the metal.</summary>
    public static string Services => Path.Combine(Top, "kernel/Assemblies/bin/Services", Output, "Services.dll");
    public static string Ostd => Path.Combine(Top, "kernel/Assemblies/bin/Ostd", Output, "Ostd.dll");
    public static string Corlib => Path.Combine(Top, "kernel/Corlib/bin", Output, "Corlib.dll");

    // Debug/net10.0, as this test was built.
    private static string Output => Path.GetRelativePath(Path.Combine(Top, "tests/Verification.Tests/bin"), AppContext.BaseDirectory);

    public static ReaderParameters Reading
    {
        get
        {
            var resolver = new DefaultAssemblyResolver();
            foreach (string assembly in (string[])[Services, Ostd, Corlib])
                resolver.AddSearchDirectory(Path.GetDirectoryName(assembly));
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
