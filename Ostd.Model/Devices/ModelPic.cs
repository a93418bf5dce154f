namespace Ostd.Model.Devices;

/// <summary>
/// The two 8259 interrupt controllers at register level, as far as somebody uses them who wants them silent: initialisation words, the mask, end of interrupt.
/// </summary>
/// <remarks>
/// A line that goes away between the interrupt and its acknowledgement gives a spurious interrupt 7 of that controller, even when every line is masked
/// (Intel 8259A data sheet, "interrupt request 7"). The vector is whatever it was given; out of reset, one of the CPU's exceptions.
/// </remarks>
internal sealed class ModelPic : ModelDevice
{
    private readonly Controller _first = new(8), _second = new(0x70);

    /// <summary>The vector on which a controller's spurious interrupt would arrive now.</summary>
    internal int SpuriousVector(bool second) => (second ? _second : _first).Base + 7;

    /// <summary>All lines are masked and both are initialised.</summary>
    internal bool IsSilent => _first.IsSilent && _second.IsSilent;

    internal override bool TryReadPort(ushort port, int width, out uint value)
    {
        value = 0;
        if (width != 1 || Of(port) is not { } controller)
            return false;
        value = (port & 1) == 0 ? 0u : controller.Mask;
        return true;
    }

    internal override bool TryWritePort(ushort port, int width, uint value)
    {
        if (width != 1 || Of(port) is not { } controller)
            return false;
        controller.Write((port & 1) != 0, (byte)value);
        return true;
    }

    private Controller? Of(ushort port) => port switch
    {
        0x20 or 0x21 => _first,
        0xa0 or 0xa1 => _second,
        _ => null,
    };

    private sealed class Controller(byte vectorBase)
    {
        private const byte Initialize = 1 << 4, WantsFourthWord = 1;

        // The initialisation word that the data port takes next: 2 to 4; 0: none, it takes the mask.
        private int _nextWord;
        private bool _fourth;
        private bool _initialized;

        internal byte Base { get; private set; } = vectorBase;
        internal byte Mask { get; private set; }
        internal bool IsSilent => _initialized && Mask == 0xff;

        internal void Write(bool data, byte value)
        {
            if (!data)
            {
                if ((value & Initialize) == 0)
                    return; // end of interrupt, or which register is read
                (_nextWord, _fourth, Mask, _initialized) = (2, (value & WantsFourthWord) != 0, 0, false);
                return;
            }
            switch (_nextWord)
            {
                case 2:
                    Base = (byte)(value & 0xf8);
                    _nextWord = 3; // cascaded
                    break;
                case 3:
                    _nextWord = _fourth ? 4 : 0;
                    _initialized = !_fourth;
                    break;
                case 4:
                    _nextWord = 0;
                    _initialized = true;
                    break;
                default:
                    Mask = value;
                    break;
            }
        }
    }
}
