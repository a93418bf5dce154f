using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ostd.Model;
using Ostd.Seam;
using Ostd.User;
using Verification.Checking;

namespace Verification.Properties.UserSpace;

/// <summary>
/// A user context with any value in any register and any vector state image: the program sees every harmless value as it was set, never a harmful one, and the entry itself
/// never faults (the model machine checks what the hardware would).
/// </summary>
internal sealed class UserContextProperty : PropertyRun<UserContextProperty.Operation>
{
    // Flags of the processor (SDM volume 1, section 3.4.3), by what they may do.
    private const ulong Status = 1 << 0 | 1 << 2 | 1 << 4 | 1 << 6 | 1 << 7 | 1 << 11, Trap = 1 << 8, Direction = 1 << 10, Resume = 1 << 16, Alignment = 1 << 18, Identification = 1 << 21;
    private const ulong UsersOwn = Status | Trap | Direction | Resume | Alignment | Identification, Always = 1 << 1 | 1 << 9;
    private const int Mxcsr = 24, Xmm = 160, Present = 512, HeaderEnd = 576;
    private const ulong Components = 7;

    private static readonly string[] s_names = ["rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip", "rflags", "fsbase", "gsbase"];
    private const int Rip = 16, Rflags = 17, FsBase = 18, GsBase = 19;

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "Whatever stands in a user context, the program gets what it may have, and the way to user mode never faults", [2], "user-context",
        Gen.Frequency(
            (8, from register in Gen.Choose(0, s_names.Length - 1) from value in Numbers.Any64 select (Operation)new Set(register, value)),
            (2, from value in Numbers.Any64 select (Operation)new Set(Rflags, value)),
            (5, Gen.Constant((Operation)new Enter())),
            (3, from at in Gen.Frequency((3, Gen.Choose(0, 575)), (2, Gen.Choose(24, 31)), (3, Gen.Choose(512, 530)), (1, Gen.Choose(576, 831))) from value in Gen.Choose(0, 255) select (Operation)new Image(at, (byte)value)),
            (1, Gen.Constant((Operation)new Reset())),
            (1, Gen.Constant((Operation)new Copy()))),
        static () => new UserContextProperty(),
        new PropertyOptions { Sequences = 70, MaxLength = 60 });

    private readonly UserScript _program;
    private readonly ulong[] _registers = new ulong[20];
    private byte[] _xmm = new byte[256];
    private uint _mxcsr = 0x1f80;
    private UserContext _context;
    private UserMode _mode;
    private UserRegisters _seen;
    private bool _ran;

    private UserContextProperty()
    {
        _program = new UserScript(user =>
        {
            _seen = user.Registers;
            _ran = true;
        });
        (_context, _mode) = (_program.Context, _program.Mode);
        for (int i = 0; i < _registers.Length; i++)
            _registers[i] = Get(i);
    }

    public abstract record Operation;

    public sealed record Set(int Register, ulong Value) : Operation
    {
        public override string ToString() => $"{s_names[Register]} = {Value:x}";
    }

    public sealed record Enter : Operation;

    /// <summary>The image that the context gives out, with one byte changed, is handed back.</summary>
    public sealed record Image(int At, byte Value) : Operation;

    public sealed record Reset : Operation;

    /// <summary>From now on a clone is used.</summary>
    public sealed record Copy : Operation;

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Set set:
                Put(set.Register, set.Value);
                _registers[set.Register] = set.Value;
                break;
            case Enter:
                EnterUser();
                break;
            case Image image:
                RestoreImage(image);
                break;
            case Reset:
                _context.ResetFpu();
                (_xmm, _mxcsr) = (new byte[256], 0x1f80);
                break;
            case Copy:
                _context = _context.Clone();
                _mode = new UserMode(_context);
                break;
        }
        for (int i = 0; i < _registers.Length; i++)
            RequireEqual(_registers[i], Get(i), s_names[i]);
    }

    public override void End() => _program.Dispose();

    private void EnterUser()
    {
        bool isInUserHalf = _registers[Rip] >> 47 == 0;
        bool isCode = _registers[Rip] == UserScript.Code;
        _ran = false;
        ReturnReason reason = _mode.Execute(static () => false);

        // What the entry makes of the registers, whether or not the program runs.
        _registers[Rflags] = _registers[Rflags] & UsersOwn | Always;
        foreach (int segment in (int[])[FsBase, GsBase])
            _registers[segment] = _registers[segment] >> 47 == 0 ? _registers[segment] : 0;
        RequireEqual(isCode, _ran, $"whether a program at {_registers[Rip]:x} reaches its first instruction");
        if (!isInUserHalf)
        {
            RequireEqual(ReturnReason.Exception, reason, "why user mode was left");
            RequireEqual(CpuException.GeneralProtection, _mode.Exception.Vector, "exception of an instruction pointer outside the user half");
        }
        if (_ran)
        {
            RequireEqual(ReturnReason.Syscall, reason, "why user mode was left");
            CompareSeen();
            // As the system call leaves them.
            _registers[2] = _registers[Rip] = _context.Rip;
            _registers[11] = _registers[Rflags];
            Require(_context.Rip > UserScript.Code, "the instruction pointer after the system call");
            // Next time from the start again.
            _context.Rip = _registers[Rip] = UserScript.Code;
        }
        else
        {
            _registers[Rip] = _context.Rip;
        }
    }

    private void CompareSeen()
    {
        ulong[] seen = Flatten(_seen);
        for (int i = 0; i < _registers.Length; i++)
        {
            if (i != Rip)
                RequireEqual(_registers[i], seen[i], $"{s_names[i]} as the program finds it");
        }
    }

    private void RestoreImage(Image change)
    {
        var image = new byte[UserContext.FpuStateSize];
        _context.SaveFpu(image);
        Require(image.AsSpan(Xmm, 256).SequenceEqual(_xmm), "the saved image does not hold the vector registers");
        RequireEqual(_mxcsr, BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(Mxcsr)), "saved mxcsr");
        image[change.At % image.Length] = change.Value;

        uint mxcsr = BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(Mxcsr));
        ulong present = BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(Present));
        bool isWellFormed = mxcsr <= 0xffff && (present & ~Components) == 0 && image.AsSpan((Present + 8)..HeaderEnd).IndexOfAnyExcept((byte)0) < 0;
        RequireEqual(isWellFormed, _context.TryRestoreFpu(image), $"whether an image with mxcsr {mxcsr:x}, components {present:x} is accepted");
        if (!isWellFormed)
            return;
        _mxcsr = mxcsr;
        _xmm = (present & 2) != 0 ? image.AsSpan(Xmm, 256).ToArray() : new byte[256];
    }

    private ulong Get(int register) => Flatten(_context.State.Registers)[register];

    private static ulong[] Flatten(UserRegisters r) =>
        [r.Rax, r.Rbx, r.Rcx, r.Rdx, r.Rsi, r.Rdi, r.Rbp, r.Rsp, r.R8, r.R9, r.R10, r.R11, r.R12, r.R13, r.R14, r.R15, r.Rip, r.Rflags, r.FsBase, r.GsBase];

    private void Put(int register, ulong value)
    {
        UserContext c = _context;
        switch (register)
        {
            case 0: c.Rax = value; break;
            case 1: c.Rbx = value; break;
            case 2: c.Rcx = value; break;
            case 3: c.Rdx = value; break;
            case 4: c.Rsi = value; break;
            case 5: c.Rdi = value; break;
            case 6: c.Rbp = value; break;
            case 7: c.Rsp = value; break;
            case 8: c.R8 = value; break;
            case 9: c.R9 = value; break;
            case 10: c.R10 = value; break;
            case 11: c.R11 = value; break;
            case 12: c.R12 = value; break;
            case 13: c.R13 = value; break;
            case 14: c.R14 = value; break;
            case 15: c.R15 = value; break;
            case Rip: c.Rip = value; break;
            case Rflags: c.Rflags = value; break;
            case FsBase: c.FsBase = value; break;
            default: c.GsBase = value; break;
        }
    }
}
