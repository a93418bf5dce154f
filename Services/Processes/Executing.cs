using System;
using Services.Elf;
using Services.Linux;
using Services.Memory;
using Services.Signals;
using Services.Vfs;

namespace Services.Processes;

/// <summary>execve: replaces the program that a process runs.</summary>
internal static class Executing
{
    /// <summary>Replaces the calling thread's process' program; the other threads end. 0, or a negated error with nothing changed.</summary>
    public static long Execute(Thread thread, VfsPath path, ReadOnlySpan<byte> fileName, ArgumentList arguments, ArgumentList environment)
    {
        Errno error = new ProgramLoader(thread.Process, thread.Credentials).Load(path, fileName, arguments, environment, out LoadedProgram? program);
        if (error != Errno.OK)
            return error.Negate();
        if (!thread.Process.TryBecomeSingle(thread))
        {
            // Something else ends the process: it will not come back to user mode.
            program!.Space.Release();
            return Errno.EAGAIN.Negate();
        }

        Commit(thread, program!, fileName);
        return 0;
    }

    private static void Commit(Thread thread, LoadedProgram program, ReadOnlySpan<byte> fileName)
    {
        Process process = thread.Process;
        thread.ForgetUserAddresses();
        AddressSpace? old = process.Space;
        process.Space = program.Space;
        program.Space.Activate();
        thread.VforkDone?.Complete();
        thread.VforkDone = null;
        old?.Release();

        if (process.Files.IsShared)
        {
            FileTable own = process.Files.Clone();
            process.Files.Release();
            process.Files = own;
        }

        process.Files.CloseOnExec();
        process.Actions = process.Actions.ForNewProgram();
        if (process.HasTimers)
            process.Timers.CancelPosix();
        process.Program = program.Image;
        process.HasExecuted = true;
        process.ExitSignal = Signal.SIGCHLD;
        thread.Credentials = program.Credentials;
        thread.Name = NameOf(fileName);
        thread.ResetRegisters(program.Entry, program.StackPointer);
    }

    /// <summary>The last part of a path, as ps shows it.</summary>
    private static string NameOf(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> name = path[(path.LastIndexOf((byte)'/') + 1)..];
        return ByteText.ToString(name[..Math.Min(name.Length, Thread.MaxNameLength)]);
    }
}
