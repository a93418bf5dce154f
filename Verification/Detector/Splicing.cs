using System.Collections.Generic;
using Mono.Cecil.Cil;

namespace Verification.Detector;

internal static class Splicing
{
    /// <summary>
    /// Puts instructions in front of one, so that branches to it, and protected regions that begin with it, begin with them. (The object that others refer to becomes
    /// the first of them; a copy takes its place.)
    /// </summary>
    public static void InsertBefore(this Instruction target, MethodBody body, List<Instruction> added)
    {
        while (target.Previous is { OpCode.OpCodeType: OpCodeType.Prefix } prefix)
            target = prefix;
        Instruction moved = Instruction.Create(OpCodes.Nop);
        (moved.OpCode, moved.Operand) = (target.OpCode, target.Operand);
        (target.OpCode, target.Operand) = (added[0].OpCode, added[0].Operand);
        int at = body.Instructions.IndexOf(target);
        for (int i = 1; i < added.Count; i++)
            body.Instructions.Insert(at + i, added[i]);
        body.Instructions.Insert(at + added.Count, moved);
    }
}
