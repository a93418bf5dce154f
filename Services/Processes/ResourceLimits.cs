using System;

namespace Services.Processes;

/// <summary>The resources that setrlimit bounds, by their numbers.</summary>
public enum Resource
{
    Cpu = 0, FileSize = 1, Data = 2, Stack = 3, Core = 4, ResidentSet = 5, Processes = 6, OpenFiles = 7, LockedMemory = 8, AddressSpace = 9, Locks = 10,
    PendingSignals = 11, MessageQueue = 12, Nice = 13, RealtimePriority = 14, RealtimeTime = 15,
}

/// <summary>struct rlimit: what is enforced, and how far the process itself may raise that.</summary>
public readonly record struct ResourceLimit(ulong Current, ulong Maximum)
{
    public const ulong Infinity = ulong.MaxValue;

    public static ResourceLimit Unlimited => new(Infinity, Infinity);
}

/// <summary>The limits of one process. Each limit is read and written under the process table's lock, or by a thread of the process.</summary>
public sealed class ResourceLimits
{
    public const int Count = 16;
    public const ulong DefaultStackBytes = 8 << 20;
    public const ulong DefaultOpenFiles = 1024;
    public const ulong MaxOpenFiles = 1 << 20;
    private const ulong DefaultProcesses = 32768;
    private const ulong LockedMemoryBytes = 8 << 20;
    private const ulong MessageQueueBytes = 819200;

    private readonly ResourceLimit[] _limits;

    public ResourceLimits()
    {
        _limits = new ResourceLimit[Count];
        Array.Fill(_limits, ResourceLimit.Unlimited);
        this[Resource.Stack] = new(DefaultStackBytes, ResourceLimit.Infinity);
        this[Resource.Core] = new(0, ResourceLimit.Infinity);
        this[Resource.Processes] = new(DefaultProcesses, DefaultProcesses);
        this[Resource.OpenFiles] = new(DefaultOpenFiles, MaxOpenFiles);
        this[Resource.LockedMemory] = new(LockedMemoryBytes, LockedMemoryBytes);
        this[Resource.PendingSignals] = new(DefaultProcesses, DefaultProcesses);
        this[Resource.MessageQueue] = new(MessageQueueBytes, MessageQueueBytes);
        this[Resource.Nice] = default;
        this[Resource.RealtimePriority] = default;
    }

    private ResourceLimits(ResourceLimit[] limits) => _limits = limits;

    public ResourceLimit this[Resource resource]
    {
        get => _limits[(int)resource];
        set => _limits[(int)resource] = value;
    }

    /// <summary>The enforced value.</summary>
    public ulong Of(Resource resource) => _limits[(int)resource].Current;

    public ResourceLimits Clone() => new((ResourceLimit[])_limits.Clone());
}
