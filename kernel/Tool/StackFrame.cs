using System;
using System.Collections.Generic;
using System.Linq;
using Iced.Intel;

namespace PostLink;

/// <summary>
/// How deep a piece of code takes the stack: follows every path through its instructions with the distance of the stack pointer from where it was before the call. What is
/// allocated along the way counts, in a loop as often as it takes to exceed the bound.
/// </summary>
/// <remarks>
/// <code>
///   caller's stack pointer →  0
///   return address            8    at the first instruction
///   pushes, sub rsp, lea      ...  the deepest point of any path is the size of the frame
/// </code>
/// Beside rsp only rbp and r11 are followed: frame pointers are set from rsp, and rsp from them. Code that no path reaches (handlers resume there, switches jump there through a table)
/// counts as entered at the deepest point found until then. Compiled code that gives rsp a value which is not known is refused: it allocates as much as its data say. Assembly may do
/// so: then it goes to another stack, where nothing of it is yet.
/// </remarks>
internal sealed class StackFrame
{
    private const int ReturnAddress = 8;

    private readonly CodeUnit _unit;
    private readonly Dictionary<ulong, Instruction> _code = [];
    private readonly Dictionary<ulong, State> _states = [];
    private readonly Stack<ulong> _pending = new();
    private readonly List<(ulong Target, int Depth)> _calls = [];
    private readonly int _limit;

    /// <summary>Depth of the three registers: below where rsp was before the call. Null: it holds something else.</summary>
    private readonly record struct State(int Rsp, int? Rbp, int? R11);

    private StackFrame(CodeUnit unit, int limit)
    {
        _unit = unit;
        _limit = limit;
    }

    /// <summary>Bytes, the return address among them; more than the limit when there is no end to it.</summary>
    public int Size { get; private set; }

    /// <summary>It allocates an amount that is not a constant.</summary>
    public bool IsVariable { get; private set; }

    /// <summary>Direct calls, and jumps to other code: how deep the stack is there, without the return address.</summary>
    public IReadOnlyList<(ulong Target, int Depth)> Calls => _calls;

    /// <param name="code">The unit's bytes.</param>
    /// <param name="limit">A path that is deeper is not followed on.</param>
    public static StackFrame Of(CodeUnit unit, byte[] code, int limit)
    {
        var frame = new StackFrame(unit, limit);
        frame.Decode(code);
        frame.Follow();
        return frame;
    }

    private void Decode(byte[] bytes)
    {
        var decoder = Decoder.Create(64, bytes, _unit.Start);
        while (decoder.IP < _unit.Start + _unit.Size)
        {
            Instruction instruction = decoder.Decode();
            if (instruction.IsInvalid)
                break; // data behind the code, or padding
            _code[instruction.IP] = instruction;
        }
    }

    private void Follow()
    {
        Reach(_unit.Start, new State(ReturnAddress, null, null));
        FollowPending();
        foreach (ulong address in _code.Keys.Order())
        {
            if (_states.ContainsKey(address) || _code[address].Mnemonic is Mnemonic.Int3 or Mnemonic.Nop or Mnemonic.Ud2)
                continue;
            int? pointer = _states.Values.Select(s => s.Rbp).FirstOrDefault(rbp => rbp is not null);
            Reach(address, new State(_unit.IsCompiled ? Size : ReturnAddress, pointer, null));
            FollowPending();
        }
    }

    private void FollowPending()
    {
        while (_pending.TryPop(out ulong address))
        {
            Instruction instruction = _code[address];
            State after = Execute(instruction, _states[address]);
            if (after.Rsp > Size)
                Size = after.Rsp;
            if (Size > _limit || IsVariable)
                return;
            if (instruction.FlowControl is FlowControl.Return or FlowControl.IndirectBranch or FlowControl.Interrupt or FlowControl.Exception)
                continue;
            if (instruction.FlowControl is FlowControl.ConditionalBranch or FlowControl.UnconditionalBranch)
                Jump(instruction.NearBranchTarget, after);
            if (instruction.FlowControl is not FlowControl.UnconditionalBranch)
                Reach(instruction.NextIP, after);
        }
    }

    private void Jump(ulong target, State state)
    {
        if (target >= _unit.Start && target < _unit.Start + _unit.Size)
            Reach(target, state);
        else
            _calls.Add((target, state.Rsp - ReturnAddress)); // the other's frame takes this one's place
    }

    private void Reach(ulong address, State state)
    {
        if (!_code.ContainsKey(address))
            return;
        if (_states.TryGetValue(address, out State known))
        {
            state = new State(Math.Max(known.Rsp, state.Rsp), Deeper(known.Rbp, state.Rbp), Deeper(known.R11, state.R11));
            if (state == known)
                return;
        }
        _states[address] = state;
        _pending.Push(address);
    }

    private static int? Deeper(int? one, int? other) => one is { } a && other is { } b ? Math.Max(a, b) : one ?? other;

    private State Execute(in Instruction instruction, State state)
    {
        if (instruction.Mnemonic == Mnemonic.Call)
        {
            Size = Math.Max(Size, state.Rsp + ReturnAddress);
            if (instruction.Op0Kind == OpKind.NearBranch64)
                _calls.Add((instruction.NearBranchTarget, state.Rsp));
            return state;
        }
        if (instruction.Mnemonic is Mnemonic.Ret or Mnemonic.Iretq or Mnemonic.Sysretq or Mnemonic.Jmp)
            return state;
        if (instruction.Mnemonic == Mnemonic.Leave)
            return Assign(state, Register.RSP, state.Rbp is { } rbp ? rbp - 8 : null) with { Rbp = null };
        if (instruction.IsStackInstruction)
        {
            state = state with { Rsp = state.Rsp - instruction.StackPointerIncrement };
            return instruction.Mnemonic == Mnemonic.Pop && instruction.Op0Register is Register.RBP or Register.R11 or Register.RSP
                ? Assign(state, instruction.Op0Register, null)
                : state;
        }
        if (instruction.OpCount == 0 || instruction.Op0Kind != OpKind.Register || instruction.Op0Register.GetFullRegister() is not (Register.RSP or Register.RBP or Register.R11)
            || !Writes(instruction))
            return state;
        return Assign(state, instruction.Op0Register.GetFullRegister(), ValueOf(instruction, state));
    }

    private static bool Writes(in Instruction instruction) => instruction.Mnemonic is not (Mnemonic.Cmp or Mnemonic.Test or Mnemonic.Bt);

    /// <summary>The depth that the instruction gives to its first operand; null when that is not a constant below one of the three.</summary>
    private static int? ValueOf(in Instruction instruction, State state) => instruction.Mnemonic switch
    {
        Mnemonic.Sub when IsImmediate(instruction) => DepthOf(instruction.Op0Register, state) + (int)instruction.GetImmediate(1),
        Mnemonic.Add when IsImmediate(instruction) => DepthOf(instruction.Op0Register, state) - (int)instruction.GetImmediate(1),
        Mnemonic.And when IsImmediate(instruction) && (long)instruction.GetImmediate(1) is < 0 and var mask => DepthOf(instruction.Op0Register, state) + (int)(-mask - 1),
        Mnemonic.Mov when instruction.Op1Kind == OpKind.Register => DepthOf(instruction.Op1Register, state),
        Mnemonic.Lea when instruction.MemoryIndex == Register.None => DepthOf(instruction.MemoryBase, state) - (int)instruction.MemoryDisplacement64,
        _ => null,
    };

    private static bool IsImmediate(in Instruction instruction) => instruction.Op1Kind is >= OpKind.Immediate8 and <= OpKind.Immediate32to64;

    private static int? DepthOf(Register register, State state) => register switch
    {
        Register.RSP => state.Rsp,
        Register.RBP => state.Rbp,
        Register.R11 => state.R11,
        _ => null,
    };

    private State Assign(State state, Register register, int? depth)
    {
        if (register == Register.RBP)
            return state with { Rbp = depth };
        if (register == Register.R11)
            return state with { R11 = depth };
        if (depth is { } known)
            return state with { Rsp = known };
        IsVariable |= _unit.IsCompiled;
        return state with { Rsp = 0 };
    }
}
