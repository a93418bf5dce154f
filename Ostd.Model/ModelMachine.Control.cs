namespace Ostd.Model;

/// <summary>Control registers: what they decide is in <see cref="ControlRegisters"/> and <see cref="Mmu"/>. No step: no other CPU can notice.</summary>
internal sealed partial class ModelMachine
{
    /// <summary>Somewhere in the image's text: no code lies there, <see cref="EnterUser"/> returns instead.</summary>
    public override ulong SystemCallStub => ImageStart + 0x40;

    public override ulong ReadCr0() => Mmu.Control.Cr0;
    public override ulong ReadCr4() => Mmu.Control.Cr4;
    public override ulong ReadXcr0() => Mmu.Control.Xcr0;

    public override void WriteCr0(ulong value)
    {
        Tell(o => o.OnControlRegister(_current, "CR0", value));
        Mmu.Control.WriteCr0(value);
    }

    public override void WriteCr4(ulong value)
    {
        Tell(o => o.OnControlRegister(_current, "CR4", value));
        const ulong flushing = ControlRegisters.GlobalPages | ControlRegisters.PhysicalAddressExtension | ControlRegisters.ExecutePrevention;
        if (((Mmu.Control.Cr4 ^ value) & flushing) != 0)
            Mmu.FlushAll();
        Mmu.Control.WriteCr4(value);
    }

    public override void WriteXcr0(ulong value)
    {
        Tell(o => o.OnControlRegister(_current, "XCR0", value));
        Mmu.Control.WriteXcr0(value);
    }
}
