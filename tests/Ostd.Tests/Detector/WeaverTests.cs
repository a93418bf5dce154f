using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Ostd.Model;
using Ostd.Model.Shadow;
using Ostd.Sync;
using Ostd.Tasks;
using Services.Policies;
using Verification.Detector;
using Xunit;

namespace Ostd.Tests.Detector;

/// <summary>What the weaver sees of compiled C#: a small class is compiled, woven, and used by two CPUs at once.</summary>
public sealed class WeaverTests
{
    private const string Source =
        """
        using System;
        using System.Collections.Generic;

        public struct Pair { public int A, B; public void Grow() { A++; } public readonly int Sum() => A + B; }

        public sealed class Shared
        {
            public readonly int Constant = 7;
            public int Number;
            public int Property { get; set; }
            public string Text = "";
            public Pair Pair;
            public readonly int[] Numbers = new int[4];
            public readonly string[] Texts = new string[4];
            public readonly Pair[] Pairs = new Pair[4];
            public readonly List<int> List = new();
            public readonly Dictionary<string, int> Map = new();

            public void UseConstant() => GC.KeepAlive(Constant);
            public void WriteField() => Number++;
            public void ReadField() => GC.KeepAlive(Number);
            public void WriteProperty() => Property = 1;
            public void WriteReference() => Text = "x";
            public void WritePartOfStructure() => Pair.B = 3;
            public void CallOnStructure() => Pair.Grow();
            public void ReadStructure() => GC.KeepAlive(Pair.Sum());
            public void WriteByReference() => Set(ref Number);
            public void WriteElement() => Numbers[1]++;
            public void WriteOtherElement(int cpu) => Numbers[cpu]++;
            public void WriteReferenceElement() => Texts[1] = "y";
            public void WritePartOfElement() => Pairs[2].A = 1;
            public void AddToList() => List.Add(1);
            public void ReadList() => GC.KeepAlive(List.Count);
            public void WriteMap() => Map["a"] = 2;
            public int Branches(bool which) => (which ? this : new Shared()).Number;

            private static void Set(ref int number) => number = 5;
        }
        """;

    private static readonly Lazy<Type> s_shared = new(() => Compile(firstSite: 1, out _));

    [Theory]
    [InlineData("WriteField", "Shared.Number")]
    [InlineData("WriteProperty", "Shared.Property")]
    [InlineData("WriteReference", "Shared.Text")]
    [InlineData("WritePartOfStructure", "Shared.Pair")]
    [InlineData("CallOnStructure", "Shared.Pair")]
    [InlineData("WriteByReference", "Shared.Number")]
    [InlineData("WriteElement", "an element")]
    [InlineData("WriteReferenceElement", "an element")]
    [InlineData("WritePartOfElement", "an element of Pair[]")]
    [InlineData("AddToList", "List.Add")]
    [InlineData("WriteMap", "Dictionary.set_Item")]
    public void Two_CPUs_that_write_without_a_lock_race(string method, string variable)
    {
        var race = Assert.Throws<UndefinedBehaviourException>(() => RunTwice(method, method, isLocked: false));
        Assert.Equal(UndefinedBehaviour.DataRace, race.Kind);
        Assert.Contains(variable, race.Message);
        Assert.Contains("Shared.cs:", race.Message); // both sides by file and line
        RunTwice(method, method, isLocked: true);
    }

    [Theory]
    [InlineData("WriteField", "ReadField")]
    [InlineData("CallOnStructure", "ReadStructure")]
    [InlineData("AddToList", "ReadList")]
    public void A_write_races_with_a_read(string write, string read)
    {
        var race = Assert.Throws<UndefinedBehaviourException>(() => RunTwice(write, read, isLocked: false));
        Assert.Contains("read", race.Message);
        RunTwice(write, read, isLocked: true);
    }

    [Fact]
    public void A_report_has_both_sides_in_full()
    {
        string race = Assert.Throws<UndefinedBehaviourException>(() => RunTwice("WriteField", "ReadField", isLocked: false)).Message;
        string[] sides = race.Split("  CPU ")[1..];
        Assert.Equal(2, sides.Length);
        foreach (string side in sides)
        {
            Assert.Matches(@"^[01] (wrote|writes|read|reads) it at Shared\.cs:\d+ in task ", side);
            Assert.Matches(@"holding (no lock|the locks made at WeaverTests\.cs:\d+)", side);
            Assert.Matches(@"at Shared\.(Write|Read)Field\(\) in [^\n]*Shared\.cs:line \d+\n", side); // the stack, from the access
            Assert.Matches(@"at Ostd\.Tasks\.Task\.RunBody\(\)", side); // to the task's beginning
        }
        string write = Assert.Single(sides, s => s.Contains("wrote it", StringComparison.Ordinal) || s.Contains("writes it", StringComparison.Ordinal));
        Match values = Regex.Match(write, @"value (\d+) -> (\d+)");
        Assert.True(values.Success, write);
        Assert.Equal(int.Parse(values.Groups[1].Value, CultureInfo.InvariantCulture) + 1, int.Parse(values.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_lock_that_only_one_side_holds_is_named(bool first, bool second)
    {
        string race = Assert.Throws<UndefinedBehaviourException>(() => RunBoth([first, second], shared =>
            () => shared.GetType().GetMethod("WriteField")!.CreateDelegate<Action>(shared))).Message;
        Assert.Contains("holding no lock", race);
        Assert.Matches(@"holding the locks made at WeaverTests\.cs:\d+", race);
    }

    [Theory]
    [InlineData("UseConstant")]
    [InlineData("ReadField")]
    [InlineData("ReadStructure")]
    [InlineData("ReadList")]
    public void Reads_do_not_race(string method) => RunTwice(method, method, isLocked: false);

    [Fact]
    public void Different_elements_of_one_array_do_not_race() => RunBoth([false, false], shared =>
    {
        var write = shared.GetType().GetMethod("WriteOtherElement")!.CreateDelegate<Action<int>>(shared);
        int next = 0;
        return () =>
        {
            int mine = next++;
            return () => write(mine);
        };
    });

    [Fact]
    public void Branches_into_the_middle_of_an_expression_lead_before_its_report()
    {
        object shared = Activator.CreateInstance(s_shared.Value)!;
        var branches = s_shared.Value.GetMethod("Branches")!.CreateDelegate<Func<bool, int>>(shared);
        shared.GetType().GetField("Number")!.SetValue(shared, 9);
        Assert.Equal(9, branches(true));
        Assert.Equal(0, branches(false));
    }

    [Fact]
    public void A_line_counts_as_reached_when_it_was()
    {
        Type type = Compile(firstSite: 200_000, out IReadOnlyList<WovenSite> sites);
        object shared = Activator.CreateInstance(type)!;
        type.GetMethod("WriteField")!.Invoke(shared, null);
        Assert.True(IsHit("WriteField"));
        Assert.False(IsHit("ReadField"));

        bool IsHit(string method) => sites.Any(s => s.Kind == SiteKind.Line && s.Name == method && Woven.Hits[s.Number]);
    }

    // ---- Tools ------------------------------------------------------------------------------------------------

    private static void RunTwice(string first, string second, bool isLocked) => RunBoth([isLocked, isLocked], shared =>
    {
        var methods = new Queue<Action>(new[] { first, second }.Select(m => shared.GetType().GetMethod(m)!.CreateDelegate<Action>(shared)));
        return methods.Dequeue;
    });

    private static void RunBoth(bool[] areLocked, Func<object, Func<Action>> actions) => RaceReport.InFull(sites => ModelKernel.Run(
        () =>
        {
            Func<Action> next = actions(Activator.CreateInstance(s_shared.Value)!);
            Action first = next(), second = next();
            var gate = new SpinLock();
            Task.Spawn(() => Repeat(first, areLocked[0] ? gate : null));
            Repeat(second, areLocked[1] ? gate : null);
        },
        new ModelOptions { MemoryMiB = 8, Cpus = 2, DetectUndefinedBehaviour = true, SitesInFull = sites, Inject = DefaultPolicies.Inject }));

    private static void Repeat(Action action, SpinLock? gate)
    {
        for (int i = 0; i < 300; i++)
        {
            if (gate is null)
            {
                action();
            }
            else
            {
                using var guard = gate.Lock();
                action();
            }
            Kernel.Current.Machine.Pause();
        }
    }

    private static Type Compile(int firstSite, out IReadOnlyList<WovenSite> sites)
    {
        // Among the build's output, since a report reads what lies beside the assembly as long as the process lives.
        string directory = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"woven-{firstSite}")).FullName;
        sites = Build(directory, firstSite);
        return Assembly.LoadFrom(Path.Combine(directory, "woven.dll")).GetType("Shared")!;
    }

    private static IReadOnlyList<WovenSite> Build(string directory, int firstSite)
    {
        string plain = Path.Combine(directory, "plain.dll");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Select(p => MetadataReference.CreateFromFile(p));
        var tree = CSharpSyntaxTree.ParseText(Source, path: "Shared.cs", encoding: System.Text.Encoding.UTF8);
        var compilation = CSharpCompilation.Create($"Woven{firstSite}", [tree], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        EmitResult result;
        using (var assembly = File.Create(plain))
        using (var symbols = File.Create(Path.ChangeExtension(plain, ".pdb")))
            result = compilation.Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return Weaver.Weave(plain, Path.Combine(directory, "woven.dll"), firstSite);
    }
}
