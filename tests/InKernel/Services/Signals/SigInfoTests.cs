using System;
using System.Buffers.Binary;
using InKernel;
using Services.Signals;

namespace InKernel.Services.Signals;

/// <summary>siginfo_t as programs see it: offsets of the x86-64 ABI.</summary>
public static class SigInfoTests
{
    [KernelTest]
    public static void The_end_of_a_child_has_its_fields_where_the_ABI_wants_them()
    {
        byte[] raw = Write(SigInfo.Child(SigInfo.CLD_KILLED, 4711, 1000, 9, 12, 34));
        Check.Equal((int)Signal.SIGCHLD, Int(raw, 0));
        Check.Equal(0, Int(raw, 4));
        Check.Equal(SigInfo.CLD_KILLED, Int(raw, 8));
        Check.Equal(4711, Int(raw, 16));
        Check.Equal(1000, Int(raw, 20));
        Check.Equal(9, Int(raw, 24));
        Check.Equal(12L, Long(raw, 32));
        Check.Equal(34L, Long(raw, 40));
    }

    [KernelTest]
    public static void A_fault_has_its_address_at_16()
    {
        byte[] raw = Write(SigInfo.Fault(Signal.SIGSEGV, SigInfo.SEGV_ACCERR, 0x7fff_dead_beef));
        Check.Equal(11, Int(raw, 0));
        Check.Equal(2, Int(raw, 8));
        Check.Equal(0x7fff_dead_beefL, Long(raw, 16));
    }

    [KernelTest]
    public static void A_timer_has_id_overrun_and_value()
    {
        byte[] raw = Write(SigInfo.Timer(Signal.SIGRTMIN, 3, 5, 0x1122_3344_5566_7788));
        Check.Equal(-2, Int(raw, 8));
        Check.Equal(3, Int(raw, 16));
        Check.Equal(5, Int(raw, 20));
        Check.Equal(0x1122_3344_5566_7788, Long(raw, 24));
    }

    [KernelTest]
    public static void What_a_program_queues_comes_out_as_it_went_in()
    {
        var raw = new byte[SigInfo.SizeBytes];
        for (int i = 0; i < 48; i++)
            raw[i] = (byte)(i + 1);
        BinaryPrimitives.WriteInt32LittleEndian(raw, (int)Signal.SIGUSR1);
        raw.AsSpan(12, 4).Clear();
        Check.True(Write(SigInfo.ReadFrom(Signal.SIGUSR1, raw)).AsSpan().SequenceEqual(raw));
    }

    private static byte[] Write(SigInfo info)
    {
        var raw = new byte[SigInfo.SizeBytes];
        raw.AsSpan().Fill(0xcc);
        info.WriteTo(raw);
        return raw;
    }

    private static int Int(byte[] raw, int offset) => BinaryPrimitives.ReadInt32LittleEndian(raw.AsSpan(offset));
    private static long Long(byte[] raw, int offset) => BinaryPrimitives.ReadInt64LittleEndian(raw.AsSpan(offset));
}
