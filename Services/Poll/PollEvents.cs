using System;

namespace Services.Poll;

/// <summary>Readiness as poll(2) and epoll(7) number it.</summary>
[Flags]
public enum PollEvents : uint
{
    None = 0,
    In = 1, Priority = 2, Out = 4, Error = 8, HangUp = 0x10, Invalid = 0x20,
    ReadNormal = 0x40, ReadBand = 0x80, WriteNormal = 0x100, WriteBand = 0x200, Message = 0x400, ReadHangUp = 0x2000,

    Readable = In | ReadNormal,
    Writable = Out | WriteNormal,

    /// <summary>Reported whether asked for or not.</summary>
    Always = Error | HangUp,
}
