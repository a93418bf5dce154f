using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;
using Verification.SafetyGate;
using Xunit;

namespace Verification.Tests.SafetyGate;

/// <summary>The services are safe code, read from what was compiled; and the reader catches what is not.</summary>
public class GateTests
{
    [Fact]
    public void Services_is_safe_code_over_the_public_surface() => IsSafe(Built.Services, leastMethods: 1000);

    /// <summary>The drivers that hostile devices are tried on.</summary>
    [Fact]
    public void So_are_the_drivers_of_the_model_devices() => IsSafe(typeof(Drivers.BlockDriver).Assembly.Location, leastMethods: 50);

    private static void IsSafe(string path, int leastMethods)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path, Built.Reading);
        var offences = s_gate.Inspect(assembly);
        Assert.True(offences.Count == 0, string.Join("\n", offences.Distinct().Take(40)));
        Assert.InRange(assembly.MainModule.GetTypes().Sum(t => t.Methods.Count), leastMethods, int.MaxValue); // it is the assembly that is meant
    }

    [Fact]
    public void Ordinary_safe_code_passes()
    {
        var offences = Inspect(allowUnsafe: false, source: """
            using System; using System.Collections.Generic;
            public class Ordinary
            {
                int _field; static readonly int[] s_table = [1, 2, 3, 4, 5];
                public ref int Where(int[] a, int i) => ref a[i];
                public int Span() { Span<byte> s = stackalloc byte[16]; Span<int> t = stackalloc int[4]; s[3] = 1; return s[3] + t.Length + "text"u8.Length + s_table[1]; }
                public IEnumerable<int> Walk() { for (int i = 0; i < 3; i++) yield return i; }
                public Func<int, int> Close(int x) => y => x + y + _field;
                public bool Try(Dictionary<string, List<int>> d, out int n) { n = 0; try { n = d["a"][0]; return true; } catch (KeyNotFoundException) when (n == 0) { return false; } finally { _field++; } }
                public string Text(int x, object o) => o switch { int i when i > x => $"{i,5:X}", string { Length: > 2 } s => s[1..], null => "none", _ => o.ToString() ?? "" };
                public int Refs(ref int a, in long b, out short c) { c = 1; ref int r = ref a; r += 2; return r > 1 ? (int)b : c; }
            }
            """);
        Assert.Empty(offences);
    }

    public static TheoryData<string, string> Offenders => new()
    {
        { "pointer arithmetic", "public unsafe class C { public static int F(int* p) => *(p + 1); }" },
        { "a pointer from a number", "public class C { public static unsafe int F(long a) => *(int*)a; }" },
        { "a store through a number", "public class C { public static unsafe void F(long a) { *(long*)a = 1; } }" },
        { "the address of a local", "public class C { public static unsafe long F() { int x = 1; return (long)&x; } }" },
        { "fixed", "public class C { public static unsafe byte F(byte[] a) { fixed (byte* p = a) return p[5]; } }" },
        { "unbounded stack memory", "public class C { public static unsafe int F(int n) { int* p = stackalloc int[n]; return p[n]; } }" },
        { "Unsafe.As", "public class C { public static string F(object o) => System.Runtime.CompilerServices.Unsafe.As<string>(o); }" },
        { "Unsafe.Add", "public class C { public static int F(ref int a) => System.Runtime.CompilerServices.Unsafe.Add(ref a, 9); }" },
        { "MemoryMarshal", "public class C { public static System.Span<byte> F(ref byte a) => System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref a, 9); }" },
        { "Marshal", "public class C { public static int F(nint a) => System.Runtime.InteropServices.Marshal.ReadInt32(a); }" },
        { "NativeMemory", "public class C { public static unsafe void F(nint a) => System.Runtime.InteropServices.NativeMemory.Free((void*)a); }" },
        { "GCHandle", "public class C { public static object? F(nint a) => System.Runtime.InteropServices.GCHandle.FromIntPtr(a).Target; }" },
        { "P/Invoke", "public class C { [System.Runtime.InteropServices.DllImport(\"c\")] public static extern int getpid(); }" },
        { "calli", "public class C { public static unsafe int F(delegate*<int> f) => f(); }" },
        { "a pointer field", "public unsafe struct C { public byte* P; }" },
        { "explicit layout over a reference", "using System.Runtime.InteropServices; [StructLayout(LayoutKind.Explicit)] public struct C { [FieldOffset(0)] public object O; [FieldOffset(8)] public long L; }" },
        { "a fixed buffer", "public unsafe struct C { public fixed byte B[8]; public byte F(int i) => B[i]; }" },
        { "UnsafeAccessor", "using System.Runtime.CompilerServices; public class C { [UnsafeAccessor(UnsafeAccessorKind.Field, Name = \"_stringLength\")] public static extern ref int F(string s); }" },
        { "reflection", "public class C { public static object? F(object o) => o.GetType().GetMethod(\"x\")!.Invoke(o, null); }" },
        { "Activator", "public class C { public static object? F(System.Type t) => System.Activator.CreateInstance(t); }" },
        { "uninitialised objects", "public class C { public static object F(System.Type t) => System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(t); }" },
        { "an access check ignored", "[assembly: System.Runtime.CompilerServices.IgnoresAccessChecksTo(\"Ostd\")] namespace System.Runtime.CompilerServices { public class IgnoresAccessChecksToAttribute(string a) : System.Attribute { public string A = a; } }" },
        { "the framework's internals", "[assembly: System.Runtime.CompilerServices.IgnoresAccessChecksTo(\"Ostd\")] namespace System.Runtime.CompilerServices { public class IgnoresAccessChecksToAttribute(string a) : System.Attribute { public string A = a; } } public class C { public static object? F(Ostd.Kernel k) => k.Machine; }" },
        { "its own threads and locks", "public class C { public static int F(ref int a) => System.Threading.Interlocked.Increment(ref a); }" },
        { "locals that are not cleared", "[module: System.Runtime.CompilerServices.SkipLocalsInit] public class C { public static int F() { System.Span<int> s = stackalloc int[4]; return s[0]; } }" },
        { "a host file", "public class C { public static byte[] F() => System.IO.File.ReadAllBytes(\"/etc/passwd\"); }" },
    };

    [Theory, MemberData(nameof(Offenders))]
    public void An_offender_is_caught(string kind, string source)
    {
        var offences = Inspect(source);
        Assert.True(offences.Count > 0, $"{kind} went through the gate");
    }

    private static readonly AssemblyDefinition s_framework = AssemblyDefinition.ReadAssembly(Built.Ostd, Built.Reading);
    private static readonly Gate s_gate = new(new ReferenceRules(s_framework, AssemblyDefinition.ReadAssembly(Built.Corlib)));

    private static IReadOnlyList<Offence> Inspect(string source, bool allowUnsafe = true)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: allowUnsafe,
            nullableContextOptions: NullableContextOptions.Enable).WithMetadataImportOptions(MetadataImportOptions.All);
        // Binder flag "ignore accessibility", as a compiler that honours IgnoresAccessChecksTo would have it.
        typeof(CSharpCompilationOptions).GetProperty("TopLevelBinderFlags", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
            .SetValue(options, (uint)1 << 22);
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var references = Directory.GetFiles(runtime, "System*.dll").Where(IsManaged).Append(typeof(global::Ostd.Kernel).Assembly.Location).Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create("Offender", [CSharpSyntaxTree.ParseText(source)], references, options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        using var assembly = AssemblyDefinition.ReadAssembly(image, Built.Reading);
        return s_gate.Inspect(assembly).ToList();
    }

    private static bool IsManaged(string path)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
