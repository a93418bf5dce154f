using System;
using System.Collections.Concurrent;
using System.Threading;

namespace Ostd.Model;

/// <summary>Host threads that play kernel contexts and strands, used again and again: starting one costs more than many a test.</summary>
internal sealed class HostThread
{
    private static readonly ConcurrentBag<HostThread> s_idle = [];

    private readonly SemaphoreSlim _work = new(0);
    private Action? _job;

    private HostThread() => new Thread(Loop, maxStackSize: 1 << 20) { IsBackground = true, Name = "model" }.Start();

    internal static void Run(Action job)
    {
        if (!s_idle.TryTake(out HostThread? thread))
            thread = new HostThread();
        thread._job = job;
        thread._work.Release();
    }

    private void Loop()
    {
        while (true)
        {
            _work.Wait();
            _job!();
            _job = null;
            s_idle.Add(this);
        }
    }
}
