using System.Runtime;
using System.Runtime.CompilerServices;

namespace Metal;

/// <summary>From the stub in kernel/Boot/entry.S to the program of this image.</summary>
internal static unsafe class Entry
{
    /// <summary>
    /// The first C# code. The order matters: until the runtime has been initialised no static field that holds a
    /// reference may be touched and nothing may be thrown, and until the gates are loaded a fault resets the machine.
    /// </summary>
    [RuntimeExport("asterism_start")]
    private static void Start(ulong startInfo, ulong stackBottom, ulong stackTop)
    {
        ulong startTsc = Instructions.ReadTsc();
        DropLowMappings();
        SerialPort.Initialize();
        var info = (StartInfo*)AddressSpace.Linear(startInfo);
        BootMemory.Claim(info);
        Cpus.InitializeBootCpu(stackBottom, stackTop);

        Internal.Runtime.RuntimeHooks.PanicHandler = &Panic.Stop;
        Internal.Runtime.RuntimeHooks.Unhandled = &Panic.Unhandled;
        Internal.Runtime.Startup.Initialize();

        LayoutChecks.Run();
        CommandLine = BootMemory.CommandLine(info);
        MetalMachine.Create(info, startTsc);
        Main();
        Panic.Stop("The kernel's main program has returned.", "");
    }

    /// <summary>What the boot loader passed to the kernel.</summary>
    internal static string CommandLine { get; private set; } = "";

    /// <summary>Only the way to the upper half needed them; from now on address 0 faults, as null references must.</summary>
    private static void DropLowMappings()
    {
        ulong tables = Instructions.ReadCr3();
        *(ulong*)AddressSpace.Linear(tables) = 0;
        Instructions.WriteCr3(tables);
    }

    /// <summary>The program of this image: see kernel/Programs.</summary>
    [RuntimeImport("*", "AsterismMain"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Main();
}
