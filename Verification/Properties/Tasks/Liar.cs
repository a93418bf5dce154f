using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Model;
using Ostd.Sync;
using Ostd.Tasks;

namespace Verification.Properties.Tasks;

/// <summary>What a policy may get wrong in one answer.</summary>
public enum Lie
{
    /// <summary>Picks a task that it has seen at some time: one that runs, sleeps, has exited, or is ready but not its turn.</summary>
    PickAny,
    PickIdle,
    PickNothing,

    /// <summary>Picks the task that runs here.</summary>
    PickSelf,
    DequeueNothing,
    DequeueAny,

    /// <summary>Names a CPU that does not exist.</summary>
    EnqueueNowhere,

    /// <summary>Names another CPU than the one whose queue it used.</summary>
    EnqueueElsewhere,

    /// <summary>Takes the task and says nothing about it ever after.</summary>
    EnqueueAndForget,

    /// <summary>Puts the task into its queue twice.</summary>
    EnqueueTwice,
    UpdateAlways,
    UpdateNever,
    NoQueue,
    WrongQueue,
    Throw,

    /// <summary>Calls the scheduler from inside: makes a task, wakes one, gives the CPU away.</summary>
    Spawn,
    Sleep,
    KeepGuard,
}

/// <summary>A scheduler policy that is honest but for the lies it is told to tell, one at a time.</summary>
internal sealed class Liar : IScheduler
{
    private readonly int _cpus;
    private readonly FifoScheduler _honest;
    private readonly Queue[] _queues;
    private readonly List<Task> _seen = [];
    private Lie? _next;
    private int _which;
    private Task? _victim;
    private bool _throwsInPick;

    public Liar(int cpus)
    {
        _cpus = cpus;
        _honest = new FifoScheduler(cpus);
        _queues = new Queue[cpus];
        for (int cpu = 0; cpu < cpus; cpu++)
            _queues[cpu] = new Queue(this, cpu);
    }

    /// <summary>Lies that were told.</summary>
    public int Told { get; private set; }

    /// <summary>For <see cref="ModelOptions.Inject"/>: the services' root object is the policy.</summary>
    public static void Inject(Kernel kernel)
    {
        var liar = new Liar(kernel.CpuCount);
        kernel.Services = liar;
        kernel.InjectScheduler(liar);
    }

    public static Liar OfThisKernel => (Liar)Kernel.Current.Services!;

    /// <summary>The next call that can be answered so is. <paramref name="which"/> chooses the task or CPU where there is a choice.</summary>
    public void TellNext(Lie lie, int which)
    {
        _which = which;
        _next = lie;
    }

    /// <summary>The next pick is answered with this task.</summary>
    public void PickNext(Task victim)
    {
        _victim = victim;
        TellNext(Lie.PickAny, 0);
    }

    /// <summary>The next task to be given up is said to be this one.</summary>
    public void DequeueNext(Task victim)
    {
        _victim = victim;
        TellNext(Lie.DequeueAny, 0);
    }

    /// <summary>The next pick throws.</summary>
    public void ThrowInPick() => _throwsInPick = true;

    public int Enqueue(Task task, EnqueueReason reason)
    {
        if (!_seen.Contains(task))
            _seen.Add(task);
        Misbehave();
        if (Tell(Lie.EnqueueAndForget))
            return -1;
        int cpu = _honest.Enqueue(task, reason);
        if (Tell(Lie.EnqueueTwice))
            _honest.Enqueue(task, reason);
        if (Tell(Lie.EnqueueNowhere))
            return _which % 2 == 0 ? _cpus + _which : -2 - _which;
        return Tell(Lie.EnqueueElsewhere) ? _which % _cpus : cpu;
    }

    public ILocalRunQueue LocalRunQueue(int cpu)
    {
        if (Tell(Lie.NoQueue))
            return null!;
        return Tell(Lie.WrongQueue) ? _queues[(cpu + 1) % _cpus] : _queues[cpu];
    }

    private Task? Any => _victim ?? (_seen.Count == 0 ? null : _seen[_which % _seen.Count]);

    private bool Tell(Lie lie)
    {
        if (_next != lie)
            return false;
        _next = null;
        Told++;
        return true;
    }

    private void Misbehave()
    {
        if (Tell(Lie.Throw))
            throw new InvalidOperationException("a bug of the policy");
        if (Tell(Lie.Spawn))
            Task.Spawn(() => { });
        if (Tell(Lie.Sleep))
            Task.Yield();
        if (Tell(Lie.KeepGuard))
            _ = _which % 2 == 0 ? CpuGuard.DisablePreemption() : CpuGuard.DisableInterrupts();
    }

    private sealed class Queue(Liar liar, int cpu) : ILocalRunQueue
    {
        private ILocalRunQueue Honest => liar._honest.LocalRunQueue(cpu);

        public Task? Current => Honest.Current;

        public bool UpdateCurrent(UpdateReason reason)
        {
            liar.Misbehave();
            bool answer = Honest.UpdateCurrent(reason);
            if (liar.Tell(Lie.UpdateAlways))
                return true;
            return answer && !liar.Tell(Lie.UpdateNever);
        }

        public Task? TryPickNext()
        {
            liar.Misbehave();
            if (liar._throwsInPick)
                throw new InvalidOperationException("a bug of the policy");
            if (liar.Tell(Lie.PickNothing))
                return null;
            if (liar.Tell(Lie.PickAny))
                return liar.Any;
            if (liar.Tell(Lie.PickSelf))
                return Task.Current;
            return liar.Tell(Lie.PickIdle) ? Kernel.Current.Cpus[liar._which % liar._cpus].Idle : Honest.TryPickNext();
        }

        public Task? DequeueCurrent()
        {
            liar.Misbehave();
            Task? honest = Honest.DequeueCurrent();
            if (liar.Tell(Lie.DequeueNothing))
                return null;
            return liar.Tell(Lie.DequeueAny) ? liar.Any : honest;
        }
    }
}
