using System;
using System.Buffers.Binary;
using Ostd.User;
using Services.Memory;

namespace Services.Signals;

/// <summary>
/// The FPU state in a signal frame: an XSAVE image, with Linux' marks in the bytes that hardware leaves to software, so that
/// user code knows how much follows the legacy part.
/// </summary>
internal static class FpuImage
{
    private const int LegacyBytes = 512;
    private const int HeaderBytes = 64;

    // struct _fpx_sw_bytes, in the last 48 bytes of the legacy part.
    private const int MarksOffset = 464;
    private const uint Magic1 = 0x46505853;
    private const uint Magic2 = 0x46505845;
    private const int Magic2Bytes = 4;
    private const ulong LegacyComponents = 3;

    public static int FrameSize => UserContext.FpuStateSize + Magic2Bytes;

    public static bool TryWrite(AddressSpace space, ulong address, UserContext context)
    {
        int size = UserContext.FpuStateSize;
        var image = new byte[size + Magic2Bytes];
        context.SaveFpu(image.AsSpan(0, size));
        Span<byte> marks = image.AsSpan(MarksOffset);
        marks[..(LegacyBytes - MarksOffset)].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(marks, Magic1);
        BinaryPrimitives.WriteUInt32LittleEndian(marks[4..], (uint)image.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(marks[8..], BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(LegacyBytes)) | LegacyComponents);
        BinaryPrimitives.WriteUInt32LittleEndian(marks[16..], (uint)size);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(size), Magic2);
        return space.TryWrite(address, image);
    }

    /// <summary>Restores an image, or only the legacy part when the marks are gone (a program made the frame itself).</summary>
    public static bool TryRead(AddressSpace space, ulong address, UserContext context)
    {
        var image = new byte[UserContext.FpuStateSize];
        if (!space.TryRead(address, image.AsSpan(0, LegacyBytes)))
            return false;
        ReadOnlySpan<byte> marks = image.AsSpan(MarksOffset);
        bool isExtended = BinaryPrimitives.ReadUInt32LittleEndian(marks) == Magic1 &&
            BinaryPrimitives.ReadUInt32LittleEndian(marks[16..]) == (uint)image.Length &&
            space.TryReadUInt32(address + (ulong)image.Length, out uint magic2) && magic2 == Magic2;
        if (isExtended)
        {
            if (!space.TryRead(address, image))
                return false;
        }
        else
        {
            image.AsSpan(LegacyBytes, HeaderBytes).Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(LegacyBytes), LegacyComponents);
        }

        return context.TryRestoreFpu(image);
    }
}
