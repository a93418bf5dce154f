using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Ostd.Model.Shadow;

/// <summary>
/// Data races on plain fields and array elements, as the woven framework reports its accesses to them (see <see cref="Woven"/>). For each variable it keeps the last write
/// and, for every CPU, the last read since; an access that one of these does not happen before is a race, whether or not this run came out right.
/// </summary>
internal sealed class FieldRaces(ModelMachine machine, HappensBefore order)
{
    private readonly ConditionalWeakTable<object, Dictionary<int, Variable>> _objects = [];

    private struct Moment
    {
        public int When; // 0: never
        public int Site;
        public object? Task;
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
            Report(target, cpu, site, "reads", variable.Writer, write, "wrote");
        Note(ref variable.Reads[cpu], cpu, site);
    }

    public void Write(object target, int part, int site)
    {
        int cpu = machine.CurrentCpu;
        Variable variable = Of(target, part);
        ref Moment write = ref variable.Write;
        if (write.When != 0 && variable.Writer != cpu && !order.IsBefore(variable.Writer, write.When, cpu))
            Report(target, cpu, site, "writes", variable.Writer, write, "wrote");
        for (int other = 0; other < variable.Reads.Length; other++)
        {
            ref Moment read = ref variable.Reads[other];
            if (other != cpu && read.When != 0 && !order.IsBefore(other, read.When, cpu))
                Report(target, cpu, site, "writes", other, read, "read");
        }
        variable.Writer = cpu;
        Note(ref write, cpu, site);
    }

    private void Note(ref Moment moment, int cpu, int site)
    {
        moment.When = order.Now(cpu);
        moment.Site = site;
        moment.Task = machine.CpuLocal;
    }

    private Variable Of(object target, int part)
    {
        Dictionary<int, Variable> variables = _objects.GetOrCreateValue(target);
        if (!variables.TryGetValue(part, out Variable? variable))
            variables[part] = variable = new Variable(order.Cpus);
        return variable;
    }

    private void Report(object target, int cpu, int site, string does, int other, in Moment before, string did)
    {
        string held = machine.CpuLocal is Tasks.Task { LastSpinLock: { } innermost } ? $", holding the spin lock made at {innermost.Origin}" : "";
        machine.Fail(new UndefinedBehaviourException(UndefinedBehaviour.DataRace,
            $"A data race on {Woven.NameOf(site)} of {target.GetType().Name}: nothing orders these two.\n"
            + $"  CPU {other} {did} it at {Woven.PlaceOf(before.Site)} in {before.Task ?? "the boot flow"}\n"
            + $"  CPU {cpu} {does} it at {Woven.PlaceOf(site)} in {machine.CpuLocal ?? "the boot flow"}{held}\n{new StackTrace(3, fNeedFileInfo: true)}"));
    }
}
