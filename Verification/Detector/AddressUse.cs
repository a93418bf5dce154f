using System;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Verification.Detector;

/// <summary>What is done to a variable.</summary>
internal enum Use
{
    /// <summary>Nothing that counts: it is an atomic.</summary>
    None,
    Read,
    Write,
}

/// <summary>
/// What becomes of an address that was put on the stack (<c>ldflda</c>, <c>ldelema</c>), found by following the straight code behind it. Where that ends without an answer,
/// the address was kept in a local or passed through a branch: counted as a read, which is always part of it.
/// </summary>
internal static class AddressUse
{
    public static Use Of(Instruction address)
    {
        if (address.Operand is FieldReference own && AccessHooks.IsAtomic(own.FieldType))
            return Use.None;
        if (address.OpCode.Code == Code.Ldelema && AccessHooks.IsAtomic((TypeReference)address.Operand))
            return Use.None;
        int depth = 1; // of the address, counted from the top of the stack
        for (Instruction? at = address.Next; at is not null; at = at.Next)
        {
            if (at.OpCode.OpCodeType == OpCodeType.Prefix)
                continue;
            if (at.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw)
                return Use.Read;
            int pops = Pops(at);
            if (pops < depth)
            {
                depth += Pushes(at) - pops;
                continue;
            }
            switch (at.OpCode.Code)
            {
                case Code.Ldflda when AccessHooks.IsAtomic(((FieldReference)at.Operand).FieldType):
                    return Use.None;
                case Code.Ldflda: // a part of it: go on with the part's address
                    depth = 1;
                    continue;
                case Code.Call or Code.Callvirt:
                    return OfArgument((MethodReference)at.Operand, depth, pops);
                case Code.Dup or Code.Stfld or Code.Stobj or Code.Initobj or Code.Cpobj:
                case >= Code.Stind_Ref and <= Code.Stind_R8 or Code.Stind_I:
                    return Use.Write;
                default:
                    return Use.Read;
            }
        }
        return Use.Read;
    }

    private static Use OfArgument(MethodReference called, int depth, int pops)
    {
        if (AccessHooks.IsAtomic(called.DeclaringType) || called.DeclaringType.Name is "Interlocked" or "Volatile")
            return Use.None;
        int position = pops - depth - (called.HasThis ? 1 : 0);
        if (position >= 0)
            return called.Resolve() is { } method && IsReadOnly(method.Parameters[position]) ? Use.Read : Use.Write;
        return called.Resolve() is { } own && !IsReadOnly(own) && !IsReadOnly(own.DeclaringType) && !own.IsGetter && own.DeclaringType.IsValueType ? Use.Write : Use.Read;
    }

    private static bool IsReadOnly(ICustomAttributeProvider member) =>
        member.CustomAttributes.Any(a => a.AttributeType.Name is "IsReadOnlyAttribute" or "InAttribute" or "RequiresLocationAttribute");

    private static int Pops(Instruction at) => at.OpCode.StackBehaviourPop switch
    {
        StackBehaviour.Pop0 => 0,
        StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
        StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8 or StackBehaviour.Popi_popr4
            or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi => 2,
        StackBehaviour.Varpop when at.Operand is MethodReference called =>
            called.Parameters.Count + (called.HasThis && at.OpCode.Code != Code.Newobj ? 1 : 0),
        StackBehaviour.Varpop => int.MaxValue,
        StackBehaviour.PopAll => int.MaxValue,
        _ => 3,
    };

    private static int Pushes(Instruction at) => at.OpCode.StackBehaviourPush switch
    {
        StackBehaviour.Push0 => 0,
        StackBehaviour.Push1_push1 => 2,
        StackBehaviour.Varpush when at.Operand is MethodReference called => called.ReturnType.MetadataType == MetadataType.Void && at.OpCode.Code != Code.Newobj ? 0 : 1,
        _ => 1,
    };
}
