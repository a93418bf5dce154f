using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace Ostd.Model.Shadow;

/// <summary>
/// Data races on plain fields and array elements, as the woven framework reports its accesses to them (see <see cref="Woven"/>). For each variable it keeps the last write
/// and, for every CPU, the last read since; an access that one of these does not happen before is a race, whether or not this run came out right.
/// </summary>
/// <param name="machine">Whose CPUs make the accesses.</param>
/// <param name="order">Which of them are ordered.</param>
/// <param name="sitesInFull">Places whose accesses are remembered with everything that a report says; of others, only where they were.</param>
internal sealed class FieldRaces(ModelMachine machine, HappensBefore order, IReadOnlyCollection<int> sitesInFull)
{
    /// <summary>The value of a write that is not known before it happens.</summary>
    public static readonly object Unknown = new();

    private readonly ConditionalWeakTable<object, Dictionary<int, Variable>> _objects = [];

    private struct Moment
    {
        public int When; // 0: never
        public int Site;
        public object? Task;
        public AccessDetail? Detail;
    }

    private sealed class Variable(int cpus)
    {
        public int Writer;
        public Moment Write;
        public readonly Moment[] Reads = new Moment[cpus];
    }

    /// <param name="target">The object or array.</param>
    /// <param name="part">Number of the field, or index of the element.</param>
    /// <param name="site">Where in the source, for the report.</param>
    public void Read(object target, int part, int site)
    {
        int cpu = machine.CurrentCpu;
        Variable variable = Of(target, part);
        ref Moment write = ref variable.Write;
        if (write.When != 0 && variable.Writer != cpu && !order.IsBefore(variable.Writer, write.When, cpu))
            Report(target, part, cpu, site, "reads", Unknown, variable.Writer, write, "wrote");
        Note(ref variable.Reads[cpu], target, part, cpu, site, Unknown);
    }

    /// <param name="target">The object or array.</param>
    /// <param name="part">Number of the field, or index of the element.</param>
    /// <param name="site">Where in the source, for the report.</param>
    /// <param name="value">What it will be, or <see cref="Unknown"/>.</param>
    public void Write<T>(object target, int part, int site, T value)
    {
        int cpu = machine.CurrentCpu;
        Variable variable = Of(target, part);
        ref Moment write = ref variable.Write;
        if (write.When != 0 && variable.Writer != cpu && !order.IsBefore(variable.Writer, write.When, cpu))
            Report(target, part, cpu, site, "writes", value, variable.Writer, write, "wrote");
        for (int other = 0; other < variable.Reads.Length; other++)
        {
            ref Moment read = ref variable.Reads[other];
            if (other != cpu && read.When != 0 && !order.IsBefore(other, read.When, cpu))
                Report(target, part, cpu, site, "writes", value, other, read, "read");
        }
        variable.Writer = cpu;
        Note(ref write, target, part, cpu, site, value);
    }

    private void Note<T>(ref Moment moment, object target, int part, int cpu, int site, T value)
    {
        moment.When = order.Now(cpu);
        moment.Site = site;
        moment.Task = machine.CpuLocal;
        moment.Detail = sitesInFull.Count != 0 && sitesInFull.Contains(site) ? AccessDetail.Now(machine, target, part, site, value) : null;
    }

    private Variable Of(object target, int part)
    {
        Dictionary<int, Variable> variables = _objects.GetOrCreateValue(target);
        if (!variables.TryGetValue(part, out Variable? variable))
            variables[part] = variable = new Variable(order.Cpus);
        return variable;
    }

    private void Report<T>(object target, int part, int cpu, int site, string does, T value, int other, in Moment before, string did) => machine.Fail(new UndefinedBehaviourException(
        UndefinedBehaviour.DataRace,
        $"""
        A data race on {Woven.NameOf(site)} of {target.GetType().Name}: nothing orders these two.
          CPU {other} {did} it at {Woven.PlaceOf(before.Site)} in {before.Task ?? "the boot flow"}{before.Detail}
          CPU {cpu} {does} it at {Woven.PlaceOf(site)} in {machine.CpuLocal ?? "the boot flow"}{AccessDetail.Now(machine, target, part, site, value)}
        """,
        before.Site, site));
}
