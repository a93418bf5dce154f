using System.Collections.Generic;
using Ostd.Frames;
using Ostd.Sync;
using Ostd.UserSpace;
using Services.Linux;
using Services.Pipes;
using Services.Poll;
using Verification.Checking;
using Verification.Linearizability;

namespace Verification.Scenarios.Pipes;

/// <summary>The services' pipes and polling, between a task that sleeps on one end and a task that acts at the other.</summary>
internal static class PipeScenarios
{
    public static ScenarioDefinition ReaderIsWoken { get; } = new(
        "A reader of an empty pipe gets what is written, whenever it is written", [], "pipes", ScenarioMachine.Tasks(cpus: 2),
        BuildRead, BuildTwin, "pipe-written-silently");

    public static ScenarioDefinition ReaderSeesTheEnd { get; } = new(
        "A reader of an empty pipe comes back when the last writer closes", [], "pipes", ScenarioMachine.Tasks(cpus: 2),
        BuildClose, BuildTwin, "pipe-closed-silently");

    public static ScenarioDefinition WriterSeesTheEnd { get; } = new(
        "A writer of a full pipe comes back when the last reader closes", [], "pipes", ScenarioMachine.Tasks(cpus: 2),
        BuildBrokenPipe, BuildTwin, "pipe-closed-silently");

    public static ScenarioDefinition PollIsWoken { get; } = new(
        "A poll that registers before it looks does not miss what becomes ready", [], "pipes", ScenarioMachine.Tasks(cpus: 2),
        s => BuildPoll(s, looksFirst: false), s => BuildPoll(s, looksFirst: true), "pipe-poll-looks-first");

    public static ScenarioDefinition IsAQueue { get; } = new(
        "What readers and writers of a pipe are told is what a queue tells them in some order of their calls", [], "pipes", ScenarioMachine.Tasks(cpus: 2), BuildQueue, KilledMutant: "pipe-read-unlocked");

    public static IReadOnlyList<Checker> Checkers { get; } =
        [ReaderIsWoken.ToChecker(), ReaderSeesTheEnd.ToChecker(), WriterSeesTheEnd.ToChecker(), PollIsWoken.ToChecker(), IsAQueue.ToChecker()];

    private static void BuildRead(KernelScenario s)
    {
        (Pipe pipe, UFrame page) = Prepare();
        long read = -1;
        s.OnCpu(0, () => read = Read(pipe, page), "reader");
        s.OnCpu(1, () => s.Assert(Write(pipe, page, 1) == 1, "one byte is written"), "writer");
        s.AtEnd(() => s.Assert(read == 1, $"the reader got {read} bytes of one"));
    }

    private static void BuildClose(KernelScenario s)
    {
        (Pipe pipe, UFrame page) = Prepare();
        long read = -1;
        s.OnCpu(0, () => read = Read(pipe, page), "reader");
        s.OnCpu(1, () => pipe.RemoveEnd(reads: false, writes: true), "closer");
        s.AtEnd(() => s.Assert(read == 0, $"the reader sees the end, not {read}"));
    }

    private static void BuildBrokenPipe(KernelScenario s)
    {
        (Pipe pipe, UFrame page) = Prepare();
        while (pipe.Count < pipe.Capacity)
            Write(pipe, page, Page.Size);
        long written = 0;
        s.OnCpu(0, () => written = Write(pipe, page, 1), "writer");
        s.OnCpu(1, () => pipe.RemoveEnd(reads: true, writes: false), "closer");
        s.AtEnd(() => s.Assert(written == Errno.EPIPE.Negate(), $"the writer is told that nobody reads, not {written}"));
    }

    // A byte is asked to go in, or (0) to come out.
    private static void BuildQueue(KernelScenario s)
    {
        var model = new Linearizer<string, char, int>("", static (bytes, put) =>
            put != 0 ? (bytes + put, 1) : bytes == "" ? (bytes, (int)Errno.EAGAIN.Negate()) : (bytes[1..], bytes[0]));
        var pipe = new PipeOfBytes();
        var clock = new AtomicInt64(0);
        var history = new History<char, int>(() => clock.FetchAdd(1));
        Perform(0, ['a', 'b'], "writes two bytes");
        Perform(1, ['\0', '\0', 'c'], "reads two, writes one");
        s.AtEnd(() => s.Assert(model.Explain(history.Calls) is not null, "the history is that of a queue"));

        void Perform(int cpu, char[] calls, string name) => s.OnCpu(cpu, () =>
        {
            foreach (char call in calls)
                history.Record(cpu, call, () => call == 0 ? pipe.Take() : pipe.Put((byte)call));
        }, name);
    }

    private static void BuildPoll(KernelScenario s, bool looksFirst)
    {
        (Pipe pipe, UFrame page) = Prepare();
        PollEvents seen = PollEvents.None;
        s.OnCpu(0, () =>
        {
            using var waiter = new Waiter();
            using var poll = new PollWaiter(waiter.Waker);
            seen = looksFirst ? pipe.PollReader(null) : pipe.PollReader(poll);
            if (looksFirst)
                pipe.PollReader(poll);
            if (seen == PollEvents.None)
            {
                waiter.Wait();
                seen = pipe.PollReader(null);
            }
        }, "poller");
        s.OnCpu(1, () => Write(pipe, page, 1), "writer");
        s.AtEnd(() => s.Assert(seen == PollEvents.Readable, $"the poll found the pipe readable, not {seen}"));
    }

    /// <summary>The twin that must be found: it looks, and queues up only then.</summary>
    private static void BuildTwin(KernelScenario s)
    {
        var bytes = new AtomicInt32(0);
        var readable = new WaitQueue();
        s.OnCpu(0, () =>
        {
            using var waiter = new Waiter();
            if (bytes.Load(MemoryOrder.SeqCst) != 0)
                return;
            readable.Enqueue(waiter.Waker);
            waiter.Wait();
        }, "reader");
        s.OnCpu(1, () =>
        {
            bytes.Store(1, MemoryOrder.SeqCst);
            readable.WakeAll();
        }, "writer");
    }

    /// <summary>A pipe with one end of each kind, whose first page is there already, and a page to copy from and to.</summary>
    private static (Pipe Pipe, UFrame Page) Prepare()
    {
        var pipe = new Pipe();
        pipe.AddEnd(reads: true, writes: false);
        pipe.AddEnd(reads: false, writes: true);
        UFrame page = UFrame.Alloc();
        Write(pipe, page, 1);
        Read(pipe, page);
        return (pipe, page);
    }

    private static long Write(Pipe pipe, UFrame page, int bytes)
    {
        VmReader source = page.Reader();
        source.Limit(bytes);
        return pipe.Write(ref source, nonBlocking: false);
    }

    private static long Read(Pipe pipe, UFrame page)
    {
        VmWriter destination = page.Writer();
        destination.Limit(1);
        return pipe.Read(ref destination, nonBlocking: false);
    }
}
