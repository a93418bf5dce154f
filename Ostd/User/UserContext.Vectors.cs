using System;
using System.Buffers.Binary;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Traps;

namespace Ostd.User;

/// <summary>
/// x87 and vector state. The low 128 bits of the vector registers and mxcsr are saved at every entry to the kernel, whose code uses them. The rest stays in
/// the CPU while the kernel runs, and is saved when another task gets the CPU.
/// </summary>
/// <remarks>
/// The CPU remembers whose state is in its registers (<see cref="CpuState.VectorOwner"/>), the context where it was loaded last. Only when both agree are the
/// registers this context's state: it may have run elsewhere since, or been changed in memory. An area in memory never has the SSE component present, and always the
/// initial mxcsr: XRSTOR cannot fault on it.
/// </remarks>
public sealed partial class UserContext
{
    // The CPU whose registers got the state last; null when memory was changed since.
    private CpuState? _loadedOn;

    /// <summary>Length of the image that <see cref="SaveFpu"/> writes.</summary>
    public static int FpuStateSize => VectorLayout.SizeOf(Kernel.Current);

    /// <summary>x87, SSE and extended vector state in the standard-format XSAVE layout, as a signal frame holds it. Length: <see cref="FpuStateSize"/>.</summary>
    public void SaveFpu(Span<byte> destination)
    {
        SaveLiveState();
        Span<byte> area = VectorLayout.Area(Kernel.Current.Machine, State);
        area.CopyTo(destination); // throws when it does not fit
        ulong present = BinaryPrimitives.ReadUInt64LittleEndian(area[VectorLayout.Present..]);
        if ((present & VectorLayout.X87Component) == 0)
        {
            destination[..VectorLayout.Mxcsr].Clear();
            BinaryPrimitives.WriteUInt16LittleEndian(destination[VectorLayout.ControlWord..], VectorLayout.InitialControlWord);
            destination[VectorLayout.X87Registers..VectorLayout.Xmm].Clear();
        }
        State.Sse.AsSpan(VectorLayout.XmmBytes, sizeof(uint)).CopyTo(destination[VectorLayout.Mxcsr..]);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[VectorLayout.MxcsrMask..], VectorLayout.MxcsrBits);
        State.Sse.AsSpan(0, VectorLayout.XmmBytes).CopyTo(destination[VectorLayout.Xmm..]);
        ulong both = VectorLayout.X87Component | VectorLayout.SseComponent;
        BinaryPrimitives.WriteUInt64LittleEndian(destination[VectorLayout.Present..], present | both);
    }

    /// <summary>Restores it; false (nothing changed) when the image is malformed.</summary>
    /// <remarks>The image may change while it is read. What decides whether XRSTOR faults is read once, checked, and written from the copy.</remarks>
    public bool TryRestoreFpu(ReadOnlySpan<byte> source)
    {
        Kernel kernel = Kernel.Current;
        Span<byte> area = VectorLayout.Area(kernel.Machine, State);
        if (source.Length < area.Length)
            return false;
        source = source[..area.Length];
        uint mxcsr = BinaryPrimitives.ReadUInt32LittleEndian(source[VectorLayout.Mxcsr..]);
        ulong present = BinaryPrimitives.ReadUInt64LittleEndian(source[VectorLayout.Present..]);
        ulong known = kernel.CpuControl.ExtendedComponents | VectorLayout.X87Component | VectorLayout.SseComponent;
        if ((mxcsr & ~VectorLayout.MxcsrBits) != 0 || (present & ~known) != 0)
            return false;
        if (source[VectorLayout.Compacted..VectorLayout.HeaderEnd].IndexOfAnyExcept((byte)0) >= 0)
            return false;

        ForgetLiveState();
        source[..VectorLayout.Mxcsr].CopyTo(area);
        source[VectorLayout.X87Registers..VectorLayout.Xmm].CopyTo(area[VectorLayout.X87Registers..]);
        source[VectorLayout.HeaderEnd..].CopyTo(area[VectorLayout.HeaderEnd..]);
        BinaryPrimitives.WriteUInt64LittleEndian(area[VectorLayout.Present..], present & ~VectorLayout.SseComponent);
        Span<byte> xmm = State.Sse.AsSpan(0, VectorLayout.XmmBytes);
        if ((present & VectorLayout.SseComponent) != 0)
            source.Slice(VectorLayout.Xmm, VectorLayout.XmmBytes).CopyTo(xmm);
        else
            xmm.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(State.Sse.AsSpan(VectorLayout.XmmBytes), mxcsr);
        return true;
    }

    /// <summary>Resets vector and x87 state to the state at program start.</summary>
    public void ResetFpu()
    {
        ForgetLiveState();
        Span<byte> area = VectorLayout.Area(Kernel.Current.Machine, State);
        area.Clear(); // nothing present: XRSTOR initialises every component
        BinaryPrimitives.WriteUInt32LittleEndian(area[VectorLayout.Mxcsr..], VectorLayout.InitialMxcsr);
        State.Sse.AsSpan().Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(State.Sse.AsSpan(VectorLayout.XmmBytes), VectorLayout.InitialMxcsr);
    }

    /// <summary>Puts the state into the executing CPU's registers, unless it is there. Interrupts are disabled; user mode comes next.</summary>
    internal void LoadVectors(CpuState cpu)
    {
        if (cpu.VectorOwner != this || _loadedOn != cpu)
        {
            if (cpu.Kernel.CpuControl.ExtendedComponents != 0)
                cpu.Kernel.Machine.RestoreExtendedState(State);
            cpu.VectorOwner = this;
            _loadedOn = cpu;
        }
        cpu.VectorsAreLive = true;
    }

    /// <summary>The executing CPU is given to another task: what only its registers know goes to memory. Interrupts are disabled.</summary>
    internal static void SaveVectors(CpuState cpu)
    {
        if (!cpu.VectorsAreLive)
            return;
        cpu.VectorsAreLive = false;
        // Not when memory was changed meanwhile: then memory is the newer one.
        if (cpu.VectorOwner is { } owner && owner._loadedOn == cpu && cpu.Kernel.CpuControl.ExtendedComponents != 0)
            cpu.Kernel.Machine.SaveExtendedState(owner.State);
    }

    // Brings memory up to date; the registers stay as they are.
    private void SaveLiveState()
    {
        using var guard = IrqGuard.Enter();
        if (guard.Cpu.VectorOwner == this)
            SaveVectors(guard.Cpu);
    }

    // Memory is about to become the only truth.
    private void ForgetLiveState()
    {
        using var guard = IrqGuard.Enter();
        _loadedOn = null;
    }
}
