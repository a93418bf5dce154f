using System;
using System.Collections.Generic;

namespace Internal.Runtime;

/// <summary>
/// Compares what the compiler emitted with what this runtime takes for granted, so that a new compiler version with
/// another layout stops at start-up with a sentence instead of going wrong somewhere, some day.
/// </summary>
internal static unsafe class LayoutCheck
{
    private interface IProbe
    {
        int First();

        int Second();
    }

    private class Probe : IProbe
    {
        public int First() => 1;

        public int Second() => 2;

        ~Probe()
        {
        }
    }

    private struct PaddedValue
    {
        internal int Large;
        internal byte Small;
    }

    internal static void CheckHeader(ReadyToRunHeader* header)
    {
        Require(header->Signature == ReadyToRunHeader.ExpectedSignature, "the module header is where the linker script puts it");
        Require(header->MajorVersion == ReadyToRunHeader.ExpectedMajorVersion, "the module header has version 16");
        Require(header->EntrySize == sizeof(ReadyToRunSection), "the module header has 24-byte entries");
    }

    internal static void CheckTypes()
    {
        CheckSizes();
        CheckKinds();
        CheckOptionalFields();
        CheckVariance();
    }

    private static void CheckSizes()
    {
        MethodTable* text = MethodTable.Of<string>();
        Require(text->ComponentSize == 2 && text->BaseSize == 22, "strings are 22 bytes and 2 for each character");
        MethodTable* array = MethodTable.Of<int[]>();
        Require(array->ComponentSize == 4 && array->BaseSize == 24, "an int[] is 24 bytes and 4 for each element");
        MethodTable* box = MethodTable.Of<PaddedValue>();
        Require(box->BaseSize == 24 && box->ValueSize == 8, "a box is 16 bytes and the value");
        Require(MethodTable.Of<object>()->BaseSize == ObjectLayout.MinimumBlockSize, "the smallest object is 24 bytes");
        Require((nuint)text >= 0xffff_ffff_8000_0000, "the image is in the upper two GiB");
    }

    private static void CheckKinds()
    {
        Require(MethodTable.Of<int[]>()->IsArray && MethodTable.Of<int[]>()->ElementTable == MethodTable.Of<int>(), "arrays name their element type");
        Require(MethodTable.Of<ElementType>()->ElementKind == ElementType.UInt32, "an enumeration is of the kind of its underlying type");
        Require(MethodTable.Of<IProbe>()->IsInterface, "interfaces are marked");
        Require(MethodTable.Of<string>()->BaseTable == MethodTable.Of<object>(), "classes name their base class");
        MethodTable* nullable = MethodTable.Of<long?>();
        Require(nullable->IsNullable && nullable->NullableValueOffset == 8, "a long? has its value at offset 8");
        Require(nullable->GenericArgument(0) == MethodTable.Of<long>(), "a nullable names what it may hold");
        Require(MethodTable.Of<object[]>()->HasGCPointers && !MethodTable.Of<int[]>()->HasGCPointers, "types with references are marked");
    }

    private static void CheckOptionalFields()
    {
        MethodTable* probe = new Probe().m_pEEType;
        Require(probe->HasFinalizer && ImageLayout.Current->ContainsCode(probe->Finalizer), "finalizers are optional fields");
        IProbe implementation = new Probe();
        Require(implementation.First() == 1 && implementation.Second() == 2, "dispatch maps lead to the methods");
    }

    private static void CheckVariance()
    {
        MethodTable* type = MethodTable.Of<KeyValuePair<int, string>>();
        Require(type->IsGeneric && type->GenericArity == 2, "a generic definition tells its arity");
        Require(type->GenericArgument(1) == MethodTable.Of<string>(), "a generic type names its arguments");
        MethodTable* covariant = MethodTable.Of<IEnumerable<string>>();
        Require(covariant->HasGenericVariance && covariant->GenericParameterVariance(0) == GenericVariance.Covariant, "variance is in the definition");
    }

    private static void Require(bool holds, string assumption)
    {
        if (!holds)
            RuntimeHooks.Panic("The compiler's data are not laid out as this runtime expects. It takes for granted that " , assumption);
    }
}
