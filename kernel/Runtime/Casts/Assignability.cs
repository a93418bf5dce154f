using System;

namespace Internal.Runtime;

/// <summary>
/// Whether an object of one type may be treated as another: all the rules, for the cases the entries in
/// <see cref="System.Runtime.TypeCast"/> do not decide themselves. Answers are remembered in <see cref="CastCache"/>.
/// </summary>
internal static unsafe class Assignability
{
    /// <summary>A question being answered further up the stack.</summary>
    private struct Question
    {
        internal MethodTable* Source;
        internal MethodTable* Target;
        internal Question* Outer;
    }

    internal static bool IsAssignable(MethodTable* source, MethodTable* target)
    {
        if (source == target)
            return true;

        if (CastCache.TryGet(source, target, out bool known))
            return known;

        bool answer = IsAssignable(source, target, null);
        CastCache.Add(source, target, answer);
        return answer;
    }

    private static bool IsAssignable(MethodTable* source, MethodTable* target, Question* outer)
    {
        if (source == target)
            return true;

        // A box never holds a nullable: it is empty, or it holds the value.
        if (target->IsNullable)
            return source == target->GenericArgument(0);

        if (target->IsParameterized)
        {
            return target->IsArray && source->IsArray
                && AreElementsAssignable(source->ElementTable, target->ElementTable, outer);
        }

        if (target == MethodTable.Of<object>())
            return !source->IsParameterized || source->IsArray;

        return target->IsInterface
            ? ImplementsInterface(source, target, outer)
            : DerivesFromClass(source, target, outer);
    }

    private static bool ImplementsInterface(MethodTable* source, MethodTable* target, Question* outer)
    {
        MethodTable** interfaces = source->Interfaces;
        int count = source->InterfaceCount;
        for (int i = 0; i < count; i++)
        {
            if (interfaces[i] == target)
                return true;
        }

        if (!target->HasGenericVariance)
            return false;

        bool fromArray = source->IsArray;
        for (int i = 0; i < count; i++)
        {
            if (VariantArgumentsMatch(interfaces[i], target, fromArray, outer))
                return true;
        }

        return source->IsInterface && VariantArgumentsMatch(source, target, fromArray, outer);
    }

    private static bool DerivesFromClass(MethodTable* source, MethodTable* target, Question* outer)
    {
        bool isVariantDelegate = target->HasGenericVariance;
        for (MethodTable* type = source; type != null; type = type->BaseTable)
        {
            if (type == target || (isVariantDelegate && VariantArgumentsMatch(type, target, false, outer)))
                return true;
        }

        return false;
    }

    /// <summary>Whether two instances of one generic definition differ only in ways its variance allows.</summary>
    internal static bool IsVariantOf(MethodTable* source, MethodTable* target, bool fromArray) =>
        VariantArgumentsMatch(source, target, fromArray, null);

    private static bool VariantArgumentsMatch(MethodTable* source, MethodTable* target, bool fromArray, Question* outer)
    {
        if (source == target)
            return true;

        if (!source->HasGenericVariance || !source->IsGeneric || !target->IsGeneric
            || source->GenericDefinition != target->GenericDefinition)
            return false;

        // With `class C : IConsumer<IConsumer<C>>`, whether C is an IConsumer<C> depends on whether C is an IConsumer<C>.
        // Like .NET, answer a question about itself with no.
        for (Question* asked = outer; asked != null; asked = asked->Outer)
        {
            if (asked->Source == source && asked->Target == target)
                return false;
        }

        Question here = new() { Source = source, Target = target, Outer = outer };
        int arity = target->GenericArity;
        for (int i = 0; i < arity; i++)
        {
            if (!ArgumentMatches(source->GenericArgument(i), target->GenericArgument(i), target->GenericParameterVariance(i), fromArray, &here))
                return false;
        }

        return true;
    }

    private static bool ArgumentMatches(
        MethodTable* source, MethodTable* target, GenericVariance variance, bool fromArray, Question* outer)
    {
        if (source == target)
            return true;

        // The interfaces of arrays vary as the elements of arrays do, whatever their declaration says: a string[] is an
        // IList<object>, an int[] an IList<uint>. The compiler marks them as variant for this reason.
        if (fromArray)
            return AreElementsAssignable(source, target, outer);

        return variance switch
        {
            GenericVariance.Covariant => IsReferenceAssignable(source, target, outer),
            GenericVariance.Contravariant => IsReferenceAssignable(target, source, outer),
            _ => false,
        };
    }

    /// <summary>Variance converts references only: a list of ints is not a list of objects.</summary>
    private static bool IsReferenceAssignable(MethodTable* source, MethodTable* target, Question* outer) =>
        IsReference(source) && IsReference(target) && IsAssignable(source, target, outer);

    private static bool AreElementsAssignable(MethodTable* source, MethodTable* target, Question* outer)
    {
        if (source == target)
            return true;

        if (IsReference(source))
            return IsReference(target) && IsAssignable(source, target, outer);

        // int[] and uint[] are each other's, and so are arrays of the enumerations over them.
        return source->IsPrimitive && target->IsPrimitive
            && WithoutSign(source->ElementKind) == WithoutSign(target->ElementKind);
    }

    private static bool IsReference(MethodTable* type) =>
        !type->IsValueType && (!type->IsParameterized || type->IsArray);

    private static ElementType WithoutSign(ElementType kind) => kind switch
    {
        ElementType.SByte => ElementType.Byte,
        ElementType.Int16 => ElementType.UInt16,
        ElementType.Int32 => ElementType.UInt32,
        ElementType.Int64 => ElementType.UInt64,
        ElementType.IntPtr => ElementType.UIntPtr,
        _ => kind,
    };
}
