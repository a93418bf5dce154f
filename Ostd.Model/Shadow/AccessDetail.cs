using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Reflection;
using Ostd.Tasks;

namespace Ostd.Model.Shadow;

/// <summary>What a report says about one side of a race, besides who and where.</summary>
/// <param name="Locks">What the task held, by where it was made, in the order of taking.</param>
/// <param name="Old">The variable's value before.</param>
/// <param name="New">What it became; null: it was a read, or nobody knows.</param>
/// <param name="Stack">How it was reached.</param>
internal sealed record AccessDetail(IReadOnlyList<NamedLock> Locks, string Old, string? New, StackTrace Stack)
{
    private const int MaxText = 40;

    /// <summary>Of the access that the executing CPU is about to make.</summary>
    public static AccessDetail Now<T>(ModelMachine machine, object target, int part, int site, T value)
    {
        List<NamedLock> locks = machine.CpuLocal is Task task && machine.HeldLocks is { } held ? [.. held.Of(task)] : [];
        string? becomes = ReferenceEquals(value, FieldRaces.Unknown) ? null : Describe(value);
        return new AccessDetail(locks, OldValue(target, part, Woven.NameOf(site)), becomes, new StackTrace(4, fNeedFileInfo: true));
    }

    public override string ToString() =>
        $", {(Locks.Count == 0 ? "holding no lock" : "holding the locks made at " + string.Join(", ", Locks.Select(l => l.Place)))}, value {Old}{(New is null ? "" : " -> " + New)}\n{Stack}";

    private static string OldValue(object target, int part, string name)
    {
        if (target is Array array)
            return Describe(array.GetValue(part));
        if (target is ICollection all)
            return $"{all.Count} elements";
        string field = name[(name.LastIndexOf('.') + 1)..];
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        for (Type? type = target.GetType(); type is not null; type = type.BaseType)
        {
            if ((type.GetField(field, Own) ?? type.GetField($"<{field}>k__BackingField", Own)) is { } found)
                return Describe(found.GetValue(target));
        }
        return "unknown";
    }

    // Not by ToString of whatever it is: that may be woven code, which would race itself.
    private static string Describe(object? value) => value switch
    {
        null => "null",
        string text => text.Length <= MaxText ? $"\"{text}\"" : $"\"{text[..MaxText]}...\"",
        Enum or bool or char or IConvertible => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => $"a {value.GetType().Name}",
    };
}
