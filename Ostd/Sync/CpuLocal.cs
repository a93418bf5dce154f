using System;
using Ostd.Tasks;

namespace Ostd.Sync;

/// <summary>
/// One instance for each CPU. A CPU's instance needs no lock: it is reached through a guard that keeps the task there, so nobody else touches it meanwhile
/// (nor does an interrupt handler, when the guard disables interrupts: needed if handlers use the instance too).
/// </summary>
/// <remarks>A guard that was disposed is refused. What it cannot prevent is that a client keeps the instance longer than the guard: take what you need from it, and do not store it.</remarks>
public sealed class CpuLocal<T>
    where T : class
{
    private readonly T[] _instances;

    /// <summary>Makes the instances, one after the other, here. Task context, or while the services start.</summary>
    public CpuLocal(Func<int, T> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        var instances = new T[Kernel.Current.CpuCount];
        for (int cpu = 0; cpu < instances.Length; cpu++)
            instances[cpu] = make(cpu) ?? throw new OstdException(OstdError.InvalidArgs, $"No instance was made for CPU {cpu}.");
        _instances = instances;
    }

    /// <summary>The executing CPU's instance. Any context.</summary>
    /// <exception cref="OstdException">The guard was disposed.</exception>
    public T Get(scoped in CpuGuard guard) => _instances[guard.Cpu];

    internal T InstanceOf(int cpu) => (uint)cpu < (uint)_instances.Length
        ? _instances[cpu]
        : throw new OstdException(OstdError.InvalidArgs, $"CPU {cpu} does not exist: this machine has {_instances.Length}.");
}

/// <summary>A type whose instances may be touched by any CPU at any time, because all that changes in them is atomic or under a lock of their own.</summary>
public interface IRemotelyAccessible
{
}

/// <summary>CPU-local data of other CPUs, for types that are made for it.</summary>
public static class RemoteCpuLocal
{
    /// <summary>A CPU's instance, from any CPU and in any context.</summary>
    /// <exception cref="OstdException">No such CPU.</exception>
    public static T OnCpu<T>(this CpuLocal<T> local, int cpu)
        where T : class, IRemotelyAccessible
    {
        ArgumentNullException.ThrowIfNull(local);
        return local.InstanceOf(cpu);
    }
}
