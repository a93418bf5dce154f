using System;
using Internal.Runtime;

namespace Metal;

/// <summary>The end, when something is wrong below the framework: says what, where and how it came there, and leaves QEMU.</summary>
internal static unsafe class Panic
{
    /// <summary>What the machine exits with.</summary>
    internal const int ExitCode = 101;

    private static bool s_panicking;

    internal static void Stop(string reason, string detail)
    {
        Begin();
        Say(reason, detail);
        StackWalk.PrintCurrent(&SerialPort.WriteCharacter);
        End();
    }

    internal static void Unhandled(Exception exception)
    {
        Begin();
        Say("An exception was not caught.", "");
        try
        {
            SerialPort.WriteLine(exception.ToString());
        }
        catch (OutOfMemoryException)
        {
            SerialPort.Write("(no memory for its message) ");
            StackWalk.PrintThrown(exception, &SerialPort.WriteCharacter);
        }

        End();
    }

    internal static void StopAt(string reason, TrapFrame* frame, ulong address)
    {
        Begin();
        Say(reason, "");
        WriteRegisters(frame, address);
        FaultContext context = frame->ToFaultContext();
        StackWalk.PrintInterrupted(context, &SerialPort.WriteCharacter);
        End();
    }

    private static void Begin()
    {
        Instructions.InterruptsOff();
        // A panic that panics, say because the stack trace is damaged, ends at once with what has been said.
        if (s_panicking)
            End();
        s_panicking = true;
    }

    private static void Say(string reason, string detail)
    {
        SerialPort.Write("\nKernel panic: ");
        SerialPort.Write(reason);
        SerialPort.WriteLine(detail);
    }

    private static void End()
    {
        PowerSwitch.Off(ExitCode);
    }

    private static void WriteRegisters(TrapFrame* frame, ulong address)
    {
        Write("vector ", frame->Vector, " error ", frame->ErrorCode, " address ", address);
        Write("rip ", frame->Rip, " rsp ", frame->Rsp, " flags ", frame->Rflags);
        Write("rax ", frame->Rax, " rbx ", frame->Rbx, " rcx ", frame->Rcx);
        Write("rdx ", frame->Rdx, " rsi ", frame->Rsi, " rdi ", frame->Rdi);
        Write("rbp ", frame->Rbp, " r8  ", frame->R8, " r9  ", frame->R9);
        Write("r10 ", frame->R10, " r11 ", frame->R11, " r12 ", frame->R12);
        Write("r13 ", frame->R13, " r14 ", frame->R14, " r15 ", frame->R15);
    }

    private static void Write(string name1, ulong value1, string name2, ulong value2, string name3, ulong value3)
    {
        SerialPort.Write(name1);
        SerialPort.WriteHex(value1);
        SerialPort.Write(name2);
        SerialPort.WriteHex(value2);
        SerialPort.Write(name3);
        SerialPort.WriteHex(value3);
        SerialPort.Write("\n");
    }
}
