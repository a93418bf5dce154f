using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Services.Linux;

namespace Services.Tests.Scripted;

/// <summary>What a user program does: a coroutine of steps, run by one thread.</summary>
public delegate IEnumerable<Step> Script(UserThread thread);

/// <summary>A thread of a scripted user program: makes steps, and has their results once the script continues.</summary>
public sealed class UserThread
{
    private readonly IEnumerator<Step> _steps;
    private Step? _pending;

    internal UserThread(ScriptedKernel world, Script script)
    {
        World = world;
        _steps = script(this).GetEnumerator();
    }

    internal ScriptedKernel World { get; }

    /// <summary>What the last system call returned.</summary>
    public long Result { get; internal set; }

    /// <summary>The last call's error; OK when it succeeded.</summary>
    public Errno Error => Result is < 0 and > -4096 ? (Errno)(-Result) : Errno.OK;

    /// <summary>What the last load found.</summary>
    public byte[] Loaded { get; internal set; } = [];
    public int LoadedInt => BinaryPrimitives.ReadInt32LittleEndian(Loaded);
    public ulong LoadedWord => BinaryPrimitives.ReadUInt64LittleEndian(Loaded);
    public string LoadedText => Encoding.ASCII.GetString(Loaded.TakeWhile(static b => b != 0).ToArray());

    public SystemCall Call(string name, params ulong[] arguments) => new(name, arguments);

    /// <summary>fork: the child runs <paramref name="child"/> on a copy of the memory.</summary>
    public SystemCall Fork(Script child) => new("fork", [], child);

    /// <summary>clone: the child runs <paramref name="child"/>.</summary>
    public SystemCall Clone(Script child, ulong flags, ulong stack = 0, ulong parentTid = 0, ulong childTid = 0, ulong tls = 0) =>
        new("clone", [flags, stack, parentTid, childTid, tls], child);

    public SystemCall Exit(int code) => Call("exit_group", (ulong)code);
    public SystemCall WaitFor(long pid, ulong statusAddress = 0, ulong options = 0) => Call("wait4", (ulong)pid, statusAddress, options, 0);

    public Store Put(ulong address, string text) => new(address, Encoding.ASCII.GetBytes(text + "\0"));

    public Store PutInt(ulong address, int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return new Store(address, bytes);
    }

    public Store PutWords(ulong address, params ulong[] values)
    {
        var bytes = new byte[values.Length * 8];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), values[i]);
        return new Store(address, bytes);
    }

    public Load GetInt(ulong address) => new(address, 4);
    public Load GetWord(ulong address) => new(address, 8);
    public Load GetText(ulong address, int length) => new(address, length);

    /// <summary>The step to execute now. It stays the same until <see cref="Complete"/>: a faulting access is repeated.</summary>
    internal Step? Current()
    {
        if (_pending is null && _steps.MoveNext())
            _pending = _steps.Current;
        return _pending;
    }

    internal void Complete() => _pending = null;
}
