using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Threading;
using Ostd.Seam;
using Ostd.Tasks;

namespace Ostd.Model;

/// <summary>Kernel contexts as host threads that hand one turn around, and how a machine comes to its end.</summary>
internal sealed partial class ModelMachine
{
    // Contexts whose thread has not ended.
    private readonly List<ModelContext> _alive = [];
    private readonly SemaphoreSlim _released = new(0);
    private readonly ManualResetEventSlim _ended = new(false);
    private ExceptionDispatchInfo? _failure;
    private bool _stopped;
    private Kernel? _kernel;

    /// <summary>The exit status, once the machine has been switched off.</summary>
    internal int? ExitCode { get; private set; }

    /// <summary>Runs the boot CPU from <paramref name="boot"/> until the machine stops; then every thread has been unwound.</summary>
    internal void Run(Action boot)
    {
        var context = new ModelContext { IsStarted = true };
        Cpu.Context = context;
        StartThread(context, boot);
        context.GiveTurn();
        AwaitEnd();
        _failure?.Throw();
    }

    // Under an explorer, what runs may be wrong in any way, and must not take the explorer with it.
    private void AwaitEnd()
    {
        if (_schedule is null)
            _ended.Wait();
        else if (!Watchdog.Await(_ended.Wait, () => Volatile.Read(ref _visible) + (long)_steps, _options.Patience))
        {
            _failure = ExceptionDispatchInfo.Capture(new SilentLoopException(NameOf(_current)));
            _stopped = _unwinding = true; // should the loop come to an end after all, its next step ends it, and everybody else
        }
    }

    /// <summary>Ends the run with a failure, which comes out of <see cref="Run"/>.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    internal void Fail(Exception failure)
    {
        _failure ??= ExceptionDispatchInfo.Capture(failure);
        Stop();
    }

    [DoesNotReturn]
    public override void PowerOff(int exitCode)
    {
        if (!_unwinding)
            ExitCode ??= exitCode;
        Stop();
    }

    public override KernelContext CreateContext(ulong guardBottom, ulong stackBottom, ulong stackTop)
    {
        _kernel ??= Kernel.Current;
        var context = new ModelContext { StackTop = stackTop };
        Tell(o => o.OnContextMade(context, guardBottom, stackBottom, stackTop));
        return context;
    }

    public override KernelContext CreateBootContext()
    {
        _kernel ??= Kernel.Current;
        return Cpu.Context!;
    }

    public override void SwitchContext(KernelContext from, KernelContext to)
    {
        if (Cpu.InterruptFlag)
            throw new ModelViolationException("A context switch with interrupts enabled.");
        if (Cpu.Context != from)
            throw new ModelViolationException("A context switch away from a context that does not execute here.");
        foreach (ModelCpu cpu in _cpus)
        {
            if (cpu.Context == to)
                throw new ModelViolationException("A context switch to a context that executes already.");
        }
        var next = (ModelContext)to;
        Tell(o => o.OnSwitch(_current, from, to));
        Cpu.Context = next;
        if (!next.IsStarted)
        {
            next.IsStarted = true;
            StartThread(next, TaskEntry.Run);
        }
        HandOver((ModelContext)from, next);
    }

    public override void ReleaseContext(KernelContext context)
    {
        var gone = (ModelContext)context;
        if (!gone.IsStarted || !_alive.Contains(gone))
            return;
        _unwinding = true;
        gone.GiveTurn();
        _released.Wait();
        _unwinding = false;
    }

    /// <summary>
    /// Bytes at the top of every kernel stack that count as in use. The model's contexts keep their variables on the host's stack; what a test stores here
    /// stands for a variable.
    /// </summary>
    public const int LiveStackBytes = 1024;

    public override ulong StackPointerOf(KernelContext context) => ((ModelContext)context).StackTop is var top && top == 0 ? 0 : top - LiveStackBytes;
    public override void WithSpilledRegisters(Action<ulong> action) => action(StackPointerOf(Cpu.Context!));
    public override ulong BootStackTop(int cpu) => 0;

    /// <summary>What the collector takes for static fields.</summary>
    public List<(ulong Start, ulong End)> StaticRoots { get; } = [];

    public override void UseHeap()
    {
    }

    public override void GetBootObjects(out ulong start, out ulong end) => start = end = 0;

    public override void VisitStaticRoots(IRootVisitor visitor)
    {
        foreach ((ulong start, ulong end) in StaticRoots)
            visitor.VisitRange(start, end);
    }

    public override void WriteStackTrace(Action<byte> write)
    {
        foreach (char c in new System.Diagnostics.StackTrace(fNeedFileInfo: true).ToString())
            write((byte)c);
    }

    private void HandOver(ModelContext mine, ModelContext next)
    {
        StartIfNew(next);
        next.GiveTurn();
        mine.AwaitTurn();
        if (_unwinding)
            throw new MachineStopped();
    }

    private void StartIfNew(ModelContext context)
    {
        if (context.IsStarted || context.Entry is null)
            return;
        context.IsStarted = true;
        StartThread(context, context.Entry);
    }

    private void StartThread(ModelContext context, Action entry)
    {
        _alive.Add(context);
        HostThread.Run(() => Play(context, entry));
    }

    private void Play(ModelContext context, Action entry)
    {
        context.AwaitTurn();
        Root.Bind(this, _kernel);
        try
        {
            if (!_unwinding)
                entry();
        }
        catch (MachineStopped)
        {
        }
        catch (Exception e)
        {
            _failure ??= ExceptionDispatchInfo.Capture(e);
            _stopped = true;
        }
        _alive.Remove(context);
        bool goesOn = !_stopped && (_options.IsBare || context.IsDevice);
        if (!goesOn || !TryGoOnWithoutThisCpu())
        {
            _stopped |= goesOn;
            EndTurn();
        }
        Root.Bind(null, null); // of this thread alone: the machine's turn is somebody else's by now
    }

    // The thread that just ended had the turn: when the machine stops the next one is unwound, else it was given up and its killer goes on.
    private void EndTurn()
    {
        if (!_stopped)
        {
            _released.Release();
            return;
        }
        _unwinding = true;
        if (_alive.Count > 0)
            _alive[^1].GiveTurn();
        else
            _ended.Set();
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private void Stop()
    {
        _stopped = true;
        _unwinding = true;
        throw new MachineStopped();
    }

    internal string DescribeTasks()
    {
        var text = new System.Text.StringBuilder();
        for (Task? task = _kernel?.Tasks.FirstWhileStopped; task is not null; task = task.NextInRegistry)
            text.Append($"\n  {task}: {task.DescribeState()}");
        return text.ToString();
    }
}
