using Services.Devices;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.Tty;

/// <summary>A device node of one terminal.</summary>
public sealed class TerminalDevice : CharacterDevice
{
    private readonly Terminal _terminal;
    private readonly bool _controls;

    /// <param name="controls">A session leader without a terminal gets this one by opening it. Not so /dev/console.</param>
    public TerminalDevice(Terminal terminal, DeviceNumber number, string name, bool controls) : base(number, name, 0x190 /* 0620 */)
    {
        _terminal = terminal;
        _controls = controls;
    }

    public override Errno Open(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = new TerminalFile(path, flags, _terminal);
        if (_controls && (flags & OpenFlags.NoCtty) == 0 && file.CanRead && Thread.CurrentOrNull is { } thread)
            _terminal.Control(thread.Process, steal: false);
        return Errno.OK;
    }
}

/// <summary>/dev/tty: whatever terminal controls the caller's session.</summary>
public sealed class ControllingTerminalDevice : CharacterDevice
{
    public ControllingTerminalDevice() : base(new DeviceNumber(5, 0), "tty")
    {
    }

    public override Errno Open(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = Thread.CurrentOrNull?.Process.Session.Terminal is Terminal terminal ? new TerminalFile(path, flags, terminal) : null;
        return file is null ? Errno.ENXIO : Errno.OK;
    }
}
