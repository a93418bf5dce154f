using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using InKernel;
using Ostd.Model;
using Ostd.Model.Shadow;
using Services.Policies;
using Services.Tests.Scripted;
using Verification.Detector;
using Xunit;
using Xunit.Sdk;

namespace Services.Tests;

/// <summary>
/// The tests of this project once more on several CPUs, with framework and services woven: every access to a plain field, array element or collection is checked against
/// those of the other CPUs. A race is found when nothing orders the two, also when the run comes out right.
/// </summary>
public sealed class RaceTests
{
    private const int Cpus = 3;

    private static readonly Lazy<Type> s_woven = new(() =>
    {
        Assembly self = typeof(RaceTests).Assembly;
        return new WovenContext(Path.GetDirectoryName(self.Location)!, self.GetName().Name!).LoadFromAssemblyName(self.GetName()).GetType(typeof(RaceTests).FullName!)!;
    });

    public static TheoryData<string> SharedNames()
    {
        var names = new TheoryData<string>();
        foreach (KernelTestCase test in KernelTestRegistry.Tests())
        {
            if (test.On != Target.Metal)
                names.Add(test.Name);
        }
        return names;
    }

    public static TheoryData<string, string> ScriptedNames()
    {
        var names = new TheoryData<string, string>();
        foreach (Type type in typeof(RaceTests).Assembly.GetTypes().Where(t => t != typeof(RaceTests) && t != typeof(SharedTests)))
        {
            foreach (MethodInfo method in type.GetMethods().Where(m => m.IsDefined(typeof(FactAttribute))))
                names.Add(type.FullName!, method.Name);
        }
        return names;
    }

    [Theory]
    [MemberData(nameof(SharedNames))]
    public void No_two_accesses_of_a_shared_test_race(string name) => Expect(nameof(RunShared), name);

    [Theory]
    [MemberData(nameof(ScriptedNames))]
    public void No_two_accesses_race_under_user_programs(string type, string method) => Expect(nameof(RunScripted), type, method);

    /// <summary>Called in the woven context: what went wrong in a shared test, or null.</summary>
    public static string? RunShared(string name) => Try(sites =>
    {
        KernelTestCase test = Array.Find(KernelTestRegistry.Tests(), t => t.Name == name)!;
        ModelKernel.Run(test.Body, new ModelOptions { Cpus = Cpus, DetectUndefinedBehaviour = true, SitesInFull = sites, Inject = DefaultPolicies.Inject });
    });

    /// <summary>Called in the woven context: what went wrong in one of the other tests, or null.</summary>
    public static string? RunScripted(string type, string name) => Try(sites =>
    {
        ScriptedKernel.Adjust = options => options with { Cpus = Math.Max(options.Cpus, Cpus), DetectUndefinedBehaviour = true, SitesInFull = sites };
        MethodInfo method = typeof(RaceTests).Assembly.GetType(type)!.GetMethod(name)!;
        foreach (object?[] row in RowsOf(method))
            method.Invoke(Activator.CreateInstance(method.DeclaringType!), BindingFlags.DoNotWrapExceptions, null, Fitted(row, method), null);
    });

    private static IEnumerable<object?[]> RowsOf(MethodInfo method) =>
        method.IsDefined(typeof(TheoryAttribute)) ? method.GetCustomAttributes<DataAttribute>().SelectMany(d => d.GetData(method)) : [[]];

    // As the runner does it: an attribute's number may have another width than the parameter.
    private static object?[] Fitted(object?[] row, MethodInfo method) =>
        row.Zip(method.GetParameters(), (value, parameter) => parameter.ParameterType.IsPrimitive ? Convert.ChangeType(value, parameter.ParameterType, CultureInfo.InvariantCulture) : value).ToArray();

    private static string? Try(Action<IReadOnlyCollection<int>> run)
    {
        try
        {
            RaceReport.InFull(run);
            return null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private static void Expect(string run, params object[] arguments)
    {
        if (s_woven.Value.GetMethod(run)!.Invoke(null, arguments) is string failure)
            Assert.Fail(failure);
    }
}
