using System;
using System.Collections.Generic;
using Ostd.Frames;
using Ostd.User;
using Ostd.UserSpace;

namespace Ostd.Model;

/// <summary>
/// A user program that is a C# script: machine code that calls it, makes a system call, and starts again. The script touches memory through the model's MMU and sets registers.
/// </summary>
/// <remarks>
/// Belongs to the task that makes it, whose user memory it is until disposed. Several programs may share a space: then each has code at an address of its own. The script
/// begins anew after a page fault that was resolved, as the instruction would.
/// </remarks>
public sealed class UserScript : IDisposable
{
    /// <summary>Where the code lies unless told, and a page of data that programs of the same space share.</summary>
    public const ulong Code = 0x40_0000, Data = 0x50_0000;

    private readonly VmSpace? _own;

    public UserScript(Action<UserCpu> script, VmSpace? space = null, ulong code = Code)
        : this([script], space, code)
    {
    }

    /// <param name="instructions">Run one behind the other, each an instruction of its own: an interrupt may come between.</param>
    public UserScript(IReadOnlyList<Action<UserCpu>> instructions, VmSpace? space = null, ulong code = Code)
    {
        _own = space is null ? new VmSpace() : null;
        Space = space ?? _own!;
        var machine = (ModelMachine)Kernel.Current.Machine;
        var bytes = new List<byte>();
        foreach (Action<UserCpu> script in instructions)
            bytes.AddRange(machine.Script(script));
        bytes.AddRange([0x0f, 0x05]); // syscall
        bytes.AddRange([0xeb, (byte)(-bytes.Count - 2)]); // jmp to the start
        Map(code, bytes.ToArray(), PageFlags.Read | PageFlags.Execute);
        if (_own is not null)
            Map(Data, [], PageFlags.Read | PageFlags.Write);
        Context = new UserContext { Rip = code, Rsp = Data + Page.Size };
        Mode = new UserMode(Context);
        Space.Activate();
    }

    public VmSpace Space { get; }
    public UserContext Context { get; }
    public UserMode Mode { get; }

    /// <summary>Runs the program until it needs the kernel: normally for its system call.</summary>
    public ReturnReason Run() => Mode.Execute(static () => false);

    /// <summary>Maps one page.</summary>
    public void Map(ulong address, ReadOnlySpan<byte> content, PageFlags flags)
    {
        using UFrame frame = UFrame.Alloc();
        frame.Write(0, content);
        using VmCursor cursor = Space.Cursor(address, address + Page.Size);
        cursor.Map(frame, new PageProperty(flags));
    }

    public void Dispose()
    {
        VmSpace.Deactivate();
        _own?.Dispose();
    }
}
