using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Verification.SafetyGate;

/// <summary>
/// Walks a method's instructions with a stack of kinds and proves that memory is reached only through managed references:
/// every indirect load or store has one below it, none is made from a number, and no number is made from one.
/// </summary>
internal sealed class StackWalk
{
    /// <summary>What lies in a stack slot, as far as safety goes.</summary>
    private enum Kind : byte
    {
        /// <summary>Numbers, structs, object references, values of a type parameter.</summary>
        Value,

        /// <summary>A managed reference to a variable (<c>ref</c>).</summary>
        Ref,

        /// <summary>Memory the compiler made for a span that is built by the next instruction: stack room or constant data.</summary>
        SpanMemory,

        /// <summary>A method's address on its way into a delegate.</summary>
        Method,
    }

    private readonly MethodDefinition _method;
    private readonly List<Offence> _offences;
    private readonly Dictionary<Instruction, Kind[]> _seen = [];
    private readonly Queue<(Instruction At, Kind[] Stack)> _work = new();

    public StackWalk(MethodDefinition method, List<Offence> offences) => (_method, _offences) = (method, offences);

    public void Run()
    {
        var body = _method.Body;
        Reach(body.Instructions[0], []);
        foreach (var handler in body.ExceptionHandlers)
        {
            bool catches = handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter;
            Reach(handler.HandlerStart, catches ? [Kind.Value] : []);
            if (handler.FilterStart is { } filter)
                Reach(filter, [Kind.Value]);
        }
        while (_work.TryDequeue(out var next))
            Step(next.At, [.. next.Stack]);
    }

    private void Reach(Instruction? at, Kind[] stack)
    {
        if (at is null)
            return;
        if (_seen.TryGetValue(at, out var before))
        {
            if (!before.SequenceEqual(stack))
                Offend(at, $"two ways lead here with different things on the stack: {string.Join(' ', before)} and {string.Join(' ', stack)}");
            return;
        }
        _seen.Add(at, stack);
        _work.Enqueue((at, stack));
    }

    private void Step(Instruction at, List<Kind> stack)
    {
        if (!Execute(at, stack))
            return;
        var after = stack.ToArray();
        switch (at.OpCode.FlowControl)
        {
            case FlowControl.Return or FlowControl.Throw:
                return;
            case FlowControl.Branch:
                Reach((Instruction)at.Operand, at.OpCode.Code is Code.Leave or Code.Leave_S ? [] : after);
                return;
            case FlowControl.Cond_Branch when at.Operand is Instruction[] targets:
                foreach (var target in targets)
                    Reach(target, after);
                break;
            case FlowControl.Cond_Branch:
                Reach((Instruction)at.Operand, after);
                break;
        }
        Reach(at.Next, after);
    }

    // False: an offence was found, do not follow this path.
    private bool Execute(Instruction at, List<Kind> stack)
    {
        switch (at.OpCode.Code)
        {
            case Code.Calli or Code.Cpblk or Code.Initblk or Code.Jmp or Code.Arglist or Code.Mkrefany or Code.Refanyval or Code.Refanytype or Code.Unaligned or Code.No:
                return Offend(at, $"'{at.OpCode.Name}' is unverifiable");

            case Code.Localloc:
                return IsSpanOfStack(at) ? Push(stack, 1, Kind.SpanMemory) : Offend(at, "stack memory that is not a span of constant length");

            case Code.Ldsflda when ((FieldReference)at.Operand).Resolve() is { } data && data.DeclaringType.Name == "<PrivateImplementationDetails>":
                return IsSpanOfConstant(at, data) ? Push(stack, 0, Kind.SpanMemory) : Offend(at, "the address of constant data is used for something other than a span of it");

            case Code.Ldftn or Code.Ldvirtftn:
                return Push(stack, at.OpCode.Code == Code.Ldvirtftn ? 1 : 0, Kind.Method);

            case Code.Ldloca or Code.Ldloca_S or Code.Ldarga or Code.Ldarga_S or Code.Ldsflda:
                return Push(stack, 0, Kind.Ref);
            case Code.Ldflda:
                return NeedsNoNumberBelow(at, stack, 1) && Push(stack, 1, Kind.Ref);
            case Code.Ldelema:
                return Push(stack, 2, Kind.Ref);
            case Code.Unbox:
                return Push(stack, 1, Kind.Ref);

            case Code.Ldind_I or Code.Ldind_I1 or Code.Ldind_I2 or Code.Ldind_I4 or Code.Ldind_I8 or Code.Ldind_R4 or Code.Ldind_R8 or Code.Ldind_Ref
                or Code.Ldind_U1 or Code.Ldind_U2 or Code.Ldind_U4 or Code.Ldobj:
                return NeedsRef(at, stack, 1) && Push(stack, 1, Kind.Value);
            case Code.Stind_I or Code.Stind_I1 or Code.Stind_I2 or Code.Stind_I4 or Code.Stind_I8 or Code.Stind_R4 or Code.Stind_R8 or Code.Stind_Ref or Code.Stobj:
                return NeedsRef(at, stack, 2) && Pop(stack, 2);
            case Code.Initobj:
                return NeedsRef(at, stack, 1) && Pop(stack, 1);
            case Code.Cpobj:
                return NeedsRef(at, stack, 1) && NeedsRef(at, stack, 2) && Pop(stack, 2);

            case Code.Dup:
                return Push(stack, 0, stack[^1]);
            case Code.Ldloc or Code.Ldloc_S or Code.Ldloc_0 or Code.Ldloc_1 or Code.Ldloc_2 or Code.Ldloc_3:
                return Push(stack, 0, KindOf(LocalOf(at).VariableType));
            case Code.Ldarg or Code.Ldarg_S or Code.Ldarg_0 or Code.Ldarg_1 or Code.Ldarg_2 or Code.Ldarg_3:
                return Push(stack, 0, KindOfArgument(at));
            case Code.Ldfld:
                return NeedsNoNumberBelow(at, stack, 1) && Push(stack, 1, KindOf(((FieldReference)at.Operand).FieldType));
            case Code.Stloc or Code.Stloc_S or Code.Stloc_0 or Code.Stloc_1 or Code.Stloc_2 or Code.Stloc_3:
                return Needs(at, stack, 1, KindOf(LocalOf(at).VariableType)) && Pop(stack, 1);
            case Code.Starg or Code.Starg_S:
                return Needs(at, stack, 1, KindOf(((ParameterReference)at.Operand).ParameterType)) && Pop(stack, 1);

            case Code.Call or Code.Callvirt or Code.Newobj:
                return Call(at, stack);
            case Code.Ret:
                return stack.Count == 0 || Needs(at, stack, 1, KindOf(_method.ReturnType));

            default:
                return Generic(at, stack);
        }
    }

    private bool Call(Instruction at, List<Kind> stack)
    {
        var target = (MethodReference)at.Operand;
        bool isNew = at.OpCode.Code == Code.Newobj;
        int arguments = target.Parameters.Count;
        for (int i = 0; i < arguments; i++)
        {
            var kind = stack[stack.Count - arguments + i];
            var type = target.Parameters[i].ParameterType;
            bool isSpanMemory = kind == Kind.SpanMemory && IsSpanConstructor(target);
            bool isDelegateTarget = kind == Kind.Method && isNew && target.Name == ".ctor" && arguments == 2 && i == 1;
            if (!isSpanMemory && !isDelegateTarget && kind != KindOf(type))
                return Offend(at, $"argument {i + 1} of {target.FullName} is not what its type says ({kind})");
        }
        Pop(stack, arguments);
        if (isNew)
            return Push(stack, 0, Kind.Value);
        if (target.HasThis && !target.ExplicitThis)
        {
            if (stack[^1] is Kind.SpanMemory or Kind.Method)
                return Offend(at, "a method is called on an address");
            Pop(stack, 1);
        }
        return IsVoid(target.ReturnType) || Push(stack, 0, KindOf(target.ReturnType));
    }

    // An init accessor returns `void modreq(IsExternalInit)`.
    private static bool IsVoid(TypeReference type) =>
        type is IModifierType modifier ? IsVoid(modifier.ElementType) : type.MetadataType == MetadataType.Void;

    // Everything else takes and gives plain values; managed references may only be compared.
    private bool Generic(Instruction at, List<Kind> stack)
    {
        int pops = at.OpCode.StackBehaviourPop switch
        {
            StackBehaviour.Pop0 => 0,
            StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
            StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8 or StackBehaviour.Popi_popr4
                or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi => 2,
            StackBehaviour.Popi_popi_popi or StackBehaviour.Popref_popi_popi or StackBehaviour.Popref_popi_popi8 or StackBehaviour.Popref_popi_popr4
                or StackBehaviour.Popref_popi_popr8 or StackBehaviour.Popref_popi_popref => 3,
            StackBehaviour.PopAll => stack.Count,
            _ => -1,
        };
        int pushes = at.OpCode.StackBehaviourPush switch
        {
            StackBehaviour.Push0 => 0,
            StackBehaviour.Push1_push1 => 2,
            StackBehaviour.Varpush => -1,
            _ => 1,
        };
        if (pops < 0 || pushes < 0 || pops > stack.Count)
            return Offend(at, $"'{at.OpCode.Name}' is not understood by this gate");

        bool mayMeetRefs = at.OpCode.Code is Code.Pop or Code.Brtrue or Code.Brtrue_S or Code.Brfalse or Code.Brfalse_S or Code.Stfld or Code.Constrained
            or Code.Beq or Code.Beq_S or Code.Bne_Un or Code.Bne_Un_S or Code.Ceq or Code.Cgt_Un;
        for (int i = 0; i < pops && !mayMeetRefs; i++)
            if (stack[^(i + 1)] != Kind.Value)
                return Offend(at, $"'{at.OpCode.Name}' turns an address into a number");
        Pop(stack, pops);
        for (int i = 0; i < pushes; i++)
            stack.Add(Kind.Value);
        return true;
    }

    // ldc N; conv.u; localloc; ldc N / elements; newobj Span<T>(void*, int), or a call of that constructor on a local
    private static bool IsSpanOfStack(Instruction localloc)
    {
        long? bytes = Constant(localloc.Previous?.OpCode.Code == Code.Conv_U ? localloc.Previous.Previous : localloc.Previous);
        return bytes is { } size && SpanAfter(localloc) is { } span && span.Count * span.ElementSize <= size;
    }

    private static bool IsSpanOfConstant(Instruction ldsflda, FieldDefinition data) =>
        SpanAfter(ldsflda) is { } span && span.Count * span.ElementSize <= data.InitialValue.Length;

    private static (long Count, long ElementSize)? SpanAfter(Instruction address)
    {
        if (Constant(address.Next) is not { } count || address.Next.Next is not { OpCode.Code: Code.Newobj or Code.Call, Operand: MethodReference constructor })
            return null;
        if (!IsSpanConstructor(constructor))
            return null;
        var element = ((GenericInstanceType)constructor.DeclaringType).GenericArguments[0];
        return SizeOf(element) is { } size && count >= 0 ? (count, size) : null;
    }

    private static bool IsSpanConstructor(MethodReference method) =>
        method.Name == ".ctor" && method.DeclaringType is GenericInstanceType { ElementType.FullName: "System.Span`1" or "System.ReadOnlySpan`1" }
        && method.Parameters is [{ ParameterType: PointerType }, _];

    private static long? SizeOf(TypeReference type)
    {
        if (type.Resolve() is { IsEnum: true } e)
            type = e.Fields.First(f => !f.IsStatic).FieldType;
        return type.MetadataType switch
        {
            MetadataType.Boolean or MetadataType.Byte or MetadataType.SByte => 1,
            MetadataType.Char or MetadataType.Int16 or MetadataType.UInt16 => 2,
            MetadataType.Int32 or MetadataType.UInt32 or MetadataType.Single => 4,
            MetadataType.Int64 or MetadataType.UInt64 or MetadataType.Double => 8,
            _ => null,
        };
    }

    private static long? Constant(Instruction? at) => at?.OpCode.Code switch
    {
        >= Code.Ldc_I4_0 and <= Code.Ldc_I4_8 => at.OpCode.Code - Code.Ldc_I4_0,
        Code.Ldc_I4_S => (sbyte)at.Operand,
        Code.Ldc_I4 => (int)at.Operand,
        _ => null,
    };

    private VariableDefinition LocalOf(Instruction at) => at.Operand as VariableDefinition ?? _method.Body.Variables[at.OpCode.Code switch
    {
        Code.Ldloc_1 or Code.Stloc_1 => 1,
        Code.Ldloc_2 or Code.Stloc_2 => 2,
        Code.Ldloc_3 or Code.Stloc_3 => 3,
        _ => 0,
    }];

    private Kind KindOfArgument(Instruction at)
    {
        if (at.Operand is ParameterDefinition parameter)
            return parameter == _method.Body.ThisParameter ? ThisKind : KindOf(parameter.ParameterType);
        int index = at.OpCode.Code - Code.Ldarg_0;
        if (_method.HasThis && index-- == 0)
            return ThisKind;
        return KindOf(_method.Parameters[index].ParameterType);
    }

    private Kind ThisKind => _method.DeclaringType.IsValueType ? Kind.Ref : Kind.Value;

    private static Kind KindOf(TypeReference type) => type switch
    {
        ByReferenceType => Kind.Ref,
        RequiredModifierType or OptionalModifierType or PinnedType => KindOf(((TypeSpecification)type).ElementType),
        PointerType or FunctionPointerType => Kind.SpanMemory, // nothing but the span patterns has this kind
        _ => Kind.Value,
    };

    private bool NeedsRef(Instruction at, List<Kind> stack, int depth) =>
        stack[^depth] == Kind.Ref || Offend(at, $"'{at.OpCode.Name}' reaches memory through something that is not a managed reference");

    // Fields are reached through an object, a struct value or a managed reference to one.
    private bool NeedsNoNumberBelow(Instruction at, List<Kind> stack, int depth) =>
        stack[^depth] is Kind.Value or Kind.Ref || Offend(at, $"'{at.OpCode.Name}' on an address");

    private bool Needs(Instruction at, List<Kind> stack, int depth, Kind kind) =>
        stack[^depth] == kind || Offend(at, $"{stack[^depth]} where {kind} is declared");

    private static bool Push(List<Kind> stack, int pops, Kind kind)
    {
        Pop(stack, pops);
        stack.Add(kind);
        return true;
    }

    private static bool Pop(List<Kind> stack, int count)
    {
        stack.RemoveRange(stack.Count - count, count);
        return true;
    }

    private bool Offend(Instruction at, string rule)
    {
        _offences.Add(new($"{_method.FullName} IL_{at.Offset:x4}", rule));
        return false;
    }
}
