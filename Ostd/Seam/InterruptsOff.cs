namespace Ostd.Seam;

/// <summary>
/// Interrupts are off while this lives, and as before afterwards. Strictly nested (<c>using</c>) in code of the framework only;
/// clients get counted guards.
/// </summary>
internal readonly ref struct InterruptsOff
{
    private readonly Machine _machine;
    private readonly bool _wereOn;

    public InterruptsOff(Machine machine)
    {
        _machine = machine;
        _wereOn = machine.InterruptsEnabled;
        if (_wereOn)
            machine.DisableInterrupts();
    }

    public void Dispose()
    {
        if (_wereOn)
            _machine.EnableInterrupts();
    }
}
