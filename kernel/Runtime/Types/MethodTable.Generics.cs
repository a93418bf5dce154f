namespace Internal.Runtime;

internal unsafe partial struct MethodTable
{
    internal bool IsGeneric => (_flags & IsGenericFlag) != 0;

    /// <summary>
    /// Some type parameter is variant. The compiler also sets this for the interfaces that arrays implement,
    /// such as IList, because an array of strings counts as a list of objects.
    /// </summary>
    internal bool HasGenericVariance => (_flags & GenericVarianceFlag) != 0;

    /// <summary>The definition a generic type is made from: of List&lt;int&gt;, List&lt;&gt;.</summary>
    internal MethodTable* GenericDefinition => (MethodTable*)Relative(OptionalField(GenericFields));

    /// <summary>Number of type parameters. The compiler keeps it where other types have their base size.</summary>
    internal int GenericArity => (int)(IsGenericDefinition ? _baseSize : GenericDefinition->_baseSize);

    /// <summary>The type argument at a position. A single argument stands in the field itself, several in a list it points to.</summary>
    internal MethodTable* GenericArgument(int index)
    {
        int* composition = OptionalField(GenericFields + 1);
        return GenericArity == 1
            ? (MethodTable*)Relative(composition)
            : (MethodTable*)Relative((int*)Relative(composition) + index);
    }

    /// <summary>How a type parameter varies. Recorded in the definition only, where a constructed type has its arguments.</summary>
    internal GenericVariance GenericParameterVariance(int index)
    {
        MethodTable* definition = GenericDefinition;
        int* composition = definition->OptionalField(definition->GenericFields);
        return (GenericVariance)((byte*)Relative(composition))[index];
    }

    private int GenericFields =>
        FixedOptionalFields + FieldsOf(HasDispatchMapFlag) + FieldsOf(HasFinalizerFlag) + FieldsOf(HasSealedVTableFlag);
}
