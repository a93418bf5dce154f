using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ostd.Seam;

namespace Metal;

/// <summary>
/// Segments, task state and interrupt gates. In 64-bit mode little is left of them: segments say the privilege level, the
/// task state names the stacks on which traps are taken, and every gate leads to a 16-byte stub in kernel/Boot/traps.S.
/// </summary>
internal static unsafe class DescriptorTables
{
    private const int GateCount = 256;
    private const int StubSize = 16;
    private const int Breakpoint = 3;
    private const int Nmi = 2;
    private const int DoubleFault = 8;
    private const int MachineCheck = 18;

    /// <summary>Entry stacks of one CPU: IST 1 for all traps, 2 to 4 for those that may come at any moment.</summary>
    internal const int EntryStacks = 4;
    internal const int EntryStackSize = 16 * 1024;

    /// <summary>The gates, shared by all CPUs.</summary>
    internal static Gate* BuildGates(byte* memory)
    {
        var gates = (Gate*)memory;
        for (int vector = 0; vector < GateCount; vector++)
        {
            ulong stub = TrapStubs() + ((ulong)vector * StubSize);
            // Only int3 may be executed by user code; interrupts are off in every handler.
            gates[vector] = new Gate(stub, EntryStackOf(vector), userMayCall: vector == Breakpoint);
        }

        return gates;
    }

    private static int EntryStackOf(int vector) => vector switch
    {
        Nmi => 2,
        DoubleFault => 3,
        MachineCheck => 4,
        _ => 1,
    };

    /// <summary>Loads the tables on the executing CPU.</summary>
    internal static void Load(CpuArea* area, Gate* gates)
    {
        ulong* segments = area->Segments;
        segments[Selectors.KernelCode / 8] = 0x00af_9b00_0000_ffff;
        segments[Selectors.KernelData / 8] = 0x00cf_9300_0000_ffff;
        // There is no 32-bit user code: its slot, which SYSRET's selectors need, stays empty.
        segments[Selectors.UserData / 8] = 0x00cf_f300_0000_ffff;
        segments[Selectors.UserCode / 8] = 0x00af_fb00_0000_ffff;

        for (int stack = 0; stack < EntryStacks; stack++)
            area->TaskState.SetEntryStack(stack, (ulong)(area->Stacks + ((stack + 1) * EntryStackSize)));
        area->TaskState.DenyPorts();
        ulong state = (ulong)&area->TaskState;
        segments[Selectors.TaskState / 8] = 0x0000_8900_0000_0000 | ((state & 0xff00_0000) << 32) | ((state & 0xff_ffff) << 16) | (uint)(sizeof(TaskState) - 1);
        segments[(Selectors.TaskState / 8) + 1] = state >> 32;

        var pointer = new TablePointer { Limit = CpuArea.SegmentCount * 8 - 1, Base = (ulong)segments };
        Instructions.LoadGdt(&pointer);
        Instructions.LoadTaskRegister(Selectors.TaskState);
        pointer = new TablePointer { Limit = (ushort)(GateCount * sizeof(Gate) - 1), Base = (ulong)gates };
        Instructions.LoadIdt(&pointer);
    }

    [RuntimeImport("*", "trap_stubs_address"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong TrapStubs();
}

/// <summary>An interrupt gate.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Gate
{
    private readonly ushort _low;
    private readonly ushort _selector;
    private readonly byte _stack;
    private readonly byte _type;
    private readonly ushort _middle;
    private readonly uint _high;
    private readonly uint _reserved;

    internal Gate(ulong handler, int entryStack, bool userMayCall)
    {
        _low = (ushort)handler;
        _selector = Selectors.KernelCode;
        _stack = (byte)entryStack;
        _type = userMayCall ? (byte)0xee : (byte)0x8e;
        _middle = (ushort)(handler >> 16);
        _high = (uint)(handler >> 32);
    }
}

/// <summary>The 64-bit task state segment. User code has no ports: the permission map lies beyond the limit.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal unsafe struct TaskState
{
    private readonly uint _reserved0;
    private fixed uint _privilegeStacks[6];
    private readonly ulong _reserved1;
    private fixed uint _entryStacks[14];
    private readonly ulong _reserved2;
    private readonly ushort _reserved3;
    private ushort _permissionMap;

    internal void SetEntryStack(int index, ulong end)
    {
        _entryStacks[index * 2] = (uint)end;
        _entryStacks[(index * 2) + 1] = (uint)(end >> 32);
    }

    internal void DenyPorts() => _permissionMap = (ushort)sizeof(TaskState);
}

/// <summary>All that one CPU needs for itself, in one piece of zeroed memory aligned to 16.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CpuArea
{
    internal const int SegmentCount = 10;

    /// <summary>CPU_BLOCK_SIZE in kernel/Boot/percpu.inc.</summary>
    internal const int BlockSize = 1024;

    private fixed byte _block[BlockSize];
    private fixed ulong _segments[SegmentCount];
    internal TaskState TaskState;
    private fixed byte _padding[8];
    private fixed byte _stacks[DescriptorTables.EntryStacks * DescriptorTables.EntryStackSize];

    // The area never moves: it comes from the boot heap.
    internal CpuBlock* Block => (CpuBlock*)Unsafe.AsPointer(ref _block[0]);
    internal ulong* Segments => (ulong*)Unsafe.AsPointer(ref _segments[0]);
    internal byte* Stacks => (byte*)Unsafe.AsPointer(ref _stacks[0]);
}
