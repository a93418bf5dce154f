using System;
using Ostd.Timers;
using Ostd.User;
using Services.Linux;
using Services.Memory;
using Services.Signals;

namespace Services.Processes;

/// <summary>Making threads and processes from a running one: fork, vfork, clone.</summary>
public static class Cloning
{
    /// <summary>The child's number, or a negated error. The child starts with the parent's registers and the result 0.</summary>
    public static long Clone(Thread parent, CloneArgs args)
    {
        Errno error = args.Validate();
        if (error != Errno.OK)
            return error.Negate();
        return args.Has(CloneFlags.THREAD) ? CloneThread(parent, args) : CloneProcess(parent, args);
    }

    private static long CloneThread(Thread parent, CloneArgs args)
    {
        Process process = parent.Process;
        Thread thread;
        using (process.Table.Lock())
        {
            int tid = process.Table.AllocatePidLocked();
            if (tid == 0)
                return Errno.EAGAIN.Negate();
            thread = MakeThread(parent, process, tid, args);
            process.Files.MarkUsedByThreads();
            if (!process.TryAddThreadLocked(thread))
                return Errno.EAGAIN.Negate();
            process.Table.AddThreadLocked(thread);
        }

        return Start(parent, thread, args);
    }

    private static long CloneProcess(Thread parent, CloneArgs args)
    {
        Process old = parent.Process;
        ProcessTable table = old.Table;
        if (args.Has(CloneFlags.PARENT) && old.IsInit)
            return Errno.EINVAL.Negate();
        if ((ulong)table.ProcessCount >= old.Limits.Of(Resource.Processes) && !parent.Credentials.Has(Capability.CAP_SYS_RESOURCE))
            return Errno.EAGAIN.Negate();

        // Everything that may sleep or run out of memory comes before the child can be seen.
        AddressSpace space = args.Has(CloneFlags.VM) ? old.Space!.Share() : old.Space!.Fork();
        var files = args.Has(CloneFlags.FILES) ? old.Files : null;
        try
        {
            files?.Share();
            files ??= old.Files.Clone();
            Thread thread;
            using (table.Lock())
            {
                int pid = table.AllocatePidLocked();
                if (pid == 0)
                {
                    Abandon(space, files);
                    return Errno.EAGAIN.Negate();
                }

                var child = new Process(table, pid)
                {
                    StartTimeNs = Clock.MonotonicNs,
                    Space = space,
                    Files = files,
                    FsContext = args.Has(CloneFlags.FS) ? old.FsContext : old.FsContext.Clone(),
                    Actions = args.Has(CloneFlags.SIGHAND) ? old.Actions : args.Has(CloneFlags.CLEAR_SIGHAND) ? old.Actions.ForNewProgram() : old.Actions.Clone(),
                    Limits = old.Limits.Clone(),
                    ExitSignal = args.ExitSignal,
                    Program = old.Program,
                    Personality = old.Personality,
                    HasNoNewPrivileges = old.HasNoNewPrivileges,
                };
                thread = MakeThread(parent, child, pid, args);
                child.Leader = thread;
                child.TryAddThreadLocked(thread);
                child.Parent = args.Has(CloneFlags.PARENT) ? old.Parent : old;
                child.Parent!.Children.Add(child);
                table.AddProcessLocked(child);
                table.AddThreadLocked(thread);
                table.MoveToGroupLocked(child, old.Group);
            }

            return Start(parent, thread, args);
        }
        catch (OutOfMemoryException)
        {
            Abandon(space, files);
            throw;
        }
    }

    private static void Abandon(AddressSpace space, Vfs.FileTable? files)
    {
        space.Release();
        files?.Release();
    }

    private static Thread MakeThread(Thread parent, Process process, int tid, CloneArgs args)
    {
        UserContext context = parent.Context.Clone();
        context.Rax = 0;
        if (args.Stack != 0)
            context.Rsp = args.Stack;
        if (args.Has(CloneFlags.SETTLS))
            context.FsBase = args.Tls;
        var thread = new Thread(process, tid, context)
        {
            Name = parent.Name,
            Credentials = parent.Credentials,
            Nice = parent.Nice,
            SchedulingPolicy = parent.SchedulingPolicy,
            RealtimePriority = parent.RealtimePriority,
            SetChildTid = args.Has(CloneFlags.CHILD_SETTID) ? args.ChildTid : 0,
            ClearChildTid = args.Has(CloneFlags.CHILD_CLEARTID) ? args.ChildTid : 0,
            VforkDone = args.Has(CloneFlags.VFORK) ? new VforkDone() : null,
        };
        thread.InheritSignals(parent, keepsAlternateStack: !args.Has(CloneFlags.VM) || args.Has(CloneFlags.VFORK));
        return thread;
    }

    private static long Start(Thread parent, Thread thread, CloneArgs args)
    {
        int tid = thread.Tid;
        VforkDone? vfork = thread.VforkDone;
        if (args.Has(CloneFlags.PARENT_SETTID))
            parent.Space.TryWriteInt32(args.ParentTid, tid);
        try
        {
            thread.Start();
        }
        catch (OutOfMemoryException)
        {
            thread.EndUnstarted();
            return Errno.EAGAIN.Negate();
        }

        vfork?.Wait(parent);
        return tid;
    }
}
