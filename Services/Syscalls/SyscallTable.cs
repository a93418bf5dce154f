using System;
using Ostd.Console;
using Services.Linux;
using Services.Processes;

namespace Services.Syscalls;

/// <summary>One system call: returns its result, or a negated <see cref="Errno"/>.</summary>
/// <remarks>
/// Registered as a lambda that unpacks the registers and calls a typed static method, so that tests call the latter:
/// <code>table.Set("read", static (t, a) => Read(t, a.Int0, a.A1, a.A2));</code>
/// </remarks>
public delegate long SyscallHandler(Thread thread, SyscallArgs args);

/// <summary>The system calls by number. Filled while the kernel starts, then only read: no lock.</summary>
public sealed class SyscallTable
{
    /// <summary>Numbers from here on are not system calls of x86-64 Linux.</summary>
    public const int Limit = 512;

    private readonly SyscallHandler?[] _handlers = new SyscallHandler?[Limit];
    private readonly SyscallNames _names = new();
    private readonly bool[] _reported = new bool[Limit];

    /// <summary>Registers the handler of a call; each call has one.</summary>
    public void Set(string name, SyscallHandler handler)
    {
        int number = _names.NumberOf(name);
        if (_handlers[number] is not null)
            throw new ArgumentException($"System call {name} already has a handler.");
        _handlers[number] = handler;
    }

    public bool IsImplemented(string name) => _handlers[_names.NumberOf(name)] is not null;

    /// <summary>Executes a call. No allocation here: this is the path of every call.</summary>
    public long Dispatch(Thread thread, SyscallArgs args)
    {
        SyscallHandler?[] handlers = _handlers;
        ulong number = args.Context.Rax;
        if (number < (ulong)handlers.Length && handlers[(int)number] is { } handler)
            return handler(thread, args);
        return Unknown(number);
    }

    /// <summary>Says once for each number which call a program missed.</summary>
    private long Unknown(ulong number)
    {
        if (number < Limit && !_reported[number])
        {
            _reported[number] = true;
            SerialConsole.WriteLine($"syscall {_names.Of((int)number)} is not implemented");
        }

        return Errno.ENOSYS.Negate();
    }
}
