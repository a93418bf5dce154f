using System;
using System.Collections.Generic;
using System.Threading;

namespace Verification.Exploration;

/// <summary>A host thread that plays strands, one after the other; reused because starting a thread costs more than a short execution.</summary>
internal sealed class Worker
{
    private readonly SemaphoreSlim _work = new(0);
    private Action? _body;

    private Worker() => new Thread(Loop) { IsBackground = true, Name = "strand" }.Start();

    public void Start(Action body)
    {
        _body = body;
        _work.Release();
    }

    private void Loop()
    {
        while (true)
        {
            _work.Wait();
            _body!();
        }
    }

    /// <summary>Idle workers of one explorer.</summary>
    internal sealed class Pool
    {
        private readonly List<Worker> _workers = [];

        public Worker this[int index]
        {
            get
            {
                while (_workers.Count <= index)
                    _workers.Add(new Worker());
                return _workers[index];
            }
        }
    }
}
