namespace Ostd.Model.Devices;

/// <summary>
/// Something on the board that answers at ports or at addresses of device memory. An access is offered to the devices one after the other; the first that
/// claims it has it. Accesses of two or four bytes to ports that nobody claims whole reach the byte-wide devices byte by byte, as on the board.
/// </summary>
internal abstract class ModelDevice
{
    /// <summary>False: not mine.</summary>
    internal virtual bool TryReadPort(ushort port, int width, out uint value)
    {
        value = 0;
        return false;
    }

    /// <inheritdoc cref="TryReadPort"/>
    internal virtual bool TryWritePort(ushort port, int width, uint value) => false;

    /// <inheritdoc cref="TryReadPort"/>
    internal virtual bool TryReadMemory(ulong paddr, int width, out ulong value)
    {
        value = 0;
        return false;
    }

    /// <inheritdoc cref="TryReadPort"/>
    internal virtual bool TryWriteMemory(ulong paddr, int width, ulong value) => false;
}
