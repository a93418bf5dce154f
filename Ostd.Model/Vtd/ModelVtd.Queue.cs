namespace Ostd.Model.Vtd;

/// <summary>The unit's own work: one command of the queue after the other, whenever it gets round to it (VT-d specification, 6.5.2).</summary>
internal sealed partial class ModelVtd
{
    private const uint QueueError = 1 << 4;

    public string Name => "iommu";

    /// <summary>How many commands it has begun to carry out.</summary>
    internal int CommandsDone { get; private set; }

    /// <summary>There is a command that was not carried out.</summary>
    public bool CanAct => (Status & QueueEnable) != 0 && (_registers[0x34 / 4] & QueueError) == 0 && QueueHead != (_registers[0x88 / 4] & 0x7fff0);

    // How often something was forgotten.
    private int _forgotten;

    private uint QueueHead
    {
        get => _registers[0x80 / 4];
        set => _registers[0x80 / 4] = value;
    }

    public void Act()
    {
        ulong address = Get64(0x90);
        ulong entry = (address & AddressMask) + QueueHead;
        CommandsDone++;
        if (TryCarryOut(Fetch(entry), Fetch(entry + 8)))
            QueueHead = (QueueHead + 16) % (4096u << (int)(address & 7));
        else
            _registers[0x34 / 4] |= QueueError;
    }

    private bool TryCarryOut(ulong low, ulong high)
    {
        ushort domain = (ushort)(low >> 16);
        int granularity = (int)(low >> 4 & 3);
        switch (low & 15)
        {
            case 1 or 2 or 4 when NeverForgets:
                return true;
            case 1 when granularity != 0:
                BeginForgetting();
                Caches.ForgetContexts(granularity == 1 ? null : domain, granularity == 3 ? (ushort)(low >> 32) : null);
                return true;
            case 2 when granularity != 0:
                BeginForgetting();
                if ((low >> 6 & 3) != 0)
                    Drain(granularity == 1 ? null : domain);
                Caches.ForgetTranslations(granularity == 1 ? null : domain, high >> 12, granularity == 3 ? 1UL << (int)(high & 63) : null);
                return true;
            case 4:
                BeginForgetting();
                bool isOne = (granularity & 1) != 0;
                Caches.ForgetInterrupts(isOne ? (ushort)(low >> 32) : 0, isOne ? 1 << (int)(low >> 27 & 31) : int.MaxValue);
                return true;
            case 5:
                if ((low >> 5 & 1) != 0)
                    WriteStatus(high & ~3UL, (uint)(low >> 32));
                return true;
            default:
                return false;
        }
    }

    /// <summary>What was read for a walk that is under way may be what is forgotten now: such a walk begins anew.</summary>
    private void BeginForgetting()
    {
        _machine.BeforeUnitStep("forgets");
        _forgotten++;
    }

    /// <summary>Tells the CPU that it is done.</summary>
    private void WriteStatus(ulong paddr, uint value)
    {
        _machine.UnitWrites(paddr, value);
        if (!_options.SnoopsCaches)
            OnFlush(paddr);
    }
}
