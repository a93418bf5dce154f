namespace Ostd.Model.Vtd;

/// <summary>What reaches a local APIC.</summary>
/// <param name="Destination">Identifier of the CPU.</param>
/// <param name="Vector">The vector.</param>
/// <param name="Mode">How it is delivered: 0 fixed, 1 lowest priority, 2 system management, 4 non-maskable, 5 reset.</param>
internal readonly record struct DeliveredInterrupt(uint Destination, int Vector, int Mode);

/// <summary>What becomes of the interrupts that devices send (VT-d specification, chapter 5).</summary>
internal sealed partial class ModelVtd
{
    private const uint RemappableFormat = 1 << 4, SubhandleValid = 1 << 3;

    /// <summary>A message in the window at FEE0_0000h. False: nothing is delivered, for a reason that is recorded.</summary>
    internal bool TryRemap(ushort source, ulong address, uint data, out DeliveredInterrupt interrupt)
    {
        interrupt = new DeliveredInterrupt((uint)(address >> 12) & 0xff, (int)(data & 0xff), (int)(data >> 8 & 7));
        if (!RemapsInterrupts)
            return true;
        if ((address & RemappableFormat) == 0)
        {
            if (LetsCompatibilityFormatThrough && !HasWideDestinations)
                return true;
            return Refuse(source, 0, 0x25);
        }
        int entry = (int)(address >> 5 & 0x7fff | (address >> 2 & 1) << 15);
        if ((address & SubhandleValid) != 0)
            entry += (int)(data & 0xffff);
        return TryLookUp(source, entry, out interrupt);
    }

    /// <summary>A pin of the I/O APIC whose entry is in the remappable format.</summary>
    internal bool TryLookUp(ushort source, int entry, out DeliveredInterrupt interrupt)
    {
        interrupt = default;
        if (entry >= InterruptEntries)
            return Refuse(source, entry, 0x21);
        CachedInterrupt found = FindEntry(entry);
        if ((found.Low & 1) == 0)
            return Refuse(source, entry, 0x22);
        if (!IsFrom(source, found.High))
            return Refuse(source, entry, 0x26);
        uint destination = (uint)(found.Low >> 32);
        interrupt = new DeliveredInterrupt(HasWideDestinations ? destination : destination >> 8 & 0xff, (int)(found.Low >> 16 & 0xff), (int)(found.Low >> 5 & 7));
        return true;
    }

    private CachedInterrupt FindEntry(int entry)
    {
        while (true)
        {
            _machine.BeforeUnitStep("looks an interrupt up");
            if (Caches.Interrupts.TryGetValue(entry, out CachedInterrupt found))
                return found;
            int forgotten = _forgotten;
            ulong paddr = InterruptTable + (ulong)entry * 16;
            found = new CachedInterrupt(Fetch(paddr), Fetch(paddr + 8));
            _machine.BeforeUnitStep("remembers");
            if (forgotten != _forgotten)
                continue;
            if ((found.Low & 1) != 0 || _options.CachingMode)
                Caches.Interrupts[entry] = found;
            return found;
        }
    }

    /// <summary>Section 9.10: which part of the source must agree.</summary>
    private static bool IsFrom(ushort source, ulong high)
    {
        ushort expected = (ushort)high;
        switch (high >> 18 & 3)
        {
            case 0:
                return true;
            case 1:
                int ignored = (int)(high >> 16 & 3) switch { 0 => 0, 1 => 4, 2 => 6, _ => 7 };
                return (source & ~ignored) == (expected & ~ignored);
            case 2:
                return source >> 8 >= expected >> 8 && source >> 8 <= (expected & 0xff);
            default:
                return false;
        }
    }

    private bool Refuse(ushort source, int entry, int reason)
    {
        RecordFault(source, (ulong)entry << 48, reason, isWrite: true);
        return false;
    }
}
