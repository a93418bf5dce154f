using Services.DevFs;
using Services.Devices;
using Services.Linux;
using Services.Tty;

namespace Services.Boot;

/// <summary>Makes the devices: the console and those that are no hardware.</summary>
internal static class Terminals
{
    private const uint ConsoleMajor = 5, ConsoleMinor = 1, SerialMajor = 4, SerialMinor = 64;

    public static void Create(LinuxKernel services, CommandLine commandLine)
    {
        DeviceTable devices = services.Devices;
        MemoryDevice.RegisterAll(devices);
        if (commandLine.Has("faults"))
            devices.Add(new FaultDevice());

        var line = new SerialLine();
        var number = new DeviceNumber(SerialMajor, SerialMinor);
        var terminal = new Terminal(line, number);
        services.ConsoleTerminal = terminal;
        devices.Add(new TerminalDevice(terminal, number, "ttyS0", controls: true));
        devices.Add(new TerminalDevice(terminal, new DeviceNumber(ConsoleMajor, ConsoleMinor), "console", controls: false));
        devices.Add(new ControllingTerminalDevice());
        line.Start(terminal);
    }
}
